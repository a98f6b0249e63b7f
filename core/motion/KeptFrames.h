#pragma once
#include <vector>

namespace w2v {

/// The frames the reference keeps of a trajectory: none for frameCount <= 0, all for keep >= frameCount, else evenly spaced
/// ones rounded half to even, the ends forced in, sorted and unique. Throws Error for keep < 0, and for keep = 0 when an end
/// must be in.
std::vector<int> uniformFrames(int frameCount, int keep, bool includeFirst = false, bool includeLast = true);

/// `count` evenly spaced target frames without frame 0: round((i + 1)(N - 1)/(count + 1)); all of 1..N-1 when there are no more.
std::vector<int> evenTargets(int frameCount, int count);

} // namespace w2v
