#include "core/scene/calibration/Calibration.h"

#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "core/base/Error.h"
#include "core/base/Json.h"

namespace w2v {

namespace {

constexpr std::size_t kMostNumbers = 4000;
constexpr double kFarOutside = 1e6; // pixels

std::vector<double> numbers(const Json& json, const char* key, std::size_t each, const char* meaning)
{
    const auto it = json.find(key);
    if (it == json.end() || it->is_null())
        return {};
    std::vector<double> values;
    if (it->is_array() && it->size() <= kMostNumbers)
        for (const Json& value : *it)
            if (value.is_number() && std::abs(value.get<double>()) <= kFarOutside)
                values.push_back(value.get<double>());
    if (!it->is_array() || values.size() != it->size() || values.size() % each != 0)
        throw Error(key, fmt::format("must be a list of pixels, {} numbers each", each), fmt::format("Write {}", meaning));
    return values;
}

std::vector<PictureSegment> segments(const Json& json, const char* key)
{
    const std::vector<double> n = numbers(json, key, 4, "x1,y1,x2,y2 for each line");
    std::vector<PictureSegment> all;
    for (std::size_t i = 0; i < n.size(); i += 4)
        all.push_back({{n[i], n[i + 1]}, {n[i + 2], n[i + 3]}});
    return all;
}

std::vector<Eigen::Vector2d> points(const Json& json, const char* key, const char* meaning)
{
    const std::vector<double> n = numbers(json, key, 2, meaning);
    std::vector<Eigen::Vector2d> all;
    for (std::size_t i = 0; i < n.size(); i += 2)
        all.emplace_back(n[i], n[i + 1]);
    return all;
}

std::string text(const Json& json, const char* key)
{
    const auto it = json.find(key);
    if (it == json.end() || it->is_null())
        return {};
    if (!it->is_string())
        throw Error(key, "must be text");
    return it->get<std::string>();
}

void readFocal(const Json& json, Calibration& calibration)
{
    const auto it = json.find("focal");
    if (it == json.end() || it->is_null())
        return;
    const std::string word = it->is_string() ? it->get<std::string>() : "";
    double value = it->is_number() ? it->get<double>() : 0.0;
    const auto parsed = std::from_chars(word.data(), word.data() + word.size(), value);
    const bool isNumber = it->is_number() || (parsed.ec == std::errc() && parsed.ptr == word.data() + word.size());
    if (word == "exif")
        calibration.focal = FocalSource::Exif;
    else if (word == "lines")
        calibration.focal = FocalSource::Lines;
    else if (isNumber && value > 0 && value <= kFarOutside) {
        calibration.focal = FocalSource::Value;
        calibration.focalPixels = value;
    } else
        throw Error("focal", "is neither exif nor lines nor a number of pixels", "Write for example 1200");
}

void put(Json& json, const char* key, const PictureSegment& s)
{
    for (const double v : {s.from.x(), s.from.y(), s.to.x(), s.to.y()})
        json[key].push_back(v);
}

void put(Json& json, const char* key, const Eigen::Vector2d& p)
{
    json[key].push_back(p.x());
    json[key].push_back(p.y());
}

} // namespace

Calibration calibrationFromJson(const Json& json)
{
    Calibration calibration;
    readFocal(json, calibration);
    calibration.lines = {segments(json, "lines_a"), segments(json, "lines_b")};
    calibration.floor = points(json, "floor", "x,y for each point");
    const auto seams = points(json, "room", "x,y of a point on the far wall's seam with floor, ceiling, left and right wall");
    const auto vanishing = points(json, "vanishing", "x,y");
    if (!seams.empty() && seams.size() != 4)
        throw Error("room", "needs four points", "Give x,y of a point on the far wall's seam with floor, ceiling, left and right wall");
    if (vanishing.size() > 1 || (!vanishing.empty() && seams.empty()))
        throw Error("vanishing", "is one point that belongs to a room", "Give the room as well, and x,y once");
    if (!seams.empty())
        calibration.room = RoomMarks{seams[0], seams[1], seams[2], seams[3],
                                     vanishing.empty() ? std::nullopt : std::optional(vanishing.front())};
    const auto length = segments(json, "length");
    const bool hasMeters = json.contains("meters") && !json["meters"].is_null();
    if (length.size() > 1 || length.empty() == hasMeters)
        throw Error("length", "needs one line (length) and its metres (meters)", "Give both: x1,y1,x2,y2 and a number");
    if (hasMeters) {
        const double meters = json["meters"].is_number() ? json["meters"].get<double>() : 0.0;
        if (!(meters > 0) || !(meters < 10000))
            throw Error("meters", "the known length must be a number above 0 and below 10000");
        calibration.length = KnownLength{length.front(), meters};
    }
    calibration.depth = text(json, "depth");
    if (!calibration.depth.empty()) {
        calibration.depthModel = std::filesystem::path(text(json, "depth_model")).filename().string();
        calibration.depthIsMetric = json.contains("depth_metric") && json["depth_metric"].is_boolean() && json["depth_metric"].get<bool>();
    }
    return calibration;
}

Json calibrationToJson(const Calibration& calibration)
{
    Json json = Json::object();
    if (calibration.focal != FocalSource::Found)
        json["focal"] = calibration.focal == FocalSource::Exif    ? Json("exif")
                        : calibration.focal == FocalSource::Lines ? Json("lines")
                                                                  : Json(calibration.focalPixels);
    for (std::size_t d = 0; d < 2; ++d)
        for (const PictureSegment& line : calibration.lines[d])
            put(json, d == 0 ? "lines_a" : "lines_b", line);
    for (const Eigen::Vector2d& point : calibration.floor)
        put(json, "floor", point);
    if (calibration.room) {
        for (const auto& seam : {calibration.room->floor, calibration.room->ceiling, calibration.room->left, calibration.room->right})
            put(json, "room", seam);
        if (calibration.room->vanishing)
            put(json, "vanishing", *calibration.room->vanishing);
    }
    if (calibration.length) {
        put(json, "length", calibration.length->segment);
        json["meters"] = calibration.length->meters;
    }
    if (!calibration.depth.empty()) {
        json["depth"] = calibration.depth;
        json["depth_model"] = calibration.depthModel;
        json["depth_metric"] = calibration.depthIsMetric;
    }
    return json;
}

} // namespace w2v
