#include <QtTest>

#include "app/operations/WorkerPool.h"
#include "core/base/Error.h"
#include "core/base/Files.h"

using namespace w2v;

namespace {

/// A worker of a few lines: it answers with the task's number, and does what the parameter "do" says instead.
const char* kScript =
    "#!/bin/sh\n"
    "echo '{\"ready\":true}'\n"
    "while read -r line; do\n"
    "    id=$(echo \"$line\" | sed 's/.*\"id\":\\([0-9]*\\).*/\\1/')\n"
    "    case \"$line\" in\n"
    "        *die-once*) [ -e \"$0.died-$id\" ] || { : > \"$0.died-$id\"; kill -9 $$; } ;;\n"
    "        *die-always*) kill -9 $$ ;;\n"
    "        *hang*) exec sleep 100 ;;\n"
    "        *fail*) echo \"{\\\"id\\\":$id,\\\"error\\\":{\\\"message\\\":\\\"no such room\\\"}}\"; continue ;;\n"
    "    esac\n"
    "    echo 'not json'\n"
    "    echo \"{\\\"id\\\":$id,\\\"progress\\\":0.5}\"\n"
    "    echo \"{\\\"id\\\":$id,\\\"result\\\":{\\\"task\\\":$id}}\"\n"
    "done\n";

class Recorder : public SilentJobContext {
public:
    void report(double fraction, std::string_view) override
    {
        backwards = backwards || fraction < last - 0.5;
        last = fraction;
    }
    double last = 0;
    bool backwards = false;
};

} // namespace

/// Workers that die, hang and fail.
class TestWorkerPool : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        m_worker = m_folder.filePath("worker").toStdString();
        writeFileAtomic(m_worker, kScript);
        fs::permissions(m_worker, fs::perms::owner_all);
    }

    void everyTaskComesToAnEnd()
    {
        std::vector<PoolTask> tasks;
        for (const char* what : {"work", "die-once", "work", "fail", "die-always", "work", "hang", "work"})
            tasks.push_back({"imagine", {{"do", what}}, what, 1});
        std::map<std::size_t, std::string> ends;
        Recorder job;
        QElapsedTimer timer;
        timer.start();
        runInWorkers(m_worker, 3, 1.5, tasks, {[&](std::size_t task, const Json& result) { ends[task] = result.at("task").get<std::size_t>() == task ? "done" : "mixed up"; },
                                               [&](std::size_t task, const std::string& message) { ends[task] = message; }}, job);
        QCOMPARE(ends.size(), tasks.size());
        for (const std::size_t good : {0u, 1u, 2u, 5u, 7u})
            QCOMPARE(ends[good], std::string("done"));
        QCOMPARE(ends[3], std::string("no such room"));
        QVERIFY(ends[4].find("ended unexpectedly (killed by signal 9") != std::string::npos);
        QVERIFY(ends[6].find("said nothing for 2 s") != std::string::npos);
        QVERIFY2(timer.elapsed() < 15000, qPrintable(QString::number(timer.elapsed())));
        QVERIFY(!job.backwards);
        QVERIFY(job.last > 0.99);
    }

    void saysWhatMemoryWorkersHad()
    {
        const std::vector<PoolTask> tasks(4, {"imagine", {{"do", "work"}}, "work", 1});
        std::vector<std::int64_t> memory;
        SilentJobContext job;
        runInWorkers(m_worker, 2, 10, tasks, {[](std::size_t, const Json&) {}, [](std::size_t, const std::string&) {}, [&](const std::vector<std::int64_t>& peaks) { memory = peaks; }}, job);
        QCOMPARE(memory.size(), std::size_t(2));
        for (const std::int64_t peak : memory)
            QVERIFY2(peak > 100'000 && peak < 100'000'000, qPrintable(QString::number(peak))); // a shell
    }

    void stopsAtOnce()
    {
        SilentJobContext job;
        job.stop();
        QVERIFY_THROWS_EXCEPTION(Cancelled, runInWorkers(m_worker, 2, 100, {{"imagine", {{"do", "hang"}}, "hang", 1}}, {}, job));
    }

    void noWorkerIsOneMessage()
    {
        SilentJobContext job;
        QVERIFY_THROWS_EXCEPTION(Error, runInWorkers("/nowhere/worker", 2, 100, {{"imagine", Json::object(), "x", 1}}, {}, job));
    }

private:
    QTemporaryDir m_folder;
    fs::path m_worker;
};

QTEST_APPLESS_MAIN(TestWorkerPool)
#include "tst_WorkerPool.moc"
