#include "core/detection/DetectionFile.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/base/Json.h"

namespace w2v {

namespace {

constexpr std::size_t kMostBytes = std::size_t{256} << 20, kLongestName = 100, kMostBoxes = 1000; // of a frame
constexpr int kMostFrames = 1'000'000, kMostSide = 100'000;

int wholeOr(const Json& object, const char* key, int fallback, int most, const std::string& where)
{
    const auto it = object.find(key);
    if (it == object.end() || it->is_null())
        return fallback;
    if (!it->is_number_integer() || it->get<std::int64_t>() < 0 || it->get<std::int64_t>() > most)
        throw Error(where, fmt::format("its {} is no number from 0 to {}", key, most));
    return it->get<int>();
}

Detection detectionFrom(const Json& object, const std::string& where)
{
    const auto fails = [&](const char* why) { return Error(where, why, "A detection has label (text), bbox (x1, y1, x2, y2 in pixels) and score (0 to 1)"); };
    if (!object.is_object() || !object.contains("label") || !object.at("label").is_string() || object.at("label").get_ref<const std::string&>().empty()
        || object.at("label").get_ref<const std::string&>().size() > kLongestName)
        throw fails("has a detection without a label");
    const Json box = object.value("bbox", Json());
    if (!box.is_array() || box.size() != 4 || !std::all_of(box.begin(), box.end(), [](const Json& side) { return side.is_number(); }))
        throw fails("has a detection without a box");
    Detection detection{object.at("label").get<std::string>(), 1, {box[0].get<double>(), box[1].get<double>(), box[2].get<double>(), box[3].get<double>()}};
    if (const auto score = object.find("score"); score != object.end()) {
        if (!score->is_number())
            throw fails("has a score that is no number");
        detection.score = score->get<double>();
    }
    return detection;
}

} // namespace

std::map<int, FrameDetections> readDetectionFile(const std::filesystem::path& file)
{
    const std::string text = readFile(file, kMostBytes);
    std::map<int, FrameDetections> frames;
    int line = 0;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        const std::string_view part(text.data() + at, end - at);
        at = end + 1;
        ++line;
        if (part.find_first_not_of(" \t\r") == std::string_view::npos)
            continue;
        const std::string where = fmt::format("{}, line {}", file.string(), line);
        const Json object = Json::parse(part, nullptr, false);
        if (!object.is_object() || !object.contains("frame_idx"))
            throw Error(where, "is no JSON object with frame_idx", "Expected is the reference's detect_result.jsonl");
        FrameDetections& frame = frames[wholeOr(object, "frame_idx", 0, kMostFrames, where)];
        frame.width = wholeOr(object, "width", 0, kMostSide, where);
        frame.height = wholeOr(object, "height", 0, kMostSide, where);
        const Json list = object.value("detections", Json::array());
        if (!list.is_array() || list.size() > kMostBoxes)
            throw Error(where, "its detections are no list, or too many");
        for (const Json& detection : list)
            frame.detections.push_back(detectionFrom(detection, where));
        std::stable_sort(frame.detections.begin(), frame.detections.end(), [](const Detection& a, const Detection& b) { return a.score > b.score; });
    }
    if (frames.empty())
        throw Error(file.string(), "holds no detections", "Expected is a JSON object a line");
    return frames;
}

std::vector<Detection> detectionsFor(const FrameDetections& frame, int width, int height, double minScore)
{
    const double x = frame.width > 0 ? static_cast<double>(width) / frame.width : 1, y = frame.height > 0 ? static_cast<double>(height) / frame.height : 1;
    std::vector<Detection> found;
    for (Detection detection : frame.detections) {
        const Box2d& box = detection.box;
        detection.box = {std::clamp(box.x1 * x, 0.0, static_cast<double>(width)), std::clamp(box.y1 * y, 0.0, static_cast<double>(height)),
                         std::clamp(box.x2 * x, 0.0, static_cast<double>(width)), std::clamp(box.y2 * y, 0.0, static_cast<double>(height))};
        if (detection.score >= minScore && detection.box.width() >= 1 && detection.box.height() >= 1) // also not for NaN
            found.push_back(std::move(detection));
    }
    return found;
}

} // namespace w2v
