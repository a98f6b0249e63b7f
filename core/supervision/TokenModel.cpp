#include "core/supervision/TokenModel.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/base/Rng.h"

namespace w2v {

namespace {

constexpr std::uint32_t kBuckets = 1u << 15; // tokens share weights beyond that, which costs little accuracy
constexpr int kEpochs = 12;
constexpr float kRate = 0.3F, kPenalty = 2e-4F;

} // namespace

std::uint32_t tokenOf(std::string_view name)
{
    std::uint64_t hash = 1469598103934665603ULL; // FNV-1a
    for (const char c : name)
        hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
    return static_cast<std::uint32_t>((hash ^ (hash >> 32)) % kBuckets);
}

TokenModel::TokenModel(std::span<const Tokens> samples, std::span<const int> classes, int classCount)
    : m_classes(static_cast<std::size_t>(std::max(classCount, 1))), m_weights((kBuckets + 1) * m_classes, 0.0F),
      m_squares(m_weights.size(), 1e-4F)
{
    std::vector<std::size_t> order(samples.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    Rng rng(29);
    for (int epoch = 0; epoch < kEpochs; ++epoch) {
        rng.shuffle(order);
        for (const std::size_t i : order)
            step(samples[i], classes[i], kPenalty);
    }
}

std::vector<double> TokenModel::logits(const Tokens& sample) const
{
    std::vector<double> sums(m_classes);
    const auto add = [&](std::uint32_t token) {
        for (std::size_t c = 0; c < m_classes; ++c)
            sums[c] += m_weights[token * m_classes + c];
    };
    for (const std::uint32_t token : sample)
        add(token);
    add(kBuckets);
    return sums;
}

std::vector<double> TokenModel::probabilities(const Tokens& sample) const
{
    std::vector<double> shares = logits(sample);
    const double most = *std::max_element(shares.begin(), shares.end());
    double sum = 0;
    for (double& share : shares)
        sum += share = std::exp(share - most);
    for (double& share : shares)
        share /= sum;
    return shares;
}

int TokenModel::best(const Tokens& sample) const
{
    const std::vector<double> sums = logits(sample);
    return static_cast<int>(std::max_element(sums.begin(), sums.end()) - sums.begin());
}

void TokenModel::step(const Tokens& sample, int truth, double penalty)
{
    std::vector<double> errors = probabilities(sample);
    errors[static_cast<std::size_t>(truth)] -= 1;
    const auto update = [&](std::uint32_t token) {
        for (std::size_t c = 0; c < m_classes; ++c) {
            const std::size_t i = token * m_classes + c;
            const auto gradient = static_cast<float>(errors[c] + penalty * m_weights[i]);
            m_squares[i] += gradient * gradient;
            m_weights[i] -= kRate * gradient / std::sqrt(m_squares[i]);
        }
    };
    for (const std::uint32_t token : sample)
        update(token);
    update(kBuckets);
}

int foldOf(std::string_view group, int folds)
{
    return static_cast<int>(tokenOf(group) % static_cast<std::uint32_t>(folds));
}

std::vector<double> crossFitted(std::span<const Tokens> samples, std::span<const int> classes, std::span<const std::string> groups,
                                int folds)
{
    std::vector<double> result(samples.size(), 0.5);
    for (int fold = 0; fold < folds; ++fold) {
        std::vector<Tokens> seen;
        std::vector<int> truths;
        for (std::size_t i = 0; i < samples.size(); ++i) {
            if (foldOf(groups[i], folds) == fold)
                continue;
            seen.push_back(samples[i]);
            truths.push_back(classes[i]);
        }
        const auto ones = std::count(truths.begin(), truths.end(), 1);
        if (ones == 0 || ones == static_cast<std::ptrdiff_t>(truths.size()))
            continue;
        const TokenModel model(seen, truths, 2);
        for (std::size_t i = 0; i < samples.size(); ++i)
            if (foldOf(groups[i], folds) == fold)
                result[i] = model.probabilities(samples[i])[1];
    }
    return result;
}

} // namespace w2v
