#pragma once
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/base/Json.h"
#include "core/base/Rng.h"
#include "core/supervision/ReferenceBoxes.h"
#include "core/supervision/ReferenceObjectTasks.h"
#include "core/supervision/Supervision.h"

namespace w2v {

/// A pair of views of a rollout, the first and a later one, that passed the checks every task needs, with its label.
struct RolloutSource {
    const RolloutRecord* rollout = nullptr;
    std::size_t index = 0;               ///< of the rollout in the input
    std::size_t target = 0;              ///< frame of the later view
    std::string scene, split;
    std::vector<Action> actions;         ///< canonical totals, turns in (-180, 180]
    std::string text;                    ///< of the actions
    Rng rng{0};                          ///< own to this rollout, the same whatever else is built

    const RolloutFrame& first() const { return rollout->frames.front(); }
    const RolloutFrame& last() const { return rollout->frames[target]; }
    const Intrinsics& camera() const { return rollout->trajectory.camera; }
};

/// A record on its way, with what ordering and balancing need.
struct DraftRecord {
    std::size_t source = 0;              ///< RolloutSource::index
    QaRecord record;
};

/// Shared by the builders of one call.
struct BuildContext {
    const SupervisionOptions& options;
    const TemplateSet& templates;
    SupervisionDiagnostics& diagnostics;
    std::string mode;
    std::vector<DraftRecord> drafts;

    bool wants(Task task) const;
};

/// The label of a rollout from its first to frame `target`: canonical totals, turns taken modulo 360 into (-180, 180]. Empty
/// for a frame inside a trajectory that does not say which action each frame belongs to.
std::vector<Action> labelActions(const CameraTrajectory& trajectory, std::size_t target);

/// What a record answers: motions (A1-A3, D3), a truth (A4, D2, D4) or a text (D1).
using Answer = std::variant<std::vector<Action>, bool, std::string>;

/// A record with images, question (wording drawn with the source's generator), answer, common facts and provenance. The answer
/// variant is `variant`, or drawn where the options ask for all.
QaRecord makeRecord(const BuildContext& context, RolloutSource& source, Task task, TemplateValues values, const Answer& answer,
                    std::optional<int> variant = {});

// Objects of views.
Box1000 roundBox(const Box2d& box);
std::string boxOf(const VisibleObject& object);
bool isClear(const VisibleObject& object, const ObjectRules& rules);
const VisibleObject* findObject(const RolloutFrame& frame, int instance);
/// The clear objects of the first view in random order.
std::vector<const VisibleObject*> askableObjects(RolloutSource& source, const ObjectRules& rules);
void addObjectFacts(QaRecord& record, const VisibleObject& object);

// One family each; they append to context.drafts.
void buildMotionRecords(BuildContext& context, std::vector<RolloutSource>& sources);   ///< A1-A3
void buildClaimRecords(BuildContext& context, std::vector<RolloutSource>& sources);    ///< A4
void buildBoxRecords(BuildContext& context, std::vector<RolloutSource>& sources);      ///< D1, D3
void buildLossRecords(BuildContext& context, std::vector<RolloutSource>& sources);     ///< D2
void buildIdentityRecords(BuildContext& context, std::vector<RolloutSource>& sources); ///< D4
/// An object as an ideal detector would give it, without a track.
ReferenceDetection referenceDetection(const VisibleObject& object, const Intrinsics& camera);
/// D1-D4 as the released code makes them of an ideal detector's boxes.
void buildReferenceObjectRecords(BuildContext& context, std::vector<RolloutSource>& sources);

/// The frame of each action's end, as the released planner would have cut the motion; the rollout's own where it has all frames.
std::vector<int> plannedKeyFrames(const RolloutRecord& rollout);

} // namespace w2v
