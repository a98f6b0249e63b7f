// D1-D4 of rollouts in reference mode.
#include <algorithm>
#include <map>

#include "core/motion/ReferenceTokens.h"
#include "core/supervision/ReferenceObjectTasks.h"
#include "core/supervision/RolloutSource.h"

namespace w2v {

namespace {

/// The objects of a view as detections, the surest first; a detection's track is its place in that order.
std::vector<ReferenceDetection> detectionsOf(const RolloutFrame& frame, const Intrinsics& camera)
{
    std::vector<ReferenceDetection> detections;
    for (const VisibleObject& object : frame.objects)
        detections.push_back(referenceDetection(object, camera));
    std::stable_sort(detections.begin(), detections.end(), [](const ReferenceDetection& a, const ReferenceDetection& b) { return a.score > b.score; });
    for (std::size_t i = 0; i < detections.size(); ++i)
        detections[i].track = static_cast<int>(i) + 1;
    return detections;
}

ReferenceObjectInput inputOf(const RolloutSource& source)
{
    const RolloutRecord& rollout = *source.rollout;
    const std::vector<int> keys = plannedKeyFrames(rollout);
    ReferenceObjectInput input;
    input.trajectory = rollout.id;
    input.stepTokens.emplace_back();
    for (std::size_t i = 0; i < rollout.trajectory.actions.size(); ++i) {
        const Action& action = rollout.trajectory.actions[i];
        const int frames = keys[i + 1] - keys[i];
        const Action step{action.kind, action.magnitude / frames};
        std::vector<std::string> tokens;
        for (const Action& kept : referenceCanonical({&step, 1}))
            tokens.push_back(referenceToken(kept, ReferenceStage::Planning));
        input.stepTokens.insert(input.stepTokens.end(), static_cast<std::size_t>(frames), tokens);
    }
    const Intrinsics& camera = source.camera();
    input.rows.push_back({0, camera.width, camera.height, detectionsOf(source.first(), camera)});
    input.rows.push_back({keys.back(), camera.width, camera.height, detectionsOf(source.last(), camera)});
    return input;
}

/// The object of a view with this label and printed box; the boxes of a view are rarely equal.
const VisibleObject* objectOf(const RolloutFrame& frame, const std::string& box, const std::string& label)
{
    const VisibleObject* found = nullptr;
    for (const VisibleObject& object : frame.objects)
        if (boxOf(object) == box && (!found || object.label == label))
            found = &object;
    return found;
}

} // namespace

ReferenceDetection referenceDetection(const VisibleObject& object, const Intrinsics& camera)
{
    ReferenceDetection detection;
    detection.label = object.label;
    detection.box = {object.box.x1 * camera.width / 1000, object.box.y1 * camera.height / 1000,
                     object.box.x2 * camera.width / 1000, object.box.y2 * camera.height / 1000};
    detection.score = 0.3 + 0.6 * object.visibleShare + 0.1 * object.box.area() / 1e6;
    return detection;
}

void buildReferenceObjectRecords(BuildContext& context, std::vector<RolloutSource>& sources)
{
    for (RolloutSource& source : sources) {
        if (source.first().objects.empty() || !source.camera().valid())
            continue;
        for (const ReferenceObjectRecord& made : referenceObjectTasks(inputOf(source)).records) {
            if (!context.wants(made.task))
                continue;
            const std::string second = made.task == Task::D1 ? made.answer : made.box2.value_or("");
            TemplateValues values{{"label", made.object}, {"box1", made.box1}, {"box2", second}, {"action", made.actionText.value_or("")}};
            values["a"] = made.task == Task::D2 ? "it disappears" : "the same instance";
            values["b"] = made.task == Task::D2 ? "it is visible" : "different instances";
            QaRecord record = makeRecord(context, source, made.task, std::move(values), Answer(made.answer), made.variant);
            record.facts["label"] = made.object;
            if (const VisibleObject* object = objectOf(source.first(), made.box1, made.object))
                addObjectFacts(record, *object);
            if (const VisibleObject* object = second.empty() ? nullptr : objectOf(source.last(), second, made.object)) {
                record.facts["box2"] = roundBox(object->box);
                record.facts["instance2"] = object->instance;
                record.facts["label2"] = object->label;
            }
            context.drafts.push_back({source.index, std::move(record)});
        }
    }
}

} // namespace w2v
