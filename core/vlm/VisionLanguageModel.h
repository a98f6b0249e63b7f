#pragma once
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/base/JobContext.h"
#include "core/image/Raster.h"

namespace w2v {

/// A turn of the conversation before the question. A user turn may hold <image> marks.
struct VlmTurn {
    std::string role; ///< "user" or "assistant"
    std::string text;
};

/// A question about images; the texts hold one <image> mark per image, in order through the earlier turns and the question.
/// Without any mark the images come first in the question.
struct VlmQuery {
    std::vector<ColorImage> images;
    std::string question;
    std::vector<VlmTurn> earlier = {};
    std::optional<std::string> system = {}; ///< unset = the checkpoint's own system turn
};

enum class FinishReason {
    EndToken, ///< the model ended its answer
    Stop,     ///< a stop string appeared
    Length,   ///< maxNewTokens or the model's longest sequence was reached
};

/// "end", "stop", "length".
const char* finishReasonName(FinishReason reason);

struct AnswerToken {
    std::int64_t id = 0;
    float logProbability = 0; ///< natural logarithm, of the model's own scores: before penalty, temperature and truncation
    std::string text;         ///< what it added to the answer: valid UTF-8; empty while a character is incomplete
};

struct VlmAnswer {
    std::string text;                ///< valid UTF-8; ends exactly before the stop string
    FinishReason finish = FinishReason::Length;
    std::vector<AnswerToken> tokens; ///< the end token and those of a stop string included
    double meanLogProbability = 0;   ///< over the tokens
    int promptTokens = 0, newTokens = 0;
    double prefillSeconds = 0;       ///< part of `seconds` until the first token could be chosen
    double seconds = 0;              ///< wall time of the whole batch divided by its number of answers
};

/// Scores are changed in the order of the Hugging Face library: repetition penalty, temperature, top-k, top-p.
struct GenerationOptions {
    int maxNewTokens = 64;
    double temperature = 0;                  ///< 0 = greedy: top-k and top-p play no part
    int topK = 0;                            ///< only the k best scores (ties with the last included); 0 = all
    double topP = 1;                         ///< the smallest set of best tokens with at least this probability, at least one
    std::optional<double> repetitionPenalty; ///< unset = of the checkpoint's generation_config.json, else 1
    std::vector<std::string> stop;           ///< the one that is complete first ends the answer
    std::uint64_t seed = 0;                  ///< sample k of a query is what seed + k gives alone, whatever else is asked
    int samples = 1;                         ///< answers a query, from one reading of the prompt
    int batch = 32;                          ///< answers that grow together
};

/// An Error that names the option outside its range.
void checkGenerationOptions(const GenerationOptions& options);

/// How likely the model is to give exactly this answer and to end it.
struct ChoiceScore {
    double logLikelihood = 0; ///< natural logarithm, summed over the choice's tokens and the end token
    int tokens = 0;           ///< the end token included

    double perToken() const { return logLikelihood / tokens; } ///< does not favour short choices
};

class VisionLanguageModel {
public:
    virtual ~VisionLanguageModel() = default;

    /// Parameters, sizes, dtype, image tokens, declared extensions: for `w2v vlm info` and the window.
    virtual nlohmann::ordered_json describe() const = 0;

    /// Answers in the queries' order, `samples` of each query one after the other. onText receives (index of the answer, new text)
    /// as tokens arrive, never a part of a stop string; its pieces make up the answer's text. It may be empty; several threads call it,
    /// one at a time. Throws Cancelled within one token of a stop request.
    virtual std::vector<VlmAnswer> answer(std::span<const VlmQuery> queries, const GenerationOptions& options, JobContext& job,
                                          const std::function<void(std::size_t, const std::string&)>& onText = {}) = 0;

    /// Multiple choice by likelihood: per query the scores of its choices in their order. The prompt is read once a query.
    virtual std::vector<std::vector<ChoiceScore>> scoreChoices(std::span<const VlmQuery> queries,
                                                               std::span<const std::vector<std::string>> choices, JobContext& job) = 0;
};

} // namespace w2v
