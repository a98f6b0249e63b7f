// Groups of whole task construction: motion_tasks, object_tasks.
#include "core/supervision/ReferenceMotionTasks.h"
#include "core/supervision/ReferenceObjectTasks.h"
#include "tests/golden/GoldenGroup.h"

namespace w2v::golden {

namespace {

Json claimToJson(const ReferenceClaim& claim)
{
    Json wrong = Json::array();
    for (const ReferenceClaim::False& item : claim.falseClaims)
        wrong.push_back({{"action_index", item.action}, {"opposite", item.opposite}, {"one_step_more", item.oneStepMore}});
    return {{"frames", claim.frames}, {"true_claim", claim.trueClaim}, {"false_claims", wrong}};
}

Json motionTasks(const Json& input)
{
    ReferenceMotionInput trajectory;
    trajectory.folder = input.at("traj_dir").get<std::string>();
    trajectory.parameters = input.at("traj_params");
    trajectory.prefixTokens = input.at("actions_prefix").get<std::vector<std::vector<std::string>>>();
    trajectory.missingFrames = input.at("missing_frames").get<std::set<int>>();
    const ReferenceMotionTasks tasks = referenceMotionTasks(trajectory);
    Json records = Json::array();
    for (const ReferenceMotionTasks::Record& record : tasks.records)
        records.push_back({{"task", taskName(record.task)}, {"answer", record.answer}, {"frames", record.frames}});
    Json result{{"traj_type", tasks.type ? Json(*tasks.type) : Json()},
                {"records", records},
                {"a4", tasks.claim ? claimToJson(*tasks.claim) : Json()}};
    if (tasks.skipped)
        result["skipped"] = true;
    return result;
}

ReferenceDetection detectionOf(const Json& json)
{
    const Json& box = json.at("bbox");
    ReferenceDetection detection;
    if (json.at("track_id").is_number())
        detection.track = json.at("track_id").get<int>();
    detection.label = json.at("label").get<std::string>();
    detection.box = {box.at(0), box.at(1), box.at(2), box.at(3)};
    detection.score = json.at("score");
    return detection;
}

ReferenceObjectInput objectInput(const Json& input)
{
    ReferenceObjectInput result;
    const Json& params = input.at("params");
    result.trajectory = input.at("traj_id").get<std::string>();
    result.maxDisplacement = input.at("policy") == "max_dist";
    result.stepTokens = input.at("actions_step").get<std::vector<std::vector<std::string>>>();
    result.filter = {params.at("min_area"), params.at("max_area"), params.at("edge_margin"), params.at("conf")};
    for (const Json& line : input.at("detect_rows")) {
        DetectedFrame row;
        row.frame = line.at("frame_idx");
        row.width = line.at("width").is_number() ? line.at("width").get<int>() : 0;
        row.height = line.at("height").is_number() ? line.at("height").get<int>() : 0;
        for (const Json& detection : line.at("detections"))
            row.detections.push_back(detectionOf(detection));
        result.rows.push_back(std::move(row));
    }
    return result;
}

Json objectTasks(const Json& input)
{
    const auto orNull = [](const std::optional<std::string>& text) { return text ? Json(*text) : Json(); };
    const ReferenceObjectTasks tasks = referenceObjectTasks(objectInput(input));
    Json records = Json::array();
    for (const ReferenceObjectRecord& record : tasks.records)
        records.push_back({{"task", taskName(record.task)},
                           {"variant", record.variant},
                           {"answer", record.answer},
                           {"frames", record.frames},
                           {"object", record.object},
                           {"bbox_1", record.box1},
                           {"bbox_2", orNull(record.box2)},
                           {"action_text", orNull(record.actionText)}});
    return {{"relevant_indices", tasks.relevantFrames},
            {"d3_target", tasks.d3Target ? Json(*tasks.d3Target) : Json()},
            {"records", records}};
}

} // namespace

GroupResult checkObjectTasks(const std::filesystem::path& file)
{
    return checkLines(file, objectTasks);
}

GroupResult checkMotionTasks(const std::filesystem::path& file)
{
    return checkLines(file, motionTasks);
}

} // namespace w2v::golden
