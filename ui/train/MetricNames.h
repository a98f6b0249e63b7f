#pragma once
#include <QString>

#include <string_view>

namespace w2v {

/// Which chart a metric belongs to, and its curve's name there. Names are those of core/training: "loss", "learning_rate",
/// "auxiliary/flow", "reward", "reward/A2/overall", "divergence", "eval/A2/accuracy", "eval/A2/direction"; a leading "train/" is dropped.
struct MetricPlace {
    enum Chart { Loss, LearningRate, Auxiliary, Reward, Divergence, HeldOut, kCharts, System = kCharts };
    Chart chart = System;
    QString curve;
    int color = 0;       ///< series colour: a task keeps its colour in every run
    bool dashed = false;
};

MetricPlace placeOf(std::string_view metric);

} // namespace w2v
