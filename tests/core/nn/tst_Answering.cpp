#include <QtTest>

#include <QTemporaryDir>

#include <mutex>

#include "core/base/Error.h"
#include "core/base/Rng.h"
#include "core/nn/Runtime.h"
#include "core/nn/VlmFactory.h"

using namespace w2v;

namespace {

ColorImage noise(int width, int height, std::uint64_t seed)
{
    ColorImage image(width, height);
    Rng random(seed);
    for (std::size_t i = 0; i < image.bytes(); ++i)
        image.data()[i] = static_cast<std::uint8_t>(random.integer(0, 255));
    return image;
}

} // namespace

/// Answers of a model through the public interface.
class TestAnswering : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        const std::vector<std::string> texts{"Which way did the camera turn between the views? turn left 30 degrees", "How far did it move? move forward 0.5 meters"};
        const auto folder = std::filesystem::path(m_dir.path().toStdString()) / "model";
        createTinyModel(folder, texts, {});
        m_model = loadVisionLanguageModel(folder);
        for (std::uint64_t i = 0; i < 9; ++i) {
            VlmQuery query{{noise(56, 56, i)}, "<image>How far did it move?"};
            if (i % 3 == 1)
                query = {{noise(56, 56, i), noise(56, 56, i + 100)}, "<image><image>Which way did the camera turn between the views?"};
            if (i % 3 == 2)
                query = {{noise(90, 70, i)}, "<image>Which way?"};
            m_queries.push_back(std::move(query));
        }
    }

    void batchesAndSinglesGiveTheSameAnswers()
    {
        GenerationOptions options;
        options.maxNewTokens = 12;
        options.batch = 4;
        SilentJobContext job;
        const std::vector<VlmAnswer> together = m_model->answer(m_queries, options, job);
        QCOMPARE(together.size(), m_queries.size());
        for (std::size_t i = 0; i < m_queries.size(); ++i) {
            const VlmAnswer alone = m_model->answer(std::span(&m_queries[i], 1), options, job).front();
            QCOMPARE(together[i].text, alone.text);
            QCOMPARE(together[i].promptTokens, alone.promptTokens);
            QVERIFY(together[i].newTokens > 0 && together[i].newTokens <= 12);
            QVERIFY(std::abs(together[i].meanLogProbability - alone.meanLogProbability) < 1e-3);
            QVERIFY(together[i].meanLogProbability < 0);
        }
    }

    void tokensArriveInOrder()
    {
        GenerationOptions options;
        options.maxNewTokens = 12;
        SilentJobContext job;
        std::vector<std::string> streamed(m_queries.size());
        const std::vector<VlmAnswer> answers = m_model->answer(m_queries, options, job, [&](std::size_t query, const std::string& text) { streamed[query] += text; });
        for (std::size_t i = 0; i < answers.size(); ++i)
            QVERIFY(answers[i].text.starts_with(streamed[i]));
        QVERIFY(std::any_of(streamed.begin(), streamed.end(), [](const std::string& s) { return !s.empty(); }));
    }

    void samplingFollowsItsSeed()
    {
        GenerationOptions options;
        options.maxNewTokens = 12;
        options.temperature = 1.5;
        options.seed = 7;
        SilentJobContext job;
        const auto texts = [&] {
            std::vector<std::string> all;
            for (const VlmAnswer& answer : m_model->answer(m_queries, options, job))
                all.push_back(answer.text);
            return all;
        };
        const std::vector<std::string> first = texts();
        QVERIFY(first == texts());
        options.seed = 8;
        QVERIFY(first != texts());
    }

    void picturesMatter()
    {
        GenerationOptions options;
        options.maxNewTokens = 1;
        SilentJobContext job;
        std::vector<VlmQuery> queries{m_queries[1], m_queries[1]};
        queries[1].images[1] = noise(56, 56, 77); // only the second view differs
        const std::vector<VlmAnswer> answers = m_model->answer(queries, options, job);
        QVERIFY(answers[0].meanLogProbability != answers[1].meanLogProbability);
    }

    void aStopRequestCancels()
    {
        SilentJobContext job;
        job.stop();
        QVERIFY_EXCEPTION_THROWN(m_model->answer(m_queries, {}, job), Cancelled);
    }

    void wrongMarksAreAnError()
    {
        SilentJobContext job;
        const VlmQuery query{{noise(56, 56, 1)}, "<image><image>How far?"};
        QVERIFY_EXCEPTION_THROWN(m_model->answer(std::span(&query, 1), {}, job), Error);
        const VlmQuery empty{{ColorImage()}, "<image>How far?"};
        QVERIFY_EXCEPTION_THROWN(m_model->answer(std::span(&empty, 1), {}, job), Error);
    }

    void theDescriptionNamesTheExtensions()
    {
        const auto described = m_model->describe();
        QVERIFY(described.at("parameters").get<std::int64_t>() > 1'000'000);
        QVERIFY(described.at("extensions").size() == 3);
    }

private:
    QTemporaryDir m_dir;
    std::unique_ptr<VisionLanguageModel> m_model;
    std::vector<VlmQuery> m_queries;
};

QTEST_APPLESS_MAIN(TestAnswering)
#include "tst_Answering.moc"
