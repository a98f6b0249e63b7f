#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "app/operations/ModelParams.h"
#include "app/operations/Operation.h"
#include "app/operations/Operations.h"
#include "app/operations/PictureParams.h"
#include "app/operations/ServerParams.h"
#include "core/answerers/server/ServerChat.h"
#include "core/answerers/server/ServerKey.h"
#include "core/base/Error.h"
#include "core/nn/VlmFactory.h"

namespace w2v {

namespace {

constexpr std::string_view kMark = "<image>";
constexpr std::size_t kMostChoices = 64;

/// The text with one mark for each of its pictures: those it has, or all at its beginning.
std::string marked(const std::string& text, std::size_t images)
{
    if (text.find(kMark) != std::string::npos)
        return text;
    std::string marks;
    for (std::size_t i = 0; i < images; ++i)
        marks += kMark;
    return marks + text;
}

/// A conversation as it is read; `imageTokens`: of all its pictures.
struct Conversation {
    VlmQuery query;
    std::int64_t imageTokens = 0;
};

/// `input`: how the model takes pictures in; null of a server, which does not say.
Conversation readConversation(const Json& params, const PictureInput* input)
{
    const PictureParams pictures(params);
    Conversation read;
    const auto addTurn = [&](std::vector<ColorImage> images, const std::string& text) {
        read.imageTokens += input ? input->tokens(images) : 0;
        const std::string whole = marked(text, images.size());
        for (ColorImage& image : images)
            read.query.images.push_back(std::move(image));
        return whole;
    };
    if (params.contains("system"))
        read.query.system = textOr(params, "system", "");
    if (!params.contains("messages")) {
        read.query.question = addTurn(pictures.list(params, "images"), requiredText(params, "prompt"));
        return read;
    }
    if (params.contains("prompt") || params.contains("images"))
        throw Error("messages", "are given beside a prompt or images", "Give the one or the other");
    const Json& messages = params.at("messages");
    if (!messages.is_array() || messages.empty())
        throw Error("messages", "must be a list of turns with role and text");
    for (std::size_t i = 0; i < messages.size(); ++i) {
        const Json& message = messages[i];
        if (!message.is_object())
            throw Error("messages", fmt::format("turn {} is not an object with role and text", i + 1));
        const std::string role = requiredText(message, "role"), text = textOr(message, "text", "");
        std::vector<ColorImage> images = pictures.list(message, "images");
        const bool last = i + 1 == messages.size();
        if (role == "system" && i == 0 && !last && images.empty()) {
            read.query.system = text;
        } else if (role == "assistant" && images.empty() && !last) {
            read.query.earlier.push_back({role, text});
        } else if (role == "user") {
            const std::string whole = addTurn(std::move(images), text);
            if (last)
                read.query.question = whole;
            else
                read.query.earlier.push_back({role, whole});
        } else {
            throw Error("messages", fmt::format("turn {} cannot be of \"{}\"", i + 1, role),
                        "Begin with system or user, take turns of user and assistant (without images), end with user");
        }
    }
    return read;
}

GenerationOptions readOptions(const Json& params)
{
    GenerationOptions options;
    options.maxNewTokens = static_cast<int>(integerOr(params, "max_tokens", 64));
    options.temperature = numberOr(params, "temperature", 0);
    options.topP = numberOr(params, "top_p", 1);
    options.topK = static_cast<int>(integerOr(params, "top_k", 0));
    if (params.contains("repetition_penalty"))
        options.repetitionPenalty = numberOr(params, "repetition_penalty", 1);
    options.seed = static_cast<std::uint64_t>(integerOr(params, "seed", 1));
    options.samples = static_cast<int>(integerOr(params, "n", 1));
    const Json stop = params.value("stop", Json::array());
    for (const Json& text : stop.is_array() ? stop : Json::array({stop})) {
        if (!text.is_string())
            throw Error("stop", "must be a list of texts");
        options.stop.push_back(text.get<std::string>());
    }
    checkGenerationOptions(options);
    return options;
}

Json answerJson(const VlmAnswer& answer)
{
    double probability = 0;
    for (const AnswerToken& token : answer.tokens)
        probability += std::exp(static_cast<double>(token.logProbability));
    if (!answer.tokens.empty())
        probability /= static_cast<double>(answer.tokens.size());
    return {{"text", answer.text}, {"finish", finishReasonName(answer.finish)}, {"new_tokens", answer.newTokens},
            {"mean_log_probability", answer.meanLogProbability}, {"mean_probability", probability}};
}

/// Only what was asked for is sent: hosted services refuse fields that they do not know.
Json serverSampling(const Json& params, const GenerationOptions& options)
{
    Json sampling = Json::object();
    if (options.topP < 1)
        sampling["top_p"] = options.topP;
    if (options.topK > 0)
        sampling["top_k"] = options.topK;
    if (options.repetitionPenalty)
        sampling["repetition_penalty"] = *options.repetitionPenalty;
    if (!options.stop.empty())
        sampling["stop"] = options.stop;
    if (integerOr(params, "n", 1) != 1)
        throw Error("n", "is not for servers", "Ask again with another seed");
    return sampling;
}

Json answerByServer(const Json& params, JobContext& job)
{
    ServerOptions server = serverOptions(params);
    const GenerationOptions options = readOptions(params);
    if (server.temperature)
        server.temperature = options.temperature;
    const Conversation conversation = readConversation(params, nullptr);
    job.report(0, "asking " + server.server);
    const ServerAnswer answer = askServer(server, serverKey(server.server), conversation.query, serverSampling(params, options),
                                          [&](const std::string& text) { job.emitEvent({{"event", "text"}, {"text", text}}); }, job);
    const ChatReply& reply = answer.reply;
    Json result{{"text", reply.text}, {"finish", reply.finish}, {"attempts", answer.attempts}, {"seconds", answer.seconds}};
    if (answer.secondsToFirstToken > 0)
        result["time_to_first_token"] = answer.secondsToFirstToken;
    if (reply.newTokens)
        result["new_tokens"] = *reply.newTokens;
    if (reply.promptTokens)
        result["prompt_tokens"] = *reply.promptTokens;
    for (const auto& [key, text] : {std::pair("server_model", &reply.model), std::pair("reasoning", &reply.reasoning), std::pair("refusal", &reply.refusal)})
        if (!text->empty())
            result[key] = *text;
    return result;
}

} // namespace

Json runVlmAnswer(const Json& params, AppContext& app, JobContext& job)
{
    if (params.contains("model") == params.contains("server"))
        throw Error("model", "and server: one of them must be given", "Give --model FOLDER, or --server ADDRESS --server-model NAME");
    if (params.contains("server"))
        return answerByServer(params, job);
    const std::string folder = requiredText(params, "model");
    const GenerationOptions options = readOptions(params);
    const PictureInput input = loadPictureInput(folder);
    const Conversation conversation = readConversation(params, &input);
    job.report(0, "loading the model");
    VisionLanguageModel& model = modelFrom(params, app);
    job.throwIfStopped();
    const auto answers = model.answer({&conversation.query, 1}, options, job, [&](std::size_t index, const std::string& text) {
        Json event{{"event", "text"}, {"text", text}};
        if (options.samples > 1)
            event["index"] = index;
        job.emitEvent(event);
    });
    Json result = answerJson(answers.front());
    double seconds = 0;
    for (const VlmAnswer& answer : answers)
        seconds += answer.seconds;
    result["prompt_tokens"] = answers.front().promptTokens;
    result["image_tokens"] = conversation.imageTokens;
    result["time_to_first_token"] = answers.front().prefillSeconds;
    result["seconds"] = seconds;
    if (options.samples > 1) {
        result["answers"] = Json::array();
        for (const VlmAnswer& answer : answers)
            result["answers"].push_back(answerJson(answer));
    }
    return result;
}

Json runVlmChoose(const Json& params, AppContext& app, JobContext& job)
{
    const Json list = params.value("choices", Json::array());
    std::vector<std::vector<std::string>> choices(1);
    for (const Json& text : list.is_array() ? list : Json::array({list})) {
        if (!text.is_string() || text.get<std::string>().empty())
            throw Error("choices", "must be texts that are not empty");
        choices.front().push_back(text.get<std::string>());
    }
    if (choices.front().size() < 2 || choices.front().size() > kMostChoices)
        throw Error("choices", fmt::format("are {}", choices.front().size()), fmt::format("Give 2 to {}", kMostChoices));
    const PictureInput input = loadPictureInput(requiredText(params, "model"));
    const Conversation conversation = readConversation(params, &input);
    job.report(0, "loading the model");
    VisionLanguageModel& model = modelFrom(params, app);
    job.throwIfStopped();
    const std::vector<ChoiceScore> scores = model.scoreChoices({&conversation.query, 1}, choices, job).front();
    const auto better = [](const ChoiceScore& a, const ChoiceScore& b) { return a.logLikelihood < b.logLikelihood; };
    const auto best = std::max_element(scores.begin(), scores.end(), better);
    double sum = 0;
    for (const ChoiceScore& score : scores)
        sum += std::exp(score.logLikelihood - best->logLikelihood);
    Json rows = Json::array();
    for (std::size_t i = 0; i < scores.size(); ++i)
        rows.push_back({{"text", choices.front()[i]}, {"log_likelihood", scores[i].logLikelihood}, {"tokens", scores[i].tokens},
                        {"per_token", scores[i].perToken()}, {"probability", std::exp(scores[i].logLikelihood - best->logLikelihood) / sum}});
    const auto index = static_cast<std::size_t>(best - scores.begin());
    return {{"text", choices.front()[index]}, {"index", index}, {"choices", rows}, {"image_tokens", conversation.imageTokens}};
}

} // namespace w2v
