#pragma once
#include <string>
#include <vector>

#include "core/worldmodel/svc/Cameras.h"

namespace w2v::svc {

/// A ready-made camera path: poses and, because some zoom, a field of view (radians) each.
struct PresetPath {
    std::vector<Pose> poses;
    std::vector<double> fovs;
};

/// "orbit", "spiral", "lemniscate", "zoom-in", "zoom-out", "dolly zoom-in", "dolly zoom-out", "move-forward", "move-backward",
/// "move-up", "move-down", "move-left", "move-right", "roll".
const std::vector<std::string>& presetNames();

/// `count` poses that begin at `start` (camera-to-world) and are aimed at `target`; up is minus the start's y column. Lengths are
/// absolute: a move covers 0.99 units. Throws Error for an unknown name.
PresetPath presetPath(const std::string& name, int count, const Pose& start, const Eigen::Vector3f& target,
                      double fov = kDefaultFov);

} // namespace w2v::svc
