#include "app/operations/ImaginationParams.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "app/operations/Operation.h"
#include "app/operations/ParamRange.h"
#include "app/operations/TrajectoryParams.h"
#include "app/operations/WorldModelParams.h"
#include "core/base/Digest.h"
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/base/QuietJob.h"
#include "core/depth/OnnxDepth.h"
#include "core/eval/benchmarks/JsonEntries.h"
#include "core/image/ImageIo.h"
#include "core/scene/RoomGenerator.h"

namespace w2v {

namespace {

constexpr int kLongestSide = 512; ///< of views imagined from a photograph

/// The first picture of a record with its stored depth, as an observation of its own.
ImaginationStart startOfPicture(const Project& project, const QaRecord& record, const RolloutRecord& rollout, bool needsDepth)
{
    auto observation = std::make_shared<Observation>();
    observation->name = "record " + record.id;
    observation->path = record.images.front();
    observation->kind = ObservationKind::RgbdFrame;
    observation->metric = rollout.metric;
    ObservationFrame frame;
    frame.name = record.images.front();
    frame.color = project.loadImage(record.images.front());
    frame.depth = project.loadDepth(record.images.front());
    if (needsDepth && frame.depth.empty())
        throw Error(observation->name, "its first picture has no depth to be lifted by",
                    "Use a world model that sees pictures alone, or records of observations with depth");
    if (!rollout.trajectory.camera.valid())
        throw Error(observation->name, "the camera of its pictures is not known");
    frame.camera = rollout.trajectory.camera.resized(frame.color.width(), frame.color.height());
    const Intrinsics camera = frame.camera;
    observation->frames.push_back(std::move(frame));
    return {std::move(observation), 0, camera, 0};
}

/// The scene a rollout was made in. Rooms that were generated for many rollouts say with how much furniture.
std::shared_ptr<Observation> sceneOf(const Project& project, const RolloutRecord& rollout, const std::string& path)
{
    if (rollout.provenance.contains("detail") && path.starts_with("room:")) {
        auto observation = std::make_shared<Observation>();
        observation->name = observation->path = path;
        observation->kind = ObservationKind::MeshScene;
        observation->scene = std::make_shared<Scene>(generateRoom(std::stoull(path.substr(5)), {true, 128, rollout.provenance.at("detail").get<double>()}));
        observation->frames.emplace_back();
        return observation;
    }
    const auto stored = rollout.observation.empty() ? std::nullopt : project.observation(rollout.observation);
    return std::make_shared<Observation>(openObservation(path, stored ? stored->calibration : Calibration()));
}

/// Where the first picture of a record was made, in the scene it was made from.
ImaginationStart startInScene(const Project& project, const QaRecord& record, const RolloutRecord& rollout)
{
    const std::string path = rollout.provenance.value("observation_path", "");
    const Json pose = rollout.provenance.value("world_from_start", Json());
    const std::string subject = "record " + record.id;
    if (path.empty() || pose.is_null())
        throw Error(subject, "it is not known where in which scene its first picture was made", "Use the geometric world model");
    const std::shared_ptr<Observation> observation = sceneOf(project, rollout, path);
    const auto frame = rollout.provenance.value("frame", 1) - 1;
    if (frame < 0 || frame >= static_cast<int>(observation->frames.size()))
        throw Error(subject, "its scene no longer has the frame it was made from");
    const Json frames = record.provenance.value("frames", Json::array({0}));
    const auto first = frames.empty() ? std::size_t(0) : frames.front().get<std::size_t>();
    if (first >= rollout.frames.size())
        throw Error(subject, "its rollout no longer has the frame it shows");
    observation->frames[static_cast<std::size_t>(frame)].worldFromCamera = poseFromJson(pose, subject) * rollout.frames[first].startFromCamera;
    return {observation, frame, rollout.trajectory.camera, 0};
}

ImaginingAnswerer::FindStart startsOfRecords(const Benchmark& benchmark, const Project& project, const WorldModelInfo& info)
{
    std::map<std::string, std::shared_ptr<const QaRecord>> records;
    for (const BenchmarkQuestion& question : benchmark.questions)
        records.emplace(question.id, question.record);
    return [records = std::move(records), &project, info](const AnswerRequest& request) {
        const QaRecord& record = *records.at(request.id);
        if (record.images.empty())
            throw Error("record " + record.id, "has no picture to start from");
        const RolloutRecord rollout = project.rollout(record.rollout.empty() ? record.provenance.value("rollout", "") : record.rollout); // frozen ones
        return info.needsScene ? startInScene(project, record, rollout) : startOfPicture(project, record, rollout, info.needsDepth);
    };
}

/// The picture with depth by a model; the map is kept, by the picture's content, below `folder`.
ImaginationStart startOfPhotograph(const fs::path& picture, const fs::path& depthModel, const DepthModelOptions& depth, const fs::path& folder, int square)
{
    Calibration calibration;
    if (!depthModel.empty()) {
        calibration.depthFile = folder / "depth" / (sha256File(picture) + ".png");
        if (!fs::exists(calibration.depthFile)) {
            SilentJobContext silent;
            const std::string png = encodeDepthPng(estimateDepth(depthModel, readColorImage(picture), depth, silent));
            createFolder(calibration.depthFile.parent_path());
            writeFileAtomic(calibration.depthFile, png);
        }
        calibration.depth = calibration.depthFile.filename().string();
        calibration.depthModel = depthModel.filename().string();
        calibration.depthIsMetric = depth.meaning == DepthMeaning::Metres;
    }
    auto observation = std::make_shared<Observation>(openObservation(picture.string(), calibration));
    const Intrinsics camera = observation->frames.front().camera;
    const double scale = std::min(1.0, kLongestSide / static_cast<double>(std::max(camera.width, camera.height)));
    const auto scaled = [&](int side) { return std::max(16, static_cast<int>(side * scale)); };
    return {std::move(observation), 0, camera.resized(scaled(camera.width), scaled(camera.height)), square};
}

ImaginingAnswerer::FindStart startsOfPhotographs(const Json& params, const Benchmark& benchmark, const fs::path& media, const fs::path& folder, int square,
                                                 const WorldModelInfo& info)
{
    if (benchmark.kind == BenchmarkKind::VsiBench)
        throw Error("imagine", "starts from a picture, and vsibench has videos", "Use it with sat, mindcube or a project's records");
    const fs::path model = textOr(params, "depth_model", "");
    if (info.needsScene)
        throw Error("imagine", fmt::format("the world model {} needs a scene, and the pictures of {} have none", info.id, benchmarkKindName(benchmark.kind)),
                    "Use world-model=geometric with --depth-model, or one that sees pictures alone");
    if (info.needsDepth && model.empty())
        throw Error("imagine", fmt::format("the world model {} lifts pictures by their depth, and those of {} have none", info.id, benchmarkKindName(benchmark.kind)),
                    "Give --depth-model FILE (ONNX), or a world model that sees pictures alone (svc, process, torchscript)");
    DepthModelOptions depth;
    depth.meaning = depthMeaningFromName(textOr(params, "depth_meaning", "inverse"));
    if (params.contains("depth_size"))
        std::tie(depth.width, depth.height) = parseSize(requiredText(params, "depth_size"));
    std::map<std::string, std::string> pictures;
    for (const BenchmarkQuestion& question : benchmark.questions)
        if (!question.media.empty())
            pictures.emplace(question.id, question.media.front());
    return [=](const AnswerRequest& request) {
        return startOfPhotograph(pathInside(media, pictures.at(request.id)), model, depth, folder, square);
    };
}

} // namespace

ImaginationOptions imaginationOptions(const Json& params, bool canChoose)
{
    const Json given = params.value("imagine", Json::object());
    if (!given.is_object())
        throw Error("imagine", "is not a list of settings", "For example: --imagine depth=3,beam=2,world-model=geometric");
    static constexpr const char* kKnown[] = {"depth", "beam", "views", "min_help", "moves", "score", "world_model", "seed", "max_step_m", "max_step_deg"};
    for (const auto& [key, value] : given.items())
        if (std::none_of(std::begin(kKnown), std::end(kKnown), [&](const char* known) { return key == known; }))
            throw Error("imagine", fmt::format("\"{}\" is not a setting", key),
                        "Use depth, beam, views, min-help, moves, score, world-model, seed, max-step-m and max-step-deg");
    ImaginationOptions options;
    options.depth = static_cast<int>(integerWithin(given, "depth", options.depth, 1, 16));
    options.beam = static_cast<int>(integerWithin(given, "beam", options.beam, 1, 64));
    options.views = static_cast<int>(integerWithin(given, "views", options.views, 0, 64));
    options.seed = static_cast<std::uint64_t>(integerWithin(given, "seed", 1, 0, INT64_MAX));
    options.minHelp = numberOr(given, "min_help", 0);
    if (given.contains("moves"))
        options.moves = parseActions(requiredText(given, "moves"));
    const std::string score = textOr(given, "score", canChoose ? "likelihood" : "number");
    if (score != "likelihood" && score != "number")
        throw Error("imagine: score", "\"" + score + "\" is not known", "Use likelihood or number");
    options.form = score == "likelihood" ? ScoreForm::Likelihood : ScoreForm::Number;
    if (given.contains("max_step_m") || given.contains("max_step_deg"))
        options.steps = stepLimitsFrom(given);
    options.worldModel = textOr(given, "world_model", "geometric");
    options.worldModelOptions = worldModelOptions(params);
    return options;
}

std::unique_ptr<Answerer> imaginingAnswerer(const Json& params, AppContext& app, Answerer& answerer, const Benchmark& benchmark, const Project* project,
                                            const fs::path& media, int square, const fs::path& folder, const fs::path& shared)
{
    ImaginationOptions options = imaginationOptions(params, answerer.canChoose());
    options.shared = shared;
    const std::string id = options.worldModel;
    const WorldModelInfo info = app.worldModel(id).info();
    auto starts = project ? startsOfRecords(benchmark, *project, info) : startsOfPhotographs(params, benchmark, media, folder, square, info);
    return std::make_unique<ImaginingAnswerer>(answerer, [&app, id]() -> WorldModel& { return app.worldModel(id); }, std::move(starts), std::move(options), folder);
}

Json imaginationSummary(const fs::path& predictions)
{
    int questions = 0;
    std::map<std::string, std::map<std::string, double>> sums;
    forEachJsonEntry(predictions, [&](const Json& line, const std::string&) {
        const Json detail = line.value("detail", Json::object());
        if (!line.contains("prediction") || !detail.contains("imagination"))
            return;
        ++questions;
        for (const char* group : {"calls", "tokens", "seconds"})
            for (const auto& [key, value] : detail.at("imagination").at(group).items())
                sums[group][key] += value.get<double>();
    }, [](const std::string&) {});
    if (!questions)
        return {};
    Json means{{"questions", questions}};
    for (const auto& [group, values] : sums)
        for (const auto& [key, value] : values)
            means[group][key] = value / questions;
    return means;
}

} // namespace w2v
