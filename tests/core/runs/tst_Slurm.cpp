#include <QProcess>
#include <QtTest>

#include "core/base/Error.h"
#include "core/runs/SlurmClient.h"
#include "core/runs/SlurmScript.h"

using namespace w2v;

class TestSlurm : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void phases_data()
    {
        QTest::addColumn<QString>("state");
        QTest::addColumn<int>("phase");
        for (const char* state : {"PENDING", "PD", "CONFIGURING", "REQUEUED", "REQUEUE_HOLD", "SPECIAL_EXIT", "RD"})
            QTest::newRow(state) << state << int(SlurmPhase::Waiting);
        for (const char* state : {"RUNNING", "R", "SUSPENDED", "COMPLETING", "CG", "STAGE_OUT", "NEWER_THAN_US"})
            QTest::newRow(state) << state << int(SlurmPhase::Active);
        QTest::newRow("COMPLETED") << "COMPLETED" << int(SlurmPhase::Done);
        QTest::newRow("CD") << "CD" << int(SlurmPhase::Done);
        for (const char* state : {"FAILED", "CANCELLED by 1000", "CANCELLED+", "TIMEOUT", "OUT_OF_MEMORY", "NODE_FAIL", "PREEMPTED", "BOOT_FAIL", "DEADLINE", "REVOKED", "OOM"})
            QTest::newRow(state) << state << int(SlurmPhase::Failed);
    }
    void phases()
    {
        QFETCH(QString, state);
        QFETCH(int, phase);
        QCOMPARE(int(slurmPhase(state.toStdString())), phase);
    }

    void answersAreRead()
    {
        const auto queue = parseSqueue("12|RUNNING|1:05|10:00|2026-01-02T03:04:05|1|node7\n13_4|PENDING|0:00|1-00:00:00|N/A|1|(Resources)\nnonsense\n");
        QCOMPARE(queue.size(), std::size_t{2});
        QCOMPARE(queue[0].id, std::string("12"));
        QCOMPARE(queue[0].elapsed, std::string("1:05"));
        QCOMPARE(queue[1].id, std::string("13_4"));
        QCOMPARE(queue[1].reason, std::string("Resources"));
        const auto history = parseSacct("12|CANCELLED by 1000|00:01:05|00:10:00|2026-01-02T03:04:05|None\nSlurm accounting storage is disabled\n");
        QCOMPARE(history.size(), std::size_t{1});
        QCOMPARE(history[0].state, std::string("CANCELLED"));
        QVERIFY(history[0].reason.empty());
        const auto job = parseScontrol("JobId=7 JobName=x y\n   UserId=root(0) GroupId=root(0)\n   JobState=TIMEOUT Reason=TimeLimit Dependency=(null)\n   RunTime=00:01:09 TimeLimit=00:01:00\n");
        QVERIFY(job);
        QCOMPARE(job->id, std::string("7"));
        QCOMPARE(job->state, std::string("TIMEOUT"));
        QCOMPARE(job->elapsed, std::string("00:01:09"));
        QVERIFY(!parseScontrol("slurm_load_jobs error: Invalid job id specified"));
    }

    void scriptsAreWhole()
    {
        SlurmSettings s;
        s.partition = "gpu";
        s.gpus = "a100:2";
        s.timeLimit = "1-02:03:04";
        s.options = {"--constraint=gpu80"};
        s.setup = {"module load cuda"};
        const std::string script = slurmScript(s, "my run; rm -rf", "/opt/it's/w2v-worker", "/data/100% runs/a");
        for (const char* line : {"#!/bin/bash\n", "#SBATCH --job-name=my-run--rm--rf\n", "#SBATCH --partition=gpu\n", "#SBATCH --time=1-02:03:04\n", "#SBATCH --mem=8G\n",
                                 "#SBATCH --gpus=a100:2\n", "#SBATCH --cpus-per-task=2\n", "#SBATCH --constraint=gpu80\n", "#SBATCH --requeue\n",
                                 "#SBATCH --signal=B:USR1@120\n", "#SBATCH --output=\"/data/100%% runs/a/slurm-%j.out\"\n", "module load cuda\n",
                                 "'/opt/it'\\''s/w2v-worker' --run"})
            QVERIFY2(script.find(line) != std::string::npos, line);
        QVERIFY(script.find("--account") == std::string::npos);
        QProcess bash; // it is a script that a shell understands
        bash.start(QStringLiteral("bash"), {QStringLiteral("-n")});
        bash.write(QByteArray::fromStdString(script));
        bash.closeWriteChannel();
        QVERIFY(bash.waitForFinished());
        QCOMPARE(bash.exitCode(), 0);
        s.requeue = false;
        s.warning = 0;
        const std::string once = slurmScript(s, "x", "/w", "/r");
        QVERIFY(once.find("scontrol requeue") == std::string::npos && once.find("--signal") == std::string::npos && once.find("--no-requeue") != std::string::npos);
        const std::string array = slurmArrayScript(s, "bench", "/out", {{"w2v", "bench", "it's"}, {"w2v"}});
        QVERIFY(array.find("#SBATCH --array=0-1\n") != std::string::npos);
        QVERIFY(array.find("0) exec 'w2v' 'bench' 'it'\\''s' ;;\n") != std::string::npos);
    }

    void whatWouldBreakAScriptIsRefused()
    {
        const auto refused = [](auto change) {
            SlurmSettings s;
            change(s);
            QVERIFY_THROWS_EXCEPTION(Error, slurmScript(s, "x", "/w", "/r"));
        };
        refused([](SlurmSettings& s) { s.partition = "a\n#SBATCH --uid=0"; });
        refused([](SlurmSettings& s) { s.account = "a b"; });
        refused([](SlurmSettings& s) { s.timeLimit = "tomorrow"; });
        refused([](SlurmSettings& s) { s.options = {"rm"}; });
        refused([](SlurmSettings& s) { s.setup = {"a\nb"}; });
        refused([](SlurmSettings& s) { s.cpus = -1; });
        QVERIFY_THROWS_EXCEPTION(Error, slurmScript({}, "x", "/w", "/r\n"));
        QVERIFY_THROWS_EXCEPTION(Error, slurmArrayScript({}, "x", "/out", {}));
        QVERIFY_THROWS_EXCEPTION(Error, slurmSettingsFrom(Json{{"cpus", "two"}}));
        QVERIFY_THROWS_EXCEPTION(Error, slurmSettingsFrom(Json::array()));
        const SlurmSettings read = slurmSettingsFrom({{"partition", "p"}, {"time_limit", "00:10:00"}, {"cpus", 4}, {"warning", 30}, {"requeue", false}, {"setup", {"a"}}});
        QCOMPARE(read.partition, std::string("p"));
        QCOMPARE(read.cpus, 4);
        QCOMPARE(read.warning, 30);
        QVERIFY(!read.requeue);
        QCOMPARE(read.setup, std::vector<std::string>{"a"});
    }
};

QTEST_GUILESS_MAIN(TestSlurm)
#include "tst_Slurm.moc"
