#include "core/vlm/TokenSampler.h"

#include <algorithm>
#include <cmath>

namespace w2v {

TokenSampler::TokenSampler(const SamplingRules& rules, const Rng& random, std::span<const std::int64_t> seen)
    : m_rules(rules), m_random(random)
{
    if (m_rules.repetitionPenalty == 1)
        return;
    m_seen.assign(seen.begin(), seen.end());
    std::sort(m_seen.begin(), m_seen.end());
    m_seen.erase(std::unique(m_seen.begin(), m_seen.end()), m_seen.end());
}

void TokenSampler::accept(std::int64_t id)
{
    if (m_rules.repetitionPenalty == 1)
        return;
    const auto at = std::lower_bound(m_seen.begin(), m_seen.end(), id);
    if (at == m_seen.end() || *at != id)
        m_seen.insert(at, id);
}

std::int64_t TokenSampler::choose(std::span<const float> scores)
{
    if (m_rules.repetitionPenalty != 1) {
        const float penalty = static_cast<float>(m_rules.repetitionPenalty);
        m_scores.assign(scores.begin(), scores.end());
        for (const std::int64_t id : m_seen)
            if (id >= 0 && id < static_cast<std::int64_t>(scores.size())) {
                float& score = m_scores[static_cast<std::size_t>(id)];
                score = score > 0 ? score / penalty : score * penalty;
            }
        scores = m_scores;
    }
    return m_rules.temperature > 0 ? draw(scores) : std::max_element(scores.begin(), scores.end()) - scores.begin();
}

std::int64_t TokenSampler::draw(std::span<const float> scores)
{
    const double top = *std::max_element(scores.begin(), scores.end());
    const auto topK = static_cast<std::size_t>(m_rules.topK);
    const bool everything = m_rules.topP >= 1 && (topK == 0 || topK >= scores.size());
    m_candidates.clear();
    double sum = 0;
    for (std::size_t id = 0; id < scores.size(); ++id) {
        const double weight = std::exp((static_cast<double>(scores[id]) - top) / m_rules.temperature);
        m_candidates.emplace_back(weight, static_cast<std::int64_t>(id));
        sum += weight;
    }
    if (!everything) {
        // The best come to the end of the list, one after the other, the lower id first of equals.
        const auto worse = [](const auto& a, const auto& b) { return a.first < b.first || (a.first == b.first && a.second > b.second); };
        std::make_heap(m_candidates.begin(), m_candidates.end(), worse);
        std::size_t taken = 0;
        const auto best = [&](std::size_t k) -> const std::pair<double, std::int64_t>& { return m_candidates[m_candidates.size() - 1 - k]; };
        const auto take = [&] {
            std::pop_heap(m_candidates.begin(), m_candidates.end() - static_cast<std::ptrdiff_t>(taken), worse);
            ++taken;
        };
        if (topK > 0 && topK < m_candidates.size()) {
            while (taken < topK || (taken < m_candidates.size() && m_candidates.front().first == best(taken - 1).first))
                take();
            sum = 0;
            for (std::size_t k = 0; k < taken; ++k)
                sum += best(k).first;
        }
        // A token stays while those before it have not yet reached topP.
        const std::size_t most = taken > 0 ? taken : m_candidates.size();
        double before = 0;
        std::size_t kept = 0;
        while (kept < most && (kept == 0 || before < m_rules.topP * sum)) {
            if (kept == taken)
                take();
            before += best(kept++).first;
        }
        m_candidates.erase(m_candidates.begin(), m_candidates.end() - static_cast<std::ptrdiff_t>(kept));
        std::reverse(m_candidates.begin(), m_candidates.end());
        sum = before;
    }
    double left = m_random.uniform() * sum;
    for (const auto& [weight, id] : m_candidates) {
        left -= weight;
        if (left < 0)
            return id;
    }
    return std::max_element(scores.begin(), scores.end()) - scores.begin(); // only by rounding
}

} // namespace w2v
