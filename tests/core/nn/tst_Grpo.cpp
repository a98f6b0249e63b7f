#include <QtTest>

#include <QTemporaryDir>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <mutex>
#include <numeric>
#include <set>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/base/Rng.h"
#include "core/nn/VlmFactory.h"
#include "core/nn/qwen/QwenCheckpointTorch.h"
#include "core/nn/qwen/QwenModelTorch.h"
#include "core/nn/train/GrpoTrainer.h"
#include "core/nn/train/SampleBatcherTorch.h"
#include "core/nn/train/SftTrainer.h"

using namespace w2v;

namespace {

constexpr const char* kLeft = "turn left 30 degrees";
constexpr const char* kRight = "turn right 30 degrees";

std::shared_ptr<const ColorImage> picture(std::uint64_t seed, bool red)
{
    auto image = std::make_shared<ColorImage>(56, 56);
    Rng random(seed);
    for (std::size_t i = 0; i < image->bytes(); ++i)
        image->data()[i] = static_cast<std::uint8_t>((i % 3 == 0 ? red : !red) ? random.integer(180, 220) : random.integer(30, 70));
    return image;
}

/// Red views want a turn to the left, the others one to the right; the texts say it only when `told`.
std::vector<TrainingSample> samplesOf(int count, bool told)
{
    std::vector<TrainingSample> samples;
    Rng random(3);
    for (int i = 0; i < count; ++i) {
        TrainingSample sample;
        sample.task = "A2";
        const bool red = i % 2;
        sample.views = {picture(static_cast<std::uint64_t>(i), red), picture(static_cast<std::uint64_t>(i) + 1000, red)};
        sample.camera = intrinsicsFromFov(56, 56, 90);
        sample.texts[0] = SampleText{"<image><image>Which turn?", (told ? red : random.chance(0.5)) ? kLeft : kRight};
        samples.push_back(std::move(sample));
    }
    return samples;
}

Recipe plainRecipe()
{
    Recipe recipe;
    recipe.tasks = {{"A2", 1}};
    recipe.curriculum.clear();
    recipe.minutes = 0;
    recipe.batch = 16;
    recipe.replicas = 2;
    recipe.evalInterval = recipe.checkpointInterval = 0;
    recipe.colorJitter = recipe.colorPermutation = recipe.auxiliaryWeight = 0;
    recipe.swapViews = recipe.mirror = false;
    return recipe;
}

Recipe grpoRecipe(const fs::path& base, int steps)
{
    Recipe recipe = plainRecipe();
    recipe.kind = "grpo";
    recipe.preset.clear();
    recipe.base = base.string();
    recipe.steps = steps;
    recipe.learningRate = 5e-4;
    recipe.grpo.prompts = 8;
    recipe.grpo.answers = 6;
    recipe.grpo.maxNewTokens = 12;
    recipe.grpo.klWeight = 0.001;
    return recipe;
}

} // namespace

/// Reinforcement on a model that knows the answers' form and not which one is right.
class TestGrpo : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_root = m_dir.path().toStdString();
        const std::vector<std::string> texts{std::string("Which turn? ") + kLeft, std::string("Which turn? ") + kRight};
        createTinyModel(m_root / "tiny", texts, {});
        Recipe recipe = plainRecipe();
        recipe.steps = 50;
        recipe.learningRate = 2e-3;
        SilentJobContext job;
        m_base = trainSft(recipe, m_root / "tiny", samplesOf(40, false), m_root / "sft", {}, job).checkpoint;
        for (int i = 0; i < 40; ++i)
            m_wanted.push_back(i % 2 ? kLeft : kRight);
        m_callbacks.reward = [this](std::size_t sample, int, std::string_view answer) {
            const double right = answer == m_wanted[sample] ? 1 : 0;
            return RewardComponents{{"overall", right}, {"format", answer == kLeft || answer == kRight ? 1.0 : 0.0}};
        };
    }

    void theRewardTeaches_data()
    {
        QTest::addColumn<QString>("lossMean");
        QTest::newRow("token") << "token";
        QTest::newRow("answer") << "answer";
    }

    void theRewardTeaches()
    {
        QFETCH(const QString, lossMean);
        const std::vector<TrainingSample> samples = samplesOf(40, true);
        std::vector<double> rewards;
        GrpoCallbacks callbacks = m_callbacks;
        callbacks.onStep = [&](const GrpoStep& at, std::span<const PolicyAnswer> answers) {
            QCOMPARE(answers.size(), std::size_t(48));
            QCOMPARE(at.groups, 8);
            QVERIFY(std::isfinite(at.loss) && at.divergence >= 0 && at.length > 0);
            QVERIFY(at.parts.contains("A2/overall") && at.parts.contains("A2/format"));
            rewards.push_back(at.reward);
        };
        SilentJobContext job;
        Recipe recipe = grpoRecipe(m_base, 60);
        recipe.lossMean = lossMean.toStdString();
        const GrpoResult result = trainGrpo(recipe, m_base, samples, m_root / ("grpo-" + recipe.lossMean), callbacks, job);
        const double early = std::accumulate(rewards.begin(), rewards.begin() + 5, 0.0) / 5, late = std::accumulate(rewards.end() - 5, rewards.end(), 0.0) / 5;
        QVERIFY2(early < 0.7 && late > 0.9, qPrintable(QStringLiteral("reward from %1 to %2").arg(early).arg(late)));
        const auto model = loadVisionLanguageModel(result.checkpoint);
        std::vector<VlmQuery> queries;
        for (const TrainingSample& sample : samples)
            queries.push_back({{*sample.views[0], *sample.views[1]}, sample.texts[0]->question});
        const auto answers = model->answer(queries, {}, job);
        int right = 0;
        for (std::size_t i = 0; i < answers.size(); ++i)
            right += answers[i].text == m_wanted[i];
        QVERIFY2(right >= 36, QByteArray::number(right).constData());
    }

    /// The first step on the same answers of unequal length, each token or each answer with the same weight.
    void lengthsCountAsTheRecipeSays()
    {
        const std::vector<TrainingSample> samples = samplesOf(8, true);
        std::vector<double> norms;
        std::vector<std::vector<std::string>> answers;
        std::set<int> lengths;
        for (const std::string& mean : {std::string("token"), std::string("answer")}) {
            Recipe recipe = grpoRecipe(m_base, 1);
            recipe.lossMean = mean;
            recipe.grpo.temperature = 3; // broken off and unreadable ones too
            GrpoCallbacks callbacks;
            callbacks.reward = [](std::size_t, int, std::string_view answer) { return RewardComponents{{"overall", static_cast<double>(answer.size() % 3)}}; };
            callbacks.onStep = [&](const GrpoStep& at, std::span<const PolicyAnswer> written) {
                norms.push_back(at.gradientNorm);
                answers.emplace_back();
                for (const PolicyAnswer& answer : written) {
                    answers.back().push_back(answer.text);
                    lengths.insert(answer.tokens);
                }
            };
            SilentJobContext job;
            trainGrpo(recipe, m_base, samples, m_root / ("lengths-" + mean), callbacks, job);
        }
        QVERIFY(answers[0] == answers[1] && lengths.size() > 1);
        QVERIFY(norms[0] > 0 && norms[1] > 0);
        QVERIFY2(std::abs(norms[0] - norms[1]) > 1e-3 * norms[0], qPrintable(QStringLiteral("%1 and %2").arg(norms[0]).arg(norms[1])));
    }

    void equalSeedsGiveEqualWeights()
    {
        SilentJobContext job;
        std::vector<std::string> bytes;
        for (const char* run : {"first", "second"})
            bytes.push_back(readFile(trainGrpo(grpoRecipe(m_base, 3), m_base, samplesOf(40, true), m_root / run, m_callbacks, job).checkpoint / "model.safetensors"));
        QVERIFY(bytes[0] == bytes[1]);
        QVERIFY(bytes[0] != readFile(m_base / "model.safetensors"));
    }

    void aResumedRunEndsWithTheSameBits()
    {
        Recipe recipe = grpoRecipe(m_base, 4);
        recipe.grpo.updates = 2;
        SilentJobContext job, stopped;
        const GrpoResult straight = trainGrpo(recipe, m_base, samplesOf(40, true), m_root / "straight", m_callbacks, job);
        GrpoCallbacks callbacks = m_callbacks;
        callbacks.onStep = [&](const GrpoStep& at, std::span<const PolicyAnswer>) {
            if (at.step == 2)
                stopped.stop();
        };
        const GrpoResult first = trainGrpo(recipe, m_base, samplesOf(40, true), m_root / "resumed", callbacks, stopped);
        QVERIFY(first.stopped);
        const GrpoResult second = trainGrpo(recipe, m_base, samplesOf(40, true), m_root / "resumed", m_callbacks, job, first.checkpoint);
        QCOMPARE(second.last.step, std::int64_t{4});
        QCOMPARE(second.last.answers, straight.last.answers);
        for (const char* file : {"model.safetensors", "training/optimizer.safetensors"})
            QVERIFY2(readFile(second.checkpoint / file) == readFile(straight.checkpoint / file), file);
    }

    void severalUpdatesUseTheClip()
    {
        Recipe recipe = grpoRecipe(m_base, 6);
        recipe.grpo.updates = 4;
        recipe.learningRate = 3e-3;
        double clipped = 0;
        GrpoCallbacks callbacks = m_callbacks;
        callbacks.onStep = [&](const GrpoStep& at, std::span<const PolicyAnswer>) { clipped = std::max(clipped, at.clipped); };
        SilentJobContext job;
        trainGrpo(recipe, m_base, samplesOf(40, true), m_root / "updates", callbacks, job);
        QVERIFY(clipped > 0);
    }

    void adaptersLearnToo()
    {
        Recipe recipe = grpoRecipe(m_base, 4);
        recipe.adaptation = "lora";
        recipe.loraRank = 4;
        recipe.loraAlpha = 8;
        double divergence = -1;
        GrpoCallbacks callbacks = m_callbacks;
        callbacks.onStep = [&](const GrpoStep& at, std::span<const PolicyAnswer>) {
            if (divergence < 0)
                QVERIFY(at.divergence < 1e-6); // a fresh adapter changes nothing
            divergence = at.divergence;
        };
        SilentJobContext job;
        const GrpoResult result = trainGrpo(recipe, m_base, samplesOf(40, true), m_root / "lora", callbacks, job);
        QVERIFY(divergence > 0);
        QVERIFY(fs::exists(result.checkpoint / "adapter" / "adapter_model.safetensors"));
    }

    void uniformGroupsTeachNothing()
    {
        GrpoCallbacks callbacks;
        callbacks.reward = [](std::size_t, int, std::string_view) { return RewardComponents{{"overall", 0.5}}; };
        callbacks.onStep = [](const GrpoStep& at, std::span<const PolicyAnswer>) { QCOMPARE(at.uniformGroups, at.groups); };
        SilentJobContext job;
        const GrpoResult result = trainGrpo(grpoRecipe(m_base, 2), m_base, samplesOf(40, true), m_root / "uniform", callbacks, job);
        QVERIFY(readFile(result.checkpoint / "model.safetensors") == readFile(m_base / "model.safetensors"));
    }

    void stopsWithACheckpoint()
    {
        struct Stopping : SilentJobContext {
            std::atomic<bool> stop{false};
            bool shouldStop() const override { return stop; }
        } job;
        GrpoCallbacks callbacks = m_callbacks;
        callbacks.onStep = [&](const GrpoStep& at, std::span<const PolicyAnswer>) { job.stop = at.step >= 2; };
        const GrpoResult result = trainGrpo(grpoRecipe(m_base, 1000), m_base, samplesOf(40, true), m_root / "stopped", callbacks, job);
        QVERIFY(result.stopped);
        QCOMPARE(result.last.step, std::int64_t(2));
        QVERIFY(fs::exists(result.checkpoint / "model.safetensors"));
    }

    /// A policy may write any token, also the pads that stand for pictures: in its own answer they are words like others.
    void writtenPadsAreText()
    {
        const nn::QwenConfig config = nn::loadQwenCheckpoint(m_base).config;
        nn::TokenRow row{{config.visionStartToken, config.imageToken, config.imageToken, config.imageToken, config.imageToken, 5}, {{1, 4, 4}}, {}};
        const nn::ModelBatch prompt = nn::packRows(config, {row});
        row.ids.insert(row.ids.end(), {config.visionStartToken, config.imageToken, 7});
        QVERIFY_THROWS_EXCEPTION(Error, nn::packRows(config, {row}));
        row.written = 3;
        const nn::ModelBatch batch = nn::packRows(config, {row});
        QCOMPARE(batch.visualRows.numel(), std::int64_t(4));
        for (std::int64_t axis = 0; axis < 3; ++axis)
            for (std::int64_t k = 0; k < 3; ++k)
                QCOMPARE(batch.positions[axis][6 + k].item<std::int64_t>(), prompt.nextPosition.front() + k);
        QCOMPARE(batch.nextPosition.front(), prompt.nextPosition.front() + 3);
    }

    /// Answers to one question read its pictures once: scores and gradients are those of reading them for each answer.
    void sharedPicturesChangeNothing()
    {
        using namespace nn;
        const QwenCheckpoint checkpoint = loadQwenCheckpoint(m_base);
        const QwenConfig& config = checkpoint.config;
        const std::vector<TrainingSample> samples = samplesOf(8, true);
        const Recipe recipe = grpoRecipe(m_base, 1);
        const QwenProcessor processor = QwenProcessor::load(m_base, config);
        SampleBatcher batcher(config, processor, recipe, samples, Rng(4));
        const PromptRows prompts = batcher.prompts(recipe.tasks, 3);
        const std::vector<std::size_t> which{1, 1, 0, 2, 0};
        const std::vector<std::vector<std::int64_t>> answers{{5, 6, 7}, {8}, {9, 10}, {11, 12}, {5}};
        const ModelBatch shared = prompts.pack(config, which, answers);
        QVERIFY(shared.visualCells.defined());
        QCOMPARE(shared.pixelValues.size(0), 3 * prompts.pixels.front().size(0));
        const auto scoresAndGradient = [&](const std::vector<ModelBatch>& batches) {
            at::Tensor gradient = at::zeros_like(checkpoint.weights.flat);
            const QwenWeights leaves = checkpoint.weights.trainable(config, gradient);
            std::vector<at::Tensor> scores;
            for (const ModelBatch& batch : batches)
                scores.push_back(logitsOf(leaves, modelForward(config, leaves, batch).hidden));
            const at::Tensor all = at::cat(scores);
            torch::autograd::backward({all.square().mean()}, {});
            return std::pair(all.detach(), gradient);
        };
        std::vector<ModelBatch> apart;
        for (std::size_t i = 0; i < which.size(); ++i) {
            apart.push_back(prompts.pack(config, std::span(which).subspan(i, 1), {answers[i]}));
            QVERIFY(!apart.back().visualCells.defined());
        }
        const auto together = scoresAndGradient({shared}), each = scoresAndGradient(apart);
        QVERIFY(at::allclose(together.first, each.first, 1e-4, 1e-5));
        QVERIFY(each.second.abs().max().item<double>() > 1e-4);
        QVERIFY(at::allclose(together.second, each.second, 1e-3, 1e-6));
    }

    /// Questions are varied as in supervised training, and the reward is told which variant was asked.
    void questionsAreVaried()
    {
        using namespace nn;
        const QwenCheckpoint checkpoint = loadQwenCheckpoint(m_base);
        std::vector<TrainingSample> samples = samplesOf(4, true);
        for (TrainingSample& sample : samples) {
            const bool left = sample.texts[0]->answer == kLeft;
            for (const int variant : {kMirrored, kSwapped})
                sample.texts[static_cast<std::size_t>(variant)] = SampleText{"<image><image>Which turn?", left ? kRight : kLeft};
            sample.texts[kMirrored | kSwapped] = sample.texts[0];
        }
        Recipe recipe = grpoRecipe(m_base, 6);
        recipe.mirror = recipe.swapViews = true;
        const QwenProcessor processor = QwenProcessor::load(m_base, checkpoint.config);
        SampleBatcher batcher(checkpoint.config, processor, recipe, samples, Rng(4));
        const PromptRows prompts = batcher.prompts(recipe.tasks, 40);
        // What a sample looks like when its pictures themselves are changed and nothing is varied.
        std::set<int> seen;
        const Recipe plain = grpoRecipe(m_base, 6);
        for (std::size_t i = 0; i < prompts.draws.size(); ++i) {
            const auto [index, variant] = prompts.draws[i];
            seen.insert(variant);
            TrainingSample changed = samples[index];
            if (variant & kSwapped)
                std::swap(changed.views[0], changed.views[1]);
            if (variant & kMirrored)
                for (auto& view : changed.views) {
                    auto flipped = std::make_shared<ColorImage>(*view);
                    for (int y = 0; y < view->height(); ++y)
                        for (int x = 0; x < view->width(); ++x)
                            std::copy_n(view->row(y) + 3 * (view->width() - 1 - x), 3, flipped->row(y) + 3 * x);
                    view = flipped;
                }
            SampleBatcher other(checkpoint.config, processor, plain, {&changed, 1}, Rng(4));
            QVERIFY(at::allclose(prompts.pixels[i], other.prompts(plain.tasks, 1).pixels.front(), 0, 1e-6));
        }
        QCOMPARE(seen.size(), std::size_t(4));

        std::mutex mutex;
        std::set<int> rewarded;
        GrpoCallbacks callbacks;
        callbacks.reward = [&](std::size_t sample, int variant, std::string_view answer) {
            const std::lock_guard lock(mutex);
            rewarded.insert(variant);
            return RewardComponents{{"overall", answer == samples[sample].texts[static_cast<std::size_t>(variant)]->answer ? 1.0 : 0.0}};
        };
        callbacks.onStep = [&](const GrpoStep&, std::span<const PolicyAnswer> answers) {
            for (const PolicyAnswer& answer : answers) {
                const bool right = answer.text == samples[answer.sample].texts[static_cast<std::size_t>(answer.variant)]->answer;
                QCOMPARE(answer.reward.front().second, right ? 1.0 : 0.0);
            }
        };
        SilentJobContext job;
        trainGrpo(recipe, m_base, samples, m_root / "varied", callbacks, job);
        QCOMPARE(rewarded.size(), std::size_t(4));
    }

    void badRewardsAreOneMessage()
    {
        GrpoCallbacks callbacks;
        callbacks.reward = [](std::size_t, int, std::string_view) { return RewardComponents{{"overall", std::nan("")}}; };
        SilentJobContext job;
        QVERIFY_THROWS_EXCEPTION(Error, trainGrpo(grpoRecipe(m_base, 2), m_base, samplesOf(40, true), m_root / "bad", callbacks, job));
        QVERIFY_THROWS_EXCEPTION(Error, trainGrpo(grpoRecipe(m_base, 2), m_base, samplesOf(40, true), m_root / "bad", {}, job));
    }

private:
    QTemporaryDir m_dir;
    fs::path m_root, m_base;
    std::vector<std::string> m_wanted;
    GrpoCallbacks m_callbacks;
};

QTEST_GUILESS_MAIN(TestGrpo)
#include "tst_Grpo.moc"
