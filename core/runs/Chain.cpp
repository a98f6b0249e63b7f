#include "core/runs/Chain.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <map>
#include <set>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "core/base/Error.h"
#include "core/base/Files.h"

namespace w2v {

namespace {

constexpr std::array<std::string_view, 8> kStatusNames{"waiting", "blocked", "running", "paused", "finished", "failed", "stopped", "idle"};

/// The operation that carries out a stage.
constexpr const char* kStageOperation = "chain.stage";
constexpr const char* kRunFile = "begun.json"; ///< in the folder of a train stage

void checkPlan(const ChainPlan& plan)
{
    std::set<std::string> known;
    for (const ChainStage& stage : plan.stages) {
        if (stage.name.empty() || stage.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") != std::string::npos)
            throw Error("chain", "has a stage named \"" + stage.name + "\"", "Use small letters, digits and -");
        for (const std::string& need : stage.needs)
            if (!known.contains(need))
                throw Error("chain", "stage " + stage.name + " needs " + need + ", which does not come before it");
        if (!known.insert(stage.name).second)
            throw Error("chain", "has two stages named " + stage.name);
    }
    if (plan.stages.empty())
        throw Error("chain", "has no stage");
}

Json toJson(const ChainPlan& plan)
{
    Json stages = Json::array();
    for (const ChainStage& s : plan.stages)
        stages.push_back({{"name", s.name}, {"kind", s.kind}, {"needs", s.needs}, {"params", s.params}});
    return {{"name", plan.name}, {"project", plan.project}, {"created", plan.created}, {"stages", stages}};
}

ChainPlan planFrom(const Json& json, const std::string& subject)
{
    ChainPlan plan;
    try {
        plan.name = json.at("name").get<std::string>();
        plan.project = json.at("project").get<std::string>();
        plan.created = json.at("created").get<double>();
        for (const Json& s : json.at("stages"))
            plan.stages.push_back({s.at("name").get<std::string>(), s.at("kind").get<std::string>(), s.at("needs").get<std::vector<std::string>>(), s.at("params")});
    } catch (const Json::exception&) {
        throw Error(subject, "is damaged", "Plan the chain anew");
    }
    checkPlan(plan);
    return plan;
}

/// The newest entry of the queue that carries out the job in a folder.
const QueueEntry* entryOf(const QueueState& queue, const fs::path& job)
{
    const QueueEntry* found = nullptr;
    for (const QueueEntry& entry : queue.entries)
        if (!entry.job.empty() && entry.job == job.string() && (!found || entry.active() || entry.added > found->added))
            found = found && found->active() ? found : &entry;
    return found;
}

StageState stateOf(const JobFolder& job, const QueueEntry* entry)
{
    const JobFolder::State seen = job.state();
    StageState state;
    state.entry = entry ? entry->id : std::string();
    state.fraction = seen.fraction;
    state.text = seen.stage;
    state.result = seen.result;
    if (seen.alive && !seen.result) {
        state.status = StageStatus::Running;
    } else if (seen.result) {
        state.status = StageStatus::Finished;
    } else if (entry && entry->active()) {
        state.status = entry->status == QueueStatus::Paused ? StageStatus::Paused
            : entry->status == QueueStatus::Running         ? StageStatus::Running
                                                            : StageStatus::Waiting;
    } else if (seen.error && seen.error->value("stopped", false)) {
        state.status = StageStatus::Stopped;
    } else if (seen.error) {
        state.status = StageStatus::Failed;
        state.error = seen.error->value("message", std::string("failed"));
    } else if (entry && entry->status == QueueStatus::Failed) {
        state.status = StageStatus::Failed;
        state.error = entry->error;
    } else if (entry && entry->status == QueueStatus::Cancelled) {
        state.status = StageStatus::Stopped;
    } else if (seen.begun) {
        state.status = StageStatus::Failed;
        state.error = "The process ended without saying so; see log.txt in " + job.path().string();
    }
    return state;
}

} // namespace

const ChainStage& ChainPlan::stage(const std::string& wanted) const
{
    const auto found = std::find_if(stages.begin(), stages.end(), [&](const ChainStage& s) { return s.name == wanted; });
    if (found == stages.end())
        throw Error(wanted, "is no stage of the chain " + name);
    return *found;
}

std::string_view stageStatusName(StageStatus status)
{
    return kStatusNames[static_cast<std::size_t>(status)];
}

ChainFolder ChainFolder::create(const fs::path& project, const ChainPlan& plan)
{
    checkPlan(plan);
    ChainPlan kept = plan;
    const auto now = std::chrono::system_clock::now();
    kept.created = std::chrono::duration<double>(now.time_since_epoch()).count();
    createFolder(root(project));
    const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch()).count();
    for (int attempt = 0; attempt < 1000; ++attempt) {
        const fs::path path = root(project) / fmt::format("{:%Y%m%d-%H%M%S}-{:03}", fmt::gmtime(std::chrono::system_clock::to_time_t(now)), (milliseconds + attempt) % 1000);
        std::error_code code;
        if (!fs::create_directory(path, code)) {
            if (code)
                throw Error(path.string(), "the folder cannot be created (" + code.message() + ")", "Choose a folder that may be written");
            continue;
        }
        for (const ChainStage& stage : kept.stages)
            JobFolder::create(path / stage.name, kStageOperation, {{"project", kept.project}, {"chain", path.filename().string()}, {"stage", stage.name}});
        writeJson(path / "chain.json", toJson(kept)); // last: a folder without it is no chain
        return ChainFolder(path, kept);
    }
    throw Error(root(project).string(), "no free name for a chain was found");
}

ChainFolder ChainFolder::open(const fs::path& folder)
{
    std::error_code code;
    const fs::path file = folder / "chain.json";
    if (!fs::is_regular_file(file, code))
        throw Error(folder.string(), "holds no chain (chain.json is missing)", "See w2v chain list");
    return ChainFolder(folder, planFrom(readJson(file), file.string()));
}

JobFolder ChainFolder::stage(const std::string& name) const
{
    return JobFolder::open(m_path / m_plan.stage(name).name);
}

std::string ChainFolder::runOf(const std::string& name) const
{
    const fs::path file = m_path / m_plan.stage(name).name / kRunFile;
    std::error_code code;
    return fs::exists(file, code) ? readJson(file).value("run", std::string()) : std::string();
}

void ChainFolder::setRun(const std::string& name, const std::string& run) const
{
    writeJson(m_path / m_plan.stage(name).name / kRunFile, {{"run", run}});
}

std::vector<StageState> ChainFolder::states(const QueueState& queue) const
{
    std::vector<StageState> out;
    std::map<std::string, StageStatus> known;
    for (const ChainStage& s : m_plan.stages) {
        const JobFolder job = stage(s.name);
        StageState state = stateOf(job, entryOf(queue, job.path()));
        if (state.status == StageStatus::Waiting || state.status == StageStatus::Idle)
            for (const std::string& need : s.needs)
                if (const StageStatus other = known[need]; other == StageStatus::Failed || other == StageStatus::Stopped || other == StageStatus::Blocked)
                    state.status = StageStatus::Blocked;
        known[s.name] = state.status;
        out.push_back(std::move(state));
    }
    return out;
}

int ChainFolder::enqueue(const RunQueue& queue, int priority, int retries) const
{
    int added = 0;
    std::map<std::string, std::string> entries; // stage -> its entry, of those that have not finished
    for (const ChainStage& s : m_plan.stages) {
        const JobFolder job = stage(s.name);
        const QueueState state = queue.read();
        const QueueEntry* entry = entryOf(state, job.path());
        const StageState seen = stateOf(job, entry);
        if (seen.status == StageStatus::Finished)
            continue;
        if (entry && entry->active()) {
            entries[s.name] = entry->id;
            continue;
        }
        const QueueEntry made = queue.add(m_plan.name + " · " + s.name, priority, [&](QueueEntry& e) {
            e.kind = s.kind;
            e.job = job.path().string();
            e.retries = retries;
            for (const std::string& need : s.needs)
                if (const auto other = entries.find(need); other != entries.end())
                    e.after.push_back(other->second);
        });
        entries[s.name] = made.id;
        // What waits for an earlier entry of this stage waits for this one.
        if (entry)
            queue.change([&, old = entry->id](QueueState& all) {
                for (QueueEntry& e : all.entries)
                    if (e.status == QueueStatus::Waiting || e.status == QueueStatus::Paused)
                        std::replace(e.after.begin(), e.after.end(), old, made.id);
                std::erase_if(all.entries, [&](const QueueEntry& e) { return e.id == old && !e.active(); });
            });
        ++added;
    }
    return added;
}

void ChainFolder::cancel(const RunQueue& queue, bool hard) const
{
    const QueueState state = queue.read();
    for (auto stageAt = m_plan.stages.rbegin(); stageAt != m_plan.stages.rend(); ++stageAt) // later ones first: none begins meanwhile
        if (const QueueEntry* entry = entryOf(state, stage(stageAt->name).path()); entry && entry->active())
            queue.cancel(entry->id, hard);
}

std::vector<ChainFolder> listChains(const fs::path& project)
{
    std::vector<ChainFolder> out;
    std::error_code code;
    for (fs::directory_iterator it(ChainFolder::root(project), code), end; !code && it != end; it.increment(code)) {
        try {
            out.push_back(ChainFolder::open(it->path()));
        } catch (const Error&) {
            continue; // not a chain, or one too damaged to show
        }
    }
    std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.id() < b.id(); });
    return out;
}

} // namespace w2v
