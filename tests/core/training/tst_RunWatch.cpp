#include <QtTest>

#include <cmath>

#include "core/training/RunWatch.h"

using namespace w2v;

namespace {

bool has(const std::vector<RunWarning>& alarms, RunWarning::Kind kind)
{
    return std::any_of(alarms.begin(), alarms.end(), [&](const RunWarning& alarm) { return alarm.kind == kind; });
}

} // namespace

class TestRunWatch : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aRunThatLearnsIsQuiet()
    {
        MetricTable table;
        for (int step = 1; step <= 1000; ++step)
            table.add({step, 0, {{"loss", 3 * std::exp(-step / 400.0)}, {"gradient_norm", 1}}});
        QVERIFY(alarmsOf(table).empty());
        QVERIFY(alarmsOf(MetricTable()).empty());
    }

    void aLossThatIsNoNumber()
    {
        MetricTable table;
        for (int step = 1; step <= 20; ++step)
            table.add({step, 0, {{"train/loss", step == 12 ? std::nan("") : 1.0 / step}}});
        const auto alarms = alarmsOf(table);
        QCOMPARE(alarms.size(), std::size_t{1});
        QVERIFY(alarms[0].kind == RunWarning::Kind::NotFinite);
        QCOMPARE(alarms[0].step, 12);
        QVERIFY(alarms[0].text.find("step 12") != std::string::npos);
    }

    void aLossThatStandsStill()
    {
        MetricTable table;
        for (int step = 1; step <= 600; ++step)
            table.add({step, 0, {{"loss", 1 + 2 * std::exp(-step / 30.0) + 0.01 * std::sin(step)}}});
        QVERIFY(has(alarmsOf(table), RunWarning::Kind::Stagnation));
        MetricTable early;
        for (int step = 1; step <= 100; ++step)
            early.add({step, 0, {{"loss", 1}}});
        QVERIFY(alarmsOf(early).empty()); // too soon to say
    }

    void aPolicyThatRunsAway_data()
    {
        QTest::addColumn<QString>("reward");
        QTest::addColumn<QString>("kl");
        QTest::newRow("ours") << "reward" << "divergence";
        QTest::newRow("ms-swift") << "train/reward" << "train/kl";
        QTest::newRow("EasyR1") << "reward/overall" << "actor/kl_loss";
    }

    void aPolicyThatRunsAway()
    {
        QFETCH(const QString, reward);
        QFETCH(const QString, kl);
        MetricTable table;
        for (int step = 1; step <= 60; ++step)
            table.add({step, 0, {{reward.toStdString(), 0.5}, {kl.toStdString(), step < 30 ? 0.01 : 2.0}}});
        const auto alarms = alarmsOf(table);
        QVERIFY(has(alarms, RunWarning::Kind::Divergence));
        QVERIFY(alarms.front().step >= 30 && alarms.front().step < 60);
    }

    void oneAnswerToAllQuestions()
    {
        MetricTable table;
        for (int step = 1; step <= 40; ++step)
            table.add({step, 0, {{"reward", 0.5}, {"commonest_answer/A4", step < 25 ? 70.0 : 99.0}, {"commonest_expected/A4", 52.0},
                                 {"commonest_answer/A2", 40.0}, {"commonest_expected/A2", 40.0}}});
        const auto alarms = alarmsOf(table);
        QCOMPARE(alarms.size(), std::size_t(1));
        QCOMPARE(alarms.front().kind, RunWarning::Kind::OneAnswer);
        QCOMPARE(alarms.front().step, 25);
        QCOMPARE(alarms.front().task, std::string("A4"));
    }

    void aRewardThatIsGamed()
    {
        MetricTable table;
        for (int step = 1; step <= 100; ++step) {
            table.add({step, 0, {{"reward", 0.3 + 0.005 * step}, {"answer_tokens", 10}}});
            if (step % 25 == 0)
                table.add({step, 0, {{"eval/A1/accuracy", 60.0 - 0.3 * step}, {"eval/A2/accuracy", 60.0 - 0.3 * step}}});
        }
        QVERIFY(has(alarmsOf(table), RunWarning::Kind::RewardHacking));
    }
};

QTEST_GUILESS_MAIN(TestRunWatch)
#include "tst_RunWatch.moc"
