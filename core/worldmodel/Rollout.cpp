#include "core/worldmodel/Rollout.h"

#include "core/base/JsonFields.h"

namespace w2v {

namespace {

constexpr std::size_t kMaxFrames = 100'000, kMaxObjects = 100'000, kMaxEdits = 10'000;

Json boxToJson(const Box2d& box)
{
    return Json::array({box.x1, box.y1, box.x2, box.y2});
}

Box2d boxFromJson(const JsonFields& fields, const char* key)
{
    const Json& box = fields.array(key, 4, 4);
    return {fields.finite(box[0], key), fields.finite(box[1], key), fields.finite(box[2], key), fields.finite(box[3], key)};
}

Json objectToJson(const VisibleObject& object)
{
    return {{"instance", object.instance},
            {"label", object.label},
            {"box", boxToJson(object.box)},
            {"full_box", boxToJson(object.fullBox)},
            {"pixels", object.visiblePixels},
            {"visible_share", object.visibleShare},
            {"depth", object.depth},
            {"unique", object.unique}};
}

VisibleObject objectFromJson(const Json& json, const std::string& subject)
{
    const JsonFields fields(json, subject);
    VisibleObject object;
    object.instance = static_cast<int>(fields.integer("instance", 0, INT32_MAX));
    object.label = fields.text("label");
    object.box = boxFromJson(fields, "box");
    object.fullBox = boxFromJson(fields, "full_box");
    object.visiblePixels = static_cast<int>(fields.integer("pixels", 0, INT32_MAX));
    object.visibleShare = fields.number("visible_share");
    object.depth = fields.number("depth");
    object.unique = fields.boolean("unique", true);
    return object;
}

std::uint64_t seedOf(const JsonFields& fields)
{
    const Json& seed = fields.at("seed");
    if (!seed.is_number_unsigned() && !(seed.is_number_integer() && seed.get<std::int64_t>() >= 0))
        throw Error(fields.subject(), "\"seed\" is not a whole number of at least 0");
    return seed.get<std::uint64_t>();
}

} // namespace

RolloutFrame rolloutFrameFromJson(const Json& json, const std::string& subject)
{
    const JsonFields fields(json, subject);
    RolloutFrame frame;
    frame.image = fields.text("image", "");
    frame.startFromCamera = poseFromJson(fields.at("pose"), subject);
    frame.observedShare = fields.number("observed", 1.0);
    if (fields.has("objects"))
        for (const Json& object : fields.array("objects", 0, kMaxObjects))
            frame.objects.push_back(objectFromJson(object, subject));
    if (fields.has("quality"))
        frame.quality = frameQualityFromJson(fields.at("quality"), subject);
    if (fields.has("edits"))
        for (const Json& edit : fields.array("edits", 0, kMaxEdits)) {
            if (!edit.is_object() || !edit.contains("before"))
                throw Error(subject, "one of its repairs does not say what was before");
            frame.edits.push_back(edit);
        }
    return frame;
}

Json rolloutFrameToJson(const RolloutFrame& frame)
{
    Json objects = Json::array();
    for (const VisibleObject& object : frame.objects)
        objects.push_back(objectToJson(object));
    Json json = {{"image", frame.image}, {"pose", poseToJson(frame.startFromCamera)}, {"observed", frame.observedShare}, {"objects", std::move(objects)}};
    if (frame.quality)
        json["quality"] = frameQualityToJson(*frame.quality);
    if (!frame.edits.empty())
        json["edits"] = frame.edits;
    return json;
}

Json rolloutToJson(const RolloutRecord& rollout)
{
    Json frames = Json::array();
    for (const RolloutFrame& frame : rollout.frames)
        frames.push_back(rolloutFrameToJson(frame));
    return {{"format", "w2v-rollout"},
            {"version", 1},
            {"id", rollout.id},
            {"observation", rollout.observation},
            {"scene", rollout.scene},
            {"split", rollout.split},
            {"world_model", rollout.worldModel},
            {"seed", rollout.seed},
            {"metric", rollout.metric},
            {"trajectory", trajectoryToJson(rollout.trajectory)},
            {"frames", std::move(frames)},
            {"provenance", rollout.provenance}};
}

RolloutRecord rolloutFromJson(const Json& json, const std::string& subject)
{
    const JsonFields fields(json, subject);
    if (fields.text("format", "") != "w2v-rollout")
        throw Error(subject, "is not a rollout");
    if (fields.integer("version", 1, 1'000'000) != 1)
        throw Error(subject, "was written by a newer version of the program");
    RolloutRecord rollout;
    rollout.id = fields.text("id", "");
    rollout.observation = fields.text("observation", "");
    rollout.scene = fields.text("scene", "");
    rollout.split = fields.text("split", "");
    rollout.worldModel = fields.text("world_model", "");
    rollout.seed = seedOf(fields);
    rollout.metric = fields.boolean("metric", true);
    rollout.trajectory = trajectoryFromJson(fields.at("trajectory"), subject);
    for (const Json& frame : fields.array("frames", 0, kMaxFrames))
        rollout.frames.push_back(rolloutFrameFromJson(frame, subject));
    if (rollout.frames.size() != rollout.trajectory.startFromCamera.size())
        throw Error(subject, "it does not have one frame per pose of its trajectory");
    if (fields.has("provenance")) {
        if (!fields.at("provenance").is_object())
            throw Error(subject, "its provenance is not a JSON object");
        rollout.provenance = fields.at("provenance");
    }
    return rollout;
}

} // namespace w2v
