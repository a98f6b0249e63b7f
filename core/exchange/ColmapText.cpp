// COLMAP's text model: cameras.txt and images.txt.
#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <string_view>

#include <fmt/format.h>

#include "core/base/Files.h"
#include "core/exchange/PoseFormats.h"

namespace w2v {

namespace {

constexpr std::uintmax_t kMaxFile = 1ull << 30;
constexpr PoseConvention kConvention{CameraAxes::OpenCv, PoseDirection::WorldToCamera};

struct Model {
    const char* name;
    bool oneFocal;
    std::size_t parameters;
};
constexpr Model kModels[] = {{"SIMPLE_PINHOLE", true, 3}, {"PINHOLE", false, 4}, {"SIMPLE_RADIAL", true, 4}, {"RADIAL", true, 5},
                             {"OPENCV", false, 8}, {"OPENCV_FISHEYE", false, 8}, {"FULL_OPENCV", false, 12}, {"FOV", false, 5},
                             {"SIMPLE_RADIAL_FISHEYE", true, 4}, {"RADIAL_FISHEYE", true, 5}, {"THIN_PRISM_FISHEYE", false, 12}};

/// Words of a line, one after the other.
class Words {
public:
    Words(std::string_view line, std::string place) : m_line(line), m_place(std::move(place)) {}

    std::string_view word()
    {
        skip();
        const std::size_t end = std::min(m_line.find_first_of(" \t"), m_line.size());
        const std::string_view result = m_line.substr(0, end);
        m_line.remove_prefix(end);
        if (result.empty())
            throw Error(m_place, "the line ends too early");
        return result;
    }
    double number()
    {
        const std::string_view text = word();
        double value = 0;
        const auto [after, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (error != std::errc() || after != text.data() + text.size() || !std::isfinite(value))
            throw Error(m_place, "\"" + std::string(text.substr(0, 40)) + "\" is not a finite number");
        return value;
    }
    std::int64_t id()
    {
        const double value = number();
        if (value != std::floor(value) || value < 0 || value > 4294967295.0)
            throw Error(m_place, "an id is not a whole number");
        return static_cast<std::int64_t>(value);
    }
    std::string rest()
    {
        skip();
        return std::string(m_line);
    }
    bool atEnd()
    {
        skip();
        return m_line.empty();
    }

private:
    void skip() { m_line.remove_prefix(std::min(m_line.find_first_not_of(" \t"), m_line.size())); }
    std::string_view m_line;
    std::string m_place;
};

/// Calls visit(line, place) for each line; comments are left out. `visit` says whether the next line belongs to this one.
template <class Visit>
void forEachLine(const std::string& text, const std::string& subject, Visit&& visit)
{
    std::size_t number = 0;
    bool follows = false;
    for (std::size_t at = text.starts_with("\xef\xbb\xbf") ? 3 : 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        std::string_view line = std::string_view(text).substr(at, end - at);
        at = end + 1;
        ++number;
        if (!line.empty() && line.back() == '\r')
            line.remove_suffix(1);
        if (follows) { // a line of points, possibly empty
            follows = false;
            continue;
        }
        const std::size_t first = line.find_first_not_of(" \t");
        if (first == std::string_view::npos || line[first] == '#')
            continue;
        follows = visit(line, fmt::format("{}:{}", subject, number));
    }
}

std::map<std::int64_t, Intrinsics> readCameras(const fs::path& path, std::vector<std::string>& warnings)
{
    std::map<std::int64_t, Intrinsics> cameras;
    bool distorted = false;
    forEachLine(readFile(path, kMaxFile), path.string(), [&](std::string_view line, const std::string& place) {
        Words words(line, place);
        const std::int64_t id = words.id();
        const std::string name(words.word());
        const auto model = std::find_if(std::begin(kModels), std::end(kModels), [&](const Model& m) { return name == m.name; });
        if (model == std::end(kModels))
            throw Error(place, "the camera model \"" + name.substr(0, 40) + "\" is unknown");
        const double width = words.number(), height = words.number();
        std::vector<double> p;
        while (!words.atEnd() && p.size() < model->parameters)
            p.push_back(words.number());
        if (p.size() != model->parameters || !(width >= 1 && width <= 65536 && height >= 1 && height <= 65536) || cameras.size() > kMaxPosedFrames)
            throw Error(place, fmt::format("a {} camera has a size and {} parameters", model->name, model->parameters));
        const std::size_t c = model->oneFocal ? 1 : 2;
        cameras[id] = {p[0], model->oneFocal ? p[0] : p[1], p[c], p[c + 1], static_cast<int>(width), static_cast<int>(height)};
        distorted = distorted || std::any_of(p.begin() + static_cast<std::ptrdiff_t>(c) + 2, p.end(), [](double v) { return v != 0; });
        return false;
    });
    if (distorted)
        warnings.push_back("The lens distortion is left out.");
    return cameras;
}

} // namespace

PoseSequence readColmap(const fs::path& folder)
{
    PoseSequence sequence;
    sequence.format = PoseFormat::Colmap;
    sequence.convention = kConvention;
    std::error_code code;
    if (!fs::exists(folder / "images.txt", code) && fs::exists(folder / "images.bin", code))
        throw Error(folder.string(), "holds a binary model", "Convert it: colmap model_converter --output_type TXT");
    const auto cameras = readCameras(folder / "cameras.txt", sequence.warnings);
    const fs::path images = folder / "images.txt";
    std::vector<std::pair<std::int64_t, PosedFrame>> found;
    forEachLine(readFile(images, kMaxFile), images.string(), [&](std::string_view line, const std::string& place) {
        Words words(line, place);
        const std::int64_t id = words.id();
        double q[4], t[3];
        for (double& value : q)
            value = words.number();
        for (double& value : t)
            value = words.number();
        const std::int64_t camera = words.id();
        const Eigen::Quaterniond rotation(q[0], q[1], q[2], q[3]);
        if (!(std::abs(rotation.norm() - 1) < 0.1))
            throw Error(place, "the quaternion is not of length 1");
        PosedFrame frame;
        frame.name = words.rest();
        frame.stored.topLeftCorner<3, 3>() = rotation.normalized().toRotationMatrix();
        frame.stored.topRightCorner<3, 1>() = Eigen::Vector3d(t[0], t[1], t[2]);
        const auto known = cameras.find(camera);
        if (known == cameras.end())
            throw Error(place, fmt::format("camera {} is not in cameras.txt", camera));
        frame.camera = known->second;
        found.emplace_back(id, std::move(frame));
        if (found.size() > kMaxPosedFrames)
            throw Error(images.string(), fmt::format("has more than {} images", kMaxPosedFrames));
        return true;
    });
    if (found.empty())
        throw Error(images.string(), "holds no image");
    std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    for (auto& [id, frame] : found)
        sequence.frames.push_back(std::move(frame));
    return sequence;
}

ColmapTexts colmapTexts(const CameraTrajectory& trajectory, const Rigid3d& worldFromStart)
{
    const Intrinsics c = trajectory.camera.valid() ? trajectory.camera : intrinsicsFromFov(576, 576, 54);
    ColmapTexts texts;
    texts.cameras = fmt::format("# CAMERA_ID MODEL WIDTH HEIGHT PARAMS\n1 PINHOLE {} {} {} {} {} {}\n", c.width, c.height, exactNumber(c.fx),
                                exactNumber(c.fy), exactNumber(c.cx), exactNumber(c.cy));
    texts.images = "# IMAGE_ID QW QX QY QZ TX TY TZ CAMERA_ID NAME, then a line of points\n";
    texts.points = "# POINT3D_ID X Y Z R G B ERROR TRACK\n";
    for (std::size_t i = 0; i < trajectory.startFromCamera.size(); ++i) {
        const Eigen::Matrix4d stored = storedFromPose(worldFromStart * trajectory.startFromCamera[i], kConvention);
        const Eigen::Quaterniond q(Eigen::Matrix3d(stored.topLeftCorner<3, 3>()));
        texts.images += fmt::format("{}", i + 1);
        for (const double value : {q.w(), q.x(), q.y(), q.z(), stored(0, 3), stored(1, 3), stored(2, 3)})
            texts.images += ' ' + exactNumber(value);
        texts.images += " 1 " + frameName(i) + "\n\n";
    }
    return texts;
}

} // namespace w2v
