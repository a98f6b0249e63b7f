#include "core/nn/qwen/QwenVlmTorch.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/Error.h"
#include "core/base/JsonFields.h"
#include "core/nn/VlmFactory.h"
#include "core/nn/qwen/QwenInfo.h"
#include "core/nn/qwen/TensorFilesTorch.h"
#include "core/vlm/ChatTemplate.h"

namespace w2v::nn {

QwenProcessor QwenProcessor::load(const std::filesystem::path& folder, const QwenConfig& config)
{
    QwenProcessor processor{Tokenizer::load(folder), ImagePreprocessor::load(folder), config.extension.imageSize};
    const ImagePreprocessor& images = processor.images;
    if (images.patchSize != config.vision.patch || images.temporalPatchSize != config.vision.temporalPatch || images.mergeSize != config.vision.merge)
        throw Error((folder / "preprocessor_config.json").string(),
                    fmt::format("patches of {} x {} merged by {} do not fit the model's {} x {} merged by {}", images.temporalPatchSize, images.patchSize,
                                images.mergeSize, config.vision.temporalPatch, config.vision.patch, config.vision.merge),
                    "Use the files of one checkpoint.");
    if (processor.tokenizer.size() > config.vocabulary)
        throw Error(folder.string(), fmt::format("the tokenizer has {} tokens, the model only {}", processor.tokenizer.size(), config.vocabulary),
                    "Use the files of one checkpoint.");
    const ChatTokenIds& tokens = processor.tokenizer.chatTokens();
    if (tokens.imagePad != config.imageToken || (config.videoToken >= 0 && tokens.videoPad != config.videoToken)
        || (config.visionStartToken >= 0 && tokens.visionStart != config.visionStartToken))
        throw Error(folder.string(), "the tokenizer's image tokens are not those of config.json", "Use the files of one checkpoint.");
    return processor;
}

ColorImage QwenProcessor::view(const ColorImage& image) const
{
    if (image.empty())
        throw Error("image", "has no pixels");
    return imageSize ? middleSquare(image, imageSize) : image;
}

std::vector<ChatMessage> questionTurns(const QwenConfig& config, std::string_view question, int images)
{
    std::vector<ChatMessage> turns;
    if (config.extension.systemPrompt)
        turns.push_back({"system", {{ChatPart::Kind::Text, *config.extension.systemPrompt}}});
    turns.push_back(questionTurn(question, images, config.extension.pairAsVideo));
    return turns;
}

QwenVlm::QwenVlm(QwenConfig config, QwenWeights weights, QwenProcessor processor, std::filesystem::path folder)
    : m_config(std::move(config)), m_weights(std::move(weights)), m_processor(std::move(processor)), m_folder(std::move(folder))
{
    const ChatTokenIds& tokens = m_processor.tokenizer.chatTokens();
    m_endTokens = {tokens.imEnd, tokens.endOfText};
    const std::filesystem::path file = m_folder / "generation_config.json";
    if (m_folder.empty() || !std::filesystem::exists(file))
        return;
    const Json json = readJson(file);
    const JsonFields fields(json, file.string());
    m_repetitionPenalty = fields.number("repetition_penalty", 1);
    if (m_repetitionPenalty <= 0)
        throw Error(file.string(), "\"repetition_penalty\" is not positive");
    if (fields.has("eos_token_id")) {
        m_endTokens.clear();
        const Json& end = fields.at("eos_token_id");
        for (const Json& id : end.is_array() ? end : Json::array({end})) {
            if (!id.is_number_integer())
                throw Error(file.string(), "\"eos_token_id\" holds something that is not a token id");
            m_endTokens.push_back(id.get<std::int64_t>());
        }
    }
}

nlohmann::ordered_json QwenVlm::describe() const
{
    const at::ScalarType type = m_weights.flat.scalar_type();
    Json json = describeArchitecture(m_config, m_processor.images);
    json["folder"] = m_folder.string();
    json["dtype"] = dtypeName(type);
    json["device"] = m_weights.flat.device().str();
    json["bytes"] = m_weights.flat.nbytes();
    return json;
}

} // namespace w2v::nn

namespace w2v {

PictureInput loadPictureInput(const std::filesystem::path& folder)
{
    const nn::QwenConfig config = nn::loadQwenConfig(folder);
    return {ImagePreprocessor::load(folder), config.extension.imageSize, config.extension.pairAsVideo};
}

} // namespace w2v
