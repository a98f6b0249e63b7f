#include <QtTest>

#include <csignal>
#include <fstream>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/runs/CheckpointShelf.h"
#include "core/runs/RunBin.h"
#include "core/runs/RunFolder.h"

using namespace w2v;

class TestRunFolder : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void newRunsAreQueued();
    void idsSortByTime();
    void shortNames();
    void statesSurvive();
    void deadProcessMeansCrashed();
    void reusedPidMeansCrashed();
    void otherHostsAreTrusted();
    void stopRequests();
    void checkpointsAppearWhole();
    void samplesAndLog();
    void listLeavesOutWhatIsNoRun();
    void damagedStateIsAnError_data();
    void damagedStateIsAnError();
    void killedWriterLeavesAWholeState();
    void deletedRunsLieInTheBin();
};

namespace {

struct Folder {
    QTemporaryDir directory;
    fs::path path = fs::path(directory.path().toStdString()) / "runs";
};

} // namespace

void TestRunFolder::newRunsAreQueued()
{
    const Folder folder;
    const RunFolder run = RunFolder::create(folder.path, "My Run: tiny!", Json{{"recipe", "x"}, {"seed", 7}});
    QVERIFY2(QString::fromStdString(run.id()).contains(QRegularExpression("^\\d{8}-\\d{6}-\\d{3}-my-run-tiny-[a-z]{4}$")), run.id().c_str());
    QVERIFY(run.state().status == RunStatus::Queued);
    QVERIFY(run.state().created > 1.6e9);
    QCOMPARE(run.spec().at("seed").get<int>(), 7);
    QVERIFY(fs::is_directory(run.metricsFolder()));
    QCOMPARE(RunFolder::open(run.path()).id(), run.id());
    QVERIFY_THROWS_EXCEPTION(Error, RunFolder::open(folder.path));
    QVERIFY_THROWS_EXCEPTION(Error, RunFolder::create("/proc/none", "x", {}));
}

void TestRunFolder::idsSortByTime()
{
    const Folder folder;
    std::vector<std::string> ids;
    for (int i = 0; i < 5; ++i) {
        ids.push_back(RunFolder::create(folder.path, i % 2 ? "a" : "z", {}).id());
        QTest::qSleep(3);
    }
    const auto runs = listRuns(folder.path);
    QCOMPARE(runs.size(), ids.size());
    for (std::size_t i = 0; i < ids.size(); ++i)
        QCOMPARE(runs[i].id, ids[i]);
}

void TestRunFolder::shortNames()
{
    QCOMPARE(shortRunName("20261124-155544-240-w2v-tiny-sft-eexr"), std::string("w2v-tiny-sft eexr"));
    for (const char* other : {"", "mine", "20261124-155544-240-", "20261124-155544-24x-sft-eexr", "20261124-155544-240-sft_eexr"})
        QCOMPARE(shortRunName(other), std::string(other));
}

void TestRunFolder::statesSurvive()
{
    const Folder folder;
    const RunFolder run = RunFolder::create(folder.path, "x", {});
    const double created = run.state().created;
    run.begin(100);
    RunState s = run.state();
    QVERIFY(s.status == RunStatus::Running);
    QCOMPARE(s.pid, static_cast<std::int64_t>(::getpid()));
    QCOMPARE(s.total, 100);
    QVERIFY(s.started >= created);
    const double started = s.started;
    s.step = 42;
    s.etaSeconds = 12.5;
    s.created = 1; // cannot be changed
    run.setState(s);
    s = run.state();
    QCOMPARE(s.step, 42);
    QCOMPARE(s.etaSeconds, 12.5);
    QCOMPARE(s.created, created);
    QCOMPARE(s.started, started);
    s.status = RunStatus::Failed;
    s.error = "out of memory: \xFF bytes";
    run.setState(s);
    QVERIFY(run.state().status == RunStatus::Failed);
    QVERIFY(run.state().error.starts_with("out of memory"));
}

void TestRunFolder::deadProcessMeansCrashed()
{
    const Folder folder;
    const RunFolder run = RunFolder::create(folder.path, "x", {});
    const pid_t child = ::fork();
    if (child == 0) {
        run.begin(5);
        ::pause();
        ::_exit(0);
    }
    QTRY_VERIFY(run.state().status == RunStatus::Running);
    QCOMPARE(run.state().pid, static_cast<std::int64_t>(child));
    ::kill(child, SIGKILL);
    QTRY_VERIFY(run.state().status == RunStatus::Crashed); // also while it is a zombie
    ::waitpid(child, nullptr, 0);
    QVERIFY(run.state().status == RunStatus::Crashed);
    QVERIFY(!run.state().error.empty());
    QVERIFY(listRuns(folder.path).at(0).state.status == RunStatus::Crashed);
}

void TestRunFolder::reusedPidMeansCrashed()
{
    const Folder folder;
    const RunFolder run = RunFolder::create(folder.path, "x", {});
    run.begin(5);
    RunState s = run.state();
    QVERIFY(s.status == RunStatus::Running);
    s.process += "1"; // as if the process with this pid had started at another time
    run.setState(s);
    QVERIFY(run.state().status == RunStatus::Crashed);
    QVERIFY(processIdentity(0).empty());
    QVERIFY(processIdentity(-1).empty());
    QVERIFY(processIdentity(::getpid()) == processIdentity(::getpid()));
    QVERIFY(processIdentity(::getppid()) != processIdentity(::getpid()));
}

void TestRunFolder::otherHostsAreTrusted()
{
    const Folder folder;
    const RunFolder run = RunFolder::create(folder.path, "x", {});
    RunState s;
    s.status = RunStatus::Running;
    s.pid = 99999999;
    s.process = "some-other-host boot 123";
    run.setState(s);
    QVERIFY(run.state().status == RunStatus::Running);
}

void TestRunFolder::stopRequests()
{
    const Folder folder;
    const RunFolder queued = RunFolder::create(folder.path, "x", {});
    QVERIFY(!queued.stopRequested());
    queued.requestStop();
    QVERIFY(queued.stopRequested());
    QVERIFY(queued.state().status == RunStatus::Stopped);
    const RunFolder running = RunFolder::create(folder.path, "y", {});
    running.begin(1);
    running.requestStop();
    QVERIFY(running.stopRequested());
    QVERIFY(running.state().status == RunStatus::Running); // until the trainer has seen it
}

void TestRunFolder::checkpointsAppearWhole()
{
    const Folder folder;
    const RunFolder run = RunFolder::create(folder.path, "x", {});
    CheckpointShelf shelf(run.path(), 2);
    const auto steps = [&] {
        std::vector<std::int64_t> all;
        for (const auto& [step, path] : run.checkpoints())
            all.push_back(step);
        return all;
    };
    for (const int step : {5, 20})
        shelf.put(step, [&](const fs::path& aside) {
            writeFileAtomic(aside / "model", std::to_string(step));
            for (const std::int64_t known : steps())
                QVERIFY(known != step);
        });
    QVERIFY_THROWS_EXCEPTION(Error, shelf.put(200, [](const fs::path& aside) {
        writeFileAtomic(aside / "half", "x");
        throw Error("disk", "is full");
    }));
    QCOMPARE(steps(), (std::vector<std::int64_t>{5, 20}));
    shelf.put(20, [](const fs::path& aside) { writeFileAtomic(aside / "model", "again"); });
    QCOMPARE(readFile(run.checkpoints().back().second / "model"), std::string("again"));
    fs::create_directory(run.path() / "checkpoints/step-300.part-77"); // of writers that were killed
    fs::create_directory(run.path() / "checkpoints/step-20.old-77");
    fs::create_directory(run.path() / "checkpoints/step-x");
    QCOMPARE(steps(), (std::vector<std::int64_t>{5, 20}));
    shelf.setBest(5);
    for (const int step : {30, 40})
        shelf.put(step, [&](const fs::path& aside) { writeFileAtomic(aside / "model", "x"); });
    QCOMPARE(steps(), (std::vector<std::int64_t>{5, 30, 40})); // the best and the newest two
    QVERIFY(!fs::exists(run.path() / "checkpoints/step-300.part-77"));
    QVERIFY(!fs::exists(run.path() / "checkpoints/step-20.old-77"));
    QVERIFY(fs::exists(run.path() / "checkpoints/step-x"));
}

void TestRunFolder::samplesAndLog()
{
    const Folder folder;
    const RunFolder run = RunFolder::create(folder.path, "x", {});
    QVERIFY(run.samples().empty());
    run.appendSample(Json{{"step", 1}, {"answer", "line\nbreak \xFF"}});
    run.appendSample(Json{{"step", 2}});
    std::ofstream(run.samplesFile(), std::ios::app) << "damaged\n[1]\n{\"step\": 3";
    const auto samples = run.samples();
    QCOMPARE(samples.size(), std::size_t{2});
    QCOMPARE(samples[1].at("step").get<int>(), 2);
    run.appendLog("hello");
    run.appendLog("again");
    QVERIFY(QString::fromStdString(readFile(run.logFile())).contains(QRegularExpression("^\\S+Z hello\n\\S+Z again\n$")));
}

void TestRunFolder::listLeavesOutWhatIsNoRun()
{
    const Folder folder;
    QVERIFY(listRuns(folder.path).empty());
    const RunFolder run = RunFolder::create(folder.path, "x", {});
    const RunFolder damaged = RunFolder::create(folder.path, "y", {});
    fs::create_directory(folder.path / "other");
    writeFileAtomic(folder.path / "file", "x");
    writeFileAtomic(damaged.path() / "run.json", "{");
    const auto runs = listRuns(folder.path);
    QCOMPARE(runs.size(), std::size_t{1});
    QCOMPARE(runs[0].id, run.id());
}

void TestRunFolder::damagedStateIsAnError_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("empty") << "";
    QTest::newRow("list") << "[]";
    QTest::newRow("no status") << "{}";
    QTest::newRow("unknown status") << R"({"status": "asleep"})";
    QTest::newRow("number") << R"({"status": 1})";
}

void TestRunFolder::damagedStateIsAnError()
{
    QFETCH(QString, text);
    const Folder folder;
    const RunFolder run = RunFolder::create(folder.path, "x", {});
    writeFileAtomic(run.path() / "state.json", text.toStdString());
    QVERIFY_THROWS_EXCEPTION(Error, run.state());
    QVERIFY(listRuns(folder.path).empty());
}

void TestRunFolder::killedWriterLeavesAWholeState()
{
    const Folder folder;
    const RunFolder run = RunFolder::create(folder.path, "x", {});
    std::int64_t last = 0;
    for (int round = 0; round < 20; ++round) {
        const pid_t child = ::fork();
        if (child == 0) {
            run.begin(1 << 30);
            RunState s = run.state();
            for (s.step = last + 1;; ++s.step)
                run.setState(s);
        }
        QTest::qSleep(3 + round * 2);
        ::kill(child, SIGKILL);
        ::waitpid(child, nullptr, 0);
        const RunState s = run.state(); // throws when it is damaged
        QVERIFY(s.status == RunStatus::Crashed || s.status == RunStatus::Queued);
        last = std::max(last, s.step);
    }
    QVERIFY(last > 0);
}

void TestRunFolder::deletedRunsLieInTheBin()
{
    const Folder folder;
    const RunFolder run = RunFolder::create(folder.path, "x", {{"a", 1}});
    const std::string id = run.id();
    deleteRun(folder.path, id);
    QVERIFY(listRuns(folder.path).empty());
    QCOMPARE(deletedRuns(folder.path).size(), std::size_t{1});
    QVERIFY_THROWS_EXCEPTION(Error, deleteRun(folder.path, id));
    restoreRun(folder.path, id);
    QCOMPARE(RunFolder::open(folder.path / id).spec(), (Json{{"a", 1}}));
    QVERIFY_THROWS_EXCEPTION(Error, restoreRun(folder.path, id));
    QVERIFY_THROWS_EXCEPTION(Error, deleteRun(folder.path, "../runs"));
    RunFolder::open(folder.path / id).begin(0);
    QVERIFY_THROWS_EXCEPTION(Error, deleteRun(folder.path, id)); // it is running
    RunState state = RunFolder::open(folder.path / id).state();
    state.status = RunStatus::Finished;
    RunFolder::open(folder.path / id).setState(state);
    deleteRun(folder.path, id);
    QCOMPARE(emptyRunBin(folder.path), std::size_t{1});
    QVERIFY(deletedRuns(folder.path).empty());
}

QTEST_GUILESS_MAIN(TestRunFolder)
#include "tst_RunFolder.moc"
