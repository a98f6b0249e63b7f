#pragma once
#include <filesystem>
#include <vector>

#include "core/eval/benchmarks/Benchmark.h"

namespace w2v {

/// A benchmark's question file, told by its fields, and the folder below which its media lie.
struct FoundBenchmark {
    BenchmarkKind kind = BenchmarkKind::Sat;
    std::filesystem::path questions, media;
};

/// What `path` holds: a question file itself, or those in a folder and up to three folders below it, in the order of their names. Media
/// are looked for beside the file, in the folders above it (three at most) and in their `data`, `images`, `videos` and `media`; the place
/// with most of the first questions' files is taken, the file's own folder when there is none. Files that cannot be read are passed over.
std::vector<FoundBenchmark> findBenchmarks(const std::filesystem::path& path);

} // namespace w2v
