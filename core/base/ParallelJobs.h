#pragma once
#include <functional>

namespace w2v {

/// Threads that this process may keep busy: W2V_THREADS when it is a number above 0 (a batch gives each of its workers a share of the
/// processor), else what the machine has.
int threadsToUse();

/// Runs job(0) ... job(jobs - 1) on up to `threads` threads, this one included, and returns when all are done. What the first that
/// failed threw is thrown here.
void inParallel(int threads, int jobs, const std::function<void(int)>& job);

} // namespace w2v
