#include "core/nn/qwen/QwenVlmTorch.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/Error.h"
#include "core/base/JsonFields.h"
#include "core/nn/VlmFactory.h"
#include "core/nn/qwen/QwenCheckpointTorch.h"
#include "core/vlm/BicubicResize.h"
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
    if (imageSize == 0 || (image.width() == imageSize && image.height() == imageSize))
        return image;
    const int side = std::min(image.width(), image.height()), left = (image.width() - side) / 2, top = (image.height() - side) / 2;
    ColorImage square(side, side);
    for (int y = 0; y < side; ++y)
        std::copy_n(image.row(top + y) + 3 * left, 3 * side, square.row(y));
    return resizeBicubic(square, imageSize, imageSize);
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
    const QwenVisionConfig& v = m_config.vision;
    std::int64_t vision = 0;
    for (const HubTensor& tensor : hubTensors(m_config, m_weights))
        if (tensor.name.starts_with("visual."))
            vision += tensor.view.numel();
    const std::int64_t total = m_weights.flat.numel();
    Json extensions = Json::array();
    if (m_config.extension.pairAsVideo)
        extensions.push_back("two views are the frames of one temporal patch");
    if (m_config.extension.absolutePositions)
        extensions.push_back("learned absolute patch positions");
    if (m_config.extension.systemPrompt)
        extensions.push_back("own system turn");
    const auto& images = m_processor.images;
    const auto tokens = [&](std::int64_t pixels) { return pixels / (v.patch * v.merge) / (v.patch * v.merge); };
    return Json{{"architecture", "Qwen2.5-VL"}, {"folder", m_folder.string()}, {"parameters", total}, {"vision_parameters", vision},
                {"dtype", "float32"}, {"stored_dtype", m_config.dtype}, {"bytes", total * 4}, {"tied_embeddings", m_config.tied},
                {"text", {{"hidden", m_config.hidden}, {"layers", m_config.layers}, {"heads", m_config.heads}, {"kv_heads", m_config.kvHeads}, {"vocabulary", m_config.vocabulary}}},
                {"vision", {{"hidden", v.hidden}, {"depth", v.depth}, {"heads", v.heads}, {"patch", v.patch}, {"window", v.window}}},
                {"image_tokens", {{"least", tokens(images.minPixels)}, {"most", tokens(images.maxPixels)}}},
                {"extensions", extensions}};
}

} // namespace w2v::nn

namespace w2v {

std::unique_ptr<VisionLanguageModel> loadVisionLanguageModel(const std::filesystem::path& folder)
{
    nn::QwenCheckpoint checkpoint = nn::loadQwenCheckpoint(folder);
    nn::QwenProcessor processor = nn::QwenProcessor::load(folder, checkpoint.config);
    return std::make_unique<nn::QwenVlm>(std::move(checkpoint.config), std::move(checkpoint.weights), std::move(processor), folder);
}

} // namespace w2v
