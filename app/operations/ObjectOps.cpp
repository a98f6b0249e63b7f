#include <algorithm>
#include <functional>
#include <map>
#include <tuple>

#include <fmt/format.h>

#include "app/operations/Operation.h"
#include "app/operations/ProjectParams.h"
#include "app/operations/RecordOps.h"
#include "core/base/Digest.h"
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/detection/BoxOrigin.h"
#include "core/detection/ClassNames.h"
#include "core/detection/DetectionFile.h"
#include "core/detection/ObjectLinker.h"
#include "core/detection/OnnxDetector.h"

namespace w2v {

namespace {

/// How objects came into a rollout that did not come with instances: its provenance["objects"].
constexpr const char* kObjects = "objects";

bool hasObjects(const RolloutRecord& rollout)
{
    return std::any_of(rollout.frames.begin(), rollout.frames.end(), [](const RolloutFrame& frame) { return !frame.objects.empty(); });
}

DetectorOptions optionsFrom(const Json& params)
{
    DetectorOptions options;
    options.minScore = numberOr(params, "min_score", options.minScore);
    options.maxOverlap = numberOr(params, "max_overlap", options.maxOverlap);
    options.layout = detectorLayoutFromName(textOr(params, "layout", "auto"));
    if (params.contains("size"))
        std::tie(options.width, options.height) = parseSize(requiredText(params, "size"));
    if (const std::string file = textOr(params, "classes", ""); !file.empty())
        options.classes = readClassNames(file);
    return options;
}

struct Tally {
    std::int64_t frames = 0, boxes = 0, carried = 0, objects = 0;
    std::map<std::string, std::int64_t> classes;
};

/// What is found in a frame, by its number and picture.
using FindObjects = std::function<std::vector<Detection>(std::size_t frame, const ColorImage& picture)>;

/// Looks at every frame and links; the boxes take the place of what the frames had.
void findIn(const Project& project, RolloutRecord& rollout, const FindObjects& find, Tally& tally, JobContext& job)
{
    ObjectLinker linker(rollout.trajectory.camera);
    Json frames = Json::array();
    int highest = 0;
    for (std::size_t i = 0; i < rollout.frames.size(); ++i) {
        job.throwIfStopped();
        job.report(static_cast<double>(i) / static_cast<double>(rollout.frames.size()),
                   fmt::format("{}: view {}/{}", rollout.id, i + 1, rollout.frames.size()));
        RolloutFrame& frame = rollout.frames[i];
        DetectedView view{project.loadImage(frame.image), project.loadDepth(frame.image), frame.startFromCamera, {}};
        view.detections = find(i, view.color);
        Json boxes = Json::array();
        frame.objects.clear();
        for (const LinkedObject& linked : linker.add(view)) {
            boxes.push_back({{"instance", linked.object.instance}, {"score", linked.score}, {"from", linked.carried ? "carried" : "detected"}});
            tally.boxes += linked.carried ? 0 : 1;
            tally.carried += linked.carried ? 1 : 0;
            tally.classes[linked.object.label] += linked.carried ? 0 : 1;
            highest = std::max(highest, linked.object.instance);
            frame.objects.push_back(linked.object);
        }
        frames.push_back(std::move(boxes));
        ++tally.frames;
    }
    tally.objects += highest;
    rollout.provenance[kObjects]["frames"] = std::move(frames);
}

/// Whether questions were asked about the objects a rollout has: they are stale once it has others.
bool hasObjectRecords(const Project& project, const std::string& rollout)
{
    RecordFilter made;
    made.rollout = rollout;
    made.tasks = {Task::D1, Task::D2, Task::D3, Task::D4};
    return project.countRecords(made) > 0;
}

/// Puts the rollouts with their new objects in the place of the old ones, as one undo step; how many records are stale then.
std::int64_t replaceRollouts(Project& project, std::vector<RolloutRecord>& rollouts)
{
    std::int64_t stale = 0;
    if (!rollouts.empty())
        project.group(rollouts.size() == 1 ? "Find objects in 1 trajectory's views" : fmt::format("Find objects in {} trajectories' views", rollouts.size()), [&] {
            for (RolloutRecord& rollout : rollouts) {
                const std::string before = rollout.id;
                RecordFilter made;
                made.rollout = before;
                const bool asked = hasObjectRecords(project, before);
                stale += asked ? project.countRecords(made) : 0;
                project.removeRollout(before);
                if (asked) { // they must not be taken for questions about the new boxes
                    rollout.id.clear();
                    rollout.provenance["objects_replaced_in"] = before;
                }
                rollout.id = project.addRollout(rollout);
            }
        });
    return stale;
}

Json tallyJson(const Tally& tally)
{
    return {{"frames", tally.frames}, {"boxes", tally.boxes}, {"carried", tally.carried}, {"objects", tally.objects}, {"by_class", tally.classes}};
}

} // namespace

Json runObjectsDetect(const Json& params, AppContext&, JobContext& job)
{
    const fs::path model = requiredText(params, "model");
    const DetectorOptions options = optionsFrom(params);
    Project project = projectFrom(params);
    const std::string only = textOr(params, "rollout", "");
    const bool again = flagOr(params, "again", false);
    job.report(0, "reading the detector");
    OnnxDetector detector(model, options);
    const std::string digest = sha256File(model);

    std::vector<RolloutRecord> rollouts;
    std::int64_t skipped = 0;
    const auto take = [&](const RolloutRecord& rollout) {
        // Instances of a scene are the truth: a detector does not replace them unless that rollout is named.
        // Nor those that a person drew or changed.
        const bool detected = rollout.provenance.contains(kObjects) && !hasBoxesByHand(rollout);
        if (rollout.frames.empty() || (hasObjects(rollout) && !(detected ? again || !only.empty() : !only.empty())))
            ++skipped;
        else
            rollouts.push_back(rollout);
    };
    if (only.empty())
        project.forEachRollout(take);
    else
        take(project.rollout(only));
    Tally tally;
    for (std::size_t i = 0; i < rollouts.size(); ++i) {
        RolloutRecord& rollout = rollouts[i];
        const auto part = [&](std::size_t n) { return 0.05 + 0.9 * static_cast<double>(n) / static_cast<double>(rollouts.size()); };
        SubJob one(job, part(i), part(i + 1));
        rollout.provenance[kObjects] = {{"by", "detector"},  {"model", model.filename().string()}, {"digest", digest},
                                        {"layout", "auto"},  {"min_score", options.minScore},      {"max_overlap", options.maxOverlap},
                                        {"linked_by", "depth"}};
        findIn(project, rollout, [&](std::size_t, const ColorImage& picture) { return detector.detect(picture); }, tally, one);
        rollout.provenance[kObjects]["layout"] = detectorLayoutName(detector.layout());
    }
    job.throwIfStopped();
    job.report(0.96, "saving");
    const std::int64_t stale = replaceRollouts(project, rollouts);
    Json result{{"rollouts", rollouts.size()}, {"skipped", skipped}, {"layout", detectorLayoutName(detector.layout())},
                {"input", fmt::format("{}x{}", detector.width(), detector.height())}, {"stale_records", stale}};
    result.update(tallyJson(tally));
    return result;
}

Json runObjectsImport(const Json& params, AppContext&, JobContext& job)
{
    const fs::path file = requiredText(params, "file");
    const double minScore = numberOr(params, "min_score", 0.3);
    const auto frames = readDetectionFile(file);
    Project project = projectFrom(params);
    std::vector<RolloutRecord> rollouts{project.rollout(requiredText(params, "rollout"))};
    RolloutRecord& rollout = rollouts.front();
    if (frames.rbegin()->first >= static_cast<int>(rollout.frames.size()))
        throw Error(file.string(), fmt::format("tells of frame {}, but {} has frames 0 to {}", frames.rbegin()->first, rollout.id, rollout.frames.size() - 1),
                    "Give the file of these views");
    rollout.provenance[kObjects] = {{"by", "file"}, {"model", file.filename().string()}, {"digest", sha256File(file)}, {"min_score", minScore}, {"linked_by", "depth"}};
    Tally tally;
    const auto find = [&](std::size_t frame, const ColorImage& picture) {
        const auto found = frames.find(static_cast<int>(frame));
        return found == frames.end() ? std::vector<Detection>() : detectionsFor(found->second, picture.width(), picture.height(), minScore);
    };
    findIn(project, rollout, find, tally, job);
    Json result{{"stale_records", replaceRollouts(project, rollouts)}, {"rollout", rollout.id}};
    result.update(tallyJson(tally));
    return result;
}

} // namespace w2v
