#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/exchange/PoseConvention.h"
#include "core/motion/Trajectory.h"

namespace w2v {

/// Files that hold camera poses; docs/formats.md, "Exchange", describes them.
enum class PoseFormat {
    PathText,       ///< our own diffable text (*.path)
    NerfstudioPath, ///< camera path JSON
    Transforms,     ///< transforms.json
    Tum,            ///< "timestamp tx ty tz qx qy qz qw" lines; 7, 12 or 16 numbers a line are read too
    Colmap,         ///< folder with cameras.txt and images.txt
    ReferenceTraj   ///< traj.json of the reference's bundles
};

std::vector<PoseFormat> poseFormats();
const char* poseFormatName(PoseFormat format);          ///< "path", "nerfstudio", "transforms", "tum", "colmap", "traj"
PoseFormat poseFormatFromName(const std::string& name); ///< throws Error naming them
/// The file's name when only a folder is given: "transforms.json"; empty for COLMAP, which is a folder itself.
std::string poseFileName(PoseFormat format);

struct PosedFrame {
    std::string name;                  ///< of the picture, as the file says; may be empty
    Eigen::Matrix4d stored = Eigen::Matrix4d::Identity(); ///< the matrix in the file's own convention, scale undone
    Rigid3d worldFromCamera = Rigid3d::Identity();        ///< OpenCV axes, metres as far as the file is metric
    std::optional<Intrinsics> camera;
    std::optional<double> seconds;
    std::string depth;                 ///< name of the depth picture, if the file names one
};

struct PoseSequence {
    PoseFormat format = PoseFormat::PathText;
    PoseConvention convention;         ///< in which `stored` was read
    Rigid3d worldFromFile = Rigid3d::Identity(); ///< the file's world (after mirroring) in ours: y down
    std::vector<PosedFrame> frames;    ///< at least one, in order of time
    std::vector<Action> actions;       ///< where the file holds actions itself
    std::optional<StepLimits> limits;  ///< of those actions
    std::vector<std::string> warnings;

    /// Reads the stored matrices in another convention.
    void reinterpret(const PoseConvention& other);
};

/// The format a file or folder looks like; throws Error when it looks like none.
PoseFormat recognisePoses(const std::filesystem::path& path);

/// Reads poses. Without a convention the format's own is used. Throws Error with file (and line or frame) for damage, for
/// matrices that are no rigid motion, and for files with no pose.
PoseSequence readPoses(const std::filesystem::path& path, PoseFormat format, const std::optional<PoseConvention>& convention = {});

/// Writes a trajectory that starts at `worldFromStart` (our world). `path` is a file, or the folder for COLMAP. Atomic per file.
/// Returns the paths written.
std::vector<std::filesystem::path> writePoses(const std::filesystem::path& path, PoseFormat format, const CameraTrajectory& trajectory,
                                              const Rigid3d& worldFromStart);

} // namespace w2v
