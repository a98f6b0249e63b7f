#include "core/nn/qwen/GeneratorTorch.h"

#include <algorithm>
#include <chrono>
#include <numeric>

namespace w2v::nn {

namespace {

/// Room in the cache before it grows: answers are usually far shorter than their limit.
constexpr int kFirstRoom = 128;

int longest(const ModelBatch& prompts)
{
    int length = 0;
    for (const Segment& s : prompts.segments)
        length = std::max(length, s.length);
    return length;
}

float logProbabilityOf(std::span<const float> scores, std::int64_t id)
{
    return scores[static_cast<std::size_t>(id)] - fusedKernels().logSumExp(scores.data(), static_cast<std::int64_t>(scores.size()));
}

} // namespace

DecodingSession::DecodingSession(const QwenConfig& config, const QwenWeights& weights, const ModelBatch& prompts, int expected,
                                 const std::function<bool()>& shouldStop)
    : m_config(config), m_weights(weights),
      m_cache(config, prompts.rows(), longest(prompts) + std::clamp(expected, 1, kFirstRoom), weights.embedding.options().dtype(computeType(weights.embedding)).requires_grad(false)),
      m_nextPositions(prompts.nextPosition)
{
    const at::NoGradGuard noGrad;
    if (FusedDecoder::fits(weights))
        m_fused.emplace(config, weights);
    std::vector<std::int64_t> lastRows;
    for (const Segment& s : prompts.segments)
        lastRows.push_back(s.begin + s.length - 1);
    const at::Tensor hidden = modelForward(config, weights, prompts, {&m_cache, at::tensor(lastRows), {}, shouldStop}).hidden;
    m_logits = logitsOf(weights, hidden).to(at::kCPU, at::kFloat).contiguous();
}

std::span<const float> DecodingSession::scores(std::size_t row) const
{
    const auto vocabulary = static_cast<std::size_t>(m_logits.size(1));
    return {m_logits.data_ptr<float>() + row * vocabulary, vocabulary};
}

void DecodingSession::selectRows(const std::vector<std::int64_t>& rows)
{
    const at::NoGradGuard noGrad;
    m_cache.selectRows(rows);
    m_logits = m_logits.index_select(0, at::tensor(rows));
    std::vector<std::int64_t> positions;
    for (const std::int64_t row : rows)
        positions.push_back(m_nextPositions[static_cast<std::size_t>(row)]);
    m_nextPositions = std::move(positions);
}

void DecodingSession::append(const std::vector<std::int64_t>& ids)
{
    const at::NoGradGuard noGrad;
    m_cache.reserve(*std::max_element(m_cache.lengths().begin(), m_cache.lengths().end()) + 1);
    if (m_fused) {
        if (m_logits.size(0) != rows())
            m_logits = at::empty({rows(), m_config.vocabulary}, at::kFloat);
        m_fused->step(ids, m_nextPositions, m_cache, m_logits.data_ptr<float>());
        for (std::int64_t& position : m_nextPositions)
            ++position;
        return;
    }
    at::Tensor positions = at::empty({3, rows()}, at::kLong);
    for (std::size_t i = 0; i < m_nextPositions.size(); ++i)
        positions.select(1, static_cast<std::int64_t>(i)).fill_(m_nextPositions[i]++);
    const RotaryTable rotary = decoderRotary(positions.to(m_weights.embedding.device()), m_config.ropeTheta, m_config.mropeSection);
    m_logits = logitsOf(m_weights, decoderStep(m_config, m_weights, embedIds(m_weights, at::tensor(ids)), rotary, m_cache)).to(at::kCPU, at::kFloat).contiguous();
}

std::vector<DecodedRow> decode(const QwenConfig& config, const QwenWeights& weights, const ModelBatch& prompts,
                               const DecodeSettings& settings, const std::vector<std::vector<std::int64_t>>& seen)
{
    const auto samples = static_cast<std::size_t>(std::max(1, settings.samples));
    std::vector<DecodedRow> results(prompts.segments.size() * samples);
    if (settings.maxNewTokens <= 0 || results.empty())
        return results;
    const auto start = std::chrono::steady_clock::now();
    DecodingSession session(config, weights, prompts, settings.maxNewTokens, settings.shouldStop);
    if (samples > 1) {
        std::vector<std::int64_t> repeated;
        for (std::size_t row = 0; row < results.size(); ++row)
            repeated.push_back(static_cast<std::int64_t>(row / samples));
        session.selectRows(repeated);
    }
    const double prefill = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    std::vector<TokenSampler> samplers;
    for (std::size_t row = 0; row < results.size(); ++row) {
        results[row].prefillSeconds = prefill;
        const std::size_t prompt = row / samples;
        samplers.emplace_back(settings.rules, settings.random ? settings.random(row) : Rng(0),
                              prompt < seen.size() ? std::span<const std::int64_t>(seen[prompt]) : std::span<const std::int64_t>());
    }
    std::vector<std::size_t> growing(results.size()); // the row of each row of the session
    std::iota(growing.begin(), growing.end(), std::size_t{0});
    for (int step = 0;; ++step) {
        if (settings.onLogits)
            settings.onLogits(step, session.logits());
        std::vector<std::int64_t> ids, kept;
        std::vector<std::size_t> next;
        for (std::size_t i = 0; i < growing.size(); ++i) {
            const std::size_t row = growing[i];
            const std::span<const float> scores = session.scores(i);
            const std::int64_t id = samplers[row].choose(scores);
            DecodedRow& result = results[row];
            result.tokens.push_back(id);
            result.logProbabilities.push_back(logProbabilityOf(scores, id));
            result.ended = std::find(settings.endTokens.begin(), settings.endTokens.end(), id) != settings.endTokens.end();
            if (result.ended || (settings.onToken && !settings.onToken(row, id)) || session.length(i) + 1 >= config.maxPositions)
                continue;
            samplers[row].accept(id);
            ids.push_back(id);
            kept.push_back(static_cast<std::int64_t>(i));
            next.push_back(row);
        }
        if (ids.empty() || step + 1 >= settings.maxNewTokens || (settings.shouldStop && settings.shouldStop()))
            return results;
        if (next.size() < growing.size())
            session.selectRows(kept);
        growing = std::move(next);
        session.append(ids);
    }
}

std::vector<std::vector<double>> scoreContinuations(const QwenConfig& config, const QwenWeights& weights, const ModelBatch& prompts,
                                                    const std::vector<std::vector<std::vector<std::int64_t>>>& continuations,
                                                    const std::function<bool()>& shouldStop)
{
    struct Place {
        std::size_t prompt, continuation;
    };
    std::vector<std::vector<double>> sums;
    std::vector<Place> growing;
    std::vector<std::int64_t> repeated;
    int most = 0;
    for (std::size_t p = 0; p < continuations.size(); ++p) {
        sums.emplace_back(continuations[p].size(), 0.0);
        for (std::size_t c = 0; c < continuations[p].size(); ++c) {
            growing.push_back({p, c});
            repeated.push_back(static_cast<std::int64_t>(p));
            most = std::max(most, static_cast<int>(continuations[p][c].size()));
        }
    }
    if (growing.empty())
        return sums;
    DecodingSession session(config, weights, prompts, most, shouldStop);
    session.selectRows(repeated);
    for (std::size_t step = 0;; ++step) {
        std::vector<std::int64_t> ids, kept;
        std::vector<Place> next;
        for (std::size_t i = 0; i < growing.size(); ++i) {
            const auto& [prompt, continuation] = growing[i];
            const std::vector<std::int64_t>& tokens = continuations[prompt][continuation];
            sums[prompt][continuation] += logProbabilityOf(session.scores(i), tokens[step]);
            if (step + 1 == tokens.size())
                continue;
            ids.push_back(tokens[step]);
            kept.push_back(static_cast<std::int64_t>(i));
            next.push_back(growing[i]);
        }
        if (ids.empty() || (shouldStop && shouldStop()))
            return sums;
        if (next.size() < growing.size())
            session.selectRows(kept);
        growing = std::move(next);
        session.append(ids);
    }
}

} // namespace w2v::nn
