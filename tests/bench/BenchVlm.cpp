// bench_vlm: what the small models cost on this machine, in one run: the matrix-product peak of the BLAS; training steps as samples/s,
// GFLOP/s and model FLOPs utilisation; prefill and decoding with and without a key/value cache; peak memory.
// usage: bench_vlm [steps a measurement] [w2v-tiny] [5m] [20m] [train] [decode] [grpo]
//
// 5m and 20m have the shape of a 224x224 image in 256 patches (full attention, 64 image tokens) and 96 text tokens, 48 of them
// learned, batch 8. FLOPs are those of matrix products (2 a multiply-add, attention scores included, backward twice forward). The
// model skips the output head and the last feed-forward where nothing is learned: "executed" counts what runs, "whole" all of it.
// grpo: a step of 8 prompts x 4 answers x 32 tokens; prompts are 96 tokens long, 64 of them of the image.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <set>

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include "core/base/Files.h"
#include "core/base/Json.h"
#include "core/base/Rng.h"
#include "core/nn/Runtime.h"
#include "core/nn/VlmFactory.h"
#include "core/nn/qwen/GeneratorTorch.h"
#include "core/nn/qwen/QwenCheckpointTorch.h"
#include "core/nn/train/GrpoTrainer.h"
#include "core/nn/train/SftTrainer.h"
#include "core/vlm/ChatTemplate.h"

using namespace w2v;

namespace {

using Clock = std::chrono::steady_clock;

constexpr int kNewTokens = 64;
constexpr int kGrpoPrompts = 8, kGrpoAnswers = 4, kGrpoTokens = 32, kGrpoQuestion = 32; ///< answers a prompt; tokens of an answer, and of a question without its image

double secondsSince(Clock::time_point start)
{
    return std::chrono::duration<double>(Clock::now() - start).count();
}

double processorSeconds()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) + 1e-6 * static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values.empty() ? 0 : values[values.size() / 2];
}

/// Largest resident memory since the last reset, MiB.
double peakMemory()
{
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);)
        if (line.starts_with("VmHWM:"))
            return std::atof(line.c_str() + 6) / 1024;
    return 0;
}

void resetPeakMemory()
{
    std::ofstream("/proc/self/clear_refs") << "5";
}

/// GFLOP/s of a float32 product of 2048 x 2048 matrices, the best of a few.
double matrixProductPeak(int threads)
{
    constexpr std::int64_t kSide = 2048;
    setTorchThreads(threads);
    const at::Tensor a = at::randn({kSide, kSide}), b = at::randn({kSide, kSide});
    at::Tensor c = at::mm(a, b);
    double best = 1e9;
    for (int i = 0; i < 7; ++i) {
        const auto start = Clock::now();
        at::mm_out(c, a, b);
        best = std::min(best, secondsSince(start));
    }
    return 2.0 * kSide * kSide * kSide / best * 1e-9;
}

struct Shape {
    std::string name, preset;
    int side = 224, batch = 8, vocabulary = 2048;
    int textTokens = 96, learnedTokens = 48; ///< of a sample; 0 = as the words are
    bool stackViews = false;                 ///< two views a sample
};

std::string digits(int count, Rng& random)
{
    std::string text;
    for (int i = 0; i < count; ++i)
        text += static_cast<char>('0' + random.integer(0, 9));
    return text;
}

/// Digits never share a token, so a text of digits has a known length.
struct Texts {
    std::string question, answer;
};

/// Words that give a tokenizer enough pairs to merge.
std::vector<std::string> corpus()
{
    std::vector<std::string> texts;
    Rng random(5);
    for (int i = 0; i < 6000; ++i) {
        std::string word;
        for (std::int64_t k = random.integer(3, 8); k > 0; --k)
            word += static_cast<char>('a' + random.integer(0, 25));
        texts.push_back(word + ' ' + word);
    }
    return texts;
}

class ShapeBench {
public:
    ShapeBench(Shape shape, const fs::path& folder, int steps, double peak)
        : m_shape(std::move(shape)), m_folder(folder / m_shape.name), m_steps(steps), m_peak(peak)
    {
        TinyModelOptions options;
        options.preset = m_shape.preset;
        options.imageSize = m_shape.side;
        options.vocabulary = m_shape.vocabulary;
        options.stackViews = m_shape.stackViews;
        options.absolutePositions = m_shape.stackViews;
        createTinyModel(m_folder, corpus(), options);
        if (m_shape.textTokens) { // full attention everywhere; answers never end by themselves
            Json config = readJson(m_folder / "config.json");
            Json blocks = Json::array();
            for (int i = 0; i < config["vision_config"]["depth"].get<int>(); ++i)
                blocks.push_back(i);
            config["vision_config"]["fullatt_block_indexes"] = blocks;
            writeFileAtomic(m_folder / "config.json", config.dump(1));
        }
        writeFileAtomic(m_folder / "generation_config.json", Json{{"eos_token_id", Json::array()}}.dump(1));
        m_config = nn::parseQwenConfig(readJson(m_folder / "config.json"), "config.json");
        const double millions = static_cast<double>(loadVisionLanguageModel(m_folder)->describe().at("parameters").get<std::int64_t>()) * 1e-6;
        std::printf("%s: %.2f M parameters, vocabulary %d, %d pixels, batch %d\n", m_shape.name.c_str(), millions, m_config.vocabulary, m_shape.side, m_shape.batch);
    }

    void runTraining()
    {
        const std::vector<TrainingSample> samples = trainingSamples(m_shape.textTokens - m_shape.learnedTokens);
        for (const int replicas : {1, 2})
            train(samples, replicas);
    }

    void runReinforcement()
    {
        const std::vector<TrainingSample> samples = trainingSamples(kGrpoQuestion);
        for (const int replicas : {1, 2})
            reinforce(samples, replicas);
    }

    void runDecoding()
    {
        for (const int batch : {1, 8})
            decode(batch);
        decodeWithoutCache();
    }

private:
    int imageTokens() const { return m_shape.side / 28 * (m_shape.side / 28); }

    /// A question of so many tokens and an answer with the shape's number.
    Texts texts(int questionTokens, Rng& random) const
    {
        if (!m_shape.textTokens)
            return {"<image><image>Which way and how far did the camera move?", fmt::format("move forward {}.{} meters", random.integer(0, 1), random.integer(0, 9))};
        static const int around = [&] { // tokens of the turns and marks themselves
            const auto tokenizer = Tokenizer::load(m_folder);
            std::vector<ChatMessage> turns{{"system", {{ChatPart::Kind::Text, ""}}}, questionTurn("<image>", 1), {"assistant", {{ChatPart::Kind::Text, ""}}}};
            const VisionGrid grid{1, 2, 2};
            const ChatEncoding encoding = encodeConversation(tokenizer, turns, std::span(&grid, 1), {});
            return static_cast<int>(encoding.ids.size()) - 1 - 2; // without the image token, <|im_end|> and the line end after it
        }();
        return {"<image>" + digits(std::max(1, questionTokens - around), random), digits(m_shape.learnedTokens - 1, random)};
    }

    ColorImage picture(Rng& random) const
    {
        ColorImage image(m_shape.side, m_shape.side);
        for (std::size_t k = 0; k < image.bytes(); ++k)
            image.data()[k] = static_cast<std::uint8_t>(random.integer(0, 255));
        return image;
    }

    std::vector<TrainingSample> trainingSamples(int questionTokens) const
    {
        std::vector<TrainingSample> samples;
        Rng random(3);
        for (int i = 0; i < 32; ++i) {
            TrainingSample sample;
            for (auto& view : sample.views)
                view = std::make_shared<ColorImage>(picture(random));
            sample.showsBoth = m_shape.stackViews;
            sample.depths[0] = std::make_shared<DepthMap>(m_shape.side, m_shape.side, 2.0f);
            sample.camera = intrinsicsFromFov(m_shape.side, m_shape.side, 90);
            sample.firstFromSecond = Rigid3d::Identity();
            const Texts text = texts(questionTokens, random);
            sample.texts[0] = SampleText{text.question, text.answer};
            samples.push_back(std::move(sample));
        }
        return samples;
    }

    /// Forward FLOPs of a sample; `executed`: without what the model skips for rows that nothing is learned from.
    double forwardFlops(bool executed) const
    {
        const nn::QwenVisionConfig& v = m_config.vision;
        const double patches = imageTokens() * 4.0, tokens = imageTokens() + m_shape.textTokens;
        const double merged = v.mergedWidth(), d = m_config.hidden, kv = m_config.kvHeads * m_config.headSize(), ff = m_config.intermediate;
        double flops = 2 * patches * (v.hidden * v.patchValues() + v.depth * (4.0 * v.hidden * v.hidden + 3.0 * v.hidden * v.intermediate));
        flops += 2 * imageTokens() * (merged * merged + merged * d) + v.depth * 4 * patches * patches * v.hidden;
        const double after = d * d + 3 * d * ff, layer = d * (d + 2 * kv) + after; // of a token: o and feed-forward, and all
        flops += 2 * tokens * (m_config.layers * layer + m_config.vocabulary * d) + m_config.layers * 4 * tokens * tokens * d;
        if (executed)
            flops -= 2 * (tokens - m_shape.learnedTokens) * (after + m_config.vocabulary * d);
        return flops;
    }

    void train(const std::vector<TrainingSample>& samples, int replicas)
    {
        resetPeakMemory();
        Recipe recipe;
        recipe.curriculum.clear();
        recipe.tasks = {{"A1", 1}};
        recipe.batch = m_shape.batch;
        recipe.replicas = replicas;
        recipe.minutes = 0;
        recipe.steps = m_steps + 2;
        recipe.evalInterval = recipe.checkpointInterval = 0;
        recipe.learningRate = 1e-4;
        if (m_shape.textTokens)
            recipe.auxiliaryWeight = 0;
        std::vector<double> at{}, processor{}, waited{};
        double firstLoss = 0;
        TrainingCallbacks callbacks;
        callbacks.onStep = [&](const TrainingStep& step) {
            if (step.step == 1)
                firstLoss = step.loss;
            at.push_back(step.seconds);
            processor.push_back(processorSeconds());
            waited.push_back(step.inputSeconds);
        };
        SilentJobContext job;
        const TrainingStep last = trainSft(recipe, m_folder, samples, m_folder / "run", callbacks, job).last;
        std::vector<double> steps;
        for (std::size_t i = 2; i < at.size(); ++i)
            steps.push_back(at[i] - at[i - 1]);
        const double step = median(steps), rate = m_shape.batch / step;
        const double spent = (processor.back() - processor[1]) / static_cast<double>(steps.size());
        std::printf("  training, %d replica%s: %.2f samples/s, %.2f a CPU second (step %.0f ms, %.0f..%.0f), cores %.2f, loss %.3f to %.3f, peak memory %.0f MiB\n",
                    replicas, replicas > 1 ? "s" : "", rate, m_shape.batch / spent, step * 1e3, *std::min_element(steps.begin(), steps.end()) * 1e3, *std::max_element(steps.begin(), steps.end()) * 1e3,
                    (processor.back() - processor[1]) / (at.back() - at[1]), firstLoss, last.loss, peakMemory());
        std::printf("    waiting for batches: %.2f %% of a step\n", 100 * (waited.back() - waited[1]) / (at.back() - at[1]));
        if (m_shape.textTokens)
            std::printf("    %.1f GFLOP a step executed (whole %.1f): %.1f GFLOP/s, utilisation %.0f %% of the two-thread peak\n", 3e-9 * m_shape.batch * forwardFlops(true),
                        3e-9 * m_shape.batch * forwardFlops(false), 3e-9 * rate * forwardFlops(true), 3e-7 * rate * forwardFlops(true) / m_peak);
        fs::remove_all(m_folder / "run");
    }

    /// Rewards that differ within a group, so that every answer is learned from.
    void reinforce(const std::vector<TrainingSample>& samples, int replicas)
    {
        resetPeakMemory();
        Recipe recipe;
        recipe.kind = "grpo";
        recipe.preset.clear();
        recipe.base = m_folder.string();
        recipe.curriculum.clear();
        recipe.tasks = {{"A1", 1}};
        recipe.batch = kGrpoPrompts * kGrpoAnswers / replicas;
        recipe.replicas = replicas;
        recipe.minutes = 0;
        recipe.steps = m_steps + 2;
        recipe.evalInterval = recipe.checkpointInterval = 0;
        recipe.learningRate = 1e-6;
        recipe.swapViews = recipe.mirror = false;
        recipe.auxiliaryWeight = recipe.colorJitter = recipe.colorPermutation = 0;
        recipe.grpo.prompts = kGrpoPrompts;
        recipe.grpo.answers = kGrpoAnswers;
        recipe.grpo.maxNewTokens = kGrpoTokens;
        recipe.grpo.skipUniform = false;
        std::vector<double> whole, rollout, update, length;
        double last = 0, processor = 0, processorAtSecond = 0;
        GrpoCallbacks callbacks;
        callbacks.reward = [](std::size_t, int, std::string_view answer) {
            return RewardComponents{{"overall", static_cast<double>(std::hash<std::string_view>{}(answer) % 1000) / 1000}};
        };
        callbacks.onStep = [&](const GrpoStep& step, std::span<const PolicyAnswer>) {
            if (step.step == 2)
                processorAtSecond = processorSeconds();
            if (step.step > 2) {
                whole.push_back(step.seconds - last);
                rollout.push_back(step.rolloutSeconds);
                update.push_back(step.updateSeconds);
                length.push_back(step.length);
            }
            last = step.seconds;
            processor = processorSeconds();
        };
        SilentJobContext job;
        trainGrpo(recipe, m_folder, samples, m_folder / "run", callbacks, job);
        std::printf("  reinforcement, %d replica%s: %d prompts x %d answers x %.1f tokens: step %.3f s (%.3f..%.3f), rollouts %.3f s (%.0f %%), update %.3f s; %.2f CPU seconds a step, peak memory %.0f MiB\n",
                    replicas, replicas > 1 ? "s" : "", kGrpoPrompts, kGrpoAnswers, median(length), median(whole), *std::min_element(whole.begin(), whole.end()),
                    *std::max_element(whole.begin(), whole.end()), median(rollout), 100 * median(rollout) / median(whole), median(update),
                    (processor - processorAtSecond) / static_cast<double>(whole.size()), peakMemory());
        fs::remove_all(m_folder / "run");
    }

    /// Prompts of 96 tokens where the shape gives numbers.
    std::vector<VlmQuery> queries(VisionLanguageModel& model, int count) const
    {
        std::vector<VlmQuery> all;
        Rng random(9);
        for (int i = 0; i < count; ++i) {
            if (m_shape.stackViews)
                all.push_back({{picture(random), picture(random)}, texts(m_shape.textTokens - m_shape.learnedTokens, random).question});
            else
                all.push_back({{picture(random)}, "<image>"});
        }
        if (m_shape.stackViews)
            return all;
        GenerationOptions options;
        options.maxNewTokens = 1;
        SilentJobContext job;
        const int missing = 96 - model.answer(std::span(all).first(1), options, job).front().promptTokens;
        for (VlmQuery& query : all)
            query.question += digits(std::max(0, missing), random);
        return all;
    }

    void decode(int batch)
    {
        resetPeakMemory();
        const auto model = loadVisionLanguageModel(m_folder);
        const std::vector<VlmQuery> asked = queries(*model, batch);
        GenerationOptions options;
        options.batch = batch;
        SilentJobContext job;
        std::vector<double> prefill, decoding, processor, processorPrefill;
        int prompt = 0;
        for (int repeat = 0; repeat < 8; ++repeat) {
            const double before = processorSeconds();
            options.maxNewTokens = 1;
            model->answer(asked, options, job);
            const double between = processorSeconds();
            options.maxNewTokens = kNewTokens + 1; // the first comes from the prompt
            const std::vector<VlmAnswer> answers = model->answer(asked, options, job);
            processorPrefill.push_back(between - before);
            processor.push_back(processorSeconds() - between);
            prompt = answers.front().promptTokens;
            prefill.push_back(answers.front().prefillSeconds * batch);
            decoding.push_back((answers.front().seconds - answers.front().prefillSeconds) * batch);
        }
        std::printf("  greedy decoding, batch %d: prefill of %d tokens with image %.1f ms; %.0f tokens/s (%.2f ms a step), %.0f tokens a CPU second, peak memory %.0f MiB\n", batch, prompt,
                    median(prefill) * 1e3, kNewTokens * batch / median(decoding), median(decoding) / kNewTokens * 1e3,
                    kNewTokens * batch / (median(processor) - median(processorPrefill)), peakMemory());
    }

    /// Every token reads image and text again.
    void decodeWithoutCache()
    {
        constexpr int kTokens = 6;
        const at::NoGradGuard noGrad;
        setTorchThreads(1);
        const nn::QwenCheckpoint checkpoint = nn::loadQwenCheckpoint(m_folder);
        const VisionGrid grid{1, m_shape.side / 14, m_shape.side / 14};
        nn::TokenRow row;
        row.ids.push_back(m_config.visionStartToken);
        row.ids.insert(row.ids.end(), static_cast<std::size_t>(imageTokens()), m_config.imageToken);
        row.ids.insert(row.ids.end(), 31, 1);
        row.images.push_back(grid);
        const at::Tensor pixels = at::randn({grid.patches(), m_config.vision.patchValues()});
        std::vector<double> seconds;
        for (int i = 0; i < kTokens; ++i) {
            const auto start = Clock::now();
            nn::ModelBatch batch = nn::packRows(m_config, {row});
            batch.pixelValues = pixels;
            const at::Tensor last = at::tensor({static_cast<std::int64_t>(row.ids.size()) - 1});
            const at::Tensor logits = nn::logitsOf(checkpoint.weights, nn::modelForward(m_config, checkpoint.weights, batch, {nullptr, last, {}}).hidden);
            row.ids.push_back(logits.argmax().item<std::int64_t>() % 256); // never an image token
            seconds.push_back(secondsSince(start));
        }
        std::printf("  greedy decoding without a cache, batch 1: %.1f tokens/s\n", 1 / median(seconds));
    }

    Shape m_shape;
    fs::path m_folder;
    int m_steps;
    double m_peak;
    nn::QwenConfig m_config;
};

} // namespace

int main(int argc, char** argv)
{
    ensureTorchEnvironment(argv);
    std::set<std::string> wanted(argv + 1, argv + argc);
    int steps = 6;
    if (argc > 1 && std::string(argv[1]).find_first_not_of("0123456789") == std::string::npos)
        steps = std::max(1, std::atoi(argv[1]));
    double peak = 0;
    for (const int threads : {1, 2}) {
        peak = matrixProductPeak(threads);
        std::printf("matrix product 2048^3, %d thread%s: %.1f GFLOP/s\n", threads, threads > 1 ? "s" : "", peak);
    }
    setTorchThreads(1);
    const fs::path folder = fs::temp_directory_path() / fmt::format("bench_vlm-{}", getpid());
    const std::vector<Shape> shapes{{"w2v-tiny", "w2v-tiny", 56, 16, 1024, 0, 0, true}, {"5m", "w2v-5m", 224, 8, 2048}, {"20m", "w2v-20m", 224, 8, 4096}};
    const bool allShapes = !wanted.contains("w2v-tiny") && !wanted.contains("5m") && !wanted.contains("20m");
    const bool allParts = !wanted.contains("train") && !wanted.contains("decode") && !wanted.contains("grpo");
    for (const Shape& shape : shapes) {
        if (!allShapes && !wanted.contains(shape.name))
            continue;
        ShapeBench bench(shape, folder, steps, peak);
        if (allParts || wanted.contains("train"))
            bench.runTraining();
        if (allParts || wanted.contains("decode"))
            bench.runDecoding();
        if (allParts || wanted.contains("grpo"))
            bench.runReinforcement();
        std::fflush(stdout);
    }
    fs::remove_all(folder);
    return 0;
}
