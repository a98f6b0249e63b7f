#include "core/scene/Observation.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <map>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/base/Json.h"
#include "core/scene/RoomGenerator.h"
#include "core/scene/import/Importers.h"
#include "core/scene/library/FurnitureLibrary.h"

namespace w2v {

namespace {

Observation openRoom(const std::string& path)
{
    // room:<seed> or room:<seed>@<furniture library>
    const std::size_t at = path.find('@');
    const std::string digits = path.substr(path.find(':') + 1, at == std::string::npos ? at : at - path.find(':') - 1);
    std::uint64_t seed = 0;
    const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), seed);
    if (digits.empty() || parsed.ec != std::errc() || parsed.ptr != digits.data() + digits.size())
        throw Error(path, "the seed of a generated room must be a whole number from 0", "Write for example room:7, or room:7@library.sh3f to furnish it from a library");
    Observation observation;
    observation.path = path;
    observation.kind = ObservationKind::MeshScene;
    RoomOptions options;
    if (at != std::string::npos)
        options.furniture = std::make_shared<FurnitureLibrary>(path.substr(at + 1));
    observation.scene = std::make_shared<Scene>(generateRoom(seed, options));
    if (options.furniture) {
        observation.warnings = options.furniture->warnings();
        for (const std::string& credit : options.furniture->takeCredits())
            observation.warnings.push_back("Furniture: " + credit);
    }
    observation.name = observation.scene->name;
    observation.frames = startingViews(*observation.scene, seed);
    return observation;
}

Observation openMesh(const fs::path& path)
{
    Observation observation;
    observation.path = path.string();
    observation.kind = ObservationKind::MeshScene;
    auto scene = std::make_shared<Scene>(importScene(path, observation.warnings));
    observation.name = scene->name;
    observation.frames = startingViews(*scene, scene->seed);
    observation.scene = std::move(scene);
    return observation;
}

} // namespace

Observation openObservation(const std::string& path, const Calibration& calibration)
{
    const auto refuseCalibration = [&] {
        if (!calibration.empty())
            throw Error(path, "only a single picture is calibrated; this observation knows its camera", "Open one of its pictures by itself");
    };
    if (path.starts_with("room:")) {
        refuseCalibration();
        return openRoom(path);
    }
    constexpr const char* kAdvice = "Give a picture (PNG, JPEG, PGM/PPM), an RGB-D folder, a mesh (glTF, GLB, OBJ, PLY, FBX, DAE) or room:<seed>";
    std::error_code code;
    const auto status = fs::status(path, code);
    if (path.empty() || status.type() == fs::file_type::not_found)
        throw Error(path.empty() ? "observation" : path, "does not exist", kAdvice);
    if (status.type() == fs::file_type::none || code)
        throw Error(path, "cannot be examined (" + code.message() + ")", "Check that the folder may be entered");
    if (status.type() == fs::file_type::directory) {
        refuseCalibration();
        return openCaptureFolder(path);
    }
    std::string extension = fs::path(path).extension().string();
    std::transform(extension.begin(), extension.end(), extension.begin(), [](unsigned char c) { return std::tolower(c); });
    for (const char* e : {".png", ".jpg", ".jpeg", ".pgm", ".ppm"})
        if (extension == e)
            return openPicture(path, calibration);
    refuseCalibration();
    for (const char* e : {".gltf", ".glb", ".obj", ".ply", ".fbx", ".dae"})
        if (extension == e)
            return openMesh(path);
    throw Error(path, extension.empty() ? "the file has no extension that says what it is" : "files of type \"" + extension + "\" are not understood", kAdvice);
}

const char* observationKindName(ObservationKind kind)
{
    switch (kind) {
    case ObservationKind::Photograph: return "photograph";
    case ObservationKind::RgbdFrame: return "rgbd";
    case ObservationKind::PosedCapture: return "posed capture";
    case ObservationKind::MeshScene: return "mesh scene";
    }
    return "unknown";
}

nlohmann::ordered_json describeObservation(const Observation& observation)
{
    Json json;
    json["name"] = observation.name;
    json["path"] = observation.path;
    json["kind"] = observationKindName(observation.kind);
    json["frames"] = observation.frames.size();
    std::size_t posed = 0, known = 0, pixels = 0;
    float low = std::numeric_limits<float>::infinity(), high = 0;
    for (const ObservationFrame& frame : observation.frames) {
        posed += frame.worldFromCamera.has_value();
        pixels += frame.depth.pixels();
        for (std::size_t i = 0; i < frame.depth.pixels(); ++i)
            if (const float d = frame.depth.data()[i]; d > 0) {
                low = std::min(low, d);
                high = std::max(high, d);
                ++known;
            }
    }
    json["posed_frames"] = posed;
    if (!observation.frames.empty()) {
        const Intrinsics& c = observation.frames.front().camera;
        json["size"] = {c.width, c.height};
        json["intrinsics"] = {{"fx", c.fx}, {"fy", c.fy}, {"cx", c.cx}, {"cy", c.cy}, {"width", c.width}, {"height", c.height}};
    }
    json["depth_range_m"] = known ? Json{low, high} : Json();
    json["metric"] = observation.metric;
    json["depth_known_share"] = pixels ? Json(static_cast<double>(known) / static_cast<double>(pixels)) : Json();
    if (observation.scene) {
        const Scene& scene = *observation.scene;
        std::size_t triangles = 0;
        for (const Mesh& mesh : scene.meshes)
            triangles += mesh.indices.size() / 3;
        json["triangles"] = triangles;
        json["points"] = scene.points.positions.size();
        json["textures"] = scene.textures.size();
        if (!scene.bounds.isEmpty()) {
            const Eigen::Vector3d s = scene.bounds.sizes();
            json["extent_m"] = {s.x(), s.y(), s.z()};
        }
        std::map<std::string, int> counts;
        for (const Instance& instance : scene.instances)
            if (!instance.structure)
                ++counts[instance.label];
        json["instances"] = Json::object();
        for (const auto& [label, count] : counts)
            json["instances"][label] = count;
    } else {
        json["instances"] = Json::object();
    }
    if (!observation.frames.empty() && observation.frames.front().floorBelow)
        json["eye_height_m"] = *observation.frames.front().floorBelow;
    json["provenance"] = observation.provenance;
    json["warnings"] = observation.warnings;
    return json;
}

} // namespace w2v
