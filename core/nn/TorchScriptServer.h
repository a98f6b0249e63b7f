#pragma once
#include <filesystem>
#include <string>

namespace w2v {

/// Loads a TorchScript file, which runs its code, and serves it on standard input and output as docs/world-model-programs.md says, until
/// the input ends. What the code prints goes to standard error. device: auto, cpu or cuda. Returns the process's exit code; why the file
/// cannot be served is the last line on standard error.
int serveTorchScript(const std::filesystem::path& file, const std::string& device);

} // namespace w2v
