#pragma once
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>

#include "core/base/Json.h"
#include "core/training/TrainingSample.h"

namespace w2v {

/// The newest checkpoint of a run that holds a whole training/ and so can be gone on from.
std::optional<std::filesystem::path> resumableCheckpoint(const std::filesystem::path& run);

/// What the trainer noted beside the numbers: step, replicas, random numbers, course. An Error when it is not there or of another version.
Json trainingProgress(const std::filesystem::path& checkpoint);

/// Of texts, pictures and depths in their order: the same number, the same training data.
std::uint64_t fingerprint(std::span<const TrainingSample> samples);

} // namespace w2v
