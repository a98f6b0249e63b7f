#pragma once
#include <cmath>

#include "core/dataset/FramePack.h"
#include "core/dataset/ImageRef.h"
#include "core/dataset/Project.h"

namespace w2v::test {

/// Views of a painted board (z = 2 m, x < 0) before a painted wall (z = 3 m), walking to the right in steps of 0.15 m: every colour says
/// where in space it is.
struct LinkedRoom {
    static constexpr int kSize = 128, kFrames = 4;
    Intrinsics camera = intrinsicsFromFov(kSize, kSize, 60);

    static void paint(const Eigen::Vector3d& point, std::uint8_t* pixel)
    {
        const bool board = point.z() < 2.5;
        pixel[0] = static_cast<std::uint8_t>(std::lround(128 + 60 * std::sin(2.1 * point.x()) + (board ? 40 : -40)));
        pixel[1] = static_cast<std::uint8_t>(std::lround(128 + 90 * std::sin(1.7 * point.y() + 0.5)));
        pixel[2] = board ? 70 : 190;
    }

    PackedFrame view(const Rigid3d& startFromCamera, bool withDepth) const
    {
        PackedFrame frame{ColorImage(kSize, kSize), DepthMap(kSize, kSize, 0.0f), Mask(kSize, kSize, 255)};
        const double right = startFromCamera.translation().x();
        for (int y = 0; y < kSize; ++y)
            for (int x = 0; x < kSize; ++x) {
                Eigen::Vector3d point = unproject(camera, x + 0.5, y + 0.5, 2);
                const double z = point.x() + right < 0 ? 2 : 3;
                point = unproject(camera, x + 0.5, y + 0.5, z) + Eigen::Vector3d(right, 0, 0);
                paint(point, &frame.color.at(x, y));
                if (withDepth)
                    frame.depth.at(x, y) = static_cast<float>(z);
            }
        return frame;
    }

    /// Returns the rollout's id.
    std::string add(Project& project, const std::string& observation, const std::string& worldModel, bool withDepth) const
    {
        RolloutRecord rollout;
        rollout.observation = observation;
        rollout.scene = "room-1";
        rollout.worldModel = worldModel;
        rollout.metric = withDepth;
        rollout.trajectory = followActions(std::vector<Action>{{ActionKind::ShiftRight, 0.45}}, {.maxMeters = 0.15}, camera);
        rollout.provenance = {{"observation_path", "room:1"}, {"frame", 1}};
        std::vector<PackedFrame> frames;
        for (const Rigid3d& pose : rollout.trajectory.startFromCamera)
            frames.push_back(view(pose, withDepth));
        const std::string pack = project.putBlob(encodeFramePack(frames));
        for (std::size_t i = 0; i < frames.size(); ++i) {
            RolloutFrame frame;
            frame.image = ImageRef{pack, static_cast<int>(i)}.text();
            frame.startFromCamera = rollout.trajectory.startFromCamera[i];
            rollout.frames.push_back(frame);
        }
        return project.addRollout(rollout);
    }
};

} // namespace w2v::test
