#pragma once
#include <filesystem>

#include "core/scene/Observation.h"

namespace w2v {

/// Most frames that a folder is read into; longer captures are thinned evenly, with a warning.
inline constexpr std::size_t kMaxFrames = 240;

/// A picture with what lies beside it: `name_depth.png|pgm`, `depth/name.*` (also beside a `color` folder), `name.json`,
/// `name_camera.json`, `camera.json`.
Observation openPicture(const std::filesystem::path& path, const Calibration& calibration);

/// A folder with `color/` + `depth/` (+ `pose.txt`, `camera.json`) or the TUM RGB-D layout.
Observation openCaptureFolder(const std::filesystem::path& folder);

/// A mesh or a PLY point cloud as a scene; y-up files are turned to y down and large units to metres. Appends to `warnings`.
Scene importScene(const std::filesystem::path& path, std::vector<std::string>& warnings);

/// What a file says about its own axes and unit.
struct FileFrame {
    bool zUp = false;          ///< else y is up
    float metersPerUnit = 1;
    bool placed = false;       ///< one of our own exports: metres, the floor where it belongs, labels known
};

/// A mesh of any other format, in the file's own axes. Throws Error; appends to `warnings`.
FileFrame importMesh(const std::filesystem::path& path, Scene& scene, std::vector<std::string>& warnings);

/// A PLY file (text or binary of either order, Turk 1994) as one mesh, or as coloured points when it has no faces, in the file's own axes.
/// Throws Error; appends to `warnings`.
void importPly(const std::filesystem::path& path, Scene& scene, std::vector<std::string>& warnings);

/// ".ply" of "Cloud.PLY".
std::string lowerExtension(const std::filesystem::path& path);

/// Views of a scene to start from: pose and intrinsics, no pixels. At least one.
std::vector<ObservationFrame> startingViews(const Scene& scene, std::uint64_t seed);

} // namespace w2v
