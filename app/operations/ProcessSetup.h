#pragma once

namespace w2v {

/// First thing in main(): the OpenMP environment that LibTorch needs (may run the program again once to set it), logging,
/// and a quiet end when a pipe closes.
void prepareProcess(char** argv);

} // namespace w2v
