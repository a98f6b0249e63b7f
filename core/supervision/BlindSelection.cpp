#include "core/supervision/BlindSelection.h"

#include <algorithm>
#include <array>
#include <map>
#include <numeric>
#include <set>

namespace w2v {

namespace {

constexpr int kFolds = 4;
constexpr std::size_t kPerStratum = 60, kMostStrata = 60;

/// Keeps count of what was chosen of each owner and subject.
class Limits {
public:
    explicit Limits(int mostPerOwner) : m_most(mostPerOwner) {}
    bool allows(const TruthCandidate& candidate) const
    {
        const auto it = m_owners.find(candidate.owner);
        return (it == m_owners.end() || it->second < m_most) && !m_subjects.contains(candidate.subject);
    }
    void take(const TruthCandidate& candidate)
    {
        ++m_owners[candidate.owner];
        m_subjects.insert(candidate.subject);
    }
    void giveBack(const TruthCandidate& candidate)
    {
        --m_owners[candidate.owner];
        m_subjects.erase(candidate.subject);
    }

private:
    int m_most;
    std::map<std::size_t, int> m_owners;
    std::set<std::size_t> m_subjects;
};

/// Takes pairs of a true and a false candidate from one stratum for as long as both are there.
void takePairs(std::span<const TruthCandidate> candidates, std::vector<std::size_t> stratum, Limits& limits, Rng& rng,
               std::vector<std::size_t>& chosen)
{
    rng.shuffle(stratum);
    std::array<std::vector<std::size_t>, 2> byTruth;
    for (const std::size_t i : stratum)
        byTruth[candidates[i].truth].push_back(i);
    std::array<std::size_t, 2> at{0, 0};
    const auto next = [&](std::size_t truth) {
        while (at[truth] < byTruth[truth].size() && !limits.allows(candidates[byTruth[truth][at[truth]]]))
            ++at[truth];
        return at[truth] < byTruth[truth].size();
    };
    while (next(0)) {
        const std::size_t no = byTruth[0][at[0]++];
        limits.take(candidates[no]);
        if (!next(1)) {
            limits.giveBack(candidates[no]);
            return;
        }
        const std::size_t yes = byTruth[1][at[1]++];
        limits.take(candidates[yes]);
        chosen.push_back(no);
        chosen.push_back(yes);
    }
}

} // namespace

std::vector<std::size_t> matchedCandidates(std::span<const TruthCandidate> candidates, int mostPerOwner, Rng& rng)
{
    std::vector<Tokens> texts;
    std::vector<int> truths;
    std::vector<std::string> scenes;
    for (const TruthCandidate& candidate : candidates) {
        texts.push_back(candidate.text);
        truths.push_back(candidate.truth ? 1 : 0);
        scenes.push_back(candidate.scene);
    }
    const std::vector<double> fitted = crossFitted(texts, truths, scenes, kFolds);
    std::map<std::string, std::vector<std::pair<double, std::size_t>>> sides;
    for (std::size_t i = 0; i < candidates.size(); ++i)
        sides[candidates[i].side].emplace_back(fitted[i], i);
    std::vector<std::size_t> chosen;
    Limits limits(mostPerOwner);
    for (auto& [side, propensities] : sides) {
        std::sort(propensities.begin(), propensities.end());
        const std::size_t count = propensities.size(), strata = std::clamp(count / kPerStratum, std::size_t{1}, kMostStrata);
        // In a drawn order, so that no stratum is favoured when owners run out.
        std::vector<std::size_t> order(strata);
        std::iota(order.begin(), order.end(), std::size_t{0});
        rng.shuffle(order);
        for (const std::size_t s : order) {
            std::vector<std::size_t> stratum;
            for (std::size_t k = s * count / strata; k < (s + 1) * count / strata; ++k)
                stratum.push_back(propensities[k].second);
            takePairs(candidates, std::move(stratum), limits, rng, chosen);
        }
    }
    std::sort(chosen.begin(), chosen.end());
    return chosen;
}

std::vector<std::size_t> cappedCandidates(std::span<const RuledCandidate> candidates, int mostPerOwner, double share, Rng& rng)
{
    std::vector<std::size_t> order(candidates.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    rng.shuffle(order);
    const auto isAnswered = [&](std::size_t i) {
        return std::find(candidates[i].right.begin(), candidates[i].right.end(), char{1}) != candidates[i].right.end();
    };
    std::stable_partition(order.begin(), order.end(), [&](std::size_t i) { return !isAnswered(i); });
    struct Side {
        std::vector<int> right;
        int chosen = 0;
    };
    std::map<std::string, Side> sides;
    std::map<std::size_t, int> owners;
    std::vector<std::size_t> chosen;
    for (const std::size_t i : order) {
        const RuledCandidate& candidate = candidates[i];
        Side& side = sides[candidate.side];
        side.right.resize(candidate.right.size());
        bool fits = owners[candidate.owner] < mostPerOwner;
        for (std::size_t rule = 0; rule < candidate.right.size(); ++rule)
            fits = fits && (!candidate.right[rule] || side.right[rule] + 1 <= share * (side.chosen + 1));
        if (!fits)
            continue;
        for (std::size_t rule = 0; rule < candidate.right.size(); ++rule)
            side.right[rule] += candidate.right[rule] ? 1 : 0;
        ++side.chosen;
        ++owners[candidate.owner];
        chosen.push_back(i);
    }
    std::sort(chosen.begin(), chosen.end());
    return chosen;
}

} // namespace w2v
