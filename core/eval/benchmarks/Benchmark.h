#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace w2v {

enum class BenchmarkKind { Sat, VsiBench, MindCube };

/// "sat", "vsibench", "mindcube".
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
    std::vector<std::string> media;        ///< pictures in order, or one video: paths below the media folder

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

/// The question with its choices in the order in which they were asked. Throws Error when those are other choices.
BenchmarkQuestion inOrder(BenchmarkQuestion question, const std::vector<std::string>& choices);

/// The setting of a MindCube question: the first of around, rotation, translation, among in the lower-cased id, else "other".
std::string mindCubeSetting(const std::string& id);

} // namespace w2v
