#pragma once
#include <cstddef>
#include <functional>

namespace w2v {

/// How many parts parallelParts() makes of `count` items of which a thread should get `least` or more: at least 1, at most the
/// processor's threads.
std::size_t parallelPartCount(std::size_t count, std::size_t least);

/// Cuts 0..count into parallelPartCount() neighbouring parts and calls work(part, begin, end) for each on a thread of its own, the
/// first on the caller's; returns when all are done. The first exception of a part is thrown again here.
void parallelParts(std::size_t count, std::size_t least, const std::function<void(std::size_t part, std::size_t begin, std::size_t end)>& work);

} // namespace w2v
