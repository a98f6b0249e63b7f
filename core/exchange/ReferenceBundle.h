#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/Json.h"
#include "core/motion/Trajectory.h"

namespace w2v {

/// The bundles that the reference's generator of views leaves:
///   scenes/<scene>/input/000.png                     the start picture
///   scenes/<scene>/traj_<id>/samples-rgb/NNN.png     the views, and traj.json
///   frames.jsonl, stats.json                         one line per kept view; counts

/// The canonical motion between two poses of a trajectory as the reference's tokens ("FWD_0.2", "TR_30"). Amounts below the reference's
/// thresholds are left out.
std::vector<std::string> referenceMotion(const CameraTrajectory& trajectory, int from, int to);

/// Which of `count` frames are kept: all when `keep` is 0 or not below count, else `keep` evenly spread ones (rounded half to even) with the
/// last one always among them.
std::vector<int> referenceKeptFrames(int count, int keep);

/// One trajectory of a bundle. Paths are relative to the bundle.
struct BundleTrajectory {
    std::string scene, id;
    CameraTrajectory trajectory;
    std::vector<int> kept;        ///< see referenceKeptFrames()
    Json quality = Json::array(); ///< per frame, or empty
    Json options = Json::object();///< of the world model
    Json provenance = Json::object();

    std::filesystem::path folder() const; ///< scenes/<scene>/traj_<id>
};

/// Its traj.json.
Json bundleTraj(const BundleTrajectory& one);

/// Its lines of frames.jsonl from what bundleTraj() wrote. Throws Error naming `subject` when that is not such a file.
std::vector<Json> bundleFrameRecords(const Json& traj, const std::string& scene, const std::string& id, const std::string& subject);

} // namespace w2v
