#include "app/operations/Operation.h"

#include <charconv>

#include "app/operations/EstimateOps.h"
#include "app/operations/Operations.h"
#include "app/operations/ServerOps.h"
#include "app/operations/SlurmArrayOps.h"
#include "app/operations/RecordOps.h"
#include "app/operations/TrainOperations.h"
#include "core/base/Error.h"

namespace w2v {

const std::vector<Operation>& operations()
{
    static const std::vector<Operation> all = {
        {"observe", "say what an observation is", runObserve},
        {"observe.calibrate", "say camera, floor, depth and metres of a picture by what is marked on it", runObserveCalibrate},
        {"scenes.generate", "generate furnished rooms", runScenesGenerate},
        {"scenes.walk", "render short walks through generated rooms into a project", runScenesWalk},
        {"trajectory.plan", "turn action text into camera poses", runTrajectoryPlan},
        {"trajectory.edit", "edit an action list", runTrajectoryEdit},
        {"trajectory.describe", "say a path in words", runTrajectoryDescribe},
        {"trajectory.sample", "draw trajectories from a generator's settings", runTrajectorySample},
        {"trajectory.fit", "fit actions to a curve on the floor", runTrajectoryFit},
        {"trajectory.check", "look ahead along a path: collisions, what was observed, nearest depth, overlap", runTrajectoryCheck},
        {"trajectory.import", "turn a file of camera poses into actions", runTrajectoryImport},
        {"trajectory.export", "write a path as a file of camera poses", runTrajectoryExport},
        {"trajectory.doctor", "find the axis convention of posed pictures", runTrajectoryDoctor},
        {"imagine", "imagine the views along a trajectory", runImagine},
        {"imagine.estimate", "say what imagining would cost on this machine", runImagineEstimate},
        {"imagine.repair", "repair a frame of imagined views", runImagineRepair},
        {"imagine.batch", "imagine drawn paths of many observations into a bundle", runImagineBatch},
        {"imagine.sweep", "imagine one path with several seeds or values of an option, on a contact sheet", runImagineSweep},
        {"imagine.check", "measure the frames of imagined views again", runImagineCheck},
        {"imaginer.train", "train the inpainter of the geometric world model", runImaginerTrain},
        {"worldmodel.list", "list the world models", runWorldModelList},
        {"worldmodel.check", "check that a world model does what every one must", runWorldModelCheck},
        {"worldmodel.estimate", "say what Stable Virtual Camera would cost on this machine", runWorldModelEstimate},
        {"worldmodel.help", "say which files a world model needs and where they go", runWorldModelHelp},
        {"worldmodel.testweights", "write random weights to try Stable Virtual Camera with", runWorldModelTestWeights},
        {"objects.detect", "find objects in imagined views with an ONNX detector and link them by geometry", runObjectsDetect},
        {"objects.import", "take objects of imagined views from a detection file in the reference's layout", runObjectsImport},
        {"objects.list", "boxes of a rollout's views with the rules that drop them, or the project's names of objects", runObjectsList},
        {"objects.draw", "draw a box in a view", runObjectsDraw},
        {"objects.change", "move, resize or rename an object's box", runObjectsChange},
        {"objects.remove", "remove a box, or an object from all views", runObjectsRemove},
        {"objects.carry", "carry an object's box to the other views through depth", runObjectsCarry},
        {"supervise", "build question/answer records from imagined views", runSupervise},
        {"audit", "check records for shortcuts, leaks and wrong labels before training", runAudit},
        {"templates.lint", "check a folder of question templates", runTemplatesLint},
        {"templates.write", "write the program's question templates as files to start from", runTemplatesWrite},
        {"templates.import", "turn a template file of the reference into ours", runTemplatesImport},
        {"templates.preview", "show questions that templates give on a project's views", runTemplatesPreview},
        {"records.list", "list records", runRecordsList},
        {"records.views", "list, save or remove named views of the records", runRecordsViews},
        {"records.similar", "find records with near pictures or words, and say whether they give the same answer", runRecordsSimilar},
        {"records.state", "judge all records of a filter as one undo step", runRecordsState},
        {"records.verdicts", "write the verdicts on the records to a file", runRecordsVerdicts},
        {"records.merge_review", "merge a second reviewer's verdicts and say how far the two agree", runRecordsMergeReview},
        {"dataset.import", "import records", runDatasetImport},
        {"dataset.export", "export records", runDatasetExport},
        {"dataset.balance", "count the answers of each task, set targets and say what is missing", runDatasetBalance},
        {"dataset.stats", "count records", runDatasetStats},
        {"dataset.freeze", "freeze a version of the records", runDatasetFreeze},
        {"dataset.versions", "list frozen versions", runDatasetVersions},
        {"dataset.diff", "compare two frozen versions", runDatasetDiff},
        {"train", "post-train a VLM on the project's records", runTrain},
        {"train.check", "look at a recipe before it is started: records, tokens, memory, disk, time, reward", runTrainCheck},
        {"train.diff", "compare a run's recipe with another one", runTrainDiff},
        {"train.export", "write dataset, command and configuration for another training program", runTrainExport},
        {"pretrain", "teach a small model to see before it is asked about motion", runPretrain},
        {"runs.list", "list training runs", runRunsList},
        {"runs.show", "show one training run", runRunsShow},
        {"runs.resume", "go on with an interrupted training run", runRunsResume},
        {"runs.follow", "follow the log of another training program as a run of the project", runRunsFollow},
        {"chain.add", "plan supervised training, merging, reinforcement and benchmarks, and put them into this machine's queue", runChainAdd},
        {"chain.list", "list a project's chains", runChainList},
        {"chain.status", "show how the stages of a chain stand", runChainStatus},
        {"chain.retry", "put what a chain has left into the queue again; it goes on where it was", runChainRetry},
        {"chain.cancel", "take a chain's stages out of the queue; a running one saves and stops", runChainCancel},
        {"chain.stage", "carry out one stage of a chain (the queue does)", runChainStage},
        {"queue.add", "put a training run or another operation into this machine's queue", runQueueAdd},
        {"queue.list", "list this machine's queue", runQueueList},
        {"queue.change", "reorder, pause, resume or cancel entries of the queue", runQueueChange},
        {"slurm.preview", "show the batch script of a run", runSlurmPreview},
        {"slurm.submit", "submit a training run to Slurm", runSlurmSubmit},
        {"slurm.jobs", "states of the project's jobs in Slurm", runSlurmJobs},
        {"slurm.cancel", "cancel a run's job in Slurm", runSlurmCancel},
        {"slurm.array", "benchmarks as a job array", runSlurmArray},
        {"slurm.arrays", "how the tasks of the project's job arrays stand", runSlurmArrays},
        {"runs.delete", "put a run into the bin, or empty the bin", runRunsDelete},
        {"runs.restore", "take a run out of the bin, or list the bin", runRunsRestore},
        {"runs.stop", "ask a training run to stop and save", runRunsStop},
        {"bench.run", "benchmark a model on the project's held-out records", runBench},
        {"bench.find", "find the question files of SAT, VSI-Bench or MindCube in a folder", runBenchFind},
        {"bench.open", "open a benchmark of others in a project", runBenchOpen},
        {"bench.close", "close a benchmark of others; its answers are kept", runBenchClose},
        {"bench.questions", "say what of an outside benchmark is there", runBenchQuestions},
        {"bench.answer", "ask a model the questions of a benchmark", runBenchAnswer},
        {"bench.import", "put another program's answers to a project's records beside the others", runBenchImport},
        {"bench.report", "write the comparison of all models as HTML, with the predictions as CSV", runBenchReport},
        {"bench.votes", "count blind votes; export them as preference data", runBenchVotes},
        {"bench.tree", "show what was imagined before a question was answered", runBenchTree},
        {"bench.score", "score replies to an outside benchmark by every rule", runBenchScore},
        {"server.models", "list the models of a server", runServerModels},
        {"vlm.answer", "ask a model about images", runVlmAnswer},
        {"vlm.choose", "say which of several answers a model finds likeliest", runVlmChoose},
        {"vlm.view", "show images as a model sees them", runVlmView},
        {"vlm.info", "say what a model is and costs, without loading it", runVlmInfo},
        {"vlm.merge", "add an adapter to a model's weights", runVlmMerge},
        {"experiment.headline", "put the loop to the test: what training on imagined views is worth", runHeadline},
        {"demo.project", "make the demo project", runDemoProject},
        {"demo", "run the whole loop and print its table", runDemo},
    };
    return all;
}

const Operation& findOperation(std::string_view name)
{
    for (const auto& operation : operations())
        if (operation.name == name)
            return operation;
    throw Error(std::string(name), "is not an operation", "Use one of those `w2v --help` lists");
}

std::string requiredText(const Json& params, const char* key)
{
    const auto it = params.find(key);
    if (it == params.end() || !it->is_string() || it->get_ref<const std::string&>().empty())
        throw Error(key, "is missing", "Give it as text");
    return it->get<std::string>();
}

std::string textOr(const Json& params, const char* key, const std::string& fallback)
{
    const auto it = params.find(key);
    if (it == params.end() || it->is_null())
        return fallback;
    if (!it->is_string())
        throw Error(key, "must be text");
    return it->get<std::string>();
}

double numberOr(const Json& params, const char* key, double fallback)
{
    const auto it = params.find(key);
    if (it == params.end() || it->is_null())
        return fallback;
    if (!it->is_number())
        throw Error(key, "must be a number");
    return it->get<double>();
}

std::int64_t integerOr(const Json& params, const char* key, std::int64_t fallback)
{
    const auto it = params.find(key);
    if (it == params.end() || it->is_null())
        return fallback;
    if (!it->is_number_integer())
        throw Error(key, "must be a whole number");
    return it->get<std::int64_t>();
}

bool flagOr(const Json& params, const char* key, bool fallback)
{
    const auto it = params.find(key);
    if (it == params.end() || it->is_null())
        return fallback;
    if (!it->is_boolean())
        throw Error(key, "must be true or false");
    return it->get<bool>();
}

std::pair<int, int> parseSize(const std::string& text)
{
    const auto x = text.find_first_of("xX");
    int width = 0, height = 0;
    if (x != std::string::npos) {
        const auto a = std::from_chars(text.data(), text.data() + x, width);
        const auto b = std::from_chars(text.data() + x + 1, text.data() + text.size(), height);
        if (a.ec == std::errc() && b.ec == std::errc() && a.ptr == text.data() + x && b.ptr == text.data() + text.size()
            && width >= 16 && height >= 16 && width <= 8192 && height <= 8192)
            return {width, height};
    }
    throw Error("size", "\"" + text + "\" is not a size", "Write WIDTHxHEIGHT with sides from 16 to 8192, for example 576x576");
}

} // namespace w2v
