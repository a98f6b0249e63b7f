#include <chrono>
#include <cmath>

#include <fmt/format.h>

#include "app/operations/CameraData.h"
#include "app/operations/Operation.h"
#include "app/operations/Operations.h"
#include "app/operations/ProjectParams.h"
#include "app/operations/RoomData.h"
#include "app/operations/TrainRun.h"
#include "core/base/Error.h"
#include "core/base/Files.h"

namespace w2v {

namespace {

constexpr std::uint64_t kTrainSeeds = 100000; // rooms for training; held-out rooms come from below
constexpr std::uint64_t kHeldoutSeeds = 1000;
constexpr int kMostQuestions = 250;           // of one task in the table

/// Seconds of each stage, in order.
class Stages {
public:
    void begin(const std::string& name)
    {
        end();
        m_name = name;
        m_start = Clock::now();
    }
    void end()
    {
        if (!m_name.empty())
            m_seconds[m_name] = since(m_start);
        m_name.clear();
    }
    double total() const { return since(m_begin); }
    Json json() const
    {
        Json all = m_seconds;
        all["total"] = total();
        return all;
    }

private:
    using Clock = std::chrono::steady_clock;
    static double since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }
    Clock::time_point m_begin = Clock::now(), m_start;
    std::string m_name;
    Json m_seconds = Json::object();
};

/// A folder for the project that no earlier demo used: demo.w2v, demo-2.w2v, ...
fs::path freshProjectFolder(const fs::path& out)
{
    fs::path folder = out / "demo.w2v";
    for (int i = 2; fs::exists(folder); ++i)
        folder = out / fmt::format("demo-{}.w2v", i);
    return folder;
}

/// One line for people: does the training show, and where not.
std::string verdict(double trained, double baseline, double n)
{
    const double error = 100 * std::sqrt(std::max(baseline, 1.0) / 100 * (1 - std::min(baseline, 99.0) / 100) / std::max(n, 1.0));
    if (trained > baseline + 2 * error)
        return "learned: above every answer that never looks";
    if (trained >= baseline - 2 * error)
        return "not yet learned: no better than an answer that never looks";
    return "not yet learned: below the best answer that never looks";
}

Json table(const Json& untrained, const Json& trained)
{
    Json tasks = Json::object(), sum = {{"untrained", 0.0}, {"majority", 0.0}, {"no_image", 0.0}, {"trained", 0.0}};
    for (const auto& [task, row] : trained.at("tasks").items()) {
        const double majority = row.at("majority").get<double>(), noImage = row.at("no_image").get<double>();
        Json line = {{"n", row.at("n")}, {"untrained", untrained.at("tasks").at(task).at("accuracy")}, {"majority", majority},
                     {"no_image", noImage}, {"trained", row.at("accuracy")}, {"interval", row.at("interval")}};
        if (row.contains("direction"))
            line["direction"] = {{"majority", row.at("direction").at("majority")}, {"trained", row.at("direction").at("accuracy")}};
        line["verdict"] = verdict(row.at("accuracy"), std::max(majority, noImage), row.at("n"));
        for (auto& [column, total] : sum.items())
            total = total.get<double>() + line.at(column).get<double>();
        tasks[task] = line;
    }
    for (auto& [column, total] : sum.items())
        total = tasks.empty() ? 0.0 : total.get<double>() / static_cast<double>(tasks.size());
    return {{"tasks", tasks}, {"mean", sum}};
}

} // namespace

Json runDemo(const Json& params, AppContext& app, JobContext& job)
{
    const double minutes = numberOr(params, "minutes", 8);
    if (!(minutes > 0 && minutes <= 24 * 60))
        throw Error("minutes", "must be above 0 and at most 1440");
    const auto seed = static_cast<std::uint64_t>(integerOr(params, "seed", 1));
    const fs::path out = requiredText(params, "out");
    const std::string observation = textOr(params, "observation", "");
    if (!observation.empty())
        openObservation(observation); // a bad path ends here, before anything is written
    createFolder(out);
    const fs::path folder = freshProjectFolder(out);
    Stages stages;
    Project project = Project::create(folder);

    // 1-3: observe, draw, imagine, with pictures to look at.
    stages.begin("imagine");
    const std::string shown = observation.empty() ? fmt::format("room:{}", seed) : observation;
    SubJob look(job, 0, 0.03);
    const Json observed = runObserve({{"path", shown}, {"project", folder.string()}}, app, look);
    const std::string id = observed.at("observation");
    const std::string actions = "move forward 0.5 meters; turn left 30 degrees";
    project.saveTrajectory({"", id, "first path", 0, actions, std::nullopt}, "Draw the first path");
    Json imagined = runImagine({{"project", folder.string()}, {"observation", id}, {"actions", actions},
                                {"out", (out / "imagined").string()}}, app, look);
    Json comparison;
    if (observed.at("kind") == "posed capture")
        comparison = runImagine({{"observation", observation}, {"frame", 1}, {"at_frame", 2}, {"world_model", "geometric"},
                                 {"out", (out / "at-frame-2").string()}}, app, look).at("comparison");

    // 4: views of many rooms (and of the capture) and the records made from them.
    stages.begin("views");
    const double budget = minutes * 60;
    RoomDataOptions heldout;
    heldout.split = "heldout";
    heldout.firstSeed = kHeldoutSeeds + seed * 10000;
    heldout.rooms = 60;
    heldout.trajectoriesPerRoom = 20;
    RoomDataOptions training;
    training.firstSeed = kTrainSeeds + seed * 10000;
    training.rooms = 300;
    training.trajectoriesPerRoom = 40;
    SubJob heldoutPart(job, 0.03, 0.06), trainPart(job, 0.06, 0.15);
    if (observation.empty())
        addRoomRollouts(project, app.renderer(), heldout, 0, heldoutPart);
    else
        addCameraRollouts(project, id, app, seed, heldoutPart);
    addRoomRollouts(project, app.renderer(), training, 0.14 * budget, trainPart);
    stages.begin("records");
    SubJob recordsPart(job, 0.15, 0.17);
    const Json records = runSupervise({{"project", folder.string()}, {"seed", seed}, {"undoable", false},
                                       {"tasks", observation.empty() ? "all" : "A1,A2,A3,A4"}}, app, recordsPart);

    // 5: train within what is left of the time.
    stages.begin("train");
    SubJob trainJob(job, 0.17, 0.92);
    const double left = std::max(5.0, budget - stages.total());
    const Json run = runTrain({{"project", folder.string()}, {"recipe", "w2v-tiny-sft"}, {"seed", seed}, {"minutes", left / 60}}, app, trainJob);

    // 6: the same held-out questions to the model before and after.
    stages.begin("evaluate");
    SubJob before(job, 0.92, 0.96), after(job, 0.96, 1.0);
    const Json bench = {{"project", folder.string()}, {"benchmark", "heldout"}, {"limit", kMostQuestions}};
    Json first = bench, second = bench;
    first["model"] = run.at("base");
    second["model"] = run.at("model");
    const Json untrained = runBench(first, app, before);
    const Json trained = runBench(second, app, after);
    stages.end();

    Json result = table(untrained, trained);
    result["seconds"] = stages.json();
    result["project"] = folder.string();
    result["imagined"] = {{"frames", imagined.at("frames").size()}, {"out", imagined.at("out")}};
    if (!comparison.is_null())
        result["comparison"] = comparison;
    result["records"] = records;
    result["training"] = run;
    result["minutes"] = minutes;
    result["seed"] = seed;
    writeJson(out / "table.json", result);
    return result;
}

} // namespace w2v
