#include <fmt/format.h>

#include "app/operations/HeldoutQuestions.h"
#include "app/operations/ImaginedRoomData.h"
#include "app/operations/Operation.h"
#include "app/operations/Operations.h"
#include "app/operations/ProjectParams.h"
#include "app/operations/RoomStock.h"
#include "app/operations/ShippedBase.h"
#include "app/operations/TrainRun.h"
#include "app/operations/headline/HeadlineExtras.h"
#include "app/operations/headline/HeadlinePlan.h"
#include "app/operations/headline/HeadlineReport.h"
#include "app/operations/headline/HeadlineStages.h"
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/eval/Baselines.h"
#include "core/nn/VlmFactory.h"

namespace w2v {

namespace {

// Apart from the rooms of pretraining and of demos.
constexpr std::uint64_t kTrainSeeds = 7'000'000'000, kHeldoutSeeds = 6'000'000'000, kReinforceSeeds = 9'000'000'000;
constexpr double kLeastObserved = 0.3; // of an imagined view that is learned from

/// Shares of the whole that the parts take, one after the other, for the progress.
class Progress {
public:
    explicit Progress(JobContext& job) : m_job(job) {}
    SubJob next(double share)
    {
        const double begin = m_done;
        m_done = std::min(1.0, m_done + share);
        return {m_job, begin, m_done};
    }

private:
    JobContext& m_job;
    double m_done = 0;
};

class Headline {
public:
    Headline(const HeadlineOptions& options, const fs::path& out, AppContext& app, JobContext& job)
        : m_options(options), m_app(app), m_progress(job), m_stages(out, options.json()), m_project(openOrCreateProject(out / "headline.w2v"))
    {
    }

    Json run()
    {
        const fs::path base = shippedOrGiven();
        makeData();
        m_questions = headlineQuestions(m_project, m_options.limit);
        if (m_questions.empty())
            throw Error(m_project.folder().string(), "has no held-out questions", "Give more rooms or walks");
        askRules();
        const double share = 0.8 / m_options.seeds;
        std::int64_t sftSteps = 0;
        std::vector<fs::path> bases;
        for (int seed = 1; seed <= m_options.seeds; ++seed) {
            std::map<std::string, fs::path> models;
            for (const HeadlineRun& run : headlineRuns()) {
                const fs::path from = run.startsFrom.empty() ? base : models.at(run.startsFrom);
                models[run.row] = train(run, seed, from, sftSteps, share / static_cast<double>(headlineRuns().size()));
                ask(run.row, run.title, seed, [&](JobContext&) { return checkpointAnswerer(m_project, m_app.model(models[run.row].string())); });
            }
            bases.push_back(models.at("base"));
        }
        // Last: imagining for every question takes about as long as the training of a seed.
        for (int seed = 1; seed <= m_options.imaginingSeeds; ++seed)
            for (const HeadlineExtra& extra : headlineExtras())
                ask(extra.row, extra.title, seed, [&](JobContext&) { return extra.make(m_project, m_app, bases[static_cast<std::size_t>(seed - 1)]); });
        Json about = m_options.json();
        about["seconds"] = m_stages.seconds();
        about["sft_steps"] = sftSteps;
        about["data"] = m_stages.stage("records", [] { return Json(); });
        return writeHeadlineReport(m_stages.folder(), m_predictions, about);
    }

private:
    fs::path shippedOrGiven()
    {
        if (m_options.base != kShippedBase) {
            loadPictureInput(m_options.base); // a folder that is no model ends it here, not after the views
            return m_options.base;
        }
        const fs::path folder = m_stages.folder() / "base";
        m_stages.stage("base", [&] {
            writeShippedBase(folder);
            return Json(folder.string());
        });
        return folder;
    }

    void makeData()
    {
        SubJob exact = m_progress.next(0.03), imagined = m_progress.next(0.1), records = m_progress.next(0.01),
               second = m_progress.next(0.04), secondRecords = m_progress.next(0.005);
        const double viewSeconds = HeadlineBudget::of(m_options).viewSeconds;
        const double ofTraining = static_cast<double>(m_options.trainRooms) / (m_options.trainRooms + m_options.grpoRooms);
        RoomDataOptions rooms;
        rooms.trajectoriesPerRoom = m_options.walks;
        m_stages.stage("heldout views", [&] {
            RoomDataOptions heldout = rooms;
            heldout.firstSeed = kHeldoutSeeds + m_options.seed * 100'000;
            heldout.rooms = m_options.heldoutRooms;
            heldout.split = "heldout";
            return Json(completeRoomRollouts(m_project, m_app.renderer(), heldout, exact));
        });
        m_stages.stage("imagined views", [&] {
            rooms.firstSeed = kTrainSeeds + m_options.seed * 100'000;
            rooms.rooms = m_options.trainRooms;
            return Json(addImaginedRoomRollouts(m_project, m_app, rooms, kLeastObserved, ofTraining * viewSeconds, imagined));
        });
        Json supervision{{"project", m_project.folder().string()}, {"seed", m_options.seed}, {"undoable", false}};
        m_stages.stage("records", [&] { return runSupervise(supervision, m_app, records); });
        m_stages.stage("imagined views for GRPO", [&] {
            rooms.firstSeed = kReinforceSeeds + m_options.seed * 100'000;
            rooms.rooms = m_options.grpoRooms;
            rooms.split = kReinforceSplit;
            return Json(addImaginedRoomRollouts(m_project, m_app, rooms, kLeastObserved, (1 - ofTraining) * viewSeconds, second));
        });
        supervision["split"] = kReinforceSplit;
        m_stages.stage("records for GRPO", [&] { return runSupervise(supervision, m_app, secondRecords); });
    }

    /// What is answered without looking.
    void askRules()
    {
        const std::vector<QaRecord> training = usableRecords(m_project, "train");
        assertNoSceneOverlap(training, m_questions);
        assertNoSceneOverlap(usableRecords(m_project, kReinforceSplit), m_questions);
        const auto rule = [&](const std::string& row, const std::string& title, const std::function<std::string(const QaRecord&)>& answer) {
            ask(row, title, 1, [&](JobContext&) -> HeadlineAnswerer {
                return [&](std::span<const QaRecord> questions, JobContext&) {
                    std::vector<HeadlineAnswer> answers;
                    for (const QaRecord& question : questions)
                        answers.push_back({answer(question), 0, 0});
                    return answers;
                };
            }, false);
        };
        const MajorityBaseline majority(training);
        rule("majority", "Majority answer", [&](const QaRecord& record) { return majority.answer(record); });
        const NoImageBaseline noImage(training);
        rule("no-image", "Best answer without the images", [&](const QaRecord& record) { return noImage.answer(record); });
    }

    fs::path train(const HeadlineRun& run, int seed, const fs::path& from, std::int64_t& sftSteps, double share)
    {
        SubJob part = m_progress.next(share);
        const Json result = m_stages.stage(fmt::format("train {} {}", run.row, seed), [&] {
            const Json done = trainOnce(m_project, headlineRecipe(run, m_options, seed, from.string(), sftSteps), part);
            if (done.at("stopped").get<bool>())
                throw Cancelled();
            return done;
        });
        if (run.row == "sft" && sftSteps == 0)
            sftSteps = result.at("steps").get<std::int64_t>();
        return result.at("model").get<std::string>();
    }

    void ask(const std::string& row, const std::string& title, int seed, const std::function<HeadlineAnswerer(JobContext&)>& answerer, bool timed = true)
    {
        SubJob part = m_progress.next(0.002);
        const fs::path file = m_stages.folder() / "predictions" / fmt::format("{}-seed{}.jsonl", row, seed);
        m_stages.stage(fmt::format("ask {} {}", row, seed), [&] {
            writePredictions(file, m_questions, answerer(part), timed, part);
            return Json(file.filename().string());
        });
        m_predictions.push_back({row, title, seed, file});
    }

    const HeadlineOptions& m_options;
    AppContext& m_app;
    Progress m_progress;
    ExperimentStages m_stages;
    Project m_project;
    std::vector<QaRecord> m_questions;
    std::vector<HeadlinePredictions> m_predictions;
};

} // namespace

Json runHeadline(const Json& params, AppContext& app, JobContext& job)
{
    const HeadlineOptions options = HeadlineOptions::from(params);
    return Headline(options, fs::absolute(requiredText(params, "out")), app, job).run();
}

} // namespace w2v
