#include "core/exchange/PoseFile.h"

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/exchange/PoseFormats.h"

namespace w2v {

namespace {

struct FormatInfo {
    PoseFormat format;
    const char* name;
    const char* file;
};

constexpr FormatInfo kFormats[] = {
    {PoseFormat::PathText, "path", "trajectory.path"},        {PoseFormat::NerfstudioPath, "nerfstudio", "camera_path.json"},
    {PoseFormat::Transforms, "transforms", "transforms.json"}, {PoseFormat::Tum, "tum", "trajectory.txt"},
    {PoseFormat::Colmap, "colmap", ""},                        {PoseFormat::ReferenceTraj, "traj", "traj.json"}};

const FormatInfo& infoOf(PoseFormat format)
{
    return kFormats[static_cast<std::size_t>(format)];
}

PoseFormat recogniseJson(const Json& json, const std::string& subject)
{
    if (json.is_object()) {
        if (json.contains("transforms"))
            return PoseFormat::ReferenceTraj;
        if (json.contains("camera_path") || json.contains("keyframes"))
            return PoseFormat::NerfstudioPath;
        if (json.contains("frames"))
            return PoseFormat::Transforms;
    }
    throw Error(subject, "is no pose file that is known here",
                "Known are nerfstudio camera paths, transforms.json, traj.json, TUM lines, COLMAP text models and w2v-path texts");
}

} // namespace

std::vector<PoseFormat> poseFormats()
{
    std::vector<PoseFormat> all;
    for (const FormatInfo& info : kFormats)
        all.push_back(info.format);
    return all;
}

const char* poseFormatName(PoseFormat format)
{
    return infoOf(format).name;
}

PoseFormat poseFormatFromName(const std::string& name)
{
    std::string known;
    for (const FormatInfo& info : kFormats) {
        if (name == info.name)
            return info.format;
        known += (known.empty() ? "" : ", ") + std::string(info.name);
    }
    throw Error("the pose format \"" + name + "\"", "is unknown", "Use one of " + known);
}

std::string poseFileName(PoseFormat format)
{
    return infoOf(format).file;
}

void PoseSequence::reinterpret(const PoseConvention& other)
{
    convention = other;
    for (PosedFrame& frame : frames)
        frame.worldFromCamera = worldFromFile * poseFromStored(frame.stored, other);
}

PoseFormat recognisePoses(const std::filesystem::path& path)
{
    std::error_code code;
    if (fs::is_directory(path, code)) {
        if (fs::exists(path / "images.txt", code) || fs::exists(path / "images.bin", code))
            return PoseFormat::Colmap;
        throw Error(path.string(), "holds no COLMAP model", "A model is cameras.txt and images.txt; for other formats name the file");
    }
    const std::string name = path.filename().string();
    if (name == "images.txt" || name == "cameras.txt")
        return PoseFormat::Colmap;
    if (path.extension() == ".json")
        return recogniseJson(readJson(path), path.string());
    const std::string text = readFile(path, 64u << 20);
    const std::size_t first = text.find_first_not_of(" \t\r\n", text.starts_with("\xef\xbb\xbf") ? 3 : 0);
    if (first != std::string::npos && text.compare(first, 8, "w2v-path") == 0)
        return PoseFormat::PathText;
    if (path.extension() == ".path")
        return PoseFormat::PathText;
    return PoseFormat::Tum;
}

PoseSequence readPoses(const std::filesystem::path& path, PoseFormat format, const std::optional<PoseConvention>& convention)
{
    PoseSequence sequence;
    std::error_code code;
    switch (format) {
    case PoseFormat::PathText: sequence = readPathText(readFile(path, 64u << 20), path.string()); break;
    case PoseFormat::NerfstudioPath: sequence = readNerfstudioPath(readJson(path), path.string()); break;
    case PoseFormat::Transforms: sequence = readTransforms(readJson(path), path.string()); break;
    case PoseFormat::Tum: sequence = readTum(path); break;
    case PoseFormat::Colmap: sequence = readColmap(fs::is_directory(path, code) ? path : path.parent_path()); break;
    case PoseFormat::ReferenceTraj: sequence = readReferenceTraj(readJson(path), path.string()); break;
    }
    sequence.reinterpret(convention.value_or(sequence.convention));
    return sequence;
}

std::vector<std::filesystem::path> writePoses(const std::filesystem::path& path, PoseFormat format, const CameraTrajectory& trajectory,
                                              const Rigid3d& worldFromStart)
{
    switch (format) {
    case PoseFormat::PathText: writeFileAtomic(path, pathText(trajectory, worldFromStart)); break;
    case PoseFormat::NerfstudioPath: writeJson(path, nerfstudioPath(trajectory, worldFromStart)); break;
    case PoseFormat::Transforms: writeJson(path, transformsJson(trajectory, worldFromStart)); break;
    case PoseFormat::Tum: writeFileAtomic(path, tumText(trajectory, worldFromStart)); break;
    case PoseFormat::ReferenceTraj: writeJson(path, referenceTraj(trajectory)); break;
    case PoseFormat::Colmap: {
        const ColmapTexts texts = colmapTexts(trajectory, worldFromStart);
        createFolder(path);
        writeFileAtomic(path / "cameras.txt", texts.cameras);
        writeFileAtomic(path / "points3D.txt", texts.points);
        writeFileAtomic(path / "images.txt", texts.images);
        return {path / "cameras.txt", path / "images.txt", path / "points3D.txt"};
    }
    }
    return {path};
}

} // namespace w2v
