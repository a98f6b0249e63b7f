#include "core/nn/train/AuxiliaryTargets.h"

#include <algorithm>
#include <cmath>

namespace w2v::nn {

namespace {

constexpr int kSamples = 4;            ///< a side, in each patch
constexpr double kNearest = 0.15;      ///< metres before the second camera
constexpr double kFarthestFlow = 1.6;  ///< half image sides
constexpr double kLeastDepth = 0.2, kMostDepth = 12;

} // namespace

AuxiliaryTargets AuxiliaryTargets::mirrored() const
{
    AuxiliaryTargets out = *this;
    for (int y = 0; y < side; ++y)
        for (int x = 0; x < side; ++x) {
            const auto to = static_cast<std::size_t>(y * side + x), from = static_cast<std::size_t>(y * side + side - 1 - x);
            out.flow[2 * to] = -flow[2 * from];
            out.flow[2 * to + 1] = flow[2 * from + 1];
            out.logDepth[to] = logDepth[from];
            out.flowKnown[to] = flowKnown[from];
            out.depthKnown[to] = depthKnown[from];
        }
    return out;
}

AuxiliaryTargets auxiliaryTargets(const DepthMap& depth, const Intrinsics& camera, const Rigid3d* secondFromFirst, int side)
{
    AuxiliaryTargets out;
    out.side = side;
    const auto count = static_cast<std::size_t>(side) * static_cast<std::size_t>(side);
    const Intrinsics scaled = camera.resized(depth.width(), depth.height());
    out.flow.assign(2 * count, 0);
    out.logDepth.assign(count, 0);
    out.flowKnown.assign(count, 0);
    out.depthKnown.assign(count, 0);
    for (int py = 0; py < side; ++py)
        for (int px = 0; px < side; ++px) {
            double flowX = 0, flowY = 0, logs = 0;
            int known = 0, moved = 0;
            for (int k = 0; k < kSamples * kSamples; ++k) {
                const double u = (px + (k % kSamples + 0.5) / kSamples) / side * depth.width();
                const double v = (py + (k / kSamples + 0.5) / kSamples) / side * depth.height();
                const double z = depth.at(std::min(static_cast<int>(u), depth.width() - 1), std::min(static_cast<int>(v), depth.height() - 1));
                if (!(z > 0) || !std::isfinite(z))
                    continue;
                ++known;
                logs += std::log(std::clamp(z, kLeastDepth, kMostDepth));
                if (!secondFromFirst)
                    continue;
                const Eigen::Vector3d point = *secondFromFirst * unproject(scaled, u, v, z);
                if (point.z() < kNearest)
                    continue;
                const Eigen::Vector2d pixel = project(scaled, point);
                ++moved;
                flowX += (pixel.x() - u) * 2 / depth.width();
                flowY += (pixel.y() - v) * 2 / depth.height();
            }
            const auto at = static_cast<std::size_t>(py * side + px);
            if (known * 2 < kSamples * kSamples)
                continue;
            out.depthKnown[at] = 1;
            out.logDepth[at] = static_cast<float>(logs / known - 1);
            if (moved * 2 < kSamples * kSamples || std::abs(flowX / moved) > kFarthestFlow || std::abs(flowY / moved) > kFarthestFlow)
                continue;
            out.flowKnown[at] = 1;
            out.flow[2 * at] = static_cast<float>(flowX / moved);
            out.flow[2 * at + 1] = static_cast<float>(flowY / moved);
        }
    return out;
}

} // namespace w2v::nn
