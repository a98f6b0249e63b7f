#pragma once
#include <cstdint>

namespace w2v {

/// How an image or a video is cut into patches: temporal patches, then rows and columns of patches (before merging).
struct VisionGrid {
    std::int64_t t = 1, h = 0, w = 0;

    std::int64_t patches() const { return t * h * w; }
    /// Tokens in the language model after merging `merge` x `merge` patches.
    std::int64_t tokens(std::int64_t merge = 2) const { return t * (h / merge) * (w / merge); }
    /// False for sides that no image has; others do not overflow when multiplied.
    bool plausible() const
    {
        constexpr std::int64_t kMaxSide = 1 << 20;
        return t >= 1 && h >= 1 && w >= 1 && t <= kMaxSide && h <= kMaxSide && w <= kMaxSide;
    }
    bool operator==(const VisionGrid&) const = default;
};

} // namespace w2v
