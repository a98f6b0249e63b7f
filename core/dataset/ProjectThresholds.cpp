#include "core/dataset/ProjectThresholds.h"

#include "core/base/Json.h"

namespace w2v {

namespace {

constexpr const char* kKey = "quality_thresholds";

} // namespace

std::optional<QualityThresholds> loadThresholds(const Project& project)
{
    const std::optional<std::string> text = project.value(kKey);
    return text ? std::optional(thresholdsFromJson(parseJson(*text, kKey), kKey)) : std::nullopt;
}

void storeThresholds(Project& project, const QualityThresholds& thresholds)
{
    project.setValue(kKey, thresholdsToJson(thresholds).dump());
}

} // namespace w2v
