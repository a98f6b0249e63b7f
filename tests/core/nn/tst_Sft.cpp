#include <QtTest>

#include <QTemporaryDir>

#include <algorithm>
#include <cmath>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/base/Rng.h"
#include "core/nn/Runtime.h"
#include "core/nn/VlmFactory.h"
#include "core/nn/qwen/QwenCheckpointTorch.h"
#include "core/nn/qwen/QwenModelTorch.h"
#include "core/nn/train/AuxiliaryTargets.h"
#include "core/nn/train/SampleBatcherTorch.h"
#include "core/nn/train/SftTrainer.h"
#include "core/nn/train/TrainingState.h"

using namespace w2v;

namespace {

std::shared_ptr<const ColorImage> picture(std::uint64_t seed, int red)
{
    auto image = std::make_shared<ColorImage>(56, 56);
    Rng random(seed);
    for (int y = 0; y < 56; ++y)
        for (int x = 0; x < 56; ++x) {
            image->at(x, y, 0) = static_cast<std::uint8_t>(red + random.integer(-20, 20));
            image->at(x, y, 1) = static_cast<std::uint8_t>(120 + random.integer(-20, 20));
            image->at(x, y, 2) = static_cast<std::uint8_t>(255 - red + random.integer(-20, 20));
        }
    return image;
}

/// The colour of the views says the answer.
std::vector<TrainingSample> colourSamples(int count)
{
    std::vector<TrainingSample> samples;
    for (int i = 0; i < count; ++i) {
        TrainingSample sample;
        const bool left = i % 2;
        sample.task = "A2";
        sample.views = {picture(static_cast<std::uint64_t>(i), left ? 200 : 50), picture(static_cast<std::uint64_t>(i) + 1000, left ? 200 : 50)};
        sample.camera = intrinsicsFromFov(56, 56, 90);
        sample.depths[0] = sample.depths[1] = std::make_shared<DepthMap>(56, 56, 2.0f);
        sample.firstFromSecond = Rigid3d::Identity();
        sample.texts[0] = SampleText{"<image><image>Which turn?", left ? "turn left 30 degrees" : "turn right 30 degrees"};
        samples.push_back(std::move(sample));
    }
    return samples;
}

Recipe shortRecipe()
{
    Recipe recipe;
    recipe.tasks = {{"A2", 1}};
    recipe.curriculum.clear();
    recipe.minutes = 0;
    recipe.steps = 60;
    recipe.batch = 8;
    recipe.replicas = 2;
    recipe.learningRate = 2e-3;
    recipe.evalInterval = recipe.checkpointInterval = 0;
    recipe.colorPermutation = 0;
    return recipe;
}

} // namespace

/// Fine-tuning: learns, saves, stops, and does its geometry right.
class TestSft : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        m_base = std::filesystem::path(m_dir->path().toStdString()) / "base";
        m_run = m_base.parent_path() / "run";
        const std::vector<std::string> texts{"Which turn? turn left 30 degrees", "Which turn? turn right 30 degrees"};
        createTinyModel(m_base, texts, {});
    }

    void learnsWhatThePicturesSay()
    {
        const std::vector<TrainingSample> samples = colourSamples(40);
        TrainingCallbacks callbacks;
        double first = 0, last = 0, auxiliaryFirst = 0, auxiliaryLast = 0;
        callbacks.onStep = [&](const TrainingStep& at) {
            if (at.step == 1) {
                first = at.loss;
                auxiliaryFirst = at.auxiliary;
            }
            last = at.loss;
            auxiliaryLast = at.auxiliary;
        };
        int evaluations = 0;
        callbacks.evaluate = [&](VisionLanguageModel&, const TrainingStep&) {
            ++evaluations;
            return std::map<std::string, double>{{"A2/direction", 50.0}};
        };
        SilentJobContext job;
        const TrainingResult result = trainSft(shortRecipe(), m_base, samples, m_run, callbacks, job);
        QCOMPARE(result.last.step, std::int64_t{60});
        QCOMPARE(result.last.samples, std::int64_t{480});
        QCOMPARE(evaluations, 1);
        // Waiting for batches is a part of the steps, and steps are a part of the run.
        QVERIFY(result.last.inputSeconds > 0 && result.last.inputSeconds < result.last.stepSeconds);
        QVERIFY(result.last.stepSeconds <= result.last.seconds);
        QVERIFY2(last < 0.15 && first > 2, QByteArray::number(last).constData());
        QVERIFY2(auxiliaryLast < 0.5 * auxiliaryFirst, QByteArray::number(auxiliaryLast).constData());

        const auto model = loadVisionLanguageModel(result.checkpoint);
        int right = 0;
        for (const TrainingSample& sample : colourSamples(60)) {
            const VlmQuery query{{*sample.views[0], *sample.views[1]}, sample.texts[0]->question};
            right += model->answer(std::span(&query, 1), {}, job).front().text == sample.texts[0]->answer;
        }
        QVERIFY2(right >= 57, QByteArray::number(right).constData());
    }

    void adaptersLearnAlone_data()
    {
        QTest::addColumn<QString>("precision");
        QTest::newRow("float32") << "float32";
        QTest::newRow("bfloat16") << "bfloat16";
    }

    void adaptersLearnAlone()
    {
        QFETCH(QString, precision);
        Recipe recipe = shortRecipe();
        recipe.adaptation = "lora";
        recipe.loraRank = 8;
        recipe.loraAlpha = 16;
        recipe.freezeVision = true;
        recipe.precision = precision.toStdString();
        recipe.learningRate = 1e-2;
        recipe.steps = 40;
        double first = 0, last = 0;
        TrainingCallbacks callbacks;
        callbacks.onStep = [&](const TrainingStep& at) {
            first = at.step == 1 ? at.loss : first;
            last = at.loss;
        };
        SilentJobContext job;
        const std::string before = readFile(m_base / "model.safetensors");
        const TrainingResult result = trainSft(recipe, m_base, colourSamples(40), m_run, callbacks, job);
        QVERIFY2(last < 0.5 * first, qPrintable(QString("%1 to %2").arg(first).arg(last)));
        QVERIFY(readFile(m_base / "model.safetensors") == before);

        // The checkpoint is the merged model; base and adapter give the same answers.
        const auto merged = loadVisionLanguageModel(result.checkpoint), beside = loadVisionLanguageModel(m_base, {"float32", "cpu", result.checkpoint / "adapter"});
        const TrainingSample sample = colourSamples(1).front();
        const VlmQuery query{{*sample.views[0], *sample.views[1]}, sample.texts[0]->question};
        const VlmAnswer a = merged->answer(std::span(&query, 1), {}, job).front(), b = beside->answer(std::span(&query, 1), {}, job).front();
        QCOMPARE(a.text, b.text);
        QVERIFY(std::abs(a.meanLogProbability - b.meanLogProbability) < 1e-4);
        const nn::QwenLora lora = nn::loadLora(result.checkpoint / "adapter", nn::loadQwenCheckpoint(m_base).config);
        QVERIFY(std::none_of(lora.modules.begin(), lora.modules.end(), [](const nn::LoraModule& module) { return module.name.starts_with("visual."); }));
    }

    void aFrozenTowerStaysAsItIs()
    {
        Recipe recipe = shortRecipe();
        recipe.freezeVision = true;
        recipe.weightDecay = 0.5;
        recipe.steps = 5;
        SilentJobContext job;
        const nn::QwenCheckpoint before = nn::loadQwenCheckpoint(m_base), after = nn::loadQwenCheckpoint(trainSft(recipe, m_base, colourSamples(8), m_run, {}, job).checkpoint);
        const std::vector<nn::HubTensor> old = nn::hubTensors(before.config, before.weights), trained = nn::hubTensors(after.config, after.weights);
        int moved = 0;
        for (std::size_t i = 0; i < old.size(); ++i) {
            const bool same = old[i].view.equal(trained[i].view);
            QVERIFY2(same || !old[i].name.starts_with("visual."), old[i].name.c_str());
            moved += !same;
        }
        QVERIFY(moved > 5);
    }

    void aStopEndsWithACheckpoint()
    {
        SilentJobContext job;
        TrainingCallbacks callbacks;
        callbacks.onStep = [&](const TrainingStep& at) {
            if (at.step == 3)
                job.stop();
        };
        const TrainingResult result = trainSft(shortRecipe(), m_base, colourSamples(8), m_run, callbacks, job);
        QVERIFY(result.stopped);
        QCOMPARE(result.last.step, std::int64_t{3});
        QVERIFY(std::filesystem::exists(result.checkpoint / "model.safetensors"));
        QVERIFY(loadVisionLanguageModel(result.checkpoint));
    }

    void aResumedRunEndsWithTheSameBits_data()
    {
        QTest::addColumn<QString>("method");
        QTest::addColumn<bool>("freezes");
        QTest::newRow("full") << "full" << false;
        QTest::newRow("frozen vision") << "full" << true;
        QTest::newRow("adapter") << "lora" << false;
    }

    void aResumedRunEndsWithTheSameBits()
    {
        QFETCH(QString, method);
        QFETCH(bool, freezes);
        Recipe recipe = shortRecipe();
        recipe.steps = 9;
        recipe.adaptation = method.toStdString();
        recipe.loraRank = 4;
        recipe.loraAlpha = 8;
        recipe.freezeVision = freezes;
        recipe.colorPermutation = 0.3;
        recipe.curriculum = {{0.5, "A2/direction", 75, {{"A2", 2}}}};
        recipe.evalSteps = 2;
        recipe.checkpointSteps = 3;
        const std::vector<TrainingSample> samples = colourSamples(12);
        std::vector<double> whole, parts;
        const auto noting = [](std::vector<double>& losses, JobContext* stops, std::int64_t stopAt) {
            TrainingCallbacks callbacks;
            callbacks.onStep = [&losses, stops, stopAt](const TrainingStep& at) {
                losses.push_back(at.loss);
                if (at.step == stopAt)
                    static_cast<SilentJobContext*>(stops)->stop();
            };
            callbacks.evaluate = [](VisionLanguageModel&, const TrainingStep& at) {
                return std::map<std::string, double>{{"mean", at.step == 2 ? 60.0 : 50.0}, {"A2/direction", 80.0}};
            };
            return callbacks;
        };
        SilentJobContext job, stopped;
        const TrainingResult straight = trainSft(recipe, m_base, samples, m_run, noting(whole, &job, 0), job);
        const std::filesystem::path other = m_run.parent_path() / "other";
        QVERIFY(trainSft(recipe, m_base, samples, other, noting(parts, &stopped, 5), stopped).stopped);
        QCOMPARE(*resumableCheckpoint(other), other / "checkpoints/step-5");
        QVERIFY(std::filesystem::exists(other / "checkpoints/step-2/model.safetensors")); // the best so far
        recipe.replicas = 0; // the crew is the checkpoint's, not this machine's
        const TrainingResult resumed = trainSft(recipe, m_base, samples, other, noting(parts, &job, 0), job, other / "checkpoints/step-5");
        QCOMPARE(parts, whole);
        QCOMPARE(resumed.last.step, straight.last.step);
        QCOMPARE(resumed.last.samples, straight.last.samples);
        for (const char* file : {"model.safetensors", "training/optimizer.safetensors"})
            QVERIFY2(readFile(resumed.checkpoint / file) == readFile(straight.checkpoint / file), file);
        // Interrupted after the last checkpoint there is nothing left to do; on other data it is refused.
        QCOMPARE(trainSft(recipe, m_base, samples, other, noting(parts, &job, 0), job, resumed.checkpoint).checkpoint, resumed.checkpoint);
        QCOMPARE(parts.size(), whole.size());
        QVERIFY_EXCEPTION_THROWN(trainSft(recipe, m_base, colourSamples(13), other, {}, job, resumed.checkpoint), Error);
    }

    void oldCheckpointsAreRemoved()
    {
        Recipe recipe = shortRecipe();
        recipe.steps = 6;
        recipe.checkpointInterval = 1e-6;
        recipe.keepCheckpoints = 2;
        SilentJobContext job;
        trainSft(recipe, m_base, colourSamples(8), m_run, {}, job);
        int kept = 0;
        for (const auto& entry : std::filesystem::directory_iterator(m_run / "checkpoints"))
            kept += entry.is_directory();
        QCOMPARE(kept, 2);
        QVERIFY(std::filesystem::exists(m_run / "checkpoints" / "step-6"));
    }

    void aMetricEndsTheFirstStage()
    {
        Recipe recipe = shortRecipe();
        recipe.steps = 8;
        recipe.evalInterval = 1e-6;
        recipe.curriculum = {{0.99, "A2/direction", 75, {{"A2", 1}}}};
        TrainingCallbacks callbacks;
        std::vector<std::size_t> stages;
        callbacks.evaluate = [&](VisionLanguageModel&, const TrainingStep& at) {
            stages.push_back(at.stage);
            return std::map<std::string, double>{{"A2/direction", at.step >= 3 ? 80.0 : 60.0}};
        };
        SilentJobContext job;
        const TrainingResult result = trainSft(recipe, m_base, colourSamples(8), m_run, callbacks, job);
        QCOMPARE(stages[2], std::size_t{0});
        QCOMPARE(stages[3], std::size_t{1});
        QCOMPARE(result.metrics.at("A2/direction"), 80.0);
    }

    void replicasDoNotChangeTheGradient()
    {
        // The first step's gradient norm with plain data: one replica of 8 against the mean of two of 4 on the same samples.
        Recipe recipe = shortRecipe();
        recipe.steps = 1;
        recipe.mirror = recipe.swapViews = false;
        recipe.colorJitter = 0;
        recipe.clipNorm = 0;
        std::vector<TrainingSample> same(1, colourSamples(1).front());
        std::array<double, 2> norms{};
        for (int replicas : {1, 2}) {
            recipe.replicas = replicas;
            TrainingCallbacks callbacks;
            callbacks.onStep = [&](const TrainingStep& at) { norms[static_cast<std::size_t>(replicas - 1)] = at.gradientNorm; };
            SilentJobContext job;
            trainSft(recipe, m_base, same, m_run, callbacks, job);
        }
        QVERIFY(norms[0] > 0);
        QVERIFY2(std::abs(norms[0] - norms[1]) < 1e-3 * norms[0], QByteArray::number(norms[1]).constData());
    }

    void badInputIsRefused()
    {
        SilentJobContext job;
        QVERIFY_EXCEPTION_THROWN(trainSft(shortRecipe(), m_base, {}, m_run, {}, job), Error);
        std::vector<TrainingSample> samples = colourSamples(2);
        samples[1].views[0] = std::make_shared<ColorImage>(30, 56);
        QVERIFY_EXCEPTION_THROWN(trainSft(shortRecipe(), m_base, samples, m_run, {}, job), Error);
        Recipe other = shortRecipe();
        other.tasks = {{"D1", 1}};
        QVERIFY_EXCEPTION_THROWN(trainSft(other, m_base, colourSamples(2), m_run, {}, job), Error);
    }

    void auxiliaryTargetsFollowTheCamera()
    {
        const Intrinsics camera = intrinsicsFromFov(56, 56, 90);
        const DepthMap wall(56, 56, 2.0f);
        Rigid3d motion = Rigid3d::Identity(); // second camera 0.5 m to the right: everything moves left by 0.5 / 2 half widths
        motion.translation().x() = -0.5;
        const nn::AuxiliaryTargets targets = nn::auxiliaryTargets(wall, camera, &motion, 4);
        for (std::size_t k = 0; k < 16; ++k) {
            QVERIFY(targets.flowKnown[k] > 0 && targets.depthKnown[k] > 0);
            QVERIFY(std::abs(targets.flow[2 * k] + 0.25f) < 1e-5f && std::abs(targets.flow[2 * k + 1]) < 1e-5f);
            QVERIFY(std::abs(targets.logDepth[k] - (std::log(2.0f) - 1)) < 1e-5f);
            QVERIFY(std::abs(targets.mirrored().flow[2 * k] - 0.25f) < 1e-5f);
        }
        QVERIFY(nn::auxiliaryTargets(DepthMap(56, 56, 0.0f), camera, &motion, 4).depthKnown[5] == 0);
        QVERIFY(nn::auxiliaryTargets(wall, camera, nullptr, 4).flowKnown[5] == 0);
    }

    void batchesHoldThePreprocessorsPixels()
    {
        const nn::QwenCheckpoint checkpoint = nn::loadQwenCheckpoint(m_base);
        const nn::QwenProcessor processor = nn::QwenProcessor::load(m_base, checkpoint.config);
        const Recipe recipe = shortRecipe();
        std::vector<TrainingSample> samples = colourSamples(2);
        samples[1].showsBoth = false;
        samples[1].texts[0]->question = "<image>Which turn?";
        nn::SampleBatcher batcher(checkpoint.config, processor, recipe, samples, Rng(1));
        const std::vector<std::size_t> both{0, 1};
        const nn::TrainingBatch batch = batcher.plain(both);
        // Still images come before pairs.
        const VisionPatches still = processor.images.image(*samples[1].views[0]);
        const VisionPatches pair = processor.images.video(std::vector<ColorImage>{*samples[0].views[0], *samples[0].views[1]});
        const float* values = batch.model.pixelValues.data_ptr<float>();
        for (std::size_t i = 0; i < still.values.size(); ++i) {
            QVERIFY(std::abs(values[i] - still.values[i]) < 1e-5f);
            QVERIFY(std::abs(values[still.values.size() + i] - pair.values[i]) < 1e-5f);
        }
        QCOMPARE(batch.model.rows(), std::int64_t{2});
        QVERIFY(batch.learnedTokens > 8);
    }

    /// The loss of two answers of unequal length together, against that of each alone.
    void theMeanIsOverTokensOrAnswers_data()
    {
        QTest::addColumn<QString>("lossMean");
        QTest::newRow("token") << "token";
        QTest::newRow("answer") << "answer";
    }

    void theMeanIsOverTokensOrAnswers()
    {
        QFETCH(const QString, lossMean);
        const nn::QwenCheckpoint checkpoint = nn::loadQwenCheckpoint(m_base);
        const nn::QwenProcessor processor = nn::QwenProcessor::load(m_base, checkpoint.config);
        Recipe recipe = shortRecipe();
        recipe.lossMean = lossMean.toStdString();
        std::vector<TrainingSample> samples = colourSamples(2);
        samples[0].texts[0]->answer = "turn left 30 degrees; turn right 30 degrees; turn left 30 degrees; turn right 30 degrees";
        samples[1].texts[0]->answer = "left";
        nn::SampleBatcher batcher(checkpoint.config, processor, recipe, samples, Rng(1));
        std::vector<double> losses, counts;
        for (const std::vector<std::size_t>& which : {std::vector<std::size_t>{0}, {1}, {0, 1}}) {
            const nn::TrainingBatch batch = batcher.plain(which);
            const nn::LearnedTokens learned = nn::learnedTokens(batch.model, batch.labels, batch.rowWeights);
            const at::Tensor hidden = nn::modelForward(checkpoint.config, checkpoint.weights, batch.model, {nullptr, learned.rows, {}}).hidden;
            losses.push_back(nn::languageLoss(checkpoint.weights, hidden, learned).item<double>());
            counts.push_back(static_cast<double>(batch.learnedTokens));
        }
        QVERIFY(counts[0] > 3 * counts[1]);
        const double overTokens = (losses[0] * counts[0] + losses[1] * counts[1]) / counts[2], overAnswers = (losses[0] + losses[1]) / 2;
        QVERIFY(std::abs(overTokens - overAnswers) > 0.01);
        QVERIFY(std::abs(losses[2] - (lossMean == QLatin1String("answer") ? overAnswers : overTokens)) < 1e-4);
    }

private:
    std::unique_ptr<QTemporaryDir> m_dir;
    std::filesystem::path m_base, m_run;
};

QTEST_APPLESS_MAIN(TestSft)
#include "tst_Sft.moc"
