#include <QTemporaryDir>
#include <QtTest>

#include <csignal>

#include "core/base/Files.h"
#include "core/runs/RunFolder.h"
#include "core/runs/RunQueue.h"
#include "tests/support/W2vProgram.h"

using namespace w2v;
using namespace w2v::test;

/// The real queue: command line, dispatcher and training processes.
class TestQueue : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_environment = QProcessEnvironment::systemEnvironment();
        m_environment.insert("XDG_STATE_HOME", m_dir.path());
        m_project = m_dir.filePath(QStringLiteral("p.w2v"));
        const QByteArray problem = makeSmallProject(m_project);
        QVERIFY2(problem.isEmpty(), problem);
        saveRecipe(m_dir.filePath("long.yaml").toStdString(), smallRecipe(1'000'000));
        saveRecipe(m_dir.filePath("short.yaml").toStdString(), smallRecipe(3));
    }

    void cleanupTestCase() // nothing is left running, whatever failed
    {
        for (const QueueEntry& e : queue().read().entries)
            queue().cancel(e.id, true);
    }

    void oneAfterTheOther()
    {
        const std::string slow = add("long.yaml"), quick = add("short.yaml"), urgent = add("short.yaml", 5);
        QTRY_COMPARE_WITH_TIMEOUT(status(slow), QueueStatus::Running, 20'000);
        QCOMPARE(status(quick), QueueStatus::Waiting);
        QTRY_VERIFY_WITH_TIMEOUT(runOf(slow).state().step > 3, 30'000);

        // Paused: it saves, and the others have their turn, the urgent one first.
        QCOMPARE(run({"queue", "pause", QString::fromStdString(slow)}).code, 0);
        QTRY_COMPARE_WITH_TIMEOUT(status(slow), QueueStatus::Paused, 20'000);
        QVERIFY(!runOf(slow).checkpoints().empty());
        QTRY_COMPARE_WITH_TIMEOUT(status(quick), QueueStatus::Finished, 40'000);
        QCOMPARE(status(urgent), QueueStatus::Finished);
        QVERIFY(entry(urgent).ended <= entry(quick).started);

        // It goes on where it was.
        const std::int64_t before = runOf(slow).checkpoints().back().first;
        QCOMPARE(run({"queue", "resume", QString::fromStdString(slow)}).code, 0);
        QTRY_VERIFY_WITH_TIMEOUT(runOf(slow).state().status == RunStatus::Running && runOf(slow).state().step > before, 40'000);

        // A dispatcher that is killed takes nothing with it; the next one finds the run again.
        const std::int64_t pid = runOf(slow).state().pid;
        killDispatcher();
        QTest::qWait(300);
        QCOMPARE(runOf(slow).state().status, RunStatus::Running);
        QCOMPARE(run({"queue", "list"}).code, 0);
        QTest::qWait(700);
        QCOMPARE(status(slow), QueueStatus::Running);
        QCOMPARE(runOf(slow).state().pid, pid);

        // Hard: at once, and nothing but its own group.
        QCOMPARE(run({"queue", "cancel", "--hard", QString::fromStdString(slow)}).code, 0);
        QTRY_COMPARE_WITH_TIMEOUT(status(slow), QueueStatus::Cancelled, 10'000);
        QVERIFY(runOf(slow).state().status != RunStatus::Running);
    }

    void anotherOperation()
    {
        const QueueEntry job = queue().add("nonsense", 0, [&](QueueEntry& e) {
            e.job = (queue().folder() / "jobs" / e.id).string();
            createFolder(e.job);
            writeFileAtomic(fs::path(e.job) / "job.json", R"({"op": "trajectory.describe", "params": {"actions": "fly"}})");
        });
        QCOMPARE(run({"queue", "list"}).code, 0);
        QTRY_COMPARE_WITH_TIMEOUT(status(job.id), QueueStatus::Failed, 20'000);
        QVERIFY(!entry(job.id).error.empty());
    }

    void wrongWords()
    {
        QVERIFY(run({"queue", "pause", "q999"}).code != 0);
        QVERIFY(run({"queue", "slots", "0"}).code != 0);
        QCOMPARE(run({"queue", "slots", "2"}).code, 0);
        QCOMPARE(queue().read().slots, 2);
    }

private:
    RunQueue queue() const { return RunQueue(fs::path(m_dir.path().toStdString()) / "world2vlm" / "queue"); }
    Outcome run(const QStringList& arguments) const { return w2vProgram(arguments, m_environment); }
    std::string add(const QString& recipe, int priority = 0) const
    {
        const Outcome added = run({"queue", "add", "--project", m_project, "--recipe", m_dir.filePath(recipe), "--priority", QString::number(priority), "--json"});
        return added.json().value("id", added.err.toStdString());
    }
    QueueEntry entry(const std::string& id) const
    {
        QueueState state = queue().read();
        const QueueEntry* found = state.find(id);
        return found ? *found : QueueEntry();
    }
    QueueStatus status(const std::string& id) const { return entry(id).status; }
    RunFolder runOf(const std::string& id) const { return RunFolder::open(entry(id).run); }
    void killDispatcher() const
    {
        for (const auto& process : fs::directory_iterator("/proc")) {
            QFile file(QString::fromStdString((process.path() / "cmdline").string()));
            if (file.open(QIODevice::ReadOnly) && file.readAll().contains(QByteArray("--queue\0", 8) + QByteArray::fromStdString(queue().folder().string())))
                ::kill(std::stoi(process.path().filename().string()), SIGKILL);
        }
    }

    QTemporaryDir m_dir;
    QString m_project;
    QProcessEnvironment m_environment;
};

QTEST_GUILESS_MAIN(TestQueue)
#include "tst_Queue.moc"
