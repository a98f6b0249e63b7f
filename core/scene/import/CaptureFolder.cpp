#include <algorithm>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/image/ImageIo.h"
#include "core/scene/import/CameraFile.h"
#include "core/scene/import/Importers.h"

namespace w2v {

namespace {

struct Listed {
    double stamp = 0;
    std::string file;
};

bool isImage(const fs::path& path)
{
    std::string e = path.extension().string();
    std::transform(e.begin(), e.end(), e.begin(), [](unsigned char c) { return std::tolower(c); });
    return e == ".png" || e == ".jpg" || e == ".jpeg" || e == ".ppm" || e == ".pgm";
}

/// Shorter digit runs first, so that 2 comes before 10.
bool naturalLess(const std::string& a, const std::string& b)
{
    std::size_t i = 0, j = 0;
    const auto digit = [](char c) { return c >= '0' && c <= '9'; };
    while (i < a.size() && j < b.size()) {
        if (digit(a[i]) && digit(b[j])) {
            std::size_t p = i, q = j;
            while (p < a.size() && digit(a[p]))
                ++p;
            while (q < b.size() && digit(b[q]))
                ++q;
            std::string x = a.substr(i, p - i), y = b.substr(j, q - j);
            x.erase(0, std::min(x.find_first_not_of('0'), x.size() - 1));
            y.erase(0, std::min(y.find_first_not_of('0'), y.size() - 1));
            if (x != y)
                return x.size() != y.size() ? x.size() < y.size() : x < y;
            i = p;
            j = q;
        } else {
            if (a[i] != b[j])
                return a[i] < b[j];
            ++i;
            ++j;
        }
    }
    return a.size() - i < b.size() - j;
}

std::vector<fs::path> imagesIn(const fs::path& folder)
{
    std::error_code code;
    std::vector<fs::path> files;
    for (fs::directory_iterator it(folder, code), end; !code && it != end; it.increment(code))
        if (isImage(it->path()))
            files.push_back(it->path());
    if (code)
        throw Error(folder.string(), "the folder cannot be listed (" + code.message() + ")", "Check that it may be read");
    std::sort(files.begin(), files.end(), [](const fs::path& a, const fs::path& b) { return naturalLess(a.filename().string(), b.filename().string()); });
    return files;
}

/// Even thinning to the frame limit, keeping the first.
template <class T>
void thin(std::vector<T>& items, std::vector<std::string>& warnings)
{
    if (items.size() <= kMaxFrames)
        return;
    std::vector<T> kept;
    for (std::size_t i = 0; i < kMaxFrames; ++i)
        kept.push_back(items[i * items.size() / kMaxFrames]);
    warnings.push_back(fmt::format("The capture has {} frames; {} of them, evenly spaced, are used.", items.size(), kMaxFrames));
    items = std::move(kept);
}

void requireSameSize(const DepthMap& depth, const ColorImage& color, const fs::path& path)
{
    if (depth.width() != color.width() || depth.height() != color.height())
        throw Error(path.string(),
                    fmt::format("the depth map has {} x {} pixels, its picture {} x {}", depth.width(), depth.height(), color.width(), color.height()),
                    "Register the depth to the picture so that both have one size");
}

void finish(Observation& observation, std::size_t badPoses, std::size_t givenPoses, const fs::path& poseFile)
{
    if (givenPoses > 0 && badPoses == givenPoses)
        throw Error(poseFile.string(), "no pose is a finite rigid transform", "Check the pose file, or remove it to use the frames unposed");
    if (badPoses > 0)
        observation.warnings.push_back(fmt::format("{} of {} poses are not finite rigid transforms: their frames are unposed.", badPoses, givenPoses));
    std::size_t posed = 0, withDepth = 0;
    for (const ObservationFrame& frame : observation.frames) {
        posed += frame.worldFromCamera.has_value();
        withDepth += !frame.depth.empty();
    }
    observation.kind = posed > 0 ? ObservationKind::PosedCapture : (withDepth > 0 ? ObservationKind::RgbdFrame : ObservationKind::Photograph);
    if (withDepth < observation.frames.size())
        observation.warnings.push_back(fmt::format("{} of {} frames have no depth.", observation.frames.size() - withDepth, observation.frames.size()));
}

Observation openColorDepth(const fs::path& folder, const fs::path& colorFolder)
{
    Observation observation;
    std::vector<fs::path> pictures = imagesIn(colorFolder);
    if (pictures.empty())
        throw Error(colorFolder.string(), "holds no pictures", "Put PNG or JPEG files there");

    std::vector<std::optional<Rigid3d>> poses;
    std::size_t bad = 0;
    const fs::path poseFile = folder / "pose.txt";
    std::error_code code;
    if (fs::exists(poseFile, code)) {
        for (std::vector<double>& line : readNumberLines(poseFile)) {
            if (line.size() == 8)
                line.erase(line.begin()); // a time stamp
            poses.push_back(poseFromNumbers(line));
            bad += !poses.back();
        }
        if (poses.size() != pictures.size())
            observation.warnings.push_back(fmt::format("pose.txt has {} poses for {} pictures: line N belongs to picture N, the rest is unposed.",
                                                       poses.size(), pictures.size()));
    } else {
        observation.warnings.push_back("There is no pose.txt: the frames are unposed.");
    }
    std::optional<CameraFile> camera;
    if (fs::exists(folder / "camera.json", code))
        camera = readCameraFile(folder / "camera.json");
    if (!camera)
        observation.warnings.push_back("There is no camera.json: a field of view of 54 degrees and depth in millimetres are assumed.");

    std::vector<std::size_t> order(pictures.size());
    for (std::size_t i = 0; i < order.size(); ++i)
        order[i] = i;
    thin(order, observation.warnings);
    for (const std::size_t i : order) {
        ObservationFrame frame;
        frame.name = pictures[i].filename().string();
        frame.color = readColorImage(pictures[i]);
        for (const char* extension : {".png", ".pgm"}) {
            const fs::path depth = folder / "depth" / (pictures[i].stem().string() + extension);
            if (!fs::exists(depth, code))
                continue;
            frame.depth = readDepthImage(depth, camera ? camera->depthScale : 1000.0);
            requireSameSize(frame.depth, frame.color, depth);
            break;
        }
        std::vector<std::string> scaled;
        frame.camera = camera ? intrinsicsFor(*camera, frame.color.width(), frame.color.height(), scaled)
                              : intrinsicsFromFov(frame.color.width(), frame.color.height(), 54.0);
        if (observation.frames.empty())
            observation.warnings.insert(observation.warnings.end(), scaled.begin(), scaled.end());
        if (i < poses.size())
            frame.worldFromCamera = poses[i];
        observation.frames.push_back(std::move(frame));
    }
    finish(observation, bad, poses.size(), poseFile);
    return observation;
}

/// Lines `timestamp path` in order of time.
std::vector<Listed> readList(const fs::path& path)
{
    const std::string text = readFile(path, 64u << 20);
    std::vector<Listed> list;
    std::size_t lineNumber = 0;
    for (std::size_t at = text.starts_with("\xef\xbb\xbf") ? 3 : 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        const std::string line = text.substr(at, end - at);
        at = end + 1;
        ++lineNumber;
        const std::size_t first = line.find_first_not_of(" \t\r");
        if (first == std::string::npos || line[first] == '#')
            continue;
        const std::size_t gap = line.find_first_of(" \t", first), name = line.find_first_not_of(" \t", gap);
        const std::size_t last = line.find_last_not_of(" \t\r");
        Listed item;
        const char* stampEnd = line.data() + std::min(gap, line.size());
        const auto parsed = std::from_chars(line.data() + first, stampEnd, item.stamp);
        if (gap == std::string::npos || name == std::string::npos || parsed.ec != std::errc() || parsed.ptr != stampEnd
            || !std::isfinite(item.stamp))
            throw Error(fmt::format("{}:{}", path.string(), lineNumber), "expected a time stamp and a file name", "Correct the line");
        item.file = line.substr(name, last - name + 1);
        list.push_back(std::move(item));
    }
    std::stable_sort(list.begin(), list.end(), [](const Listed& a, const Listed& b) { return a.stamp < b.stamp; });
    return list;
}

/// Index of the stamp nearest to `stamp` within the limit of the original tool (0.02 s).
template <class T, class StampOf>
std::optional<std::size_t> nearest(const std::vector<T>& sorted, double stamp, StampOf&& stampOf)
{
    constexpr double kLimit = 0.02;
    const auto after = std::lower_bound(sorted.begin(), sorted.end(), stamp, [&](const T& item, double value) { return stampOf(item) < value; });
    std::optional<std::size_t> best;
    double distance = kLimit;
    for (auto it = after == sorted.begin() ? after : after - 1; it != sorted.end() && it <= after; ++it)
        if (const double d = std::abs(stampOf(*it) - stamp); d <= distance) {
            distance = d;
            best = static_cast<std::size_t>(it - sorted.begin());
        }
    return best;
}

CameraFile tumCamera(const fs::path& folder, std::vector<std::string>& warnings)
{
    std::error_code code;
    if (fs::exists(folder / "camera.json", code))
        if (auto camera = readCameraFile(folder / "camera.json")) {
            if (!camera->hasDepthScale)
                camera->depthScale = 5000.0;
            return *camera;
        }
    const std::string name = folder.filename().string();
    CameraFile camera;
    camera.depthScale = 5000.0;
    // Published calibrations, moved from pixel centres to corners.
    if (name.find("freiburg1") != std::string::npos)
        camera.camera = {517.3, 516.5, 318.6 + 0.5, 255.3 + 0.5, 640, 480};
    else if (name.find("freiburg2") != std::string::npos)
        camera.camera = {520.9, 521.0, 325.1 + 0.5, 249.7 + 0.5, 640, 480};
    else if (name.find("freiburg3") != std::string::npos)
        camera.camera = {535.4, 539.2, 320.1 + 0.5, 247.6 + 0.5, 640, 480};
    else {
        camera.camera = {525.0, 525.0, 319.5 + 0.5, 239.5 + 0.5, 640, 480};
        warnings.push_back("The TUM calibration is not known from the folder's name: 525 pixels are assumed; a camera.json would replace it.");
    }
    return camera;
}

Observation openTum(const fs::path& folder)
{
    Observation observation;
    std::error_code code;
    std::vector<Listed> colors = readList(folder / "rgb.txt");
    if (colors.empty())
        throw Error((folder / "rgb.txt").string(), "lists no pictures", "Check that the download is complete");
    const std::vector<Listed> depths = fs::exists(folder / "depth.txt", code) ? readList(folder / "depth.txt") : std::vector<Listed>{};
    struct Stamped {
        double stamp;
        std::optional<Rigid3d> pose;
    };
    std::vector<Stamped> poses;
    std::size_t bad = 0;
    fs::path poseFile = folder / "groundtruth.txt";
    if (!fs::exists(poseFile, code))
        poseFile = folder / "pose.txt";
    if (fs::exists(poseFile, code)) {
        for (const std::vector<double>& line : readNumberLines(poseFile)) {
            if (line.size() != 8 || !std::isfinite(line[0])) {
                ++bad;
                poses.push_back({0, std::nullopt});
                continue;
            }
            poses.push_back({line[0], poseFromNumbers({line.begin() + 1, line.end()})});
            bad += !poses.back().pose;
        }
        std::stable_sort(poses.begin(), poses.end(), [](const Stamped& a, const Stamped& b) { return a.stamp < b.stamp; });
    } else {
        observation.warnings.push_back("There is no groundtruth.txt: the frames are unposed.");
    }
    const CameraFile camera = tumCamera(folder, observation.warnings);
    thin(colors, observation.warnings);
    std::size_t unposed = 0;
    for (const Listed& item : colors) {
        ObservationFrame frame;
        frame.name = item.file;
        frame.color = readColorImage(pathInside(folder, item.file));
        std::vector<std::string> scaled;
        frame.camera = intrinsicsFor(camera, frame.color.width(), frame.color.height(), scaled);
        if (observation.frames.empty())
            observation.warnings.insert(observation.warnings.end(), scaled.begin(), scaled.end());
        if (const auto d = nearest(depths, item.stamp, [](const Listed& l) { return l.stamp; })) {
            const fs::path path = pathInside(folder, depths[*d].file);
            frame.depth = readDepthImage(path, camera.depthScale);
            requireSameSize(frame.depth, frame.color, path);
        }
        if (const auto p = nearest(poses, item.stamp, [](const Stamped& s) { return s.stamp; }))
            frame.worldFromCamera = poses[*p].pose;
        unposed += !frame.worldFromCamera;
        observation.frames.push_back(std::move(frame));
    }
    if (!poses.empty() && unposed > 0 && bad < poses.size())
        observation.warnings.push_back(fmt::format("{} of {} frames have no pose within 0.02 s.", unposed, observation.frames.size()));
    finish(observation, bad, poses.size(), poseFile);
    return observation;
}

} // namespace

Observation openCaptureFolder(const fs::path& given)
{
    const fs::path folder = given.has_filename() ? given : given.parent_path();
    std::error_code code;
    Observation observation;
    bool found = true;
    if (fs::exists(folder / "rgb.txt", code))
        observation = openTum(folder);
    else if (fs::is_directory(folder / "color", code))
        observation = openColorDepth(folder, folder / "color");
    else if (fs::is_directory(folder / "rgb", code))
        observation = openColorDepth(folder, folder / "rgb");
    else
        found = false;
    if (!found) {
        imagesIn(folder); // an unreadable folder says so rather than "nothing understood"
        throw Error(folder.string(), "the folder holds no capture that is understood",
                    "Expected are color/ and depth/ (with pose.txt and camera.json) or the TUM layout with rgb.txt");
    }
    observation.name = folder.filename().string();
    observation.path = given.string();
    return observation;
}

} // namespace w2v
