#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "core/answerers/Answerer.h"
#include "core/answerers/BenchmarkPrompt.h"
#include "core/answerers/QuestionMedia.h"

namespace w2v {

/// What is done to a question's images, to see whether an answerer looks at them at all.
enum class ImageAblation {
    None,     ///< nothing
    NoImages, ///< they are left out, with their marks
    Swapped,  ///< those of the next question of the same type with as many images, in the benchmark's order, the last taking the first's
    Mirrored, ///< left and right exchanged
};

/// "", "no-images", "swapped", "mirrored".
const char* imageAblationName(ImageAblation ablation);
/// Throws Error naming the known ones.
ImageAblation imageAblationFromName(const std::string& name);

/// How a benchmark is put to an answerer.
struct AskOptions {
    PromptForm form;
    MediaRules media;                          ///< of a folder of pictures
    ImageAblation ablation = ImageAblation::None;
    bool byLikelihood = false;                 ///< questions with choices are answered with the likeliest of them
    std::vector<std::filesystem::path> reuse;  ///< prediction files of earlier runs: replies to the same content are taken from them
};

/// What a run did; every number counts questions.
struct AskOutcome {
    std::size_t asked = 0;      ///< put to the answerer now
    std::size_t kept = 0;       ///< answered by the file before
    std::size_t reused = 0;     ///< taken from other files, or from a question of the same content
    std::size_t answered = 0;   ///< that have a reply now
    std::size_t incomplete = 0; ///< not asked because media are missing
    std::vector<std::string> failures; ///< "id: why", of questions that were asked in vain
    double cost = 0;            ///< of this run
};

/// Asks every complete question of the benchmark and writes `out`, see PredictionFile: id, type, prediction, prompt (its bytes), choices in
/// the order asked, frames, the decision of every scoring rule, detail of the answerer, run, key. Beside it "<out>.run.json" says what was
/// run and lists missing media. Questions answered by the file already, with the same content and settings, are not asked again; a
/// picture that cannot be decoded is a failure of its question. At the end lines stand in the benchmark's order. Throws Cancelled and
/// Error; what was answered is in the file.
AskOutcome askBenchmark(const Benchmark& benchmark, QuestionMedia& media, const AskOptions& options, Answerer& answerer,
                        const std::filesystem::path& out, JobContext& job);

/// The same with pictures and videos below a folder, by options.media.
AskOutcome askBenchmark(const Benchmark& benchmark, const std::filesystem::path& media, const AskOptions& options, Answerer& answerer,
                        const std::filesystem::path& out, JobContext& job);

} // namespace w2v
