#pragma once
#include <functional>
#include <span>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/base/JobContext.h"
#include "core/image/Raster.h"

namespace w2v {

/// A question about images; the text holds one <image> mark per image, in order.
struct VlmQuery {
    std::vector<ColorImage> images;
    std::string question;
};

struct VlmAnswer {
    std::string text;
    double meanLogProbability = 0; ///< natural logarithm, over the generated tokens
    int promptTokens = 0, newTokens = 0;
    double seconds = 0;            ///< wall time of the whole batch divided by its size
};

struct GenerationOptions {
    int maxNewTokens = 64;
    double temperature = 0;        ///< 0 = greedy
    std::uint64_t seed = 0;
    int batch = 32;
};

class VisionLanguageModel {
public:
    virtual ~VisionLanguageModel() = default;

    /// Parameters, sizes, dtype, image tokens, declared extensions: for `w2v vlm info` and the window.
    virtual nlohmann::ordered_json describe() const = 0;

    /// Answers in the queries' order. onText receives (query index, new text) as tokens arrive; may be empty.
    virtual std::vector<VlmAnswer> answer(std::span<const VlmQuery> queries, const GenerationOptions& options, JobContext& job,
                                          const std::function<void(std::size_t, const std::string&)>& onText = {}) = 0;
};

} // namespace w2v
