// D2 in verified mode: is an object lost from view?
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "core/supervision/BlindSelection.h"
#include "core/supervision/BoxMotion.h"
#include "core/supervision/ObjectVerdict.h"
#include "core/supervision/RolloutSource.h"

namespace w2v {

namespace {

/// A question whether an object is lost: the object and why it is gone ("" = it stays).
struct LossCandidate {
    std::size_t source = 0;
    const VisibleObject* object = nullptr;
    std::string cause;
};

/// Why an object without a visible pixel is gone, by the projection of its box at its own depth: out over the border, behind the
/// camera, or hidden by something nearer. Empty where the projection straddles the border, so that nobody could be sure.
std::string causeOf(const RolloutSource& source, const VisibleObject& object)
{
    constexpr double kOutside = 0.1, kInside = 0.5;
    const auto moved = moveBox(object.box, source.last().startFromCamera, source.camera(), object.depth);
    if (!moved)
        return "behind";
    const double share = shareInside(*moved);
    return share <= kOutside ? "border" : share >= kInside ? "hidden" : "";
}

/// What the question tells: the motion, step by step, and the name of the object.
Tokens textOf(const RolloutSource& source, const VisibleObject& object)
{
    Tokens tokens;
    const auto add = [&](const std::string& token) { tokens.push_back(tokenOf(token)); };
    std::string kinds;
    double yaw = 0, x = 0, z = 0;
    for (const Action& action : source.actions) {
        const std::string kind = actionName(action.kind);
        kinds += kind + ' ';
        add(kind);
        const int amount = static_cast<int>(action.isTurn() ? action.magnitude / 10 : action.magnitude / 0.25);
        add(fmt::format("{} {}", kind, amount));
        add(fmt::format("{} {} {}", kind, amount / 2, object.label));
        const double s = action.kind == ActionKind::TurnLeft || action.kind == ActionKind::ShiftLeft
            || action.kind == ActionKind::Backward ? -action.magnitude : action.magnitude;
        (action.isTurn() ? yaw : action.kind == ActionKind::Forward || action.kind == ActionKind::Backward ? z : x) += s;
    }
    add("kinds " + kinds);
    add("kinds " + kinds + object.label);
    add("label " + object.label);
    add(fmt::format("yaw {}", std::lround(yaw / 10)));
    add(fmt::format("shift {}", std::lround(x / 0.4)));
    add(fmt::format("ahead {}", std::lround(z / 0.4)));
    return tokens;
}

} // namespace

void buildLossRecords(BuildContext& context, std::vector<RolloutSource>& sources)
{
    if (!context.wants(Task::D2))
        return;
    const ObjectRules& rules = context.options.objects;
    std::vector<LossCandidate> candidates;
    std::vector<TruthCandidate> texts;
    for (std::size_t i = 0; i < sources.size(); ++i) {
        for (const VisibleObject* object : askableObjects(sources[i], rules)) {
            if (droppedFromLossBy(*object, rules, ViewOfPair::First)) {
                context.diagnostics.skip("D2: several objects of one name");
                continue;
            }
            const VisibleObject* after = findObject(sources[i].last(), object->instance);
            const bool gone = !after || after->visiblePixels == 0;
            const std::string cause = gone ? causeOf(sources[i], *object) : "";
            const bool plain = gone ? !cause.empty() : !droppedFromLossBy(*after, rules, ViewOfPair::Later);
            if (!plain) {
                context.diagnostics.skip("D2: neither plainly visible nor gone");
                continue;
            }
            texts.push_back({textOf(sources[i], *object), gone, sources[i].split, sources[i].scene, sources[i].index,
                             candidates.size()});
            candidates.push_back({i, object, cause});
        }
    }
    Rng rng = Rng(context.options.seed).fork("loss");
    const std::vector<std::size_t> chosen = matchedCandidates(texts, context.options.maxObjectsPerRollout, rng);
    for (const std::size_t k : chosen) {
        const LossCandidate& candidate = candidates[k];
        const bool gone = !candidate.cause.empty();
        RolloutSource& source = sources[candidate.source];
        QaRecord record = makeRecord(context, source, Task::D2,
                                     {{"label", candidate.object->label}, {"box1", boxOf(*candidate.object)}, {"action", source.text}},
                                     gone);
        addObjectFacts(record, *candidate.object);
        record.facts["gone"] = gone;
        if (gone)
            record.facts["cause"] = candidate.cause;
        context.drafts.push_back({source.index, std::move(record)});
    }
    if (chosen.size() < candidates.size())
        context.diagnostics.skip("D2: left out for balance", static_cast<int>(candidates.size() - chosen.size()));
}

} // namespace w2v
