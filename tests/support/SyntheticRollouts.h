#pragma once
#include <algorithm>
#include <string>
#include <vector>

#include "core/base/Rng.h"
#include "core/motion/ActionSampler.h"
#include "core/worldmodel/Rollout.h"

namespace w2v::testing {

/// Rollouts through an empty hall with cubes hanging around the camera: exact boxes without rendering. Every fifth rollout has
/// two or three actions. Scenes are "scene:<n>", `perScene` rollouts each; frames are the key frames.
struct SyntheticHall {
    int rollouts = 200;
    int perScene = 4;
    int cubes = 14;
    double heldoutShare = 0.25;
    std::uint64_t seed = 1;
    bool objects = true;
};

struct Cube {
    Eigen::Vector3d center;
    double half;
    std::string label;
};

inline VisibleObject seenCube(const Cube& cube, int instance, const Rigid3d& startFromCamera, const Intrinsics& camera)
{
    VisibleObject object;
    object.instance = instance;
    object.label = cube.label;
    const Rigid3d cameraFromStart = startFromCamera.inverse();
    Box2d box{1e9, 1e9, -1e9, -1e9};
    for (int corner = 0; corner < 8; ++corner) {
        const Eigen::Vector3d sign(corner & 1 ? 1 : -1, corner & 2 ? 1 : -1, corner & 4 ? 1 : -1);
        const Eigen::Vector3d point = cameraFromStart * (cube.center + cube.half * sign);
        if (point.z() < 0.1)
            return object; // behind: not visible
        const Eigen::Vector2d pixel = project(camera, point);
        const double x = pixel.x() * 1000 / camera.width, y = pixel.y() * 1000 / camera.height;
        box = {std::min(box.x1, x), std::min(box.y1, y), std::max(box.x2, x), std::max(box.y2, y)};
    }
    object.fullBox = box;
    const auto clip = [](double v) { return std::clamp(v, 0.0, 1000.0); };
    object.box = {clip(box.x1), clip(box.y1), clip(box.x2), clip(box.y2)};
    object.visiblePixels = static_cast<int>(object.box.area() / 1e6 * camera.width * camera.height);
    object.visibleShare = object.visiblePixels > 0 ? 1 : 0;
    object.depth = (cameraFromStart * cube.center).z();
    return object;
}

inline std::vector<RolloutRecord> syntheticRollouts(const SyntheticHall& hall)
{
    static const std::vector<std::string> labels{"chair", "table", "lamp", "plant", "cabinet", "shelf", "sofa", "stool"};
    const Intrinsics camera = intrinsicsFromFov(112, 112, 90);
    std::vector<RolloutRecord> rollouts;
    for (int i = 0; i < hall.rollouts; ++i) {
        const int scene = i / hall.perScene;
        Rng rng = Rng(hall.seed).fork("rollout " + std::to_string(i));
        RolloutRecord rollout;
        rollout.id = "rollout-" + std::to_string(hall.seed) + "-" + std::to_string(i);
        rollout.scene = "scene:" + std::to_string(hall.seed) + ":" + std::to_string(scene);
        rollout.split = scene % static_cast<int>(1 / hall.heldoutShare) == 0 ? "heldout" : "train";
        rollout.worldModel = "mesh";
        const std::vector<Action> actions = i % 5 == 4 ? sampleSequence(static_cast<int>(rng.integer(2, 3)), {}, rng)
                                                       : std::vector<Action>{sampleSingleAction({}, rng)};
        rollout.trajectory = keyFramesOnly(followActions(actions, {}, camera));
        std::vector<Cube> cubes;
        for (int k = 0; hall.objects && k < hall.cubes; ++k) {
            const double depth = rng.uniform(2.2, 7.0);
            cubes.push_back({{rng.uniform(-1.6, 1.6) * depth, rng.uniform(-0.3, 0.5) * depth, depth},
                             rng.uniform(0.2, 0.6),
                             rng.pick(labels)});
        }
        for (std::size_t f = 0; f < rollout.trajectory.startFromCamera.size(); ++f) {
            RolloutFrame frame;
            frame.image = "blob:" + rollout.id + "#" + std::to_string(f);
            frame.startFromCamera = rollout.trajectory.startFromCamera[f];
            for (std::size_t k = 0; k < cubes.size(); ++k) {
                VisibleObject object = seenCube(cubes[k], static_cast<int>(k) + 1, frame.startFromCamera, camera);
                if (object.visiblePixels > 0)
                    frame.objects.push_back(std::move(object));
            }
            for (VisibleObject& object : frame.objects)
                object.unique = std::count_if(frame.objects.begin(), frame.objects.end(),
                                              [&](const VisibleObject& other) { return other.label == object.label; }) == 1;
            rollout.frames.push_back(std::move(frame));
        }
        rollouts.push_back(std::move(rollout));
    }
    return rollouts;
}

} // namespace w2v::testing
