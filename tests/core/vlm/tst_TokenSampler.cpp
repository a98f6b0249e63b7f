#include <QtTest>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/base/Error.h"
#include "core/vlm/StopStrings.h"
#include "core/vlm/TokenSampler.h"
#include "core/vlm/VisionLanguageModel.h"

using namespace w2v;

namespace {

/// The distribution by the book: penalty, temperature, top-k, top-p, each as a change of the scores.
std::vector<double> distribution(std::vector<double> scores, const SamplingRules& rules, const std::vector<std::int64_t>& seen)
{
    for (const std::int64_t id : seen)
        scores[static_cast<std::size_t>(id)] *= scores[static_cast<std::size_t>(id)] > 0 ? 1 / rules.repetitionPenalty : rules.repetitionPenalty;
    for (double& score : scores)
        score /= rules.temperature;
    std::vector<std::size_t> order(scores.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return scores[a] > scores[b]; });
    std::vector<double> probability(scores.size(), 0.0);
    const std::size_t k = rules.topK > 0 ? std::min(scores.size(), static_cast<std::size_t>(rules.topK)) : scores.size();
    double sum = 0;
    for (std::size_t i = 0; i < k; ++i)
        sum += probability[order[i]] = std::exp(scores[order[i]] - scores[order[0]]);
    double before = 0, kept = 0;
    for (std::size_t i = 0; i < k; ++i) {
        const double own = probability[order[i]] / sum;
        if (before >= rules.topP)
            probability[order[i]] = 0;
        kept += probability[order[i]];
        before += own;
    }
    for (double& p : probability)
        p /= kept;
    return probability;
}

} // namespace

class TestTokenSampler : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void drawsFollowTheDistribution_data()
    {
        QTest::addColumn<double>("temperature");
        QTest::addColumn<int>("topK");
        QTest::addColumn<double>("topP");
        QTest::addColumn<double>("penalty");
        QTest::newRow("softmax") << 1.0 << 0 << 1.0 << 1.0;
        QTest::newRow("cold") << 0.6 << 0 << 1.0 << 1.0;
        QTest::newRow("hot") << 2.0 << 0 << 1.0 << 1.0;
        QTest::newRow("top-k") << 1.0 << 5 << 1.0 << 1.0;
        QTest::newRow("top-p") << 1.0 << 0 << 0.8 << 1.0;
        QTest::newRow("penalty") << 1.0 << 0 << 1.0 << 1.7;
        QTest::newRow("all of them") << 1.4 << 9 << 0.9 << 1.3;
    }

    void drawsFollowTheDistribution()
    {
        QFETCH(double, temperature);
        QFETCH(int, topK);
        QFETCH(double, topP);
        QFETCH(double, penalty);
        const SamplingRules rules{temperature, topK, topP, penalty};
        const std::vector<std::int64_t> seen{2, 5, 5, 11};
        std::vector<float> scores;
        Rng random(4);
        for (int i = 0; i < 16; ++i)
            scores.push_back(static_cast<float>(1.2 * random.normal()));
        const std::vector<double> expected = distribution({scores.begin(), scores.end()}, rules, penalty == 1 ? std::vector<std::int64_t>() : std::vector<std::int64_t>{2, 5, 11});
        constexpr int kDraws = 40000;
        std::vector<int> counts(scores.size(), 0);
        TokenSampler sampler(rules, Rng(9), seen);
        for (int i = 0; i < kDraws; ++i)
            ++counts[static_cast<std::size_t>(sampler.choose(scores))];
        double chiSquare = 0;
        int freedom = -1;
        for (std::size_t i = 0; i < scores.size(); ++i) {
            if (expected[i] == 0) {
                QVERIFY2(counts[i] == 0, "a token that was cut off was drawn");
                continue;
            }
            const double wanted = expected[i] * kDraws;
            chiSquare += (counts[i] - wanted) * (counts[i] - wanted) / wanted;
            ++freedom;
        }
        // Wilson and Hilferty: about the 99.9 % quantile.
        const double f = freedom, limit = f * std::pow(1 - 2 / (9 * f) + 3.09 * std::sqrt(2 / (9 * f)), 3);
        QVERIFY2(chiSquare < limit, qPrintable(QString("chi-square %1 with %2 degrees of freedom").arg(chiSquare).arg(freedom)));
    }

    void greedyTakesTheFirstOfTheLargest()
    {
        const std::vector<float> scores{1, 4, 4, -2};
        TokenSampler plain({}, Rng(0));
        QCOMPARE(plain.choose(scores), std::int64_t{1});
        TokenSampler penalised({0, 0, 1, 2}, Rng(0));
        penalised.accept(1);
        QCOMPARE(penalised.choose(scores), std::int64_t{2});
        penalised.accept(2);
        penalised.accept(2);
        QCOMPARE(penalised.choose(scores), std::int64_t{1}); // both halved once, not again and again
    }

    void almostNoTemperatureIsGreedyAndTiesOfTopKStay()
    {
        const std::vector<float> scores{1, 3, 2.999f, 3, -50};
        TokenSampler cold({1e-6, 0, 1, 1}, Rng(1));
        TokenSampler two({1, 1, 1, 1}, Rng(1)); // two tokens share the first place
        std::vector<int> counts(scores.size(), 0);
        for (int i = 0; i < 200; ++i) {
            QVERIFY(scores[static_cast<std::size_t>(cold.choose(scores))] == 3);
            ++counts[static_cast<std::size_t>(two.choose(scores))];
        }
        QVERIFY(counts[1] > 50 && counts[3] > 50 && counts[1] + counts[3] == 200);
    }

    void stopStringsDoNotDependOnBorders()
    {
        const std::string text = "one two END three";
        for (std::size_t piece = 1; piece <= text.size(); ++piece) {
            StopStrings stops({"END", "three"});
            std::string given;
            for (std::size_t at = 0; at < text.size(); at += piece)
                given += stops.push(text.substr(at, piece));
            QVERIFY(stops.found());
            QCOMPARE(given, std::string("one two "));
            QVERIFY(stops.push("more").empty());
        }
        StopStrings nearly({"aab"}); // a beginning that turns out to be none, twice over
        QCOMPARE(nearly.push("aaa") + nearly.push("c") + nearly.push("aa"), std::string("aaac"));
        QVERIFY(!nearly.found());
        QCOMPARE(nearly.finish(), std::string("aa"));
        for (const auto& pieces : {std::vector<std::string>{"abcd"}, {"abc", "d"}, {"a", "b", "c", "d"}}) {
            StopStrings first({"abcd", "bc"}); // the one that is complete first
            std::string given;
            for (const std::string& one : pieces)
                given += first.push(one);
            QCOMPARE(given, std::string("a"));
        }
    }

    void optionsOutOfRangeAreNamed()
    {
        const auto refused = [](const std::function<void(GenerationOptions&)>& change) {
            GenerationOptions options;
            change(options);
            try {
                checkGenerationOptions(options);
            } catch (const Error& error) {
                return error.subject();
            }
            return std::string();
        };
        QCOMPARE(refused([](auto&) {}), std::string());
        QCOMPARE(refused([](auto& o) { o.temperature = -1; }), std::string("temperature"));
        QCOMPARE(refused([](auto& o) { o.temperature = std::nan(""); }), std::string("temperature"));
        QCOMPARE(refused([](auto& o) { o.topP = 0; }), std::string("top_p"));
        QCOMPARE(refused([](auto& o) { o.topP = 1.1; }), std::string("top_p"));
        QCOMPARE(refused([](auto& o) { o.topK = -1; }), std::string("top_k"));
        QCOMPARE(refused([](auto& o) { o.repetitionPenalty = 0; }), std::string("repetition_penalty"));
        QCOMPARE(refused([](auto& o) { o.stop = {""}; }), std::string("stop"));
        QCOMPARE(refused([](auto& o) { o.samples = 0; }), std::string("samples"));
        QCOMPARE(refused([](auto& o) { o.maxNewTokens = -1; }), std::string("max_tokens"));
    }
};

QTEST_APPLESS_MAIN(TestTokenSampler)
#include "tst_TokenSampler.moc"
