#pragma once
#include <cstdint>
#include <span>

namespace w2v {

struct Interval {
    double low = 0, high = 0;
};

/// Percentile bootstrap (Efron 1979) of the mean: 95 % of the means of `replicates` resamples lie inside. Deterministic for a seed;
/// {0, 0} without scores.
Interval bootstrapMean(std::span<const double> scores, std::uint64_t seed = 1, int replicates = 2000);

/// The same for the mean of first[i] - second[i]: two models on the same questions. Throws Error when their numbers differ.
Interval bootstrapDifference(std::span<const double> first, std::span<const double> second, std::uint64_t seed = 1, int replicates = 2000);

/// McNemar's exact test: two models on the same questions, of which only the first got `onlyFirst` right and only the second
/// `onlySecond`. Two-sided probability of so uneven a split when both are equally good: binomial with p = 1/2.
double mcNemar(std::int64_t onlyFirst, std::int64_t onlySecond);

/// Questions needed to find a difference of accuracy with 80 % power at the 5 % level, by McNemar's test (Connor 1987):
/// (z_a sqrt(d) + z_b sqrt(d - q^2))^2 / q^2 with q = |difference| and d = `discordant`, the share of questions on which the two
/// models differ (at least q). 0 when there is no difference to find.
std::int64_t questionsNeeded(double difference, double discordant);

} // namespace w2v
