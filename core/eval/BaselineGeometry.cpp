#include "core/eval/BaselineGeometry.h"

#include <algorithm>
#include <limits>

#include "core/base/Error.h"
#include "core/base/JsonFields.h"
#include "core/motion/Trajectory.h"

namespace w2v {

namespace {

constexpr double kNear = 0.05; // metres; closer counts as behind the camera

std::vector<Action> actionsAt(const Json& facts, const char* key)
{
    if (!facts.is_object() || !facts.contains(key))
        return {};
    try {
        return actionsFromJson(facts.at(key), "facts");
    } catch (const Error&) {
        return {};
    }
}

std::optional<Box2d> boxAt(const Json& facts, const char* key)
{
    if (!facts.is_object() || !facts.contains(key))
        return std::nullopt;
    const Json& box = facts.at(key);
    if (!box.is_array() || box.size() != 4 || !std::all_of(box.begin(), box.end(), [](const Json& n) { return n.is_number(); }))
        return std::nullopt;
    return Box2d{box[0].get<double>(), box[1].get<double>(), box[2].get<double>(), box[3].get<double>()};
}

Intrinsics cameraAt(const Json& facts)
{
    if (!facts.is_object() || !facts.contains("camera"))
        return {};
    try {
        const JsonFields fields(facts.at("camera"), "facts");
        return {fields.number("fx"), fields.number("fy"), fields.number("cx"), fields.number("cy"),
                static_cast<int>(fields.integer("width", 1, 65536)), static_cast<int>(fields.integer("height", 1, 65536))};
    } catch (const Error&) {
        return {};
    }
}

} // namespace

QuestionFacts questionFacts(const QaRecord& record)
{
    QuestionFacts facts;
    facts.camera = cameraAt(record.facts);
    switch (record.task) {
    case Task::A1:
    case Task::A2:
    case Task::A3: break;
    case Task::A4: facts.claim = actionsAt(record.facts, "claim_actions"); break;
    case Task::D1:
    case Task::D2:
        facts.actions = actionsAt(record.facts, "actions");
        facts.box1 = boxAt(record.facts, "box1");
        break;
    case Task::D3:
        facts.box1 = boxAt(record.facts, "box1");
        facts.box2 = boxAt(record.facts, "box2");
        break;
    case Task::D4:
        facts.actions = actionsAt(record.facts, "actions");
        facts.box1 = boxAt(record.facts, "box1");
        facts.box2 = boxAt(record.facts, "box2");
        break;
    }
    return facts;
}

Rigid3d poseAfter(const std::vector<Action>& actions)
{
    const StepLimits whole{1e9, 1e9, 2};
    return followActions(actions, whole, {}).startFromCamera.back();
}

std::optional<Box2d> moveBox(const Box2d& box, const Rigid3d& startFromEnd, const Intrinsics& camera, double depth)
{
    if (!camera.valid())
        return std::nullopt;
    const double toX = camera.width / 1000.0, toY = camera.height / 1000.0;
    const Rigid3d endFromStart = startFromEnd.inverse();
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    Box2d moved{kInfinity, kInfinity, -kInfinity, -kInfinity};
    for (const double x : {box.x1, box.x2}) {
        for (const double y : {box.y1, box.y2}) {
            const Eigen::Vector3d point = endFromStart * unproject(camera, x * toX, y * toY, depth);
            if (point.z() < kNear)
                return std::nullopt;
            const Eigen::Vector2d pixel = project(camera, point);
            moved = {std::min(moved.x1, pixel.x() / toX), std::min(moved.y1, pixel.y() / toY),
                     std::max(moved.x2, pixel.x() / toX), std::max(moved.y2, pixel.y() / toY)};
        }
    }
    return moved;
}

Box2d clipToImage(const Box2d& box)
{
    const auto clip = [](double value) { return std::clamp(value, 0.0, 1000.0); };
    return {clip(box.x1), clip(box.y1), clip(box.x2), clip(box.y2)};
}

double shareInside(const Box2d& box)
{
    return box.area() > 0 ? clipToImage(box).area() / box.area() : 0;
}

} // namespace w2v
