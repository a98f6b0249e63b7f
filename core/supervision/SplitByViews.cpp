#include "core/supervision/SplitByViews.h"

#include <map>
#include <set>

#include "core/supervision/Supervision.h"

namespace w2v {

namespace {

/// Disjoint sets of scenes.
class Groups {
public:
    std::string find(const std::string& scene)
    {
        std::string& parent = m_parents.try_emplace(scene, scene).first->second;
        if (parent == scene)
            return scene;
        const std::string root = find(parent);
        m_parents[scene] = root;
        return root;
    }
    void join(const std::string& a, const std::string& b)
    {
        const std::string rootA = find(a), rootB = find(b);
        m_parents[std::max(rootA, rootB)] = std::min(rootA, rootB);
    }

private:
    std::map<std::string, std::string> m_parents;
};

} // namespace

nlohmann::ordered_json SplitReport::toJson() const
{
    return {{"views", views}, {"pairs", pairs}, {"groups", groups}, {"assigned", assigned}, {"removed", removed}};
}

SplitReport keepDuplicatesTogether(std::vector<RolloutRecord>& rollouts, double heldoutShare, std::uint64_t seed,
                                   const std::function<ViewFingerprint(const std::string& image)>& fingerprint)
{
    SplitReport report;
    std::vector<ViewFingerprint> views;
    std::vector<int> scenes;
    std::vector<std::size_t> owners;
    std::map<std::string, int> numbers;
    for (std::size_t i = 0; i < rollouts.size(); ++i) {
        const std::string scene = sceneOf(rollouts[i]);
        const int number = numbers.try_emplace(scene, static_cast<int>(numbers.size())).first->second;
        for (const RolloutFrame& frame : rollouts[i].frames) {
            // Only the ends are asked about as a rule, and neighbours between them look alike.
            if ((&frame != &rollouts[i].frames.front() && &frame != &rollouts[i].frames.back()) || frame.image.empty())
                continue;
            views.push_back(fingerprint(frame.image));
            scenes.push_back(number);
            owners.push_back(i);
        }
    }
    report.views = static_cast<std::int64_t>(views.size());
    Groups groups;
    std::set<std::size_t> removed;
    for (const auto& [a, b] : nearDuplicatesAcross(views, scenes)) {
        ++report.pairs;
        const RolloutRecord &first = rollouts[owners[a]], &second = rollouts[owners[b]];
        groups.join(sceneOf(first), sceneOf(second));
        if (!first.split.empty() && !second.split.empty() && first.split != second.split)
            removed.insert(first.split == "train" ? owners[a] : owners[b]);
    }
    std::map<std::string, std::string> sides;
    std::map<std::string, std::set<std::string>> members;
    for (const RolloutRecord& rollout : rollouts) {
        const std::string scene = sceneOf(rollout), root = groups.find(scene);
        members[root].insert(scene);
        if (!rollout.split.empty())
            sides.try_emplace(root, rollout.split);
    }
    for (RolloutRecord& rollout : rollouts) {
        if (!rollout.split.empty())
            continue;
        const std::string root = groups.find(sceneOf(rollout));
        const auto side = sides.find(root);
        rollout.split = side == sides.end() ? splitOfScene(root, heldoutShare, seed) : side->second;
        report.assigned += members[root].size() > 1 ? 1 : 0;
    }
    for (const auto& [root, names] : members)
        if (names.size() > 1)
            report.groups.emplace_back(names.begin(), names.end());
    std::vector<RolloutRecord> kept;
    for (std::size_t i = 0; i < rollouts.size(); ++i)
        if (!removed.contains(i))
            kept.push_back(std::move(rollouts[i]));
    rollouts = std::move(kept);
    report.removed = static_cast<std::int64_t>(removed.size());
    return report;
}

} // namespace w2v
