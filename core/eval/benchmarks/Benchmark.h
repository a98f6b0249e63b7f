#pragma once
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/supervision/QaRecord.h"

namespace w2v {

/// Records: questions of a project of our own.
enum class BenchmarkKind { Sat, VsiBench, MindCube, Records };

/// "sat", "vsibench", "mindcube", "project".
const char* benchmarkKindName(BenchmarkKind kind);
std::optional<BenchmarkKind> benchmarkKindFromName(const std::string& name);

/// One question as the benchmark's own file states it.
struct BenchmarkQuestion {
    std::string id;                        ///< unique in the benchmark
    std::string type;                      ///< the benchmark's own word
    std::string text;
    std::vector<std::string> choices;      ///< without letters; empty when a number is asked for, or the text holds them (MindCube)
    int rightChoice = -1;                  ///< index into choices; for MindCube the letter's place (A = 0); -1 when a number is asked
    std::optional<double> number;          ///< the right number, in the unit the question names
    std::vector<std::string> media;        ///< pictures in order, or one video: paths below the media folder; of a record image references
    std::shared_ptr<const QaRecord> record = {}; ///< what a question of our own is scored by

    bool operator==(const BenchmarkQuestion&) const = default;
};

/// A benchmark's questions and what of it is not there.
struct Benchmark {
    BenchmarkKind kind = BenchmarkKind::Sat;
    std::vector<BenchmarkQuestion> questions;
    std::vector<std::string> missing;      ///< media named by questions and not found below the folder, each once, in order
    std::vector<std::string> problems;     ///< "file:line: why" of entries that could not be read
    std::vector<bool> complete;            ///< per question: all of its media are there
};

/// Reads a benchmark in its own layout. SAT: a JSON array of {database_idx, question_type, question, answer_choices,
/// correct_answer, img_paths}. VSI-Bench: JSON lines (or an array) of {id, dataset, scene_name, question_type, question,
/// ground_truth, options}; its videos are <dataset>/<scene_name>.mp4. MindCube: JSON lines of {id, question, images, gt_answer}.
/// Media are looked for below `media`; a name that leads out of it is a problem of its question, never followed. Entries that
/// cannot be read are listed in problems and left out; throws Error when the file as a whole cannot be read or holds no question.
Benchmark readBenchmark(BenchmarkKind kind, const std::filesystem::path& file, const std::filesystem::path& media);

/// The records as a benchmark: their task is the type, their images are the media.
Benchmark recordBenchmark(std::span<const QaRecord> records);

/// Every question with choices twice, the second time (id with "~2") with the choices in reverse order: circular evaluation, as the authors
/// of SAT do with its two choices. MindCube's choices are part of its text: Error.
Benchmark circular(const Benchmark& benchmark);

/// The question with its choices in the order in which they were asked. Throws Error when those are other choices.
BenchmarkQuestion inOrder(BenchmarkQuestion question, const std::vector<std::string>& choices);

/// The setting of a MindCube question: the first of around, rotation, translation, among in the lower-cased id, else "other".
std::string mindCubeSetting(const std::string& id);

} // namespace w2v
