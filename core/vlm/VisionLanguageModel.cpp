#include "core/vlm/VisionLanguageModel.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "core/base/Error.h"

namespace w2v {

const char* finishReasonName(FinishReason reason)
{
    switch (reason) {
    case FinishReason::EndToken: return "end";
    case FinishReason::Stop: return "stop";
    case FinishReason::Length: break;
    }
    return "length";
}

void checkGenerationOptions(const GenerationOptions& o)
{
    const auto require = [](bool holds, const char* subject, const std::string& reason) {
        if (!holds)
            throw Error(subject, reason);
    };
    require(o.maxNewTokens >= 0, "max_tokens", fmt::format("{} is negative", o.maxNewTokens));
    require(std::isfinite(o.temperature) && o.temperature >= 0, "temperature", fmt::format("{} is not 0 or more", o.temperature));
    require(o.topK >= 0, "top_k", fmt::format("{} is negative", o.topK));
    require(o.topP > 0 && o.topP <= 1, "top_p", fmt::format("{} is not above 0 and at most 1", o.topP));
    if (o.repetitionPenalty)
        require(std::isfinite(*o.repetitionPenalty) && *o.repetitionPenalty > 0, "repetition_penalty", fmt::format("{} is not positive", *o.repetitionPenalty));
    require(std::none_of(o.stop.begin(), o.stop.end(), [](const std::string& s) { return s.empty(); }), "stop", "holds an empty text");
    require(o.samples >= 1, "samples", fmt::format("{} is not 1 or more", o.samples));
    require(o.batch >= 1, "batch", fmt::format("{} is not 1 or more", o.batch));
}

} // namespace w2v
