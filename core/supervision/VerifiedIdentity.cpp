// D4 in verified mode: the same object or another?
#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "core/supervision/BlindSelection.h"
#include "core/supervision/BoxMotion.h"
#include "core/supervision/RolloutSource.h"

namespace w2v {

namespace {

struct IdentityCandidate {
    std::size_t source = 0;
    const VisibleObject *before = nullptr, *after = nullptr;
    bool same = false;
};

/// What the two boxes tell: how the second one lies and measures beside the first.
Tokens textOf(const VisibleObject& before, const VisibleObject& after)
{
    Tokens tokens;
    const auto add = [&](const std::string& token) { tokens.push_back(tokenOf(token)); };
    const Box2d &a = before.box, &b = after.box;
    const auto bin = [](double value, double width) { return std::lround(value / width); };
    const auto ratio = [&](double p, double q) { return bin(std::log2(std::max(q, 1.0) / std::max(p, 1.0)), 0.4); };
    const long dx = bin((b.x1 + b.x2 - a.x1 - a.x2) / 2, 120), dy = bin((b.y1 + b.y2 - a.y1 - a.y2) / 2, 60);
    const long width = ratio(a.width(), b.width()), height = ratio(a.height(), b.height());
    const long shape = ratio(a.width() / a.height() * 100, b.width() / b.height() * 100), bottom = bin(b.y2 - a.y2, 60);
    add(fmt::format("dx {}", dx));
    add(fmt::format("dy {}", dy));
    add(fmt::format("dx {} dy {}", dx, dy));
    add(fmt::format("width {} height {}", width, height));
    add(fmt::format("shape {}", shape));
    add(fmt::format("height {}", height));
    add(fmt::format("width {}", width));
    add(fmt::format("bottom {}", bottom));
    add(fmt::format("bottom {} height {}", bottom, height));
    add(fmt::format("dy {} height {}", dy, height));
    add(fmt::format("top {}", bin(b.y1 - a.y1, 60)));
    add(fmt::format("overlap {}", bin(intersectionOverUnion(a, b), 0.15)));
    const std::array<double, 8> sides{a.x1, a.y1, a.x2, a.y2, b.x1, b.y1, b.x2, b.y2};
    for (std::size_t i = 0; i < sides.size(); ++i)
        add(fmt::format("side {} {}", i, bin(sides[i], 80)));
    for (std::size_t i = 0; i < 4; ++i)
        add(fmt::format("moved {} {}", i, bin(sides[i + 4] - sides[i], 80)));
    for (const auto& [name, box] : {std::pair{"first", a}, std::pair{"second", b}}) {
        add(fmt::format("{} x {}", name, bin((box.x1 + box.x2) / 2, 125)));
        add(fmt::format("{} y {}", name, bin((box.y1 + box.y2) / 2, 100)));
        add(fmt::format("{} size {} {}", name, ratio(50, box.width()), ratio(50, box.height())));
        add(fmt::format("{} {} size {} {}", before.label, name, ratio(50, box.width()) / 2, ratio(50, box.height()) / 2));
        add(fmt::format("{} {} y {}", before.label, name, bin(box.y2, 150)));
    }
    add("label " + before.label);
    add(fmt::format("{} shape {}", before.label, ratio(100, b.width() / b.height() * 100)));
    return tokens;
}

/// The most confusable other object of the last view: the same name first, then the most similar size; none when all overlap
/// the true one too much to be told apart.
const VisibleObject* impostor(const RolloutFrame& last, const VisibleObject& before, const VisibleObject& truth, const ObjectRules& rules)
{
    constexpr double kTooMuchOverlap = 0.5, kOtherLabel = 1e3;
    const VisibleObject* best = nullptr;
    double least = 0;
    for (const VisibleObject& other : last.objects) {
        if (other.instance == truth.instance || !isClear(other, rules) || intersectionOverUnion(other.box, truth.box) > kTooMuchOverlap)
            continue;
        const double cost = std::abs(std::log(other.box.width() / before.box.width())) +
            std::abs(std::log(other.box.height() / before.box.height())) + (other.label == before.label ? 0 : kOtherLabel);
        if (!best || cost < least) {
            best = &other;
            least = cost;
        }
    }
    return best;
}

} // namespace

void buildIdentityRecords(BuildContext& context, std::vector<RolloutSource>& sources)
{
    if (!context.wants(Task::D4))
        return;
    const ObjectRules& rules = context.options.objects;
    std::vector<IdentityCandidate> candidates;
    std::vector<TruthCandidate> texts;
    std::size_t subject = 0;
    for (std::size_t i = 0; i < sources.size(); ++i) {
        const RolloutSource& source = sources[i];
        for (const VisibleObject* before : askableObjects(sources[i], rules)) {
            // Both answers must be possible for every object that is asked about, or the object itself would tell.
            const VisibleObject* same = findObject(source.last(), before->instance);
            if (!same || !isClear(*same, rules))
                continue;
            const VisibleObject* other = impostor(source.last(), *before, *same, rules);
            if (!other)
                continue;
            // One of each for every object: its name tells nothing. At most one of the two is asked.
            for (const bool isSame : {true, false}) {
                const VisibleObject* after = isSame ? same : other;
                texts.push_back({textOf(*before, *after), isSame, source.split, source.scene, source.index, subject});
                candidates.push_back({i, before, after, isSame});
            }
            ++subject;
        }
    }
    Rng rng = Rng(context.options.seed).fork("identity");
    const std::vector<std::size_t> chosen = matchedCandidates(texts, context.options.maxObjectsPerRollout, rng);
    for (const std::size_t k : chosen) {
        const IdentityCandidate& candidate = candidates[k];
        RolloutSource& source = sources[candidate.source];
        QaRecord record = makeRecord(context, source, Task::D4,
                                     {{"label", candidate.before->label},
                                      {"box1", boxOf(*candidate.before)},
                                      {"box2", boxOf(*candidate.after)},
                                      {"action", source.text}},
                                     candidate.same);
        addObjectFacts(record, *candidate.before);
        record.facts["box2"] = roundBox(candidate.after->box);
        record.facts["same"] = candidate.same;
        record.facts["instance2"] = candidate.after->instance;
        record.facts["label2"] = candidate.after->label;
        context.drafts.push_back({source.index, std::move(record)});
    }
}

} // namespace w2v
