#include "core/scene/LiftPoints.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace w2v {

namespace {

bool usable(const ObservationFrame& frame)
{
    return !frame.depth.empty() && frame.camera.valid() && frame.color.width() == frame.depth.width()
        && frame.color.height() == frame.depth.height();
}

} // namespace

PointCloud liftPoints(const Observation& observation, std::size_t maxPoints)
{
    std::vector<const ObservationFrame*> frames;
    std::size_t pixels = 0;
    for (const ObservationFrame& frame : observation.frames) {
        if (!usable(frame) || (!frames.empty() && (!frame.worldFromCamera || !observation.frames.front().worldFromCamera)))
            continue;
        frames.push_back(&frame);
        pixels += frame.depth.pixels();
    }
    PointCloud cloud;
    if (pixels == 0 || maxPoints == 0)
        return cloud;
    const int step = std::max(1, int(std::ceil(std::sqrt(double(pixels) / double(maxPoints)))));
    cloud.positions.reserve(std::min(pixels, maxPoints));
    cloud.colors.reserve(std::min(pixels, maxPoints));
    for (const ObservationFrame* frame : frames) {
        const Rigid3d worldFromCamera = frame->worldFromCamera.value_or(Rigid3d::Identity());
        for (int y = step / 2; y < frame->depth.height(); y += step) {
            for (int x = step / 2; x < frame->depth.width(); x += step) {
                const float depth = frame->depth.at(x, y);
                if (!(depth > 0) || !std::isfinite(depth))
                    continue;
                const Eigen::Vector3d point = worldFromCamera * unproject(frame->camera, x + 0.5, y + 0.5, double(depth));
                cloud.positions.push_back(point.cast<float>());
                cloud.colors.push_back({frame->color.at(x, y, 0), frame->color.at(x, y, 1), frame->color.at(x, y, 2)});
            }
        }
    }
    return cloud;
}

double floorBelow(const ObservationFrame& frame, double fallback)
{
    if (frame.floorBelow)
        return *frame.floorBelow;
    if (!usable(frame))
        return fallback;
    std::vector<double> heights;
    for (int y = frame.depth.height() / 2; y < frame.depth.height(); y += 4) {
        for (int x = 2; x < frame.depth.width(); x += 4) {
            const float depth = frame.depth.at(x, y);
            if (depth > 0 && std::isfinite(depth))
                heights.push_back(unproject(frame.camera, x + 0.5, y + 0.5, double(depth)).y());
        }
    }
    if (heights.size() < 100)
        return fallback;
    const auto at = heights.begin() + std::ptrdiff_t(heights.size() * 9 / 10);
    std::nth_element(heights.begin(), at, heights.end());
    return *at > 0.2 && *at < 4 ? *at : fallback;
}

} // namespace w2v
