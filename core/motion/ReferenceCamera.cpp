// Parts of the generator's configuration: intrinsics and the smallest number of frames.
#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/base/Error.h"
#include "core/motion/PythonText.h"
#include "core/motion/ReferenceTrajectory.h"

namespace w2v {

namespace {

using Config = nlohmann::ordered_json;

/// The longer side's field of view without a configuration: 54 degrees, as the reference writes it.
constexpr double kDefaultFov = 0.9424777960769379;

std::optional<double> numberAt(const Config& config, const char* key)
{
    const auto it = config.is_object() ? config.find(key) : config.end();
    if (!config.is_object() || it == config.end() || it->is_null())
        return std::nullopt;
    if (it->is_boolean())
        return it->get<bool>() ? 1.0 : 0.0;
    if (it->is_number())
        return it->get<double>();
    const auto parsed = it->is_string() ? parsePythonFloat(it->get<std::string>()) : std::nullopt;
    if (!parsed)
        throw Error(std::string("the camera setting \"") + key + "\"", "is not a number");
    return parsed;
}

std::array<float, 9> matrix(double fx, double fy, double cx, double cy)
{
    return {static_cast<float>(fx), 0, static_cast<float>(cx), 0, static_cast<float>(fy), static_cast<float>(cy), 0, 0, 1};
}

std::string axisName(const Config& config)
{
    const auto it = config.find("fov_axis");
    if (it == config.end() || it->is_null())
        return "horizontal";
    if (!it->is_string())
        throw Error("the camera setting \"fov_axis\"", "is not a text");
    return encodeUtf8(pythonLower(pythonStrip(decodeUtf8(it->get<std::string>()))));
}

} // namespace

std::array<float, 9> referenceIntrinsics(int width, int height, const Config& config)
{
    const auto fx = numberAt(config, "fx_norm"), fy = numberAt(config, "fy_norm");
    const auto cx = numberAt(config, "cx_norm"), cy = numberAt(config, "cy_norm");
    if (fx && fy && cx && cy)
        return matrix(*fx * width, *fy * height, *cx * width, *cy * height);

    double side = std::max(width, height), fov = kDefaultFov;
    if (const auto degrees = numberAt(config, "fov_deg")) {
        const std::string axis = axisName(config);
        if (axis == "horizontal")
            side = width;
        else if (axis == "vertical")
            side = height;
        else if (axis == "min")
            side = std::min(width, height);
        else
            throw Error("the camera setting \"fov_axis\"", "is \"" + axis + "\"", "Use horizontal, vertical or min");
        fov = *degrees * std::numbers::pi / 180.0;
    }
    const double tangent = std::tan(fov / 2);
    if (!(tangent > 0))
        throw Error("the camera setting \"fov_deg\"", "is not a usable angle", "Use more than 0 and less than 180 degrees");
    const double f = 0.5 * side / tangent;
    return matrix(f, f, width / 2.0, height / 2.0);
}

std::optional<int> referenceMinFrames(const Config& value)
{
    double number = 0;
    if (value.is_boolean())
        number = value.get<bool>() ? 1 : 0;
    else if (value.is_number())
        number = std::trunc(value.get<double>());
    else if (const auto parsed = value.is_string() ? parsePythonInt(value.get<std::string>()) : std::nullopt)
        number = static_cast<double>(*parsed);
    else
        return std::nullopt;
    if (!std::isfinite(number))
        return std::nullopt;
    if (number > 1e6)
        throw Error("the smallest number of frames", "is more than a million");
    return static_cast<int>(std::max(number, 2.0));
}

} // namespace w2v
