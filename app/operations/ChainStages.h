#pragma once
#include <optional>
#include <string>

#include "core/dataset/Project.h"
#include "core/runs/Chain.h"
#include "core/runs/RunFolder.h"

namespace w2v {

/// Parameters of the stages of a chain (ChainStage::params):
/// train {"recipe": its text, ["base_of": the stage whose model it starts from]},
/// merge {"of": a train stage}: its last checkpoint as a model folder of its own, an adapter added to the weights,
/// bench {"of": a train stage, "benchmarks": [parameters of bench.answer without the model], "last_only"}: every checkpoint it kept.

/// The run that a train stage has begun; nothing before that, and when it was deleted.
std::optional<RunFolder> runOfStage(const Project& project, const ChainFolder& chain, const std::string& stage);

/// The scores that a bench stage has so far: [{"step", "benchmark", "overall", "low", "high", "n"} or {..., "error"}].
Json scoresOfStage(const ChainFolder& chain, const std::string& stage);

} // namespace w2v
