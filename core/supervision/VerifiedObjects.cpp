// D1-D4 in verified mode.
#include <algorithm>
#include <cmath>
#include <limits>

#include "core/supervision/RolloutSource.h"

namespace w2v {

namespace {

constexpr double kImageArea = 1e6; // of a view in 0..1000 units a side

/// Fewer balanced D2 records than this in a split: balance the split as a whole instead of every motion by itself.
constexpr std::size_t kFewRecords = 20;

bool isClear(const VisibleObject& object, const ObjectRules& rules)
{
    return object.box.width() >= rules.minSide && object.box.height() >= rules.minSide &&
        object.box.area() <= rules.maxArea * kImageArea && object.visibleShare >= rules.minVisibleShare;
}

/// Share of the object's projected box that lies inside the image; 0 for an object behind the camera.
double insideShare(const VisibleObject& object)
{
    const Box2d& full = object.fullBox;
    const Box2d inside{std::max(full.x1, 0.0), std::max(full.y1, 0.0), std::min(full.x2, 1000.0), std::min(full.y2, 1000.0)};
    return full.area() > 0 && inside.width() > 0 && inside.height() > 0 ? inside.area() / full.area() : 0;
}

const VisibleObject* find(const RolloutFrame& frame, int instance)
{
    for (const VisibleObject& object : frame.objects)
        if (object.instance == instance)
            return &object;
    return nullptr;
}

std::string boxOf(const VisibleObject& object)
{
    return boxText(roundBox(object.box));
}

/// The clear objects of the first view in random order.
std::vector<const VisibleObject*> askable(RolloutSource& source, const ObjectRules& rules)
{
    std::vector<const VisibleObject*> objects;
    for (const VisibleObject& object : source.first().objects)
        if (isClear(object, rules))
            objects.push_back(&object);
    source.rng.shuffle(objects);
    return objects;
}

void addObjectFacts(QaRecord& record, const VisibleObject& object)
{
    record.facts["label"] = object.label;
    record.facts["instance"] = object.instance;
    record.facts["box1"] = roundBox(object.box);
    record.facts["depth1"] = object.depth;
}

void addBoxAfter(BuildContext& context, RolloutSource& source, const VisibleObject& before, const VisibleObject& after)
{
    QaRecord record = makeRecord(context, source, Task::D1,
                                 {{"label", before.label}, {"box1", boxOf(before)}, {"action", source.text}}, boxOf(after));
    addObjectFacts(record, before);
    record.facts["box2"] = roundBox(after.box);
    context.drafts.push_back({source.index, std::move(record)});
}

void addMotionFromBoxes(BuildContext& context, RolloutSource& source, const VisibleObject& before, const VisibleObject& after)
{
    QaRecord record = makeRecord(context, source, Task::D3,
                                 {{"label", before.label}, {"box1", boxOf(before)}, {"box2", boxOf(after)}}, source.text);
    addObjectFacts(record, before);
    record.facts["box2"] = roundBox(after.box);
    context.drafts.push_back({source.index, std::move(record)});
}

/// A question whether an object is lost: the object and the truth.
struct LossCandidate {
    std::size_t source = 0;
    const VisibleObject* object = nullptr;
    bool gone = false;
};

void addLoss(BuildContext& context, RolloutSource& source, const LossCandidate& candidate)
{
    const VisibleObject& object = *candidate.object;
    QaRecord record = makeRecord(context, source, Task::D2,
                                 {{"label", object.label}, {"box1", boxOf(object)}, {"action", source.text}},
                                 candidate.gone ? "yes" : "no");
    addObjectFacts(record, object);
    record.facts["gone"] = candidate.gone;
    context.drafts.push_back({source.index, std::move(record)});
}

/// The kinds of the motion without amounts: D2 is balanced within each, so that the motion alone does not tell the answer.
std::string motionKey(const RolloutSource& source)
{
    std::string key = source.split + '/';
    for (const Action& action : source.actions)
        key += actionName(action.kind) + std::string(" ");
    return key;
}

using LossPools = std::map<std::string, std::pair<std::vector<LossCandidate>, std::vector<LossCandidate>>>; // stay, gone

LossPools lossPools(BuildContext& context, std::vector<RolloutSource>& sources)
{
    const ObjectRules& rules = context.options.objects;
    LossPools pools;
    for (std::size_t i = 0; i < sources.size(); ++i) {
        int taken = 0;
        for (const VisibleObject* object : askable(sources[i], rules)) {
            if (taken == context.options.maxObjectsPerRollout)
                break;
            const VisibleObject* after = find(sources[i].last(), object->instance);
            const bool gone = !after || after->visiblePixels == 0;
            if (!gone && !(isClear(*after, rules) && insideShare(*after) >= rules.minInsideShare)) {
                context.diagnostics.skip("D2: neither plainly visible nor gone");
                continue;
            }
            auto& [stay, lost] = pools[motionKey(sources[i])];
            (gone ? lost : stay).push_back({i, object, gone});
            ++taken;
        }
    }
    return pools;
}

/// Appends as many of both kinds of one pool.
void takeBalanced(std::vector<LossCandidate>& stay, std::vector<LossCandidate>& lost, Rng& rng,
                  std::vector<LossCandidate>& into)
{
    rng.shuffle(stay);
    rng.shuffle(lost);
    const auto count = static_cast<std::ptrdiff_t>(std::min(stay.size(), lost.size()));
    into.insert(into.end(), stay.begin(), stay.begin() + count);
    into.insert(into.end(), lost.begin(), lost.begin() + count);
}

void buildLossRecords(BuildContext& context, std::vector<RolloutSource>& sources)
{
    LossPools pools = lossPools(context, sources);
    Rng rng = Rng(context.options.seed).fork("loss");
    std::map<std::string, std::vector<LossCandidate>> chosen;                // by split
    std::map<std::string, std::pair<std::vector<LossCandidate>, std::vector<LossCandidate>>> whole;
    std::size_t all = 0;
    for (auto& [key, pool] : pools) {
        const std::string split = key.substr(0, key.find('/'));
        all += pool.first.size() + pool.second.size();
        takeBalanced(pool.first, pool.second, rng, chosen[split]);
        whole[split].first.insert(whole[split].first.end(), pool.first.begin(), pool.first.end());
        whole[split].second.insert(whole[split].second.end(), pool.second.begin(), pool.second.end());
    }
    std::size_t used = 0;
    for (auto& [split, candidates] : chosen) {
        if (candidates.size() < kFewRecords) {
            candidates.clear();
            takeBalanced(whole[split].first, whole[split].second, rng, candidates);
        }
        used += candidates.size();
        for (const LossCandidate& candidate : candidates)
            addLoss(context, sources[candidate.source], candidate);
    }
    if (all > used)
        context.diagnostics.skip("D2: left out for balance", static_cast<int>(all - used));
}

double centerDistance(const Box2d& a, const Box2d& b)
{
    return std::hypot(a.x1 + a.x2 - b.x1 - b.x2, a.y1 + a.y2 - b.y1 - b.y2) / 2;
}

/// The most confusable other object of the last view: the same label first, then the nearest; none when all overlap the true
/// one too much to be told apart.
const VisibleObject* impostor(const RolloutFrame& last, const VisibleObject& truth, const ObjectRules& rules)
{
    constexpr double kTooMuchOverlap = 0.5, kOtherLabel = 1e6;
    const VisibleObject* best = nullptr;
    double bestCost = std::numeric_limits<double>::infinity();
    for (const VisibleObject& other : last.objects) {
        if (other.instance == truth.instance || !isClear(other, rules) ||
            intersectionOverUnion(other.box, truth.box) > kTooMuchOverlap)
            continue;
        const double cost = centerDistance(other.box, truth.box) + (other.label == truth.label ? 0 : kOtherLabel);
        if (cost < bestCost) {
            best = &other;
            bestCost = cost;
        }
    }
    return best;
}

} // namespace

void buildBoxRecords(BuildContext& context, std::vector<RolloutSource>& sources)
{
    const ObjectRules& rules = context.options.objects;
    for (RolloutSource& source : sources) {
        int d1 = 0, d3 = 0;
        for (const VisibleObject* before : askable(source, rules)) {
            const VisibleObject* after = find(source.last(), before->instance);
            if (!after || !isClear(*after, rules))
                continue;
            if (context.wants(Task::D1) && d1++ < context.options.maxObjectsPerRollout)
                addBoxAfter(context, source, *before, *after);
            if (context.wants(Task::D3) && source.actions.size() <= 2 && d3++ < context.options.maxObjectsPerRollout)
                addMotionFromBoxes(context, source, *before, *after);
        }
    }
    if (context.wants(Task::D2))
        buildLossRecords(context, sources);
}

void buildIdentityRecords(BuildContext& context, std::vector<RolloutSource>& sources)
{
    if (!context.wants(Task::D4))
        return;
    const ObjectRules& rules = context.options.objects;
    struct Pair {
        std::size_t source;
        const VisibleObject *before, *same, *other;
    };
    std::map<std::string, std::vector<Pair>> pairs; // by split
    for (std::size_t i = 0; i < sources.size(); ++i) {
        int taken = 0;
        for (const VisibleObject* before : askable(sources[i], rules)) {
            // Both answers must be possible for every object that is asked about, or the object itself would tell.
            const VisibleObject* same = find(sources[i].last(), before->instance);
            const VisibleObject* other = same && isClear(*same, rules) ? impostor(sources[i].last(), *same, rules) : nullptr;
            if (other && taken++ < context.options.maxObjectsPerRollout)
                pairs[sources[i].split].push_back({i, before, same, other});
        }
    }
    Rng rng = Rng(context.options.seed).fork("identity");
    for (auto& [split, candidates] : pairs) {
        rng.shuffle(candidates);
        if (candidates.size() % 2 == 1)
            candidates.pop_back();
        for (std::size_t k = 0; k < candidates.size(); ++k) {
            const Pair& pair = candidates[k];
            const bool same = k % 2 == 0;
            const VisibleObject& after = same ? *pair.same : *pair.other;
            RolloutSource& source = sources[pair.source];
            QaRecord record = makeRecord(context, source, Task::D4,
                                         {{"label", pair.before->label},
                                          {"box1", boxOf(*pair.before)},
                                          {"box2", boxOf(after)},
                                          {"action", source.text}},
                                         same ? "yes" : "no");
            addObjectFacts(record, *pair.before);
            record.facts["box2"] = roundBox(after.box);
            record.facts["same"] = same;
            record.facts["instance2"] = after.instance;
            record.facts["label2"] = after.label;
            context.drafts.push_back({source.index, std::move(record)});
        }
    }
}

} // namespace w2v
