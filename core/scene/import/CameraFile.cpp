#include "core/scene/import/CameraFile.h"

#include <cmath>
#include <cstdlib>
#include <locale.h>

#include <fmt/format.h>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/base/Json.h"

namespace w2v {

namespace {

/// strtod whatever the process' locale says about decimal points.
double parseNumber(const char* text, char** end)
{
    static const locale_t plain = ::newlocale(LC_ALL_MASK, "C", nullptr);
    return ::strtod_l(text, end, plain);
}

double number(const Json& json, const char* key, const std::string& subject)
{
    const auto it = json.find(key);
    if (it == json.end() || !it->is_number())
        throw Error(subject, fmt::format("the camera file has no number \"{}\"", key), "Give fx, fy, cx and cy in pixels");
    return it->get<double>();
}

} // namespace

std::optional<CameraFile> readCameraFile(const std::filesystem::path& path)
{
    const Json json = readJson(path);
    const std::string subject = path.string();
    if (!json.is_object() || !json.contains("fx"))
        return std::nullopt;
    CameraFile file;
    const double toCorner = json.contains("pixel_center") ? 0.5 - number(json, "pixel_center", subject) : 0.5;
    file.camera.fx = number(json, "fx", subject);
    file.camera.fy = number(json, "fy", subject);
    file.camera.cx = number(json, "cx", subject) + toCorner;
    file.camera.cy = number(json, "cy", subject) + toCorner;
    const auto size = [&](const char* key) {
        const double value = json.contains(key) ? number(json, key, subject) : 0.0;
        return value >= 1 && value <= 100000 ? static_cast<int>(value) : 0;
    };
    file.camera.width = size("width");
    file.camera.height = size("height");
    if (json.contains("depth_scale")) {
        file.depthScale = number(json, "depth_scale", subject);
        file.hasDepthScale = true;
    }
    const bool sound = file.camera.fx > 0 && file.camera.fy > 0 && std::isfinite(file.camera.fx) && std::isfinite(file.camera.fy)
        && std::isfinite(file.camera.cx) && std::isfinite(file.camera.cy) && file.depthScale > 0 && std::isfinite(file.depthScale);
    if (!sound)
        throw Error(subject, "focal lengths and depth scale must be positive numbers", "Correct the camera file");
    return file;
}

Intrinsics intrinsicsFor(const CameraFile& file, int width, int height, std::vector<std::string>& warnings)
{
    Intrinsics camera = file.camera;
    if (camera.width == 0 || camera.height == 0) {
        camera.width = width;
        camera.height = height;
    }
    if (camera.width == width && camera.height == height)
        return camera;
    warnings.push_back(fmt::format("The camera file is for {} x {} pixels, the picture has {} x {}: the intrinsics were scaled.",
                                   camera.width, camera.height, width, height));
    return camera.resized(width, height);
}

std::optional<Rigid3d> poseFromNumbers(const std::vector<double>& n)
{
    Rigid3d pose = Rigid3d::Identity();
    if (n.size() == 7) {
        const Eigen::Quaterniond q(n[6], n[3], n[4], n[5]);
        if (!(std::abs(q.norm() - 1.0) < 0.1)) // also false for NaN
            return std::nullopt;
        pose.linear() = q.normalized().toRotationMatrix();
        pose.translation() = Eigen::Vector3d(n[0], n[1], n[2]);
    } else if (n.size() == 12 || n.size() == 16) {
        for (int r = 0; r < 3; ++r)
            for (int c = 0; c < 4; ++c)
                pose.matrix()(r, c) = n[static_cast<std::size_t>(4 * r + c)];
    } else {
        return std::nullopt;
    }
    return isValidPose(pose) ? std::optional(pose) : std::nullopt;
}

std::vector<std::vector<double>> readNumberLines(const std::filesystem::path& path)
{
    std::string text = readFile(path, 64u << 20);
    if (text.starts_with("\xef\xbb\xbf"))
        text.erase(0, 3);
    std::vector<std::vector<double>> lines;
    std::size_t lineNumber = 0;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        std::string line = text.substr(at, end - at);
        at = end + 1;
        ++lineNumber;
        line.erase(std::min(line.find('#'), line.size()));
        for (char& c : line)
            if (c == ',' || c == '\r' || c == '\t')
                c = ' ';
        std::vector<double> numbers;
        const char* p = line.c_str();
        while (true) {
            while (*p == ' ')
                ++p;
            if (!*p)
                break;
            char* after = nullptr;
            numbers.push_back(parseNumber(p, &after));
            if (after == p || (*after && *after != ' '))
                throw Error(fmt::format("{}:{}", path.string(), lineNumber), "this line is not a row of numbers",
                            "Correct the line or put # before it");
            p = after;
        }
        if (!numbers.empty())
            lines.push_back(std::move(numbers));
    }
    return lines;
}

} // namespace w2v
