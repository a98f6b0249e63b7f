#include "core/motion/KeptFrames.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/base/Error.h"

namespace w2v {

std::vector<int> uniformFrames(int frameCount, int keep, bool includeFirst, bool includeLast)
{
    if (frameCount <= 0)
        return {};
    if (keep < 0 || (keep == 0 && (includeFirst || includeLast)))
        throw Error("the number of kept frames", "must be at least 1");
    std::vector<int> frames(static_cast<std::size_t>(std::min(keep, frameCount)));
    if (keep >= frameCount) {
        std::iota(frames.begin(), frames.end(), 0);
        return frames;
    }
    if (frames.empty())
        return frames;
    const double step = keep > 1 ? static_cast<double>(frameCount - 1) / (keep - 1) : 0;
    for (int i = 0; i < keep; ++i)
        frames[static_cast<std::size_t>(i)] = static_cast<int>(std::nearbyint(i * step));
    if (keep > 1)
        frames.back() = frameCount - 1;
    if (includeFirst)
        frames.front() = 0;
    if (includeLast)
        frames.back() = frameCount - 1;
    std::sort(frames.begin(), frames.end());
    frames.erase(std::unique(frames.begin(), frames.end()), frames.end());
    return frames;
}

std::vector<int> evenTargets(int frameCount, int count)
{
    if (frameCount < 2 || count <= 0)
        return {};
    std::vector<int> frames;
    if (count >= frameCount - 1) {
        frames.resize(static_cast<std::size_t>(frameCount - 1));
        std::iota(frames.begin(), frames.end(), 1);
        return frames;
    }
    // The spacing is at least 1, and 1 exactly only for whole numbers, so that no two targets round to one frame.
    for (int i = 0; i < count; ++i)
        frames.push_back(static_cast<int>(std::nearbyint(static_cast<double>(i + 1) * (frameCount - 1) / (count + 1))));
    return frames;
}

} // namespace w2v
