#include <QJsonArray>
#include <QSignalSpy>
#include <QTest>

#include "ui/session/JobRunner.h"

using namespace w2v;

/// The window's side of the worker protocol, against a real process.
class TestJobRunner : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void answersAndEchoesParameters()
    {
        JobRunner runner;
        runner.setWorkerProgram(FAKE_WORKER);
        Job* job = runner.start("vlm.info", {{"model", "folder"}});
        QSignalSpy finished(job, &Job::finished);
        QVERIFY(finished.wait(10000));
        QCOMPARE(job->state(), Job::State::Finished);
        QCOMPARE(job->result()["echo"].toObject()["model"].toString(), "folder");
        QCOMPARE(runner.device(), "test device");
        QVERIFY(runner.isSoftwareDevice());
        QCOMPARE(runner.workerWarnings(), QStringList{"slow"});
        QCOMPARE(runner.workerState(), JobRunner::WorkerState::Ready);
    }

    void tellsProgressAndEventsInOrder()
    {
        JobRunner runner;
        runner.setWorkerProgram(FAKE_WORKER);
        Job* job = runner.start("imagine", {});
        QList<int> frames;
        QStringList stages;
        connect(job, &Job::event, this, [&](const QJsonObject& event) { frames << event["index"].toInt(); });
        connect(job, &Job::progress, this, [&](double, const QString& stage, double) { stages << stage; });
        QSignalSpy ended(job, &Job::ended);
        QVERIFY(ended.wait(10000));
        QCOMPARE(frames, (QList<int>{0, 1, 2}));
        QCOMPARE(stages, (QStringList{"imagining 1/3", "imagining 2/3", "imagining 3/3"}));
        QCOMPARE(job->result()["rollout"].toString(), "r1");
    }

    void failureCarriesReasonAndAdvice()
    {
        JobRunner runner;
        runner.setWorkerProgram(FAKE_WORKER);
        Job* job = runner.start("observe", {{"path", "a.png"}});
        QSignalSpy failed(job, &Job::failed);
        QVERIFY(failed.wait(10000));
        QCOMPARE(job->error().reason, "is empty");
        QCOMPARE(job->error().advice, "Choose another file.");
    }

    void cancelAnswersWithin100Milliseconds()
    {
        JobRunner runner;
        runner.setWorkerProgram(FAKE_WORKER);
        Job* job = runner.start("vlm.answer", {});
        QSignalSpy progress(job, &Job::progress), cancelled(job, &Job::cancelled);
        QVERIFY(progress.wait(10000));
        QElapsedTimer clock;
        clock.start();
        job->cancel();
        QTRY_COMPARE_WITH_TIMEOUT(cancelled.count(), 1, 100);
        QVERIFY(clock.elapsed() <= 100);
        // The same worker serves the next job.
        Job* next = runner.start("vlm.info", {});
        QSignalSpy finished(next, &Job::finished);
        QVERIFY(finished.wait(10000));
    }

    void crashFailsTheJobAndANewWorkerStarts()
    {
        JobRunner runner;
        runner.setWorkerProgram(FAKE_WORKER);
        Job* job = runner.start("runs.show", {});
        QSignalSpy failed(job, &Job::failed);
        QVERIFY(failed.wait(10000));
        QVERIFY2(job->error().message.contains("the last words"), qPrintable(job->error().message));
        Job* next = runner.start("vlm.info", {});
        QSignalSpy finished(next, &Job::finished);
        QVERIFY(finished.wait(10000));
    }

    void garbageOnStdoutIsIgnored()
    {
        JobRunner runner;
        runner.setWorkerProgram(FAKE_WORKER);
        Job* job = runner.start("runs.list", {});
        QSignalSpy finished(job, &Job::finished);
        QVERIFY(finished.wait(10000));
    }

    void missingProgramFailsPlainly()
    {
        JobRunner runner;
        runner.setWorkerProgram("/nowhere/w2v-worker");
        Job* job = runner.start("observe", {});
        QSignalSpy failed(job, &Job::failed);
        QVERIFY(failed.wait(5000));
        QVERIFY(job->error().message.contains("/nowhere/w2v-worker"));
        QCOMPARE(runner.workerState(), JobRunner::WorkerState::Missing);
    }

    void commandLine_data()
    {
        QTest::addColumn<QString>("op");
        QTest::addColumn<QJsonObject>("params");
        QTest::addColumn<QString>("line");
        QTest::newRow("positional") << "observe" << QJsonObject{{"path", "my room.png"}} << "w2v observe 'my room.png'";
        QTest::newRow("sub command") << "dataset.export" << QJsonObject{{"project", "a.w2v"}, {"out", "x"}}
                                     << "w2v dataset export --out x --project a.w2v";
        QTest::newRow("numbers") << "imagine" << QJsonObject{{"max_step_m", 0.2}, {"world_from_start", QJsonArray{1, 0, 0.5}}}
                                 << "w2v imagine --max-step-m 0.2 --world-from-start 1,0,0.5";
        QTest::newRow("list and quote") << "vlm.answer" << QJsonObject{{"images", QJsonArray{"a.png", "b.png"}}, {"prompt", "What's left?"}}
                                        << "w2v vlm answer --image a.png --image b.png --prompt 'What'\\''s left?'";
        QTest::newRow("flags") << "demo" << QJsonObject{{"json", true}, {"quiet", false}} << "w2v demo --json";
    }

    void commandLine()
    {
        QFETCH(QString, op);
        QFETCH(QJsonObject, params);
        QTEST(copyAsCommand(op, params), "line");
    }
};

QTEST_GUILESS_MAIN(TestJobRunner)
#include "tst_JobRunner.moc"
