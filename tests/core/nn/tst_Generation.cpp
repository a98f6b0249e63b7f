#include <QtTest>

#include <QTemporaryDir>

#include <cmath>
#include <set>

#include "core/base/Error.h"
#include "core/nn/Runtime.h"
#include "core/nn/VlmFactory.h"
#include "core/nn/qwen/GeneratorTorch.h"
#include "core/nn/qwen/LoraTorch.h"
#include "core/nn/qwen/QwenCheckpointTorch.h"
#include "core/vlm/ByteAlphabet.h"
#include "core/vlm/Tokenizer.h"

using namespace w2v;

namespace {

ColorImage noise(std::uint64_t seed)
{
    ColorImage image(56, 56);
    Rng random(seed);
    for (std::size_t i = 0; i < image.bytes(); ++i)
        image.data()[i] = static_cast<std::uint8_t>(random.integer(0, 255));
    return image;
}

/// Stops after some questions.
class CountingJob : public SilentJobContext {
public:
    explicit CountingJob(int left) : m_left(left) {}
    bool shouldStop() const override { return m_left-- <= 0; }
    int left() const { return m_left; }

private:
    mutable std::atomic<int> m_left;
};

} // namespace

/// Sampling, caches and likelihoods of a small model with random weights.
class TestGeneration : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        setTorchThreads(1);
        const std::vector<std::string> texts{"Which way did the camera turn between the views? turn left 30 degrees", "How far did it move? move forward 0.5 meters",
                                             "Grüße 你好 🙂 zażółć 你好 🙂"};
        m_folder = std::filesystem::path(m_dir.path().toStdString()) / "model";
        createTinyModel(m_folder, texts, {});
        m_model = loadVisionLanguageModel(m_folder);
        m_checkpoint = std::make_unique<nn::QwenCheckpoint>(nn::loadQwenCheckpoint(m_folder));
        for (std::uint64_t i = 0; i < 6; ++i)
            m_queries.push_back(i % 2 ? VlmQuery{{noise(i), noise(i + 50)}, "<image><image>Which way did the camera turn?"} : VlmQuery{{noise(i)}, "<image>How far?"});
    }

    void aSeedGivesOneAnswerWhateverIsAskedBeside()
    {
        GenerationOptions options = sampled();
        const std::vector<VlmAnswer> together = ask(m_queries, options);
        options.batch = 1;
        const std::vector<VlmAnswer> oneByOne = ask(m_queries, options);
        for (std::size_t i = 0; i < m_queries.size(); ++i) {
            const VlmAnswer alone = ask(std::span(&m_queries[i], 1), options).front();
            QCOMPARE(alone.text, together[i].text);
            QCOMPARE(alone.text, oneByOne[i].text);
        }
        options.seed = 12;
        QVERIFY(ask(m_queries, options)[0].text != together[0].text);
    }

    void samplesOfOnePrefillAreThoseOfSeparateOnes()
    {
        GenerationOptions options = sampled();
        options.samples = 5;
        const std::vector<VlmAnswer> together = ask(m_queries, options);
        QCOMPARE(together.size(), m_queries.size() * 5);
        options.samples = 1;
        std::set<std::string> different;
        for (std::uint64_t k = 0; k < 5; ++k) {
            options.seed = sampled().seed + k;
            const std::vector<VlmAnswer> separate = ask(m_queries, options);
            for (std::size_t i = 0; i < m_queries.size(); ++i) {
                const VlmAnswer& shared = together[i * 5 + k];
                QCOMPARE(shared.text, separate[i].text);
                QCOMPARE(shared.tokens.size(), separate[i].tokens.size());
                QVERIFY(std::abs(shared.meanLogProbability - separate[i].meanLogProbability) < 1e-4);
                different.insert(shared.text);
            }
        }
        QVERIFY(different.size() > 20);
    }

    void theFusedStepGivesTheTokensOfThePlainOne()
    {
        for (const double temperature : {0.0, 1.0}) {
            GenerationOptions options = sampled();
            options.temperature = temperature;
            options.maxNewTokens = 40;
            const std::vector<VlmAnswer> fused = ask(m_queries, options);
            nn::useFusedKernels(false);
            const std::vector<VlmAnswer> plain = ask(m_queries, options);
            nn::useFusedKernels(true);
            for (std::size_t i = 0; i < fused.size(); ++i) {
                QCOMPARE(fused[i].tokens.size(), plain[i].tokens.size());
                for (std::size_t t = 0; t < fused[i].tokens.size(); ++t) {
                    QCOMPARE(fused[i].tokens[t].id, plain[i].tokens[t].id);
                    QVERIFY(std::abs(fused[i].tokens[t].logProbability - plain[i].tokens[t].logProbability) < 1e-4f);
                }
            }
        }
    }

    void theFusedStepKnowsAdaptersAndHalfPrecision_data()
    {
        QTest::addColumn<int>("type");
        QTest::addColumn<bool>("adapter");
        for (const auto& [name, type] : {std::pair{"float32", at::kFloat}, {"bfloat16", at::kBFloat16}, {"float16", at::kHalf}})
            for (const bool adapter : {false, true})
                QTest::addRow("%s%s", name, adapter ? " with adapter" : "") << static_cast<int>(type) << adapter;
    }

    void theFusedStepKnowsAdaptersAndHalfPrecision()
    {
        QFETCH(int, type);
        QFETCH(bool, adapter);
        const at::NoGradGuard noGrad;
        const nn::QwenConfig& config = m_checkpoint->config;
        nn::QwenWeights weights = nn::QwenWeights::over(config, m_checkpoint->weights.flat.to(static_cast<at::ScalarType>(type)));
        const auto scoresAfterSomeSteps = [&](const nn::QwenWeights& used, bool fused) {
            nn::useFusedKernels(fused);
            nn::DecodingSession session(config, used, nn::packRows(config, {textRow(7, 1), textRow(3, 2)}), 8);
            for (std::int64_t step = 0; step < 6; ++step)
                session.append({step * 31 % 200, step * 17 % 200});
            nn::useFusedKernels(true);
            return session.logits().clone();
        };
        const at::Tensor without = scoresAfterSomeSteps(weights, true);
        if (adapter) {
            nn::QwenLora lora = nn::makeLora(config, nn::parseLoraConfig(parseJson(R"({"r":4,"lora_alpha":8,"target_modules":"all-linear"})", "adapter_config.json"), "adapter_config.json"), 1);
            at::manual_seed(2);
            for (nn::LoraModule& module : lora.modules)
                module.b.copy_(at::randn(module.b.sizes()) * 0.1);
            weights = lora.attach(config, weights);
        }
        const at::Tensor fused = scoresAfterSomeSteps(weights, true), plain = scoresAfterSomeSteps(weights, false);
        QVERIFY2((fused - plain).abs().max().item<double>() < 2e-4, qPrintable(QString::number((fused - plain).abs().max().item<double>())));
        QVERIFY(adapter == ((fused - without).abs().max().item<double>() > 0.01));
    }

    void cachedScoresAreThoseOfReadingEverythingAgain()
    {
        const at::NoGradGuard noGrad;
        const nn::QwenConfig& config = m_checkpoint->config;
        std::vector<nn::TokenRow> rows{textRow(7, 1), textRow(3, 2), textRow(12, 3)};
        nn::DecodingSession session(config, m_checkpoint->weights, nn::packRows(config, rows), 2);
        for (int step = 0; step < 150; ++step) { // beyond the first room of the cache
            if (step % 30 == 0 || step == 149) {
                const nn::ModelBatch whole = nn::packRows(config, rows);
                const at::Tensor logits = nn::logitsOf(m_checkpoint->weights, nn::modelForward(config, m_checkpoint->weights, whole).hidden);
                for (std::size_t r = 0; r < rows.size(); ++r) {
                    const nn::Segment& s = whole.segments[r];
                    const double difference = (logits[s.begin + s.length - 1] - session.logits()[static_cast<std::int64_t>(r)]).abs().max().item<double>();
                    QVERIFY2(difference < 1e-4, qPrintable(QString("step %1, row %2: %3").arg(step).arg(r).arg(difference)));
                }
            }
            std::vector<std::int64_t> ids;
            for (std::size_t r = 0; r < rows.size(); ++r) {
                ids.push_back((step * 37 + static_cast<int>(r) * 11) % 200);
                rows[r].ids.push_back(ids.back());
            }
            session.append(ids);
            if (step == 60) { // a row ends, another goes on twice
                session.selectRows({2, 0, 2});
                rows = {rows[2], rows[0], rows[2]};
            }
        }
    }

    void drawnTokensFollowTheModel()
    {
        const VlmQuery& query = m_queries.front();
        GenerationOptions options;
        options.maxNewTokens = 1;
        options.temperature = 0.5;
        options.topK = 8;
        options.samples = 4000;
        std::map<std::int64_t, std::pair<int, double>> seen; // count and raw log-probability
        for (const VlmAnswer& answer : ask(std::span(&query, 1), options)) {
            auto& [count, log] = seen[answer.tokens.front().id];
            ++count;
            log = answer.tokens.front().logProbability;
        }
        QVERIFY(seen.size() == 8);
        double sum = 0, chiSquare = 0;
        for (const auto& [id, one] : seen)
            sum += std::exp(one.second / options.temperature);
        for (const auto& [id, one] : seen) {
            const double wanted = options.samples * std::exp(one.second / options.temperature) / sum;
            chiSquare += (one.first - wanted) * (one.first - wanted) / wanted;
        }
        QVERIFY2(chiSquare < 24.3, qPrintable(QString::number(chiSquare))); // 99.9 % at 7 degrees of freedom
    }

    void stopStringsEndAnAnswerAcrossTokens()
    {
        GenerationOptions options = sampled();
        options.maxNewTokens = 60;
        const VlmAnswer whole = ask(std::span(&m_queries[1], 1), options).front();
        QVERIFY(whole.tokens.size() > 12);
        int across = 0;
        for (std::size_t t = 2; t + 2 < whole.tokens.size() && across < 5; ++t) {
            const std::string stop = whole.tokens[t].text + whole.tokens[t + 1].text;
            const std::size_t at = whole.text.find(stop);
            if (whole.tokens[t].text.empty() || whole.tokens[t + 1].text.empty() || at == std::string::npos)
                continue;
            options.stop = {"not in it at all", stop};
            std::string streamed;
            SilentJobContext job;
            const VlmAnswer cut = m_model->answer(std::span(&m_queries[1], 1), options, job, [&](std::size_t, const std::string& text) {
                QVERIFY(replaceInvalidUtf8(text) == text);
                streamed += text;
            }).front();
            QCOMPARE(cut.text, whole.text.substr(0, at));
            QCOMPARE(streamed, cut.text);
            QVERIFY(cut.finish == FinishReason::Stop);
            QVERIFY(cut.tokens.size() <= t + 2);
            ++across;
        }
        QVERIFY(across > 2);
    }

    void piecesAreValidTextAndMakeUpTheAnswer()
    {
        GenerationOptions options = sampled();
        options.temperature = 2; // bytes of unfinished characters in any order
        options.maxNewTokens = 80;
        options.samples = 4;
        std::vector<std::string> streamed(m_queries.size() * 4);
        SilentJobContext job;
        const std::vector<VlmAnswer> answers = m_model->answer(m_queries, options, job, [&](std::size_t answer, const std::string& text) {
            QVERIFY(replaceInvalidUtf8(text) == text);
            streamed[answer] += text;
        });
        std::set<FinishReason> reasons;
        for (std::size_t i = 0; i < answers.size(); ++i) {
            QCOMPARE(streamed[i], answers[i].text);
            QVERIFY(static_cast<int>(answers[i].tokens.size()) == answers[i].newTokens && answers[i].newTokens <= 80);
            QVERIFY((answers[i].newTokens == 80) || answers[i].finish == FinishReason::EndToken);
            double sum = 0;
            for (const AnswerToken& token : answers[i].tokens)
                sum += token.logProbability;
            QVERIFY(std::abs(sum / answers[i].newTokens - answers[i].meanLogProbability) < 1e-5);
            reasons.insert(answers[i].finish);
        }
        QVERIFY(!reasons.contains(FinishReason::Stop));
    }

    void cancellingTakesOneToken()
    {
        GenerationOptions options = sampled();
        options.maxNewTokens = 4000;
        options.stop = {"never ends \x01"};
        SilentJobContext job;
        int pieces = 0;
        const auto onText = [&](std::size_t, const std::string&) {
            if (++pieces == 5)
                job.stop();
        };
        QVERIFY_EXCEPTION_THROWN(m_model->answer(std::span(&m_queries[0], 1), options, job, onText), Cancelled);
        QCOMPARE(pieces, 5);
    }

    /// A stop request while the prompt is read waits for one layer, not for the whole prompt.
    void cancellingThePromptTakesOneLayer()
    {
        const int layers = m_checkpoint->config.layers, blocks = m_checkpoint->config.vision.depth;
        const auto asksUntilStopped = [&](int left) {
            CountingJob job(left);
            int pieces = 0;
            QVERIFY_EXCEPTION_THROWN(m_model->answer(std::span(&m_queries[0], 1), sampled(), job, [&](std::size_t, const std::string&) { ++pieces; }), Cancelled);
            QCOMPARE(pieces, 0);
            QVERIFY2(job.left() >= -4, qPrintable(QString::number(job.left()))); // nothing goes on asking
            const std::vector<std::string> choices{"left", "right"};
            CountingJob second(left);
            QVERIFY_EXCEPTION_THROWN(m_model->scoreChoices(std::span(&m_queries[0], 1), std::span(&choices, 1), second), Cancelled);
        };
        for (int left = 0; left < layers + blocks; ++left)
            asksUntilStopped(left);
    }

    void choicesAreScoredAsTheModelWouldSayThem()
    {
        const std::vector<std::string> choices{"turn left", "turn left 30 degrees", "0.5", "move forward 0.5 meters"};
        std::vector<std::vector<std::string>> all(m_queries.size(), choices);
        all[1] = {"A"};
        all[2].clear();
        SilentJobContext job;
        const auto scores = m_model->scoreChoices(m_queries, all, job);
        QCOMPARE(scores[2].size(), std::size_t{0});
        QCOMPARE(scores[1].size(), std::size_t{1});
        const auto alone = m_model->scoreChoices(std::span(&m_queries[0], 1), std::span(&all[0], 1), job);
        for (std::size_t c = 0; c < choices.size(); ++c) {
            QVERIFY(std::abs(scores[0][c].logLikelihood - alone[0][c].logLikelihood) < 1e-3);
            QVERIFY(scores[0][c].logLikelihood < 0 && scores[0][c].tokens >= 2);
            QCOMPARE(scores[0][c].perToken(), scores[0][c].logLikelihood / scores[0][c].tokens);
        }
        // The greedy answer's own probability.
        GenerationOptions options;
        options.maxNewTokens = 400;
        for (std::size_t i = 0; i < m_queries.size(); ++i) {
            const VlmAnswer answer = ask(std::span(&m_queries[i], 1), options).front();
            if (answer.finish != FinishReason::EndToken)
                continue;
            const std::vector<std::string> own{answer.text};
            const auto score = m_model->scoreChoices(std::span(&m_queries[i], 1), std::span(&own, 1), job)[0][0];
            if (score.tokens == answer.newTokens)
                QVERIFY(std::abs(score.logLikelihood - answer.meanLogProbability * answer.newTokens) < 1e-3);
        }
        QVERIFY_EXCEPTION_THROWN(m_model->scoreChoices(m_queries, std::span(all).first(2), job), Error);
    }

    void continuationsAreScoredAsReadAtOnce()
    {
        const at::NoGradGuard noGrad;
        const nn::QwenConfig& config = m_checkpoint->config;
        const std::vector<nn::TokenRow> prompts{textRow(5, 1), textRow(9, 2)};
        const std::vector<std::vector<std::vector<std::int64_t>>> continuations{{{4, 9, 100}, {7}}, {{4, 9}, {150, 3, 2, 1}}};
        const auto sums = nn::scoreContinuations(config, m_checkpoint->weights, nn::packRows(config, prompts), continuations, {});
        for (std::size_t p = 0; p < prompts.size(); ++p)
            for (std::size_t c = 0; c < continuations[p].size(); ++c) {
                nn::TokenRow row = prompts[p];
                const std::vector<std::int64_t>& more = continuations[p][c];
                row.ids.insert(row.ids.end(), more.begin(), more.end());
                const at::Tensor logs = nn::logitsOf(m_checkpoint->weights, nn::modelForward(config, m_checkpoint->weights, nn::packRows(config, {row})).hidden).log_softmax(1);
                double sum = 0;
                for (std::size_t t = 0; t < more.size(); ++t)
                    sum += logs[static_cast<std::int64_t>(prompts[p].ids.size() + t) - 1][more[t]].item<double>();
                QVERIFY(std::abs(sum - sums[p][c]) < 1e-4);
            }
    }

    void conversationsKeepTheirTurns()
    {
        GenerationOptions options;
        options.maxNewTokens = 4;
        const VlmQuery plain{{noise(1)}, "<image>How far?"};
        VlmQuery longer = plain;
        longer.images.insert(longer.images.begin(), noise(2));
        longer.earlier = {{"user", "<image>Which way?"}, {"assistant", "turn left"}};
        VlmQuery system = plain;
        system.system = "move forward";
        const std::vector<VlmQuery> queries{plain, longer, system};
        const std::vector<VlmAnswer> answers = ask(queries, options);
        QVERIFY(answers[1].promptTokens > answers[0].promptTokens + 8);
        QVERIFY(answers[2].promptTokens > answers[0].promptTokens);
        longer.images.pop_back();
        QVERIFY_EXCEPTION_THROWN(ask(std::span(&longer, 1), options), Error);
        longer.earlier[1].role = "system";
        QVERIFY_EXCEPTION_THROWN(ask(std::span(&longer, 1), options), Error);
    }

private:
    static GenerationOptions sampled()
    {
        GenerationOptions options;
        options.maxNewTokens = 16;
        options.temperature = 1;
        options.topP = 0.95;
        options.seed = 7;
        return options;
    }

    std::vector<VlmAnswer> ask(std::span<const VlmQuery> queries, const GenerationOptions& options)
    {
        SilentJobContext job;
        return m_model->answer(queries, options, job);
    }

    static nn::TokenRow textRow(int length, std::uint64_t seed)
    {
        nn::TokenRow row;
        Rng random(seed);
        for (int i = 0; i < length; ++i)
            row.ids.push_back(random.integer(0, 250));
        return row;
    }

    QTemporaryDir m_dir;
    std::filesystem::path m_folder;
    std::unique_ptr<VisionLanguageModel> m_model;
    std::unique_ptr<nn::QwenCheckpoint> m_checkpoint;
    std::vector<VlmQuery> m_queries;
};

QTEST_APPLESS_MAIN(TestGeneration)
#include "tst_Generation.moc"
