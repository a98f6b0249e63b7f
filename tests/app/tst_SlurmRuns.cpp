#include <QTemporaryDir>
#include <QtTest>

#include "core/base/Files.h"
#include "core/runs/RunFolder.h"
#include "core/runs/SlurmClient.h"
#include "tests/support/SlurmNode.h"
#include "tests/support/W2vProgram.h"

using namespace w2v;
using namespace w2v::test;

/// Training runs on a real Slurm of one node.
class TestSlurmRuns : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_slurm = std::make_unique<SlurmNode>();
        if (!m_slurm->works())
            QSKIP(qPrintable(QStringLiteral("no Slurm here: ") + m_slurm->reason()));
        m_project = m_dir.filePath(QStringLiteral("p.w2v"));
        const QByteArray problem = makeSmallProject(m_project);
        QVERIFY2(problem.isEmpty(), problem);
        saveRecipe(m_dir.filePath("long.yaml").toStdString(), smallRecipe(1'000'000));
    }
    void cleanupTestCase()
    {
        if (m_slurm->works())
            SlurmNode::ask("scancel", {"--user=root"});
        m_slurm.reset();
    }

    void theTimeLimitLeadsToACheckpointAndTheJobGoesOn()
    {
        // The limit is a minute at least, and the warning comes up to half a minute early: it is sent by hand, as Slurm sends it.
        const std::string id = submit(R"({"cpus": 1, "memory": "", "time_limit": "00:10:00"})");
        const RunFolder run = RunFolder::open(folder(id));
        QTRY_VERIFY_WITH_TIMEOUT(run.state().status == RunStatus::Running && run.state().step > 2, 40'000);
        const QString job = QString::fromStdString(jobOf(id));
        SlurmNode::ask("scancel", {"--batch", "--signal=USR1", job});
        QTRY_VERIFY_WITH_TIMEOUT(!run.checkpoints().empty(), 30'000);
        QTRY_COMPARE_WITH_TIMEOUT(state(job), QStringLiteral("PENDING"), 30'000); // back in the queue
        QVERIFY(w2vProgram({"slurm", "jobs", "--project", m_project}).code == 0);
        QCOMPARE(run.state().status, RunStatus::Queued);
        const std::int64_t saved = run.checkpoints().back().first;
        SlurmNode::ask("scontrol", {"update", "JobId=" + job, "StartTime=now"}); // Slurm lets a requeued job wait two minutes
        QTRY_VERIFY_WITH_TIMEOUT(run.state().status == RunStatus::Running && run.state().step > saved, 60'000);
        QVERIFY(readFile(run.logFile()).find("goes on after step " + std::to_string(saved)) != std::string::npos);

        // Cancelled: it saves and stops, and does not come back.
        QCOMPARE(w2vProgram({"slurm", "cancel", "--project", m_project, QString::fromStdString(id)}).code, 0);
        QTRY_COMPARE_WITH_TIMEOUT(run.state().status, RunStatus::Stopped, 30'000);
        QVERIFY(run.checkpoints().back().first > saved);
        QTRY_VERIFY_WITH_TIMEOUT(slurmPhase(state(job).toStdString()) != SlurmPhase::Active, 20'000);
        QVERIFY(slurmPhase(state(job).toStdString()) != SlurmPhase::Waiting);
        const Outcome jobs = w2vProgram({"slurm", "jobs", "--project", m_project, "--json"});
        QCOMPARE(jobs.json().at("jobs").at(0).at("job").get<std::string>(), job.toStdString());
        QCOMPARE(jobs.json().at("jobs").at(0).at("status").get<std::string>(), std::string("stopped"));

        // Every checkpoint as a task of an array.
        const Outcome array = w2vProgram({"slurm", "array", "--project", m_project, QString::fromStdString(id), "--slurm", R"({"cpus": 1, "memory": ""})", "--json"});
        QVERIFY2(array.code == 0, array.err);
        const std::size_t tasks = array.json().at("tasks").get<std::size_t>();
        QCOMPARE(tasks, run.checkpoints().size());
        const auto standing = [&] {
            const Json arrays = w2vProgram({"slurm", "arrays", "--project", m_project, "--json"}).json().value("arrays", Json::array());
            return arrays.empty() ? std::vector<std::string>() : [&] {
                std::vector<std::string> all;
                for (const Json& task : arrays.back().at("tasks"))
                    all.push_back(task.at("status").get<std::string>());
                return all;
            }();
        };
        // There are no held-out records: every task says so, and the list of them does.
        QTRY_COMPARE_WITH_TIMEOUT(standing(), std::vector<std::string>(tasks, "failed"), 60'000);
        const Json arrays = w2vProgram({"slurm", "arrays", "--project", m_project, "--json"}).json().at("arrays");
        QVERIFY2(arrays.back().at("tasks").at(0).at("error").get<std::string>().find("heldout") != std::string::npos, arrays.dump().c_str());
        // Other questions, and a baseline beside the checkpoints: several kinds of tasks in one array.
        const Outcome more = w2vProgram({"slurm", "array", "--project", m_project, "--benchmark", "train", "--params", R"({"baseline": "majority", "limit": 1})", "--params",
                                         R"({"baseline": "text", "limit": 1, "name": "words"})", "--slurm", R"({"cpus": 1, "memory": ""})", "--json"});
        QVERIFY2(more.code == 0, more.err);
        QTRY_COMPARE_WITH_TIMEOUT(standing(), (std::vector<std::string>{"finished", "finished"}), 60'000);
        const Json done = readJson(fs::path(more.json().at("folder").get<std::string>()) / "task-1" / "result.json");
        QCOMPARE(done.at("run").at("name").get<std::string>(), std::string("words"));
        QVERIFY(w2vProgram({"slurm", "array", "--project", m_project, "--params", R"({"limit": 1})"}).code != 0); // nobody answers
    }

    void aWaitingJobIsCancelled()
    {
        const std::string id = submit(R"({"cpus": 1, "memory": "", "options": ["--begin=now+1hour"]})");
        const RunFolder run = RunFolder::open(folder(id));
        QCOMPARE(run.state().status, RunStatus::Queued);
        QCOMPARE(w2vProgram({"slurm", "cancel", "--project", m_project, QString::fromStdString(id)}).code, 0);
        QCOMPARE(w2vProgram({"slurm", "jobs", "--project", m_project}).code, 0);
        QCOMPARE(run.state().status, RunStatus::Stopped);
        QVERIFY(w2vProgram({"slurm", "cancel", "--project", m_project, QString::fromStdString(id)}).code != 0); // it is over
    }

    void whatSlurmRefusesIsSaid()
    {
        const Outcome refused = w2vProgram({"slurm", "submit", "--project", m_project, "--recipe", m_dir.filePath("long.yaml"), "--slurm", R"({"partition": "nowhere"})"});
        QVERIFY(refused.code != 0);
        QVERIFY2(refused.err.contains("partition"), refused.err);
        const Outcome preview = w2vProgram({"slurm", "preview", "--project", m_project, "--recipe", m_dir.filePath("long.yaml"), "--json"});
        QVERIFY(preview.json().at("script").get<std::string>().starts_with("#!/bin/bash"));
    }

private:
    std::string submit(const char* settings) const
    {
        const Outcome submitted = w2vProgram({"slurm", "submit", "--project", m_project, "--recipe", m_dir.filePath("long.yaml"), "--slurm", settings, "--json"});
        return submitted.json().value("run", submitted.err.toStdString());
    }
    fs::path folder(const std::string& run) const { return fs::path(m_project.toStdString()) / "runs" / run; }
    std::string jobOf(const std::string& run) const { return readJson(folder(run) / "slurm.json").at("job").get<std::string>(); }
    static QString state(const QString& job) { return SlurmNode::ask("squeue", {"--noheader", "--states=all", "--jobs=" + job, "--format=%T"}); }

    std::unique_ptr<SlurmNode> m_slurm;
    QTemporaryDir m_dir;
    QString m_project;
};

QTEST_GUILESS_MAIN(TestSlurmRuns)
#include "tst_SlurmRuns.moc"
