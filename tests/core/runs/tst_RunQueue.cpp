#include <QtTest>

#include <thread>

#include <csignal>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/runs/JobFolder.h"
#include "core/runs/RunFolder.h"
#include "core/runs/RunQueue.h"

using namespace w2v;

namespace {

struct Place {
    QTemporaryDir directory;
    RunQueue queue{fs::path(directory.path().toStdString()) / "queue"};

    QueueEntry add(const std::string& name, int priority = 0) const
    {
        return queue.add(name, priority, [&](QueueEntry& e) {
            e.job = (queue.folder() / "jobs" / e.id).string();
            JobFolder::create(e.job, "none", Json::object());
        });
    }
    QStringList order() const
    {
        QStringList out;
        for (const QueueEntry& e : queue.read().entries)
            out += QString::fromStdString(e.name);
        return out;
    }
};

} // namespace

class TestRunQueue : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void higherPrioritiesGoFirst()
    {
        const Place place;
        place.add("a");
        place.add("b", 5);
        place.add("c");
        place.add("d", 5);
        QCOMPARE(place.order(), (QStringList{"b", "d", "a", "c"}));
        place.queue.setPriority("q3", 9);
        QCOMPARE(place.order(), (QStringList{"c", "b", "d", "a"}));
    }

    void movedAmongTheWaiting()
    {
        const Place place;
        for (const char* name : {"a", "b", "c", "d"})
            place.add(name);
        place.queue.move("q4", -2);
        QCOMPARE(place.order(), (QStringList{"a", "d", "b", "c"}));
        place.queue.move("q1", 1);
        QCOMPARE(place.order(), (QStringList{"d", "a", "b", "c"}));
        place.queue.move("q3", -100); // no further than the end
        QCOMPARE(place.order(), (QStringList{"c", "d", "a", "b"}));
        place.queue.setPriority("q4", 7);
        place.queue.move("q2", -3); // past one of a higher priority: takes it
        QCOMPARE(place.order().front(), QStringLiteral("b"));
        place.queue.change([](QueueState& s) { s.find("q1")->status = QueueStatus::Running; });
        QVERIFY_THROWS_EXCEPTION(Error, place.queue.move("q1", 1));
        QVERIFY_THROWS_EXCEPTION(Error, place.queue.move("q99", 1));
    }

    void pausedAndCancelled()
    {
        const Place place;
        place.add("a");
        place.queue.pause("q1");
        QCOMPARE(place.queue.read().entries[0].status, QueueStatus::Paused);
        QVERIFY_THROWS_EXCEPTION(Error, place.queue.pause("q1"));
        place.queue.resume("q1");
        QCOMPARE(place.queue.read().entries[0].status, QueueStatus::Waiting);
        place.queue.cancel("q1", false);
        QCOMPARE(place.queue.read().entries[0].status, QueueStatus::Cancelled);
        QVERIFY_THROWS_EXCEPTION(Error, place.queue.resume("q1"));
        place.queue.clearEnded();
        QVERIFY(place.queue.read().entries.empty());
        QCOMPARE(place.add("b").id, std::string("q2")); // ids are never used again
    }

    void aQueuedRunThatIsCancelledIsStopped()
    {
        const Place place;
        const RunFolder run = RunFolder::create(fs::path(place.directory.path().toStdString()) / "runs", "r", Json::object());
        const auto fill = [&](QueueEntry& e) { e.run = run.path().string(); };
        place.queue.add("r", 0, fill);
        QVERIFY_THROWS_EXCEPTION(Error, place.queue.add("r", 0, fill)); // twice
        place.queue.cancel("q1", false);
        QCOMPARE(run.state().status, RunStatus::Stopped);
        place.queue.add("r", 0, fill);
    }

    void manyWritersLoseNothing()
    {
        const Place place;
        std::vector<pid_t> children;
        for (int c = 0; c < 6; ++c)
            if (const pid_t child = ::fork(); child == 0) {
                for (int i = 0; i < 20; ++i)
                    place.queue.add("x", 0, [](QueueEntry&) {});
                ::_exit(0);
            } else {
                children.push_back(child);
            }
        for (const pid_t child : children) {
            int status = 0;
            ::waitpid(child, &status, 0);
            QCOMPARE(status, 0);
        }
        QCOMPARE(place.queue.read().entries.size(), std::size_t{120});
        QCOMPARE(place.queue.read().next, 121);
    }

    void aKilledWriterLeavesAWholeQueue()
    {
        const Place place;
        for (int round = 0; round < 20; ++round) {
            const pid_t child = ::fork();
            if (child == 0)
                for (;;)
                    place.queue.add("x", 0, [](QueueEntry&) {});
            ::usleep(static_cast<useconds_t>(2000 + 700 * round));
            ::kill(child, SIGKILL);
            ::waitpid(child, nullptr, 0);
            const QueueState state = place.queue.read(); // readable, and no lock is left behind
            QCOMPARE(state.next, static_cast<std::int64_t>(state.entries.size()) + 1);
            place.queue.clearEnded();
        }
    }

    void waitingForOthers()
    {
        const Place place;
        const QueueEntry first = place.add("a");
        const auto after = [&](const std::string& name, const std::string& id) {
            return place.queue.add(name, 9, [&](QueueEntry& e) {
                e.job = (place.queue.folder() / "jobs" / e.id).string();
                e.after = {id};
                e.retries = 3;
                JobFolder::create(e.job, "none", Json::object());
            });
        };
        const QueueEntry second = after("b", first.id);
        QVERIFY_THROWS_EXCEPTION(Error, after("c", "q99"));
        const auto blocker = [&] {
            const QueueState state = place.queue.read();
            const QueueEntry* other = state.waitsFor(*state.find(second.id));
            return other ? QString::fromStdString(other->id) : QString();
        };
        const auto end = [&](QueueStatus status) { place.queue.change([&](QueueState& state) { state.find(first.id)->status = status; }); };
        QCOMPARE(blocker(), QStringLiteral("q1"));
        QVERIFY_THROWS_EXCEPTION(Error, place.queue.retry(first.id)); // it has not failed
        end(QueueStatus::Failed);
        place.queue.clearEnded();
        QCOMPARE(blocker(), QStringLiteral("q1")); // not forgotten while it is waited for
        place.queue.retry(first.id);
        QCOMPARE(place.queue.read().find(first.id)->status, QueueStatus::Waiting);
        end(QueueStatus::Finished);
        QVERIFY(blocker().isEmpty());
        place.queue.cancel(second.id, false);
        place.queue.clearEnded();
        QCOMPARE(place.queue.read().entries.size(), std::size_t{0});
    }

    void damagedFilesAreAnError()
    {
        const Place place;
        place.add("a");
        for (const char* text : {"", "{", "[]", "{\"entries\": 3}", "{\"entries\": [{\"id\": 1}]}", "{\"entries\": [{\"id\": \"q1\", \"status\": \"odd\"}]}"}) {
            writeFileAtomic(place.queue.folder() / "queue.json", text);
            QVERIFY_THROWS_EXCEPTION(Error, place.queue.read());
        }
    }

    void onlyTheGroupOfTheOwnProcessIsKilled()
    {
        QVERIFY(!killProcessGroup(::getpid(), processIdentity(::getpid()))); // our own group
        const pid_t child = ::fork();
        if (child == 0) {
            ::setsid();
            ::pause();
        }
        const auto ready = [&] { return ::getpgid(child) == child; };
        QTRY_VERIFY(ready());
        QVERIFY(!killProcessGroup(child, "another process"));
        QVERIFY(killProcessGroup(child, processIdentity(child)));
        int status = 0;
        ::waitpid(child, &status, 0);
        QVERIFY(WIFSIGNALED(status));
    }
};

QTEST_GUILESS_MAIN(TestRunQueue)
#include "tst_RunQueue.moc"
