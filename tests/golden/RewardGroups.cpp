// Groups of core/eval: reward, grpo_pack.
#include "core/eval/Reward.h"
#include "tests/golden/GoldenGroup.h"

namespace w2v::golden {

namespace {

/// null and absent count as no text.
std::string textOf(const Json& input, const char* key)
{
    return input.contains(key) && input.at(key).is_string() ? input.at(key).get<std::string>() : std::string();
}

} // namespace

GroupResult checkReward(const std::filesystem::path& file)
{
    return checkLines(file, [](const Json& input) {
        Json result = Json::object();
        for (const auto& [name, value] : referenceReward(textOf(input, "response"), textOf(input, "ground_truth")))
            result[name] = value;
        return result;
    });
}

GroupResult checkGrpoPack(const std::filesystem::path& file)
{
    return checkLines(file, [](const Json& input) { return Json{{"row", grpoRow(input.at("record"))}}; });
}

} // namespace w2v::golden
