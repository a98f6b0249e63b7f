#pragma once
#include "core/base/JobContext.h"
#include "core/base/Json.h"
#include "core/eval/benchmarks/Benchmark.h"
#include "core/eval/benchmarks/Predictions.h"

namespace w2v {

/// The benchmark that the parameters "benchmark", "questions" and "media" name; media lie beside the questions unless said.
Benchmark benchmarkFrom(const Json& params);

/// What of it is there: questions by type, missing media, problems (the first of long lists; counts are whole).
Json describeBenchmark(const Benchmark& benchmark);

/// describeBenchmark() and the score by every rule over the questions that have a reply. Throws Error when none has.
Json scoreReplies(const Benchmark& benchmark, const Predictions& predictions, JobContext& job);

} // namespace w2v
