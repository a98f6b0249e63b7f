// D1 and D3 in verified mode, and what all object tasks share.
#include <algorithm>
#include <array>
#include <map>

#include "core/motion/ActionTolerance.h"
#include "core/supervision/BlindSelection.h"
#include "core/supervision/BoxMotion.h"
#include "core/supervision/ObjectVerdict.h"
#include "core/supervision/RolloutSource.h"

namespace w2v {

namespace {

/// Depths that a blind answer may assume for every object, metres.
constexpr std::array<double, 8> kDepths{1, 1.5, 2, 2.5, 3, 4, 5, 6};

/// The usual height of each kind of object, metres: with it, a box tells its depth without a look at the picture.
using UsualHeights = std::map<std::string, double>;

UsualHeights usualHeights(const std::vector<RolloutSource>& sources, const ObjectRules& rules)
{
    std::map<std::string, std::vector<double>> all;
    for (const RolloutSource& source : sources)
        for (const VisibleObject& object : source.first().objects)
            if (isClear(object, rules))
                all[object.label].push_back(heightAt(object.box, object.depth, source.camera()));
    UsualHeights usual;
    for (auto& [label, heights] : all) {
        const auto middle = heights.begin() + static_cast<std::ptrdiff_t>(heights.size() / 2);
        std::nth_element(heights.begin(), middle, heights.end());
        usual[label] = *middle;
    }
    return usual;
}

/// An object seen in both views.
struct SeenTwice {
    std::size_t source = 0;
    const VisibleObject *before = nullptr, *after = nullptr;
};

/// The depths blind rules would use for one object: the fixed ones, then that of its usual height.
std::vector<double> blindDepths(const SeenTwice& seen, const RolloutSource& source, const UsualHeights& heights)
{
    std::vector<double> depths(kDepths.begin(), kDepths.end());
    depths.push_back(depthOfHeight(seen.before->box, heights.at(seen.before->label), source.camera()));
    return depths;
}

bool isRightBox(const Box2d& answer, const VisibleObject& truth)
{
    return intersectionOverUnion(toBox2d(roundBox(answer)), toBox2d(roundBox(truth.box))) >= kRightOverlap;
}

/// D1: the box moved at each depth, and the box left where it is.
std::vector<char> boxRules(const SeenTwice& seen, const RolloutSource& source, const UsualHeights& heights)
{
    std::vector<char> right;
    for (const double depth : blindDepths(seen, source, heights)) {
        const auto moved = depth > 0 ? moveBox(seen.before->box, source.last().startFromCamera, source.camera(), depth) : std::nullopt;
        right.push_back(isRightBox(moved && shareInside(*moved) > 0 ? clipToImage(*moved) : seen.before->box, *seen.after));
    }
    right.push_back(isRightBox(seen.before->box, *seen.after));
    return right;
}

/// Motions that a blind answer to D3 may try, the most frequent ones of all labels.
struct Motion {
    std::vector<Action> actions;
    Rigid3d end;
};

std::vector<Motion> frequentMotions(const std::vector<RolloutSource>& sources)
{
    constexpr std::size_t kMost = 120;
    std::map<std::string, std::pair<int, const RolloutSource*>> counts;
    for (const RolloutSource& source : sources) {
        auto& [count, example] = counts[source.text];
        ++count;
        example = &source;
    }
    std::vector<std::pair<int, const RolloutSource*>> sorted;
    for (const auto& [text, entry] : counts)
        sorted.push_back(entry);
    std::stable_sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    std::vector<Motion> motions;
    for (std::size_t i = 0; i < std::min(kMost, sorted.size()); ++i)
        motions.push_back({sorted[i].second->actions, poseAfter(sorted[i].second->actions)});
    return motions;
}

double distanceOf(const Box2d& a, const Box2d& b)
{
    return std::abs(a.x1 - b.x1) + std::abs(a.y1 - b.y1) + std::abs(a.x2 - b.x2) + std::abs(a.y2 - b.y2);
}

/// D3: the motion whose moved box lies closest to the second one, at each depth.
std::vector<char> motionRules(const SeenTwice& seen, const RolloutSource& source, const UsualHeights& heights,
                              const std::vector<Motion>& motions)
{
    std::vector<char> right;
    for (const double depth : blindDepths(seen, source, heights)) {
        const Motion* best = nullptr;
        double least = 0;
        for (const Motion& motion : motions) {
            const auto moved = depth > 0 ? moveBox(seen.before->box, motion.end, source.camera(), depth) : std::nullopt;
            const double distance = moved ? distanceOf(clipToImage(*moved), seen.after->box) : 1e9;
            if (!best || distance < least) {
                best = &motion;
                least = distance;
            }
        }
        right.push_back(best && actionsAreRight(source.actions, best->actions));
    }
    return right;
}

void addBoxAfter(BuildContext& context, RolloutSource& source, const SeenTwice& seen)
{
    QaRecord record = makeRecord(context, source, Task::D1,
                                 {{"label", seen.before->label}, {"box1", boxOf(*seen.before)}, {"action", source.text}},
                                 boxOf(*seen.after));
    addObjectFacts(record, *seen.before);
    record.facts["box2"] = roundBox(seen.after->box);
    context.drafts.push_back({source.index, std::move(record)});
}

void addMotionFromBoxes(BuildContext& context, RolloutSource& source, const SeenTwice& seen)
{
    QaRecord record = makeRecord(context, source, Task::D3,
                                 {{"label", seen.before->label}, {"box1", boxOf(*seen.before)}, {"box2", boxOf(*seen.after)}},
                                 source.actions);
    addObjectFacts(record, *seen.before);
    record.facts["box2"] = roundBox(seen.after->box);
    context.drafts.push_back({source.index, std::move(record)});
}

} // namespace

Box1000 roundBox(const Box2d& box)
{
    return normalizeBox(box, 1000, 1000);
}

std::string boxOf(const VisibleObject& object)
{
    return boxText(roundBox(object.box));
}

bool isClear(const VisibleObject& object, const ObjectRules& rules)
{
    return !droppedBy(object, rules);
}

const VisibleObject* findObject(const RolloutFrame& frame, int instance)
{
    for (const VisibleObject& object : frame.objects)
        if (object.instance == instance)
            return &object;
    return nullptr;
}

std::vector<const VisibleObject*> askableObjects(RolloutSource& source, const ObjectRules& rules)
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

void buildBoxRecords(BuildContext& context, std::vector<RolloutSource>& sources)
{
    const ObjectRules& rules = context.options.objects;
    const UsualHeights heights = usualHeights(sources, rules);
    std::vector<SeenTwice> seen;
    for (std::size_t i = 0; i < sources.size(); ++i)
        for (const VisibleObject* before : askableObjects(sources[i], rules))
            if (const VisibleObject* after = findObject(sources[i].last(), before->instance); after && isClear(*after, rules))
                seen.push_back({i, before, after});
    const auto build = [&](Task task, const auto& rulesOf, const auto& accepts, const auto& add) {
        std::vector<RuledCandidate> candidates;
        std::vector<std::size_t> members;
        for (std::size_t i = 0; i < seen.size(); ++i) {
            const RolloutSource& source = sources[seen[i].source];
            if (!accepts(source))
                continue;
            candidates.push_back({rulesOf(seen[i], source), source.split, source.index});
            members.push_back(i);
        }
        Rng rng = Rng(context.options.seed).fork(taskName(task));
        const auto chosen = cappedCandidates(candidates, context.options.maxObjectsPerRollout, context.options.blindShare, rng);
        for (const std::size_t i : chosen)
            add(context, sources[seen[members[i]].source], seen[members[i]]);
        if (chosen.size() < members.size())
            context.diagnostics.skip(std::string(taskName(task)) + ": too many of one view, or told by the text",
                                     static_cast<int>(members.size() - chosen.size()));
    };
    if (context.wants(Task::D1))
        build(Task::D1, [&](const SeenTwice& s, const RolloutSource& source) { return boxRules(s, source, heights); },
              [](const RolloutSource&) { return true; }, addBoxAfter);
    if (context.wants(Task::D3)) {
        const std::vector<Motion> motions = frequentMotions(sources);
        build(Task::D3, [&](const SeenTwice& s, const RolloutSource& source) { return motionRules(s, source, heights, motions); },
              [](const RolloutSource& source) { return source.actions.size() <= 2; }, addMotionFromBoxes);
    }
}

} // namespace w2v
