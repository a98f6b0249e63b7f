#include "core/dataset/DatasetFormat.h"

#include <array>

#include "core/base/Error.h"

namespace w2v {

namespace {

constexpr std::array kNames{"messages", "sharegpt", "easyr1", "preference", "rows"};

} // namespace

const char* datasetFormatName(DatasetFormat format)
{
    return kNames[static_cast<std::size_t>(format)];
}

DatasetFormat parseDatasetFormat(std::string_view name)
{
    std::string all;
    for (std::size_t i = 0; i < kNames.size(); ++i) {
        if (name == kNames[i])
            return static_cast<DatasetFormat>(i);
        all += (i ? ", " : "") + std::string(kNames[i]);
    }
    throw Error("format", "\"" + std::string(name) + "\" is not known", "Use " + all);
}

std::optional<DatasetFormat> formatOf(const Json& object)
{
    if (!object.is_object())
        return std::nullopt;
    const auto has = [&](const char* key) { return object.contains(key); };
    if (has("rejected_response") || (has("chosen") && has("rejected")))
        return DatasetFormat::Preference;
    if (has("messages"))
        return DatasetFormat::Messages;
    if (has("conversations"))
        return DatasetFormat::ShareGpt;
    if (has("prompt") && has("answer"))
        return DatasetFormat::EasyR1;
    if (has("question") && has("answer"))
        return DatasetFormat::Rows;
    return std::nullopt;
}

} // namespace w2v
