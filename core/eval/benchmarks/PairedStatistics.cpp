#include "core/eval/benchmarks/PairedStatistics.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/base/Error.h"
#include "core/base/Rng.h"

namespace w2v {

Interval bootstrapMean(std::span<const double> scores, std::uint64_t seed, int replicates)
{
    if (scores.empty() || replicates < 1)
        return {};
    Rng random(seed);
    std::vector<double> means(static_cast<std::size_t>(replicates));
    const auto last = static_cast<std::int64_t>(scores.size()) - 1;
    for (double& mean : means) {
        double sum = 0;
        for (std::size_t i = 0; i < scores.size(); ++i)
            sum += scores[static_cast<std::size_t>(random.integer(0, last))];
        mean = sum / static_cast<double>(scores.size());
    }
    std::sort(means.begin(), means.end());
    const auto at = [&](double share) {
        return means[static_cast<std::size_t>(std::lround(share * static_cast<double>(means.size() - 1)))];
    };
    return {at(0.025), at(0.975)};
}

Interval bootstrapDifference(std::span<const double> first, std::span<const double> second, std::uint64_t seed, int replicates)
{
    if (first.size() != second.size())
        throw Error("comparison", "the two models did not answer the same questions", "Compare them on questions that both answered.");
    std::vector<double> differences(first.size());
    for (std::size_t i = 0; i < first.size(); ++i)
        differences[i] = first[i] - second[i];
    return bootstrapMean(differences, seed, replicates);
}

double mcNemar(std::int64_t onlyFirst, std::int64_t onlySecond)
{
    const std::int64_t n = onlyFirst + onlySecond, fewer = std::min(onlyFirst, onlySecond);
    if (n == 0)
        return 1;
    const auto total = static_cast<double>(n);
    double sum = 0;
    for (std::int64_t k = 0; k <= fewer; ++k) {
        const auto hits = static_cast<double>(k);
        sum += std::exp(std::lgamma(total + 1) - std::lgamma(hits + 1) - std::lgamma(total - hits + 1) - total * std::log(2.0));
    }
    return std::min(1.0, 2 * sum);
}

std::int64_t questionsNeeded(double difference, double discordant)
{
    constexpr double kLevel = 1.959963984540054, kPower = 0.8416212335729143; // normal quantiles at 0.975 and 0.8
    const double q = std::abs(difference), d = std::max(discordant, q);
    if (!(q > 0))
        return 0;
    const double root = kLevel * std::sqrt(d) + kPower * std::sqrt(std::max(0.0, d - q * q));
    return static_cast<std::int64_t>(std::ceil(root * root / (q * q)));
}

} // namespace w2v
