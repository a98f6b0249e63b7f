#include <cmath>
#include <numeric>

#include <QTest>

#include "core/training/GroupAdvantages.h"
#include "core/training/RunAlarms.h"

using namespace w2v;

/// The arithmetic around reinforcement that needs no network.
class TestReinforcement : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void advantagesAreRelativeToTheGroup()
    {
        const std::vector<double> advantages = groupAdvantages(std::vector<double>{1, 0, 0, 1});
        const double expected = 0.5 / (std::sqrt(1.0 / 3) + 1e-6);
        QVERIFY(std::abs(advantages[0] - expected) < 1e-12 && std::abs(advantages[1] + expected) < 1e-12);
        QVERIFY(std::abs(std::accumulate(advantages.begin(), advantages.end(), 0.0)) < 1e-12);
        QCOMPARE(groupAdvantages(std::vector<double>{0.3, 0.3, 0.3}), std::vector<double>(3, 0.0));
        QCOMPARE(groupAdvantages(std::vector<double>{5}), std::vector<double>(1, 0.0));
        QVERIFY(groupAdvantages({}).empty());
        QVERIFY(isUniform(std::vector<double>{2, 2}) && !isUniform(std::vector<double>{2, 2, 1}));
    }

    void divergenceIsSaidOnce()
    {
        RunAlarms alarms;
        int raised = 0;
        for (int i = 0; i < 100; ++i)
            for (const RunAlarm& alarm : alarms.step(i, 0.5, i < 40 ? 0.01 : 2.0, 10)) {
                QCOMPARE(alarm.kind, RunAlarm::Kind::Divergence);
                QVERIFY(alarm.step > 40 && alarm.step < 60);
                ++raised;
            }
        QCOMPARE(raised, 1);
    }

    void lengthDriftIsSeenBothWays()
    {
        for (const double factor : {3.0, 1.0 / 3}) {
            RunAlarms alarms;
            int raised = 0;
            for (int i = 0; i < 120; ++i)
                raised += static_cast<int>(alarms.step(i, 0.5, 0.01, 20 * std::pow(factor, i / 119.0)).size());
            QCOMPARE(raised, 1);
        }
        RunAlarms steady;
        for (int i = 0; i < 120; ++i)
            QVERIFY(steady.step(i, 0.5, 0.01, 20 + i % 5).empty());
    }

    /// A task that settles on one answer is told once, again after it had recovered, and across a restart; one whose right answers are all
    /// the same, and one that answers as it should, are not.
    void oneAnswerToAllQuestionsIsSeen()
    {
        AnswerVariety variety;
        for (std::size_t i = 0; i < AnswerVariety::kWindow - 1; ++i)
            variety.add("A4", "yes", i % 2 ? "yes" : "no");
        QVERIFY(variety.tasks().empty()); // too few to say
        variety.add("A4", "no", "no");
        for (std::size_t i = 0; i < AnswerVariety::kWindow; ++i) {
            variety.add("A2", i % 2 ? "left" : "right", i % 2 ? "left" : "right");
            variety.add("D2", "yes", "yes");
        }
        const auto seen = variety.tasks();
        QCOMPARE(seen.size(), std::size_t(3));
        QCOMPARE(seen.at("A4").answer, std::string("yes"));
        QCOMPARE(seen.at("A4").commonest, 127.0 / 128);
        QCOMPARE(seen.at("A4").commonestExpected, 65.0 / 128);
        RunAlarms alarms;
        const auto raised = alarms.variety(7, seen);
        QCOMPARE(raised.size(), std::size_t(1));
        QCOMPARE(raised.front().kind, RunAlarm::Kind::OneAnswer);
        QVERIFY(raised.front().text.starts_with("A4: 99 %"));
        QVERIFY(raised.front().text.find("\"yes\"") != std::string::npos);
        QVERIFY(alarms.variety(8, seen).empty());

        AnswerVariety goesOn;
        goesOn.restore(Json::parse(variety.state().dump()));
        RunAlarms later;
        later.restore(Json::parse(alarms.state().dump()));
        QVERIFY(later.variety(9, goesOn.tasks()).empty());
        for (int i = 0; i < 8; ++i) // 119 of 128: between the limits it neither ends nor begins
            goesOn.add("A4", "no", "no");
        QVERIFY(later.variety(10, goesOn.tasks()).empty());
        QVERIFY(later.variety(11, variety.tasks()).empty());
        for (int i = 0; i < 16; ++i)
            goesOn.add("A4", "no", "no");
        QVERIFY(later.variety(12, goesOn.tasks()).empty());
        QCOMPARE(later.variety(13, variety.tasks()).size(), std::size_t(1));
    }

    void gamedRewardsAreSeen()
    {
        RunAlarms alarms;
        for (int i = 0; i < 30; ++i)
            alarms.step(i, 0.4, 0.01, 10);
        QVERIFY(alarms.evaluation(30, 60).empty());
        for (int i = 30; i < 60; ++i)
            alarms.step(i, 0.7, 0.01, 10);
        QVERIFY(alarms.evaluation(60, 59).empty()); // within the noise
        const auto raised = alarms.evaluation(61, 50);
        QCOMPARE(raised.size(), std::size_t(1));
        QCOMPARE(raised.front().kind, RunAlarm::Kind::RewardHacking);
        QVERIFY(alarms.evaluation(62, 50).empty());
        RunAlarms honest;
        for (int i = 0; i < 60; ++i) {
            honest.step(i, i / 60.0, 0.01, 10);
            QVERIFY(honest.evaluation(i, 30 + i / 2.0).empty());
        }
    }
};

QTEST_APPLESS_MAIN(TestReinforcement)
#include "tst_Reinforcement.moc"
