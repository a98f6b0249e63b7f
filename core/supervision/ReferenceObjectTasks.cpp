#include "core/supervision/ReferenceObjectTasks.h"

#include <algorithm>
#include <functional>
#include <map>

#include "core/motion/PythonText.h"
#include "core/motion/ReferenceTokens.h"

namespace w2v {

namespace {

constexpr ReferenceStage kStage = ReferenceStage::Supervision;

/// A detection that passed the filter, with its normalised box.
struct Kept {
    const ReferenceDetection* detection;
    Box1000 box;
};

bool isSeveral(const ReferenceObjectInput& input)
{
    return input.trajectory.starts_with("T4_");
}

std::vector<int> relevantFrames(const ReferenceObjectInput& input)
{
    const int count = static_cast<int>(input.stepTokens.size());
    std::vector<int> frames;
    if (input.maxDisplacement) {
        if (count > 0)
            frames.push_back(0);
        if (count > 1)
            frames.push_back(count - 1);
        return frames;
    }
    if (isSeveral(input)) {
        for (const int frame : {0, 3, 6, 9})
            if (frame < count)
                frames.push_back(frame);
        return frames;
    }
    for (int frame = 0; frame < count; ++frame)
        frames.push_back(frame);
    return frames;
}

std::optional<int> d3Target(const ReferenceObjectInput& input, const std::vector<int>& frames)
{
    const auto firstOf = [&](std::initializer_list<int> wanted) -> std::optional<int> {
        for (const int frame : wanted)
            if (std::find(frames.begin(), frames.end(), frame) != frames.end())
                return frame;
        return std::nullopt;
    };
    if (input.maxDisplacement)
        return frames.size() > 1 ? std::optional<int>(frames.back()) : std::nullopt;
    return isSeveral(input) ? firstOf({3, 6}) : firstOf({2, 1});
}

class ObjectTaskBuilder {
public:
    explicit ObjectTaskBuilder(const ReferenceObjectInput& input) : m_input(input)
    {
        m_tasks.relevantFrames = relevantFrames(input);
        m_tasks.d3Target = d3Target(input, m_tasks.relevantFrames);
        for (const DetectedFrame& row : input.rows) {
            std::vector<Kept> kept;
            for (const ReferenceDetection& detection : row.detections)
                if (keepsBox(detection.box, row.width, row.height, detection.score, input.filter))
                    kept.push_back({&detection, normalizeBox(detection.box, row.width, row.height)});
            m_frames[row.frame] = std::move(kept);
        }
    }

    ReferenceObjectTasks build()
    {
        if (m_frames.empty())
            return std::move(m_tasks);
        m_target = m_frames.rbegin()->first;
        boxAfter();
        loss();
        motionFromBoxes();
        identity();
        return std::move(m_tasks);
    }

private:
    const std::vector<Kept>& at(int frame) const
    {
        static const std::vector<Kept> kNone;
        const auto it = m_frames.find(frame);
        return it == m_frames.end() ? kNone : it->second;
    }

    /// The highest score of those that fit; the first of equals.
    static const Kept* best(const std::vector<Kept>& kept, const std::function<bool(const ReferenceDetection&)>& fits)
    {
        const Kept* found = nullptr;
        for (const Kept& item : kept)
            if (fits(*item.detection) && (!found || item.detection->score > found->detection->score))
                found = &item;
        return found;
    }

    static const Kept* bestOfTrack(const std::vector<Kept>& kept, int track)
    {
        return best(kept, [track](const ReferenceDetection& detection) { return detection.track == track; });
    }

    std::vector<Action> actionsUntil(int target) const
    {
        std::vector<std::string> tokens;
        for (int frame = 1; frame <= target && frame < static_cast<int>(m_input.stepTokens.size()); ++frame) {
            const auto& step = m_input.stepTokens[static_cast<std::size_t>(frame)];
            tokens.insert(tokens.end(), step.begin(), step.end());
        }
        return referenceCanonical(parseReferenceTokens(tokens, kStage));
    }

    std::string textUntil(int target) const { return referenceText(actionsUntil(target), kStage); }

    int variantOf(const std::string& label, int target, const std::string& suffix, int variants) const
    {
        std::uint64_t sum = 0;
        for (const char32_t c : decodeUtf8(m_input.trajectory + ':' + label + ':' + std::to_string(target) + suffix))
            sum += c;
        return static_cast<int>(sum % static_cast<std::uint64_t>(variants));
    }

    /// The start box with a track and its partner in `target` with the largest sum of scores.
    std::pair<const Kept*, const Kept*> bestPair(int target) const
    {
        std::pair<const Kept*, const Kept*> pair{nullptr, nullptr};
        double most = 0;
        for (const Kept& start : at(0)) {
            if (!start.detection->track)
                continue;
            const Kept* partner = bestOfTrack(at(target), *start.detection->track);
            const double sum = partner ? start.detection->score + partner->detection->score : 0;
            if (partner && (!pair.first || sum > most)) {
                pair = {&start, partner};
                most = sum;
            }
        }
        return pair;
    }

    void boxAfter()
    {
        const auto [start, partner] = bestPair(m_target);
        if (m_target <= 0 || !start)
            return;
        m_tasks.records.push_back({Task::D1, 0, boxText(partner->box), {0, m_target}, start->detection->label,
                                   boxText(start->box), std::nullopt, textUntil(m_target)});
    }

    void loss()
    {
        const Kept* start = best(at(0), [](const ReferenceDetection&) { return true; });
        if (!start || !start->detection->track)
            return;
        const bool gone = !bestOfTrack(at(m_target), *start->detection->track);
        const std::string& label = start->detection->label;
        const int variant = variantOf(label, m_target, "", 3);
        const std::string sentence = "The " + label + (gone ? " disappears from view." : " remains visible.");
        const std::string answer = variant == 0 ? (gone ? "yes" : "no") : variant == 1 ? (gone ? "A" : "B") : sentence;
        m_tasks.records.push_back(
            {Task::D2, variant, answer, {0}, label, boxText(start->box), std::nullopt, textUntil(m_target)});
    }

    void motionFromBoxes()
    {
        if (!m_tasks.d3Target)
            return;
        const int target = *m_tasks.d3Target;
        const auto [start, partner] = bestPair(target);
        const std::vector<Action> actions = actionsUntil(target);
        if (!start || actions.empty() || actions.size() > 2)
            return;
        const int variant = variantOf(start->detection->label, target, "", 3);
        const std::string text = referenceText(actions, kStage);
        const std::string answer = variant == 0 ? text
            : variant == 1 ? std::to_string(actions.size()) + " steps | " + text
                           : referenceNaturalText(actions, kStage);
        m_tasks.records.push_back({Task::D3, variant, answer, {0, target}, start->detection->label, boxText(start->box),
                                   boxText(partner->box), std::nullopt});
    }

    void identity()
    {
        const Kept* start = best(at(0), [](const ReferenceDetection&) { return true; });
        if (!start)
            return;
        const ReferenceDetection& first = *start->detection;
        const Kept* same = first.track
            ? bestOfTrack(at(m_target), *first.track)
            : best(at(m_target), [&](const ReferenceDetection& d) { return d.label == first.label; });
        const Kept* other = best(at(m_target), [&](const ReferenceDetection& d) {
            return d.label == first.label && (!first.track || d.track != first.track);
        });
        if (same)
            addIdentity(*start, *same, true);
        if (other)
            addIdentity(*start, *other, false);
    }

    void addIdentity(const Kept& start, const Kept& after, bool same)
    {
        const std::string& label = start.detection->label;
        const int variant = variantOf(label, m_target, same ? ":pos" : ":neg", 3);
        const std::string sentence =
            same ? "They are the same physical object instance." : "They are different object instances.";
        const std::string answer = variant == 0 ? (same ? "yes" : "no") : variant == 1 ? (same ? "A" : "B") : sentence;
        m_tasks.records.push_back({Task::D4, variant, answer, {0, m_target}, label, boxText(start.box), boxText(after.box),
                                   textUntil(m_target)});
    }

    const ReferenceObjectInput& m_input;
    ReferenceObjectTasks m_tasks;
    std::map<int, std::vector<Kept>> m_frames;
    int m_target = 0;
};

} // namespace

ReferenceObjectTasks referenceObjectTasks(const ReferenceObjectInput& input)
{
    return ObjectTaskBuilder(input).build();
}

} // namespace w2v
