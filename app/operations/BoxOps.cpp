// Boxes by hand: the window's box tool without a window.
#include <array>
#include <optional>

#include <fmt/format.h>

#include "app/operations/Operation.h"
#include "app/operations/ProjectParams.h"
#include "app/operations/RecordOps.h"
#include "core/base/Error.h"
#include "core/dataset/ObjectStore.h"
#include "core/detection/BoxEdits.h"
#include "core/detection/BoxOrigin.h"
#include "core/supervision/ObjectVerdict.h"

namespace w2v {

namespace {

std::size_t requiredFrame(const Json& params)
{
    if (!params.contains("frame"))
        throw Error("frame", "is missing", "Frames count from 0");
    const std::int64_t frame = integerOr(params, "frame", -1);
    if (frame < 0)
        throw Error("frame", "is below 0", "Frames count from 0");
    return static_cast<std::size_t>(frame);
}

int requiredObject(const Json& params)
{
    if (!params.contains("object"))
        throw Error("object", "is missing", "Give its number, as w2v objects list prints it");
    const std::int64_t number = integerOr(params, "object", 0);
    if (number < 1 || number > INT32_MAX)
        throw Error("object", fmt::format("{} is no number of an object", number), "Give its number, as w2v objects list prints it");
    return static_cast<int>(number);
}

Box2d requiredBox(const Json& params)
{
    const auto found = params.find("box");
    if (found == params.end() || !found->is_array() || found->size() != 4)
        throw Error("box", "is not of four numbers", "Give left, top, right and bottom in 0..1000");
    std::array<double, 4> sides{};
    for (std::size_t i = 0; i < 4; ++i) {
        if (!(*found)[i].is_number())
            throw Error("box", "is not of four numbers", "Give left, top, right and bottom in 0..1000");
        sides[i] = (*found)[i].get<double>();
    }
    return {sides[0], sides[1], sides[2], sides[3]};
}

DepthMap depthOf(const Project& project, const RolloutRecord& rollout, std::size_t frame)
{
    return frame < rollout.frames.size() ? project.loadDepth(rollout.frames[frame].image) : DepthMap();
}

std::string nameOf(const RolloutRecord& rollout, int instance)
{
    for (const RolloutFrame& frame : rollout.frames)
        for (const VisibleObject& object : frame.objects)
            if (object.instance == instance)
                return object.label;
    return fmt::format("object {}", instance);
}

Json boxJson(const RolloutRecord& rollout, std::size_t frame, const VisibleObject& object, bool reference)
{
    Json json{{"frame", frame},
              {"object", object.instance},
              {"name", object.label},
              {"box", {object.box.x1, object.box.y1, object.box.x2, object.box.y2}},
              {"from", boxOriginName(boxOrigin(rollout, frame, object.instance))},
              {"depth_m", object.depth},
              {"visible_share", object.visibleShare},
              {"dropped", nullptr}};
    if (reference) {
        if (const auto rule = droppedInReferenceBy(object, rollout.trajectory.camera))
            json["dropped"] = boxRuleName(*rule);
        return json;
    }
    const ObjectVerdict verdict = judgeObject(object, ObjectRules(), frame == 0 ? ViewOfPair::First : ViewOfPair::Later);
    if (verdict.rule) {
        json["dropped"] = boxRuleName(*verdict.rule);
        json["only_from"] = verdict.onlyLoss ? Json("D2") : Json(nullptr);
    }
    return json;
}

} // namespace

Json runObjectsList(const Json& params, AppContext&, JobContext&)
{
    const std::string mode = textOr(params, "mode", "verified");
    if (mode != "verified" && mode != "reference")
        throw Error("mode", "\"" + mode + "\" is not a mode", "Use verified or reference");
    const Project project = projectFrom(params);
    const std::string only = textOr(params, "rollout", "");
    if (only.empty())
        return {{"names", objectNames(project)}};
    const RolloutRecord rollout = project.rollout(only);
    const std::optional<std::size_t> frame = params.contains("frame") ? std::optional(requiredFrame(params)) : std::nullopt;
    if (frame && *frame >= rollout.frames.size())
        throw Error(fmt::format("frame {}", *frame), fmt::format("is not one of {}: it has frames 0 to {}", only, rollout.frames.size() - 1));
    Json boxes = Json::array();
    for (std::size_t i = frame.value_or(0); i < (frame ? *frame + 1 : rollout.frames.size()); ++i)
        for (const VisibleObject& object : rollout.frames[i].objects)
            boxes.push_back(boxJson(rollout, i, object, mode == "reference"));
    return {{"rollout", only}, {"mode", mode}, {"frames", rollout.frames.size()}, {"boxes", std::move(boxes)}};
}

Json runObjectsDraw(const Json& params, AppContext&, JobContext&)
{
    const Project project = projectFrom(params);
    const std::string rollout = requiredText(params, "rollout"), name = objectName(requiredText(params, "name"));
    const std::size_t frame = requiredFrame(params);
    const Box2d box = requiredBox(params);
    int instance = 0;
    const std::int64_t stale = editObjects(project, rollout, "Draw a box: " + name, [&](RolloutRecord& edited) {
        instance = drawBox(edited, frame, name, box, depthOf(project, edited, frame));
    });
    return {{"rollout", rollout}, {"frame", frame}, {"object", instance}, {"stale_records", stale}};
}

Json runObjectsChange(const Json& params, AppContext&, JobContext&)
{
    const Project project = projectFrom(params);
    const std::string rollout = requiredText(params, "rollout"), name = textOr(params, "name", "");
    const int instance = requiredObject(params);
    const bool moves = params.contains("box");
    if (!moves && name.empty())
        throw Error("objects change", "is told neither a box nor a name", "Give --box with --frame, --name, or both");
    const std::string before = nameOf(project.rollout(rollout), instance);
    const std::string title = moves ? "Move the box of " + before : fmt::format("Rename {} to {}", before, objectName(name));
    const std::int64_t stale = editObjects(project, rollout, title, [&](RolloutRecord& edited) {
        if (moves)
            placeBox(edited, requiredFrame(params), instance, requiredBox(params), depthOf(project, edited, requiredFrame(params)));
        if (!name.empty())
            renameObject(edited, instance, name);
    });
    return {{"rollout", rollout}, {"object", instance}, {"stale_records", stale}};
}

Json runObjectsRemove(const Json& params, AppContext&, JobContext&)
{
    const Project project = projectFrom(params);
    const std::string rollout = requiredText(params, "rollout");
    const int instance = requiredObject(params);
    const bool everywhere = flagOr(params, "everywhere", false);
    if (everywhere == params.contains("frame"))
        throw Error("objects remove", "needs a frame, or to be told that all are meant", "Give --frame N or --everywhere");
    const std::string name = nameOf(project.rollout(rollout), instance);
    const std::optional<std::size_t> frame = everywhere ? std::nullopt : std::optional(requiredFrame(params));
    const std::int64_t stale = editObjects(project, rollout, everywhere ? fmt::format("Remove {} from all views", name) : "Remove a box of " + name,
                                           [&](RolloutRecord& edited) { removeBox(edited, frame, instance); });
    return {{"rollout", rollout}, {"object", instance}, {"stale_records", stale}};
}

Json runObjectsCarry(const Json& params, AppContext&, JobContext& job)
{
    const Project project = projectFrom(params);
    const std::string id = requiredText(params, "rollout");
    const RolloutRecord rollout = project.rollout(id);
    const CarriedObject carried = carryObject(rollout, requiredObject(params), [&](std::size_t frame) { return depthOf(project, rollout, frame); }, job);
    job.throwIfStopped();
    const std::int64_t stale = editObjects(project, id, fmt::format("Carry {} to {} views", carried.name, carried.seen()),
                                           [&](RolloutRecord& edited) { applyCarried(edited, carried); });
    Json frames = Json::array();
    for (std::size_t i = 0; i < carried.views.size(); ++i)
        if (carried.views[i])
            frames.push_back(i);
    return {{"rollout", id}, {"object", carried.instance}, {"carried_to", std::move(frames)}, {"stale_records", stale}};
}

} // namespace w2v
