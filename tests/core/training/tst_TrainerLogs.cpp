#include <QtTest>

#include <cmath>
#include <fstream>

#include "core/base/Files.h"
#include "core/training/MetricAxis.h"
#include "core/training/TrainerLogs.h"

using namespace w2v;

namespace {

struct File {
    QTemporaryDir directory;
    fs::path path;
    explicit File(const char* name) : path(fs::path(directory.path().toStdString()) / name) {}
    void append(const std::string& text) const { std::ofstream(path, std::ios::binary | std::ios::app) << text; }
};

} // namespace

class TestTrainerLogs : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void durations_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<double>("seconds");
        QTest::newRow("seconds") << "4s" << 4.0;
        QTest::newRow("all units") << "1d 2h 3m 4s" << 93784.0;
        QTest::newRow("clock") << "0:01:05" << 65.0;
        QTest::newRow("a day") << "1 day, 2:03:04" << 93784.0;
        QTest::newRow("days") << "3 days, 0:00:01" << 259201.0;
        QTest::newRow("nothing") << "" << -1.0;
        QTest::newRow("words") << "soon" << -1.0;
        QTest::newRow("half a clock") << "1:02" << -1.0;
    }
    void durations()
    {
        QFETCH(QString, text);
        QFETCH(double, seconds);
        QCOMPARE(durationSeconds(text.toStdString()).value_or(-1), seconds);
    }

    void swift()
    {
        const File file("logging.jsonl");
        file.append(R"J({"loss": 2.5, "grad_norm": 1.25, "learning_rate": 1e-05, "token_acc": 0.5, "epoch": 0.1, "global_step/max_steps": "5/94", "percentage": "5.32%", "elapsed_time": "1m 4s", "remaining_time": "19m 1s", "memory(GiB)": 12.5, "train_speed(s/it)": 12.8})J" "\n"
                    R"J({"eval_loss": 2.25, "eval_token_acc": 0.55, "epoch": 0.1, "global_step/max_steps": "5/94", "elapsed_time": "1m 9s"})J" "\n"
                    R"J({"loss": NaN, "global_step/max_steps": "10/94", "elapsed_time": "2m 9s"})J" "\n"
                    "not json\n"
                    R"J({"loss": 1, "global_step/max_steps": "x/94"})J" "\n");
        auto log = openLog(*logFormatOf(file.path), file.path);
        const MetricBatch batch = log->poll();
        QCOMPARE(batch.damaged, std::uint64_t{2});
        QVERIFY(batch.problems[0].starts_with("logging.jsonl:4:"));
        const MetricColumn* loss = batch.added.find("loss");
        QCOMPARE(loss->steps, (std::vector<std::int64_t>{5, 10}));
        QCOMPARE(loss->values[0], 2.5);
        QCOMPARE(loss->times[0], 64.0);
        QVERIFY(std::isnan(loss->values[1]));
        QCOMPARE(lastValue(batch.added, "eval/loss"), 2.25);
        QCOMPARE(lastValue(batch.added, "gradient_norm"), 1.25);
        QCOMPARE(lastValue(batch.added, "memory(GiB)"), 12.5);
        QCOMPARE(log->progress().total, 94);
        QCOMPARE(log->progress().remaining, 1141.0);
        QVERIFY(!log->progress().ended);
        file.append(R"J({"last_model_checkpoint": null, "global_step": 10, "log_history": [{"loss": 2.5, "step": 5}], "memory": 12.5})J" "\n");
        QVERIFY(log->poll().added.empty());
        QVERIFY(log->progress().ended);
    }

    void llamaFactory()
    {
        const File file("trainer_log.jsonl");
        file.append(R"J({"current_steps": 10, "total_steps": 200, "loss": 1.5, "lr": 5e-05, "epoch": 0.1, "percentage": 5.0, "elapsed_time": "0:00:30", "remaining_time": "0:09:30", "throughput": 1234.5, "total_tokens": 40000})J" "\n"
                    R"J({"current_steps": 20, "total_steps": 200, "eval_loss": 1.25, "elapsed_time": "1 day, 0:00:00", "total_tokens": 80000})J" "\n");
        auto log = openLog(*logFormatOf(file.path), file.path);
        const MetricBatch batch = log->poll();
        QCOMPARE(batch.damaged, std::uint64_t{0});
        QCOMPARE(lastValue(batch.added, "learning_rate"), 5e-05);
        QCOMPARE(lastValue(batch.added, "eval/loss"), 1.25);
        QCOMPARE(batch.added.find("eval/loss")->times[0], 86400.0);
        QCOMPARE(log->progress().step, 20);
        QCOMPARE(log->progress().total, 200);
        // Over tokens: between two counts in proportion, before the first one too.
        const MetricAxis tokens(MetricAxis::Tokens, batch.added);
        QVERIFY(tokens.known());
        QCOMPARE(tokens.of(MetricColumn{"x", {5, 10, 15, 20, 30}, {0, 0, 0, 0, 0}, {0, 0, 0, 0, 0}}), (std::vector<double>{20000, 40000, 60000, 80000, 80000}));
        QVERIFY(!MetricAxis(MetricAxis::Samples, batch.added).known());
    }

    void easyR1()
    {
        const File file("experiment_log.jsonl");
        file.append(R"J({"step": 0, "val": {"reward_score": 0.25}})J" "\n"
                    R"J({"step": 1, "reward": {"overall": 0.5, "format": 1}, "actor": {"pg_loss": -0.01, "lr": 1e-06}, "perf": {"total_num_tokens": 1000}})J" "\n"
                    R"J({"step": 2, "reward": {"overall": 0.75}, "perf": {"total_num_tokens": 3000}})J" "\n"
                    R"J({"step": 2, "val": {"reward_score": 0.5}})J" "\n");
        auto log = openLog(*logFormatOf(file.path), file.path);
        const MetricBatch batch = log->poll();
        QCOMPARE(batch.damaged, std::uint64_t{0});
        QCOMPARE(batch.added.find("reward/overall")->values, (std::vector<double>{0.5, 0.75}));
        QCOMPARE(batch.added.find("val/reward_score")->steps, (std::vector<std::int64_t>{0, 2}));
        QCOMPARE(lastValue(batch.added, "actor/lr"), 1e-06);
        const MetricAxis tokens(MetricAxis::Tokens, batch.added); // logged anew in each step: summed
        QCOMPARE(tokens.of(*batch.added.find("reward/overall")), (std::vector<double>{1000, 4000}));
    }

    void hoursFromTheFirstPoint()
    {
        MetricTable table;
        table.add("a", 1, 1.7e9, 1);
        table.add("a", 2, 1.7e9 + 7200, 1);
        table.add("a", 3, 1.7e9 + 3600, 1); // a clock that was set back
        table.add("b", 1, 1.7e9 - 3600, 1);
        const MetricAxis axis(MetricAxis::Time, table);
        QCOMPARE(axis.of(*table.find("a")), (std::vector<double>{1, 3, 3}));
        QCOMPARE(axis.stepAt(*table.find("a"), 1.2), std::optional<std::int64_t>(1));
    }

    void hostileLines()
    {
        const File file("experiment_log.jsonl");
        std::string nested = R"J({"step": 1)J";
        for (int i = 0; i < 5000; ++i)
            nested += R"(, "a": {"b")" + std::string(":") + "1}";
        file.append(nested + "}\n" + std::string(100'000, '[') + "\n" + R"({"step": 99999999999999999999, "x": 1})" + "\n" + R"({"step": 2, "x": 1e400})" + "\n" + R"({"step": 3, "x": 1})" + "\n");
        auto log = openLog(LogFormat::EasyR1, file.path);
        const MetricBatch batch = log->poll();
        QVERIFY(batch.damaged >= 2);
        QCOMPARE(batch.added.find("x")->steps.back(), 3);
    }
};

QTEST_GUILESS_MAIN(TestTrainerLogs)
#include "tst_TrainerLogs.moc"
