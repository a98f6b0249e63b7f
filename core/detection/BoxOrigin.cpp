#include "core/detection/BoxOrigin.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "core/base/Json.h"

namespace w2v {

namespace {

constexpr std::array<BoxOrigin, 4> kOrigins{BoxOrigin::Scene, BoxOrigin::Detected, BoxOrigin::Drawn, BoxOrigin::Carried};

/// Provenance comes from files: what is not as expected counts as not there.
const Json* memberOf(const Json* json, std::string_view key)
{
    if (!json || !json->is_object())
        return nullptr;
    const auto found = json->find(key);
    return found == json->end() ? nullptr : &*found;
}

bool isOf(const Json& entry, int instance)
{
    const Json* number = memberOf(&entry, "instance");
    return number && number->is_number_integer() && number->get<std::int64_t>() == instance;
}

std::string_view textOf(const Json* json)
{
    return json && json->is_string() ? std::string_view(json->get_ref<const std::string&>()) : std::string_view();
}

/// What the boxes are that nothing is said of.
BoxOrigin usualOrigin(const RolloutRecord& rollout)
{
    const Json* objects = memberOf(&rollout.provenance, "objects");
    const std::string_view by = textOf(memberOf(objects, "by"));
    return !objects || by == "scene" ? BoxOrigin::Scene : by == "hand" ? BoxOrigin::Drawn : BoxOrigin::Detected;
}

} // namespace

const char* boxOriginName(BoxOrigin origin)
{
    switch (origin) {
    case BoxOrigin::Scene: return "scene";
    case BoxOrigin::Detected: return "detected";
    case BoxOrigin::Drawn: return "drawn";
    case BoxOrigin::Carried: break;
    }
    return "carried";
}

BoxOrigin boxOrigin(const RolloutRecord& rollout, std::size_t frame, int instance)
{
    const Json* frames = memberOf(memberOf(&rollout.provenance, "objects"), "frames");
    if (frames && frames->is_array() && frame < frames->size() && (*frames)[frame].is_array())
        for (const Json& entry : (*frames)[frame])
            if (isOf(entry, instance)) {
                const std::string_view from = textOf(memberOf(&entry, "from"));
                for (const BoxOrigin origin : kOrigins)
                    if (from == boxOriginName(origin))
                        return origin;
            }
    return usualOrigin(rollout);
}

void noteBoxOrigin(RolloutRecord& rollout, std::size_t frame, int instance, std::optional<BoxOrigin> origin)
{
    Json& objects = rollout.provenance["objects"];
    if (!objects.is_object()) {
        const bool any = std::any_of(rollout.frames.begin(), rollout.frames.end(), [](const RolloutFrame& view) { return !view.objects.empty(); });
        objects = {{"by", any ? "scene" : "hand"}};
    }
    objects["by_hand"] = true;
    Json& frames = objects["frames"];
    if (!frames.is_array())
        frames = Json::array();
    while (frames.size() < rollout.frames.size())
        frames.push_back(Json::array());
    Json& boxes = frames.at(frame);
    if (!boxes.is_array())
        boxes = Json::array();
    Json kept = Json::array();
    for (Json& entry : boxes)
        if (!isOf(entry, instance))
            kept.push_back(std::move(entry));
    if (origin)
        kept.push_back({{"instance", instance}, {"from", boxOriginName(*origin)}});
    boxes = std::move(kept);
}

bool hasBoxesByHand(const RolloutRecord& rollout)
{
    const Json* flag = memberOf(memberOf(&rollout.provenance, "objects"), "by_hand");
    return flag && flag->is_boolean() && flag->get<bool>();
}

} // namespace w2v
