#pragma once
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
TrainingData trainingData(const Project& project, const std::string& split, int side, JobContext& job);

} // namespace w2v
