#include <cmath>

#include <fmt/format.h>

#include "core/scene/RoomGenerator.h"
#include "core/scene/import/Importers.h"

namespace w2v {

std::vector<ObservationFrame> startingViews(const Scene& scene, std::uint64_t seed)
{
    constexpr int kViews = 4, kWidth = 640, kHeight = 480;
    constexpr double kFov = 72.0; // a wide-angle camera, as indoor pictures are taken with
    std::vector<ObservationFrame> frames;
    const auto add = [&](const Rigid3d& pose) {
        ObservationFrame frame;
        frame.name = fmt::format("view {}", frames.size() + 1);
        frame.camera = intrinsicsFromFov(kWidth, kHeight, kFov);
        frame.worldFromCamera = pose;
        frames.push_back(std::move(frame));
    };
    const Eigen::Vector3d size = scene.bounds.sizes();
    if (scene.room || std::min(size.x(), size.z()) > 2.5) { // large enough to stand in
        Rng rng = Rng(seed).fork("views");
        for (int i = 0; i < kViews; ++i)
            if (const auto pose = sampleStandpoint(scene, rng))
                add(*pose);
    }
    if (frames.empty()) { // look at it from outside
        const Eigen::Vector3d center = scene.bounds.center();
        Rigid3d pose = Rigid3d::Identity();
        pose.translation() = center - Eigen::Vector3d(0, 0, std::max(0.3, 1.4 * size.norm()));
        add(pose);
    }
    return frames;
}

} // namespace w2v
