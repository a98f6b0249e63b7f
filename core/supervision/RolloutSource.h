#pragma once
#include <optional>
#include <string>
#include <vector>

#include "core/base/Json.h"
#include "core/base/Rng.h"
#include "core/supervision/ReferenceBoxes.h"
#include "core/supervision/Supervision.h"

namespace w2v {

/// A rollout that passed the checks every task needs, with its label.
struct RolloutSource {
    const RolloutRecord* rollout = nullptr;
    std::size_t index = 0;               ///< of the rollout in the input
    std::string scene, split;
    std::vector<Action> actions;         ///< canonical totals, turns in (-180, 180]
    std::string text;                    ///< of the actions
    Rng rng{0};                          ///< own to this rollout, the same whatever else is built

    const RolloutFrame& first() const { return rollout->frames.front(); }
    const RolloutFrame& last() const { return rollout->frames.back(); }
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

/// The label of a rollout: canonical totals, turns taken modulo 360 into (-180, 180].
std::vector<Action> labelActions(const CameraTrajectory& trajectory);

/// A record with images, question (wording drawn with the source's generator), common facts and provenance.
QaRecord makeRecord(const BuildContext& context, RolloutSource& source, Task task, const TemplateValues& values,
                    const std::string& answer);

Box1000 roundBox(const Box2d& box);

// One family each; they append to context.drafts.
void buildMotionRecords(BuildContext& context, std::vector<RolloutSource>& sources);
void buildClaimRecords(BuildContext& context, std::vector<RolloutSource>& sources);
void buildBoxRecords(BuildContext& context, std::vector<RolloutSource>& sources);
void buildIdentityRecords(BuildContext& context, std::vector<RolloutSource>& sources);

} // namespace w2v
