#pragma once
#include <optional>

#include "core/base/JobContext.h"
#include "core/base/Json.h"
#include "core/dataset/Project.h"
#include "core/eval/benchmarks/Benchmark.h"
#include "core/eval/benchmarks/Predictions.h"

namespace w2v {

/// A benchmark and where its pictures are.
struct ChosenBenchmark {
    Benchmark benchmark;
    std::filesystem::path media;      ///< of outside benchmarks
    std::optional<Project> project;   ///< of records
    std::string stored = {};          ///< of records: name under which the project keeps answers: the split, or "version <name>"
};

/// The benchmark that the parameters name: `benchmark` (sat, vsibench, mindcube) with `questions` and [`media`; beside the questions unless
/// said], or `benchmark` project with `project` and [`split` heldout, or `version`: a frozen one; `limit` of each task]. `circular`: asked twice,
/// see circular().
ChosenBenchmark benchmarkFrom(const Json& params);

/// What of it is there: questions by type, missing media, problems (the first of long lists; counts are whole).
Json describeBenchmark(const Benchmark& benchmark);

/// describeBenchmark() and the score by every rule over the questions that have a reply. Throws Error when none has.
Json scoreReplies(const Benchmark& benchmark, const Predictions& predictions, JobContext& job);

} // namespace w2v
