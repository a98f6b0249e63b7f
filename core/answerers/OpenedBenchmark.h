#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/answerers/QuestionMedia.h"
#include "core/eval/benchmarks/Benchmark.h"

namespace w2v {

class Project;

/// A benchmark of others that a project refers to: its files stay where they are, the answers are the project's.
struct OpenedBenchmark {
    std::string name;                 ///< under which the project keeps answers
    BenchmarkKind kind = BenchmarkKind::Sat;
    std::filesystem::path questions, media;
    MediaRules rules;                 ///< what models see of its pictures and videos
    bool operator==(const OpenedBenchmark&) const = default;
};

/// Middle squares of 512 pixels for SAT, pictures as they are for the others; 16 frames of a video.
MediaRules usualMediaRules(BenchmarkKind kind);

/// Those of the project, by name. Throws Error when the project's list cannot be read.
std::vector<OpenedBenchmark> openedBenchmarks(const Project& project);
std::optional<OpenedBenchmark> openedBenchmark(const Project& project, const std::string& name);

/// Adds it, or replaces the one of its name. Not an undo step: closeBenchmark() takes it back. Throws Error for a name that is empty or that
/// answers to records are kept under (a split, "version ...").
void keepOpenedBenchmark(Project& project, const OpenedBenchmark& benchmark);

/// Takes it from the list; its answers stay and are there again when a benchmark of this name is opened. False when it was not there.
bool closeBenchmark(Project& project, const std::string& name);

} // namespace w2v
