#pragma once
#include <cstdint>
#include <vector>

#include "core/scene/Scene.h"

namespace w2v {

struct PointVertex {
    float position[3];
    std::uint8_t color[4];
};

/// Points that are near each other, the unit of culling and of detail: any first part of a chunk is an even sample of it.
struct PointChunk {
    Eigen::AlignedBox3f bounds;
    std::uint32_t first = 0, count = 0;
};

inline constexpr std::uint32_t kChunkPoints = 2048; ///< at most, a power of two

/// Writes the cloud's points to `out` (as many as it has) ordered into chunks along a Morton curve; inside a chunk by the
/// bit-reversed place on the curve, so that the first n are spread evenly. Takes time linear in the number of points.
std::vector<PointChunk> orderPoints(const PointCloud& cloud, PointVertex* out);

} // namespace w2v
