#include "core/nn/qwen/GeneratorTorch.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "core/base/Rng.h"

namespace w2v::nn {

namespace {

/// One row that still grows.
struct ActiveRow {
    std::size_t row = 0;              ///< of the batch
    std::int64_t nextPosition = 0;
    std::set<std::int64_t> seen;
    Rng random{0};
};

void penalise(float* scores, const std::set<std::int64_t>& seen, double penalty)
{
    const float p = static_cast<float>(penalty);
    for (const std::int64_t id : seen)
        scores[id] = scores[id] > 0 ? scores[id] / p : scores[id] * p;
}

/// The chosen id: the largest score (the first of equals), or a draw from softmax(scores / temperature).
std::int64_t choose(const std::vector<float>& scores, double temperature, Rng& random)
{
    const auto top = std::max_element(scores.begin(), scores.end());
    if (temperature <= 0)
        return top - scores.begin();
    double sum = 0;
    for (const float score : scores)
        sum += std::exp((static_cast<double>(score) - *top) / temperature);
    double left = random.uniform() * sum;
    for (std::size_t id = 0; id < scores.size(); ++id) {
        left -= std::exp((static_cast<double>(scores[id]) - *top) / temperature);
        if (left < 0)
            return static_cast<std::int64_t>(id);
    }
    return top - scores.begin();
}

double logSumExp(const float* scores, std::int64_t count)
{
    const float top = *std::max_element(scores, scores + count);
    double sum = 0;
    for (std::int64_t i = 0; i < count; ++i)
        sum += std::exp(static_cast<double>(scores[i]) - top);
    return top + std::log(sum);
}

} // namespace

std::vector<DecodedRow> decode(const QwenConfig& config, const QwenWeights& weights, const ModelBatch& prompts,
                               const DecodeSettings& settings, const std::vector<std::vector<std::int64_t>>& seen)
{
    const at::NoGradGuard noGrad;
    std::vector<DecodedRow> results(prompts.segments.size());
    if (settings.maxNewTokens <= 0 || results.empty())
        return results;
    int longest = 0;
    std::vector<std::int64_t> lastRows;
    std::vector<ActiveRow> active;
    const Rng root(settings.seed);
    for (std::size_t i = 0; i < prompts.segments.size(); ++i) {
        const Segment& s = prompts.segments[i];
        longest = std::max(longest, s.length);
        lastRows.push_back(s.begin + s.length - 1);
        ActiveRow row{i, prompts.nextPosition[i], {}, root.fork(std::to_string(i))};
        if (settings.repetitionPenalty != 1 && i < seen.size())
            row.seen.insert(seen[i].begin(), seen[i].end());
        active.push_back(std::move(row));
    }
    KeyValueCache cache(config, prompts.rows(), longest + settings.maxNewTokens, weights.embedding.options().requires_grad(false));
    at::Tensor hidden = modelForward(config, weights, prompts, {&cache, at::tensor(lastRows), {}}).hidden;

    for (int step = 0;; ++step) {
        const at::Tensor logits = logitsOf(weights, hidden).to(at::kCPU, at::kFloat).contiguous();
        if (settings.onLogits)
            settings.onLogits(step, logits);
        const std::int64_t vocabulary = logits.size(1);
        std::vector<std::int64_t> ids, kept;
        std::vector<ActiveRow> next;
        for (std::size_t i = 0; i < active.size(); ++i) {
            const float* raw = logits.data_ptr<float>() + static_cast<std::int64_t>(i) * vocabulary;
            std::vector<float> scores(raw, raw + vocabulary);
            ActiveRow& row = active[i];
            if (settings.repetitionPenalty != 1)
                penalise(scores.data(), row.seen, settings.repetitionPenalty);
            const std::int64_t id = choose(scores, settings.temperature, row.random);
            results[row.row].tokens.push_back(id);
            results[row.row].logProbability += raw[id] - logSumExp(raw, vocabulary);
            if (settings.onToken)
                settings.onToken(row.row, id);
            if (std::find(settings.endTokens.begin(), settings.endTokens.end(), id) != settings.endTokens.end())
                continue;
            if (settings.repetitionPenalty != 1)
                row.seen.insert(id);
            ids.push_back(id);
            kept.push_back(static_cast<std::int64_t>(i));
            next.push_back(std::move(row));
        }
        if (ids.empty() || step + 1 >= settings.maxNewTokens || (settings.shouldStop && settings.shouldStop()))
            return results;
        if (next.size() < active.size())
            cache.selectRows(kept);
        active = std::move(next);
        at::Tensor positions = at::empty({3, static_cast<std::int64_t>(active.size())}, at::kLong);
        for (std::size_t i = 0; i < active.size(); ++i)
            positions.select(1, static_cast<std::int64_t>(i)).fill_(active[i].nextPosition++);
        const RotaryTable rotary = decoderRotary(positions, config.ropeTheta, config.mropeSection);
        hidden = decoderStep(config, weights, at::embedding(weights.embedding, at::tensor(ids)), rotary, cache);
    }
}

} // namespace w2v::nn
