#include <fmt/format.h>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/image/ExifFocal.h"
#include "core/image/ImageIo.h"
#include "core/scene/calibration/PictureGeometry.h"
#include "core/scene/import/CameraFile.h"
#include "core/scene/import/Importers.h"

namespace w2v {

namespace {

std::optional<fs::path> firstExisting(const std::vector<fs::path>& candidates)
{
    std::error_code code;
    for (const fs::path& path : candidates)
        if (fs::is_regular_file(path, code))
            return path;
    return std::nullopt;
}

/// The folder that holds color/ and depth/ side by side, when the picture lies in such a color folder.
std::optional<fs::path> captureRoot(const fs::path& picture)
{
    const fs::path folder = fs::absolute(picture).parent_path();
    const std::string name = folder.filename().string();
    if (name == "color" || name == "colour" || name == "rgb" || name == "images")
        return folder.parent_path();
    return std::nullopt;
}

std::optional<fs::path> findDepth(const fs::path& picture)
{
    const fs::path folder = picture.parent_path(), stem = picture.stem();
    std::vector<fs::path> candidates;
    for (const char* extension : {".png", ".pgm"}) {
        candidates.push_back(folder / (stem.string() + "_depth" + extension));
        candidates.push_back(folder / "depth" / (stem.string() + extension));
        if (const auto root = captureRoot(picture))
            candidates.push_back(*root / "depth" / (stem.string() + extension));
    }
    return firstExisting(candidates);
}

std::optional<CameraFile> findCamera(const fs::path& picture)
{
    const fs::path folder = picture.parent_path(), stem = picture.stem();
    std::vector<fs::path> candidates = {folder / (stem.string() + ".json"), folder / (stem.string() + "_camera.json"), folder / "camera.json"};
    if (const auto root = captureRoot(picture))
        candidates.push_back(*root / "camera.json");
    std::error_code code;
    for (const fs::path& path : candidates)
        if (fs::is_regular_file(path, code))
            if (auto camera = readCameraFile(path))
                return camera;
    return std::nullopt;
}

} // namespace

PictureSource readPicture(const fs::path& path, const fs::path& modelDepth)
{
    PictureSource source;
    source.subject = path.string();
    const std::string bytes = readFile(path);
    source.color = decodeColorImage(bytes, source.subject);
    const int width = source.color.width(), height = source.color.height();
    source.exif = exifFocal(bytes, width, height);
    const auto camera = findCamera(path);
    if (camera)
        source.camera = intrinsicsFor(*camera, width, height, source.warnings);

    if (!modelDepth.empty()) {
        source.depth = readDepthImage(modelDepth);
    } else if (const auto depthPath = findDepth(path)) {
        if (!camera || !camera->hasDepthScale)
            source.warnings.push_back("The depth file is read as millimetres because no camera file gives a depth_scale.");
        source.depth = readDepthImage(*depthPath, camera ? camera->depthScale : 1000.0);
        source.depthIsMeasured = true;
        if (source.depth.width() != width || source.depth.height() != height)
            throw Error(depthPath->string(),
                        fmt::format("the depth map has {} x {} pixels, its picture {} x {}", source.depth.width(), source.depth.height(), width, height),
                        "Register the depth to the picture so that both have one size");
    }
    return source;
}

Observation openPicture(const fs::path& path, const Calibration& calibration)
{
    PictureSource source = readPicture(path, calibration.depthFile);
    Observation observation;
    observation.name = path.stem().string();
    observation.path = path.string();
    const PictureGeometry geometry = solvePicture(source, calibration);
    observation.kind = source.depthIsMeasured ? ObservationKind::RgbdFrame : ObservationKind::Photograph;
    observation.metric = geometry.metric;
    observation.provenance = geometry.provenance;
    observation.warnings = source.warnings;
    observation.warnings.insert(observation.warnings.end(), geometry.warnings.begin(), geometry.warnings.end());
    observation.frames.push_back(calibratedFrame(std::move(source), geometry));
    observation.frames.front().name = path.filename().string();
    return observation;
}

} // namespace w2v
