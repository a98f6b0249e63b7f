#include "core/nn/qwen/QwenVlmTorch.h"

#include <algorithm>
#include <chrono>
#include <exception>
#include <numeric>
#include <thread>

#include <fmt/format.h>

#include "core/base/Error.h"
#include "core/base/JsonFields.h"
#include "core/nn/Runtime.h"
#include "core/nn/VlmFactory.h"
#include "core/nn/qwen/QwenCheckpointTorch.h"
#include "core/vlm/BicubicResize.h"
#include "core/vlm/ChatTemplate.h"

namespace w2v::nn {

namespace {

/// Models above this size answer one batch at a time with all threads in each operation; smaller ones run a batch a thread,
/// because their operations are too short to share.
constexpr std::int64_t kLargeModel = 100'000'000;

double secondsSince(std::chrono::steady_clock::time_point start)
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

} // namespace

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

struct QwenVlm::Prepared {
    std::size_t query = 0;
    TokenRow row;
    std::vector<ColorImage> images; ///< as the model sees them
};

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

QwenVlm::Prepared QwenVlm::prepare(const VlmQuery& query) const
{
    Prepared prepared;
    const bool pair = m_config.extension.pairAsVideo && query.images.size() == 2;
    for (const ColorImage& image : query.images)
        prepared.images.push_back(m_processor.view(image));
    const auto gridOf = [&](const ColorImage& image) {
        const ResizedSize size = m_processor.images.targetSize(image.width(), image.height());
        return VisionGrid{1, size.height / m_config.vision.patch, size.width / m_config.vision.patch};
    };
    if (pair)
        prepared.row.videos.push_back(gridOf(prepared.images.front()));
    else
        for (const ColorImage& image : prepared.images)
            prepared.row.images.push_back(gridOf(image));
    const std::vector<ChatMessage> turns = questionTurns(m_config, query.question, static_cast<int>(query.images.size()));
    prepared.row.ids = encodePrompt(m_processor.tokenizer, turns, prepared.row.images, prepared.row.videos, m_config.vision.merge);
    return prepared;
}

void QwenVlm::answerBatch(std::span<const Prepared> prepared, const GenerationOptions& options,
                          const std::function<bool()>& shouldStop, const std::function<void(std::size_t, const std::string&)>& onText,
                          std::vector<VlmAnswer>& answers) const
{
    const auto start = std::chrono::steady_clock::now();
    std::vector<TokenRow> rows;
    std::vector<std::vector<std::int64_t>> seen;
    std::vector<at::Tensor> stills, pairs;
    for (const Prepared& p : prepared) {
        rows.push_back(p.row);
        seen.push_back(p.row.ids);
        const std::vector<ColorImage>& images = p.images;
        const auto keep = [](const VisionPatches& patches, std::vector<at::Tensor>& list) {
            at::Tensor values = at::empty({patches.grid.patches(), static_cast<std::int64_t>(patches.values.size()) / patches.grid.patches()}, at::kFloat);
            std::copy(patches.values.begin(), patches.values.end(), values.data_ptr<float>());
            list.push_back(values);
        };
        if (!p.row.videos.empty())
            keep(m_processor.images.video(images), pairs);
        else
            for (const ColorImage& image : images)
                keep(m_processor.images.image(image), stills);
    }
    ModelBatch batch = packRows(m_config, rows);
    stills.insert(stills.end(), pairs.begin(), pairs.end());
    if (!stills.empty())
        batch.pixelValues = at::cat(stills, 0);

    std::vector<TokenStream> streams(prepared.size(), TokenStream(m_processor.tokenizer));
    std::vector<std::string> texts(prepared.size());
    DecodeSettings settings;
    settings.maxNewTokens = options.maxNewTokens;
    settings.temperature = options.temperature;
    settings.repetitionPenalty = m_repetitionPenalty;
    settings.endTokens = m_endTokens;
    settings.seed = options.seed + prepared.front().query;
    settings.shouldStop = shouldStop;
    settings.onToken = [&](std::size_t row, std::int64_t id) {
        if (std::find(m_endTokens.begin(), m_endTokens.end(), id) != m_endTokens.end())
            return;
        const std::string text = streams[row].push(id);
        texts[row] += text;
        if (onText && !text.empty())
            onText(prepared[row].query, text);
    };
    const std::vector<DecodedRow> decoded = decode(m_config, m_weights, batch, settings, seen);
    const double seconds = secondsSince(start) / static_cast<double>(prepared.size());
    for (std::size_t i = 0; i < prepared.size(); ++i) {
        VlmAnswer& answer = answers[prepared[i].query];
        answer.text = texts[i] + streams[i].finish();
        answer.promptTokens = static_cast<int>(prepared[i].row.ids.size());
        answer.newTokens = static_cast<int>(decoded[i].tokens.size());
        answer.meanLogProbability = decoded[i].logProbability / std::max<double>(1, answer.newTokens);
        answer.seconds = seconds;
    }
}

std::vector<VlmAnswer> QwenVlm::answer(std::span<const VlmQuery> queries, const GenerationOptions& options, JobContext& job,
                                       const std::function<void(std::size_t, const std::string&)>& onText)
{
    std::vector<VlmAnswer> answers(queries.size());
    std::vector<Prepared> prepared;
    prepared.reserve(queries.size());
    for (std::size_t i = 0; i < queries.size(); ++i) {
        prepared.push_back(prepare(queries[i]));
        prepared.back().query = i;
    }
    // Rows of one length end at about the same step and share the quick path of the cache.
    std::stable_sort(prepared.begin(), prepared.end(), [](const Prepared& a, const Prepared& b) { return a.row.ids.size() < b.row.ids.size(); });

    const std::size_t size = static_cast<std::size_t>(std::max(1, options.batch)), batches = (prepared.size() + size - 1) / size;
    const bool large = m_weights.flat.numel() > kLargeModel;
    const std::size_t workers = large ? 1 : std::min<std::size_t>(batches, static_cast<std::size_t>(availableProcessors()));
    std::atomic<std::size_t> next{0}, done{0};
    std::mutex mutex;
    std::exception_ptr failure;
    const auto safeText = [&](std::size_t query, const std::string& text) {
        const std::lock_guard lock(mutex);
        onText(query, text);
    };
    const auto shouldStop = [&] { return job.shouldStop(); };
    const auto work = [&] {
        setTorchThreads(large ? availableProcessors() : 1);
        try {
            for (std::size_t i = next++; i < batches && !job.shouldStop(); i = next++) {
                const std::size_t begin = i * size, count = std::min(size, prepared.size() - begin);
                answerBatch(std::span(prepared).subspan(begin, count), options, shouldStop,
                            onText ? safeText : std::function<void(std::size_t, const std::string&)>(), answers);
                const std::size_t finished = ++done;
                job.report(static_cast<double>(finished) / static_cast<double>(batches), fmt::format("answering {}/{}", std::min(finished * size, prepared.size()), prepared.size()));
            }
        } catch (...) {
            const std::lock_guard lock(mutex);
            failure = std::current_exception();
            next = batches;
        }
    };
    std::vector<std::thread> threads;
    for (std::size_t i = 1; i < workers; ++i)
        threads.emplace_back(work);
    work();
    for (std::thread& thread : threads)
        thread.join();
    if (failure)
        std::rethrow_exception(failure);
    job.throwIfStopped();
    return answers;
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
