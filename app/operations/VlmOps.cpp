#include "app/operations/ModelParams.h"
#include "app/operations/Operation.h"
#include "app/operations/Operations.h"
#include "core/base/Error.h"
#include "core/image/ImageIo.h"

namespace w2v {

Json runVlmAnswer(const Json& params, AppContext& app, JobContext& job)
{
    VlmQuery query;
    std::string marks;
    for (const auto& path : params.value("images", Json::array())) {
        if (!path.is_string())
            throw Error("images", "must be a list of file paths");
        query.images.push_back(readColorImage(path.get<std::string>()));
        marks += "<image>";
    }
    const std::string prompt = requiredText(params, "prompt");
    query.question = prompt.find("<image>") == std::string::npos ? marks + prompt : prompt;
    GenerationOptions options;
    options.maxNewTokens = static_cast<int>(integerOr(params, "max_tokens", 64));
    options.temperature = numberOr(params, "temperature", 0);
    options.seed = static_cast<std::uint64_t>(integerOr(params, "seed", 1));
    job.report(0, "loading the model");
    VisionLanguageModel& model = modelFrom(params, app);
    const auto answers = model.answer({&query, 1}, options, job, [&](std::size_t, const std::string& text) {
        job.emitEvent({{"event", "text"}, {"text", text}});
    });
    const VlmAnswer& answer = answers.front();
    return {{"text", answer.text}, {"mean_log_probability", answer.meanLogProbability}, {"prompt_tokens", answer.promptTokens},
            {"new_tokens", answer.newTokens}, {"seconds", answer.seconds}};
}

} // namespace w2v
