#include <charconv>
#include <filesystem>

#include <fmt/format.h>

#include "app/operations/ModelParams.h"
#include "app/operations/Operation.h"
#include "app/operations/Operations.h"
#include "core/base/Error.h"

namespace w2v {

namespace {

/// "1280x720"; any size an image may have, unlike parseSize().
std::pair<int, int> imageSize(const Json& value)
{
    const std::string text = value.is_string() ? value.get<std::string>() : std::string();
    const auto x = text.find('x');
    int width = 0, height = 0;
    if (x != std::string::npos) {
        const auto a = std::from_chars(text.data(), text.data() + x, width);
        const auto b = std::from_chars(text.data() + x + 1, text.data() + text.size(), height);
        if (a.ec == std::errc() && b.ec == std::errc() && a.ptr == text.data() + x && b.ptr == text.data() + text.size() && width > 0 && height > 0)
            return {width, height};
    }
    throw Error("image", "\"" + text + "\" is not a size", "Write WIDTHxHEIGHT, for example 1280x720");
}

int countOr(const Json& params, const char* key, int fallback, int most)
{
    const std::int64_t value = integerOr(params, key, fallback);
    if (value < 1 || value > most)
        throw Error(key, fmt::format("{} is outside 1 to {}", value, most));
    return static_cast<int>(value);
}

} // namespace

Json runVlmInfo(const Json& params, AppContext&, JobContext&)
{
    ModelUse use;
    use.options = modelOptions(params);
    use.batch = countOr(params, "batch", use.batch, 65536);
    use.length = countOr(params, "length", use.length, 1 << 22);
    for (const Json& size : params.value("image_sizes", Json::array()))
        use.images.push_back(imageSize(size));
    return describeCheckpoint(requiredText(params, "model"), use);
}

Json runVlmMerge(const Json& params, AppContext&, JobContext& job)
{
    const std::string out = requiredText(params, "out");
    mergeAdapter(requiredText(params, "model"), requiredText(params, "adapter"), out, job);
    std::uintmax_t bytes = 0;
    for (const auto& entry : std::filesystem::directory_iterator(out))
        bytes += entry.is_regular_file() ? entry.file_size() : 0;
    return {{"out", out}, {"bytes", bytes}};
}

} // namespace w2v
