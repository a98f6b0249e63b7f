#pragma once

namespace w2v {

/// Appends "seconds on the monotonic clock, what" to the file that W2V_TIMELINE names, from any thread, to see where the time from
/// the program's start to its first frame goes. Costs nothing without the variable.
void noteTime(const char* what);

} // namespace w2v
