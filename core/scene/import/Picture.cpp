#include <fmt/format.h>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/image/ImageIo.h"
#include "core/scene/FlatRoom.h"
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

Observation openPicture(const fs::path& path)
{
    constexpr double kUsualFov = 54.0;
    Observation observation;
    observation.name = path.stem().string();
    observation.path = path.string();
    ObservationFrame frame;
    frame.name = path.filename().string();
    frame.color = readColorImage(path);
    const int width = frame.color.width(), height = frame.color.height();

    const auto camera = findCamera(path);
    if (camera) {
        frame.camera = intrinsicsFor(*camera, width, height, observation.warnings);
    } else {
        frame.camera = intrinsicsFromFov(width, height, kUsualFov);
        observation.warnings.push_back(fmt::format(
            "No camera file lies beside the picture: a field of view of {} degrees along the longer side is assumed.", kUsualFov));
    }

    if (const auto depthPath = findDepth(path)) {
        if (!camera || !camera->hasDepthScale)
            observation.warnings.push_back("The depth file is read as millimetres because no camera file gives a depth_scale.");
        frame.depth = readDepthImage(*depthPath, camera ? camera->depthScale : 1000.0);
        if (frame.depth.width() != width || frame.depth.height() != height)
            throw Error(depthPath->string(),
                        fmt::format("the depth map has {} x {} pixels, its picture {} x {}", frame.depth.width(), frame.depth.height(), width, height),
                        "Register the depth to the picture so that both have one size");
        observation.kind = ObservationKind::RgbdFrame;
    } else {
        const FlatRoom room;
        frame.depth = flatRoomDepth(frame.camera, room);
        observation.kind = ObservationKind::Photograph;
        observation.metric = false;
        observation.warnings.push_back(fmt::format(
            "No depth file lies beside the picture: an empty box room is assumed (camera {} m above the floor, ceiling {} m above "
            "it, walls {} m to each side, {} m ahead), so shapes and distances are rough.",
            room.eyeHeight, room.ceiling, room.left, room.ahead));
    }
    observation.frames.push_back(std::move(frame));
    return observation;
}

} // namespace w2v
