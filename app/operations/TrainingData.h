#pragma once
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/base/JobContext.h"
#include "core/dataset/Project.h"
#include "core/training/TrainingSample.h"

namespace w2v {

/// Records and, in the same order, the samples made of them.
struct TrainingData {
    std::vector<QaRecord> records;
    std::vector<TrainingSample> samples;
};

/// The project's records of one split, rejected and stale ones left out, as training samples: views (resized to
/// side x side pixels) and depth shared between the records of a rollout, texts also as they read mirrored and with the views swapped.
/// With `shuffleSeed` the samples' answers are exchanged among the records of a task, which leaves nothing to learn but their form.
TrainingData trainingData(const Project& project, const std::string& split, int side, std::optional<std::uint64_t> shuffleSeed, JobContext& job);

/// A record as its sample's variant asks it: question and answer of that variant, pictures in the order they are shown. `variant`: kMirrored |
/// kSwapped, one that the sample has a text for.
QaRecord askedRecord(const TrainingData& data, std::size_t index, int variant);

/// Exchanges answers among the records of each task at random.
void shuffleAnswers(std::span<QaRecord> records, std::uint64_t seed);

/// A stored picture as the model's own preprocessing resizes it, so that training and answering see the same pixels.
std::shared_ptr<const ColorImage> trainingView(const Project& project, const std::string& reference, int side);

} // namespace w2v
