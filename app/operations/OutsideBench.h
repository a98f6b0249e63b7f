#pragma once
#include <optional>

#include "core/answerers/OpenedBenchmark.h"
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
    std::optional<Project> project;   ///< that keeps the answers; of records always
    std::string stored = {};          ///< name under which it keeps them: the split, "version <name>", or what the benchmark was opened as
    std::optional<OpenedBenchmark> opened = {}; ///< a benchmark of others that the project refers to

    bool ofRecords() const { return benchmark.kind == BenchmarkKind::Records; }
};

/// The benchmark that the parameters name: `benchmark` (sat, vsibench, mindcube) with `questions` and [`media`; beside the questions unless
/// said], or `benchmark` project with `project` and [`split` heldout, or `version`: a frozen one, or `opened`: a benchmark of others by its name
/// in the project]. `limit`: of each task or type, the same for every model. `circular`: asked twice, see circular(); not of an opened one, whose
/// answers are kept by question.
ChosenBenchmark benchmarkFrom(const Json& params);

/// What of it is there: questions by type, missing media, problems (the first `listed` of long lists; counts are whole).
Json describeBenchmark(const Benchmark& benchmark, std::size_t listed = 200);

/// describeBenchmark() and the score by every rule over the questions that have a reply. Throws Error when none has.
Json scoreReplies(const Benchmark& benchmark, const Predictions& predictions, JobContext& job);

} // namespace w2v
