#include "core/nn/qwen/QwenVlmTorch.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <exception>
#include <mutex>
#include <thread>

#include <fmt/format.h>

#include "core/base/Error.h"
#include "core/nn/Runtime.h"
#include "core/vlm/StopStrings.h"

namespace w2v::nn {

namespace {

/// Models above this size answer one batch at a time with all threads in each operation; smaller ones run a batch a thread,
/// because their operations are too short to share.
constexpr std::int64_t kLargeModel = 100'000'000;

constexpr std::string_view kImageMark = "<image>";

int marksIn(std::string_view text)
{
    int count = 0;
    for (std::size_t at = text.find(kImageMark); at != std::string_view::npos; at = text.find(kImageMark, at + kImageMark.size()))
        ++count;
    return count;
}

double secondsSince(std::chrono::steady_clock::time_point start)
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// FNV-1a over bytes.
std::uint64_t hashOf(const void* data, std::size_t bytes, std::uint64_t hash)
{
    const auto* at = static_cast<const unsigned char*>(data);
    for (std::size_t i = 0; i < bytes; ++i)
        hash = (hash ^ at[i]) * 1099511628211u;
    return hash;
}

at::Tensor tensorOf(const VisionPatches& patches)
{
    at::Tensor values = at::empty({patches.grid.patches(), static_cast<std::int64_t>(patches.values.size()) / patches.grid.patches()}, at::kFloat);
    std::copy(patches.values.begin(), patches.values.end(), values.data_ptr<float>());
    return values;
}

} // namespace

/// A query as token rows and the images that its pads stand for.
struct QwenVlm::Prepared {
    std::size_t query = 0, rows = 1;
    TokenRow row;
    std::vector<ColorImage> stills;             ///< as the model sees them
    std::vector<std::vector<ColorImage>> pairs; ///< frames of one temporal patch
    std::uint64_t content = 14695981039346656037u; ///< hash of tokens and pixels: what a seed is mixed with
};

QwenVlm::Prepared QwenVlm::prepare(const VlmQuery& query, std::size_t index, std::size_t rows) const
{
    Prepared prepared;
    prepared.query = index;
    prepared.rows = rows;
    std::vector<ChatMessage> turns;
    if (const auto& system = query.system ? query.system : m_config.extension.systemPrompt)
        turns.push_back({"system", {{ChatPart::Kind::Text, *system}}});
    const auto gridOf = [&](const ColorImage& image) {
        const ResizedSize size = m_processor.images.targetSize(image.width(), image.height());
        return VisionGrid{1, size.height / m_config.vision.patch, size.width / m_config.vision.patch};
    };
    std::size_t nextImage = 0;
    const auto addUserTurn = [&](const std::string& text, std::size_t count) {
        turns.push_back(questionTurn(text, static_cast<int>(count), m_config.extension.pairAsVideo));
        std::vector<ColorImage> images;
        for (std::size_t i = 0; i < count; ++i)
            images.push_back(m_processor.view(query.images[nextImage++]));
        if (m_config.extension.pairAsVideo && count == 2) {
            prepared.row.videos.push_back(gridOf(images.front()));
            prepared.pairs.push_back(std::move(images));
            return;
        }
        for (ColorImage& image : images) {
            prepared.row.images.push_back(gridOf(image));
            prepared.stills.push_back(std::move(image));
        }
    };
    for (const VlmTurn& turn : query.earlier) {
        if (turn.role == "user") {
            const auto marks = static_cast<std::size_t>(marksIn(turn.text));
            if (marks > query.images.size() - nextImage)
                throw Error("conversation", fmt::format("has more <image> marks than the {} images", query.images.size()),
                            "Write one <image> mark for every image, in order");
            addUserTurn(turn.text, marks);
        } else if (turn.role == "assistant") {
            turns.push_back({"assistant", {{ChatPart::Kind::Text, turn.text}}});
        } else {
            throw Error("conversation", "a turn has the role \"" + turn.role + "\"", "Use user and assistant; the system text has its own place");
        }
    }
    addUserTurn(query.question, query.images.size() - nextImage);
    prepared.row.ids = encodePrompt(m_processor.tokenizer, turns, prepared.row.images, prepared.row.videos, m_config.vision.merge);

    const auto mix = [&](const void* data, std::size_t bytes) { prepared.content = hashOf(data, bytes, prepared.content); };
    mix(prepared.row.ids.data(), prepared.row.ids.size() * sizeof(std::int64_t));
    for (const ColorImage& image : prepared.stills)
        mix(image.data(), image.bytes());
    for (const std::vector<ColorImage>& pair : prepared.pairs)
        for (const ColorImage& image : pair)
            mix(image.data(), image.bytes());
    return prepared;
}

std::vector<QwenVlm::Prepared> QwenVlm::prepareAll(std::span<const VlmQuery> queries, const std::function<std::size_t(std::size_t)>& rowsOf) const
{
    std::vector<Prepared> prepared;
    prepared.reserve(queries.size());
    for (std::size_t i = 0; i < queries.size(); ++i)
        prepared.push_back(prepare(queries[i], i, rowsOf(i)));
    // Rows of one length end at about the same step.
    std::stable_sort(prepared.begin(), prepared.end(), [](const Prepared& a, const Prepared& b) { return a.row.ids.size() < b.row.ids.size(); });
    return prepared;
}

ModelBatch QwenVlm::pack(std::span<const Prepared> prepared) const
{
    std::vector<TokenRow> rows;
    std::vector<at::Tensor> pixels;
    for (const Prepared& p : prepared) {
        rows.push_back(p.row);
        for (const ColorImage& image : p.stills)
            pixels.push_back(tensorOf(m_processor.images.image(image)));
    }
    for (const Prepared& p : prepared)
        for (const std::vector<ColorImage>& pair : p.pairs)
            pixels.push_back(tensorOf(m_processor.images.video(pair)));
    ModelBatch batch = packRows(m_config, rows);
    if (!pixels.empty())
        batch.pixelValues = at::cat(pixels, 0);
    return batch;
}

/// Cuts the queries into batches of about `size` rows and works on them, several at a time where that pays.
void QwenVlm::forEachBatch(std::span<const Prepared> prepared, int size, JobContext& job,
                           const std::function<void(std::span<const Prepared>)>& work) const
{
    std::vector<std::span<const Prepared>> batches;
    std::size_t rows = 0, begin = 0;
    for (std::size_t i = 0; i < prepared.size(); ++i) {
        if (i > begin && rows + prepared[i].rows > static_cast<std::size_t>(size)) {
            batches.push_back(prepared.subspan(begin, i - begin));
            begin = i;
            rows = 0;
        }
        rows += prepared[i].rows;
    }
    if (begin < prepared.size())
        batches.push_back(prepared.subspan(begin));

    const bool large = m_weights.flat.numel() > kLargeModel;
    const std::size_t workers = large ? 1 : std::min<std::size_t>(batches.size(), static_cast<std::size_t>(availableProcessors()));
    std::atomic<std::size_t> next{0}, done{0};
    std::mutex mutex;
    std::exception_ptr failure;
    const auto run = [&] {
        setTorchThreads(large ? availableProcessors() : 1);
        try {
            for (std::size_t i = next++; i < batches.size() && !job.shouldStop(); i = next++) {
                work(batches[i]);
                const std::size_t finished = done += batches[i].size();
                job.report(static_cast<double>(finished) / static_cast<double>(prepared.size()), fmt::format("answering {}/{}", finished, prepared.size()));
            }
        } catch (...) {
            const std::lock_guard lock(mutex);
            failure = std::current_exception();
            next = batches.size();
        }
    };
    std::vector<std::thread> threads;
    for (std::size_t i = 1; i < workers; ++i)
        threads.emplace_back(run);
    run();
    for (std::thread& thread : threads)
        thread.join();
    if (failure)
        std::rethrow_exception(failure);
    job.throwIfStopped();
}

void QwenVlm::answerBatch(std::span<const Prepared> prepared, const GenerationOptions& options, const std::function<bool()>& shouldStop,
                          const TextSink& onText, std::vector<VlmAnswer>& answers) const
{
    const auto start = std::chrono::steady_clock::now();
    const auto samples = static_cast<std::size_t>(options.samples);
    const std::size_t count = prepared.size() * samples;
    std::vector<std::vector<std::int64_t>> seen;
    for (const Prepared& p : prepared)
        seen.push_back(p.row.ids);
    std::vector<TokenStream> streams(count, TokenStream(m_processor.tokenizer));
    std::vector<StopStrings> stops(count, StopStrings(options.stop));
    const auto answerIndex = [&](std::size_t row) { return prepared[row / samples].query * samples + row % samples; };
    const auto give = [&](std::size_t row, const std::string& text) {
        answers[answerIndex(row)].text += text;
        if (onText && !text.empty())
            onText(answerIndex(row), text);
    };
    DecodeSettings settings;
    settings.maxNewTokens = options.maxNewTokens;
    settings.rules = {options.temperature, options.topK, options.topP, options.repetitionPenalty.value_or(m_repetitionPenalty)};
    settings.endTokens = m_endTokens;
    settings.samples = options.samples;
    settings.random = [&](std::size_t row) { return Rng(options.seed + row % samples).fork(fmt::format("{:x}", prepared[row / samples].content)); };
    settings.shouldStop = shouldStop;
    settings.onToken = [&](std::size_t row, std::int64_t id) {
        const std::string text = streams[row].push(id);
        answers[answerIndex(row)].tokens.push_back({id, 0, text});
        give(row, stops[row].push(text));
        return !stops[row].found();
    };
    const std::vector<DecodedRow> decoded = decode(m_config, m_weights, pack(prepared), settings, seen);
    const double seconds = secondsSince(start) / static_cast<double>(count);
    for (std::size_t row = 0; row < count; ++row) {
        const DecodedRow& d = decoded[row];
        VlmAnswer& answer = answers[answerIndex(row)];
        give(row, stops[row].push(streams[row].finish()));
        give(row, stops[row].finish());
        answer.finish = stops[row].found() ? FinishReason::Stop : d.ended ? FinishReason::EndToken : FinishReason::Length;
        if (d.ended)
            answer.tokens.push_back({d.tokens.back(), 0, {}});
        for (std::size_t i = 0; i < answer.tokens.size(); ++i) {
            answer.tokens[i].logProbability = d.logProbabilities[i];
            answer.meanLogProbability += d.logProbabilities[i] / static_cast<double>(answer.tokens.size());
        }
        answer.promptTokens = static_cast<int>(seen[row / samples].size());
        answer.newTokens = static_cast<int>(answer.tokens.size());
        answer.prefillSeconds = d.prefillSeconds / static_cast<double>(count);
        answer.seconds = seconds;
    }
}

std::vector<VlmAnswer> QwenVlm::answer(std::span<const VlmQuery> queries, const GenerationOptions& options, JobContext& job,
                                       const std::function<void(std::size_t, const std::string&)>& onText)
{
    checkGenerationOptions(options);
    const auto samples = static_cast<std::size_t>(options.samples);
    std::vector<VlmAnswer> answers(queries.size() * samples);
    const std::vector<Prepared> prepared = prepareAll(queries, [&](std::size_t) { return samples; });
    std::mutex mutex;
    const TextSink safeText = [&](std::size_t answer, const std::string& text) {
        const std::lock_guard lock(mutex);
        onText(answer, text);
    };
    forEachBatch(prepared, options.batch, job, [&](std::span<const Prepared> batch) {
        answerBatch(batch, options, [&] { return job.shouldStop(); }, onText ? safeText : TextSink(), answers);
    });
    return answers;
}

std::vector<std::vector<ChoiceScore>> QwenVlm::scoreChoices(std::span<const VlmQuery> queries, std::span<const std::vector<std::string>> choices,
                                                            JobContext& job)
{
    if (choices.size() != queries.size())
        throw Error("choices", fmt::format("there are {} lists of choices for {} questions", choices.size(), queries.size()));
    std::vector<std::vector<ChoiceScore>> scores(queries.size());
    std::vector<std::vector<std::vector<std::int64_t>>> tokens(queries.size());
    for (std::size_t i = 0; i < queries.size(); ++i)
        for (const std::string& choice : choices[i]) {
            tokens[i].push_back(m_processor.tokenizer.encode(choice));
            tokens[i].back().push_back(m_processor.tokenizer.chatTokens().imEnd);
            scores[i].push_back({0, static_cast<int>(tokens[i].back().size())});
        }
    const std::vector<Prepared> prepared = prepareAll(queries, [&](std::size_t i) { return std::max<std::size_t>(1, choices[i].size()); });
    forEachBatch(prepared, GenerationOptions().batch, job, [&](std::span<const Prepared> batch) {
        std::vector<std::vector<std::vector<std::int64_t>>> own;
        for (const Prepared& p : batch)
            own.push_back(tokens[p.query]);
        const std::vector<std::vector<double>> sums = scoreContinuations(m_config, m_weights, pack(batch), own, [&] { return job.shouldStop(); });
        for (std::size_t i = 0; i < batch.size(); ++i)
            for (std::size_t c = 0; c < sums[i].size(); ++c)
                scores[batch[i].query][c].logLikelihood = sums[i][c];
    });
    return scores;
}

} // namespace w2v::nn
