#include "core/runs/RunHistory.h"

#include <cmath>

#include "core/base/Files.h"
#include "core/base/Json.h"
#include "core/base/UserFolders.h"

namespace w2v {

namespace {

constexpr std::size_t kMost = 1000;

Json toJson(const PastRun& r)
{
    return {{"run", r.run}, {"kind", r.kind}, {"model", r.model}, {"adaptation", r.adaptation}, {"image_size", r.imageSize}, {"examples", r.examples},
            {"replicas", r.replicas}, {"new_tokens", r.newTokens}, {"seconds_per_step", r.secondsPerStep}, {"memory_bytes", r.memoryBytes},
            {"checkpoint_bytes", r.checkpointBytes}};
}

std::optional<PastRun> fromLine(std::string_view line)
{
    const Json json = Json::parse(line, nullptr, false);
    if (!json.is_object())
        return std::nullopt;
    PastRun r;
    try {
        r.run = json.at("run").get<std::string>();
        r.kind = json.at("kind").get<std::string>();
        r.model = json.at("model").get<std::string>();
        r.adaptation = json.at("adaptation").get<std::string>();
        r.imageSize = json.at("image_size").get<int>();
        r.examples = json.at("examples").get<int>();
        r.replicas = json.at("replicas").get<int>();
        r.newTokens = json.value("new_tokens", 0);
        r.secondsPerStep = json.at("seconds_per_step").get<double>();
        r.memoryBytes = json.value("memory_bytes", 0.0);
        r.checkpointBytes = json.value("checkpoint_bytes", 0.0);
    } catch (const Json::exception&) {
        return std::nullopt;
    }
    return std::isfinite(r.secondsPerStep) && r.secondsPerStep > 0 && r.examples > 0 ? std::optional(r) : std::nullopt;
}

} // namespace

PastRun costKey(const Recipe& recipe)
{
    PastRun key;
    key.kind = recipe.kind;
    key.model = recipe.base.empty() ? recipe.preset : recipe.base;
    key.adaptation = recipe.adaptation;
    key.imageSize = recipe.imageSize;
    key.examples = recipe.kind == "grpo" ? recipe.grpo.prompts * recipe.grpo.answers : recipe.batch * recipe.accumulation;
    key.newTokens = recipe.kind == "grpo" ? recipe.grpo.maxNewTokens : 0;
    key.replicas = recipe.replicas;
    return key;
}

RunHistory RunHistory::ofUser()
{
    return RunHistory(userStateFolder() / "runs.jsonl");
}

std::vector<PastRun> RunHistory::read() const
{
    std::vector<PastRun> out;
    std::error_code code;
    if (!fs::exists(m_file, code))
        return out;
    const std::string text = readFile(m_file);
    std::string_view rest = text;
    for (std::size_t end = rest.find('\n'); end != std::string_view::npos; end = rest.find('\n')) {
        if (const auto run = fromLine(rest.substr(0, end)))
            out.push_back(*run);
        rest.remove_prefix(end + 1);
    }
    return out;
}

void RunHistory::add(const PastRun& run) const
{
    std::vector<PastRun> all = read();
    std::erase_if(all, [&](const PastRun& other) { return other.run == run.run; }); // one that went on after a stop
    all.push_back(run);
    if (all.size() > kMost)
        all.erase(all.begin(), all.end() - kMost);
    std::string text;
    for (const PastRun& one : all)
        text += toJson(one).dump(-1, ' ', false, Json::error_handler_t::replace) + '\n';
    createFolder(m_file.parent_path());
    writeFileAtomic(m_file, text);
}

std::optional<PastRun> RunHistory::like(const Recipe& recipe, bool& exact) const
{
    const PastRun key = costKey(recipe);
    const std::vector<PastRun> all = read();
    std::optional<PastRun> near;
    exact = false;
    for (auto it = all.rbegin(); it != all.rend(); ++it) {
        if (it->kind != key.kind || it->model != key.model || it->adaptation != key.adaptation)
            continue;
        if (it->imageSize == key.imageSize && it->examples == key.examples && it->replicas == key.replicas && it->newTokens == key.newTokens) {
            exact = true;
            return *it;
        }
        if (!near)
            near = *it;
    }
    return near;
}

} // namespace w2v
