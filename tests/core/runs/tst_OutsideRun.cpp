#include <QtTest>

#include <fstream>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/runs/RunMetrics.h"
#include "core/training/EventFile.h"

using namespace w2v;

namespace {

struct Place {
    QTemporaryDir directory;
    fs::path runs = fs::path(directory.path().toStdString()) / "runs", logs = fs::path(directory.path().toStdString()) / "logs";

    fs::path put(const std::string& name, const std::string& text, std::ios::openmode mode = std::ios::app) const
    {
        const fs::path file = logs / name;
        fs::create_directories(file.parent_path());
        std::ofstream(file, std::ios::binary | mode) << text;
        return file;
    }
};

std::string line(int step, double reward)
{
    return "{\"step\": " + std::to_string(step) + ", \"reward\": {\"overall\": " + std::to_string(reward) + "}}\n";
}

std::string scalar(std::int64_t step, float value)
{
    return eventRecord(scalarEvent({step, 1.7e9, {{"loss", value}}}));
}

RunSummary summaryOf(const RunFolder& run)
{
    return {run.id(), run.path(), run.spec(), run.state()};
}

} // namespace

class TestOutsideRun : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void logsAreFound()
    {
        const Place place;
        place.put("a/v0/logging.jsonl", "{}\n");
        place.put("a/v0/runs/events.out.tfevents.1.h", scalar(1, 1)); // of the same run
        place.put("b/trainer_log.jsonl", "{}\n");
        place.put("c/events.out.tfevents.1.h", scalar(1, 1));
        place.put("c/eval/events.out.tfevents.2.h", scalar(1, 1));
        place.put("d/notes.txt", "no log");
        const auto found = findLogs(place.logs);
        QStringList names;
        for (const FoundLog& log : found)
            names += QString::fromStdString(log.name + " " + std::string(logFormatName(log.format)));
        QCOMPARE(names, (QStringList{"a/v0 ms-swift", "b llama-factory", "c tensorboard", "c/eval tensorboard"}));
        QCOMPARE(findLogs(place.logs / "b/trainer_log.jsonl").size(), std::size_t{1});
        QVERIFY_THROWS_EXCEPTION(Error, findLogs(place.logs / "d"));
        QVERIFY_THROWS_EXCEPTION(Error, findLogs(place.logs / "d/notes.txt"));
        QVERIFY_THROWS_EXCEPTION(Error, findLogs(place.logs / "nowhere"));
    }

    void aLogIsFollowedOnce()
    {
        const Place place;
        place.put("experiment_log.jsonl", line(1, 0.5));
        const FoundLog log = findLogs(place.logs).front();
        const RunFolder first = followLog(place.runs, log), second = followLog(place.runs, log);
        QCOMPARE(first.id(), second.id());
        QCOMPARE(listRuns(place.runs).size(), std::size_t{1});
        RunMetrics metrics(summaryOf(first));
        QCOMPARE(metrics.poll().added.points(), std::size_t{1});
        QCOMPARE(first.state().status, RunStatus::Running);
        QCOMPARE(first.state().step, 1);
        place.put("experiment_log.jsonl", line(2, 0.75));
        QCOMPARE(metrics.poll().added.find("reward/overall")->values, std::vector<double>{0.75});
        QCOMPARE(first.state().step, 2);
    }

    void whatIsCutAtTheSourceStaysInTheCopy()
    {
        const Place place;
        const fs::path file = place.put("experiment_log.jsonl", line(1, 0.1) + line(2, 0.2) + line(3, 0.3));
        const RunFolder run = followLog(place.runs, findLogs(place.logs).front());
        RunMetrics metrics(summaryOf(run));
        MetricTable table;
        apply(metrics.poll(), table);
        place.put("experiment_log.jsonl", "", std::ios::trunc); // the trainer was started again from step 2
        apply(metrics.poll(), table);
        QCOMPARE(table.find("reward/overall")->size(), std::size_t{3});
        place.put("experiment_log.jsonl", line(3, 0.33) + line(4, 0.4));
        apply(metrics.poll(), table);
        QCOMPARE(table.find("reward/overall")->steps, (std::vector<std::int64_t>{1, 2, 3, 4}));
        QCOMPARE(table.find("reward/overall")->values, (std::vector<double>{0.1, 0.2, 0.33, 0.4}));
        // The source gone altogether, and read by another program later: all of it is there.
        fs::remove(file);
        MetricTable again;
        apply(RunMetrics(summaryOf(run)).poll(), again);
        QCOMPARE(again.find("reward/overall")->values, (std::vector<double>{0.1, 0.2, 0.33, 0.4}));
    }

    void aRewriteOfTheSameLengthIsNoticed()
    {
        const Place place;
        place.put("experiment_log.jsonl", line(1, 0.1) + line(2, 0.2));
        const RunFolder run = followLog(place.runs, findLogs(place.logs).front());
        RunMetrics metrics(summaryOf(run));
        MetricTable table;
        apply(metrics.poll(), table);
        place.put("experiment_log.jsonl", line(1, 0.1) + line(2, 0.9) + line(3, 0.3), std::ios::trunc);
        apply(metrics.poll(), table);
        QCOMPARE(table.find("reward/overall")->values, (std::vector<double>{0.1, 0.9, 0.3}));
    }

    void eventFilesOfAFolderAreOneStream()
    {
        const Place place;
        place.put("events.out.tfevents.0000000002.h", scalar(3, 3) + scalar(4, 4));
        place.put("events.out.tfevents.0000000001.h", scalar(1, 1) + scalar(2, 2) + scalar(3, 30));
        const RunFolder run = followLog(place.runs, findLogs(place.logs).front());
        RunMetrics metrics(summaryOf(run));
        MetricTable table;
        apply(metrics.poll(), table);
        QCOMPARE(table.find("train/loss")->values, (std::vector<double>{1, 2, 3, 4}));
        place.put("events.out.tfevents.0000000003.h", scalar(5, 5)); // the trainer went on in a new file
        apply(metrics.poll(), table);
        QCOMPARE(table.find("train/loss")->values, (std::vector<double>{1, 2, 3, 4, 5}));
    }

    void oneProcessCopiesTheOthersRead()
    {
        const Place place;
        place.put("experiment_log.jsonl", line(1, 0.1));
        const RunFolder run = followLog(place.runs, findLogs(place.logs).front());
        RunMetrics first(summaryOf(run)), second(summaryOf(run));
        QCOMPARE(first.poll().added.points(), std::size_t{1});
        QCOMPARE(second.poll().added.points(), std::size_t{1});
        place.put("experiment_log.jsonl", line(2, 0.2));
        QVERIFY(second.poll().added.empty()); // its turn comes when the first one has copied
        QCOMPARE(first.poll().added.points(), std::size_t{1});
        QCOMPARE(second.poll().added.points(), std::size_t{1});
    }

    void aFinishedLogEndsTheRun()
    {
        const Place place;
        place.put("trainer_log.jsonl", "{\"current_steps\": 10, \"total_steps\": 10, \"loss\": 1.0}\n");
        const RunFolder run = followLog(place.runs, findLogs(place.logs).front());
        RunMetrics(summaryOf(run)).poll();
        QCOMPARE(run.state().status, RunStatus::Finished);
    }
};

QTEST_GUILESS_MAIN(TestOutsideRun)
#include "tst_OutsideRun.moc"
