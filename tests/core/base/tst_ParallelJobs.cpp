#include <atomic>
#include <stdexcept>
#include <vector>

#include <QtTest>

#include "core/base/ParallelJobs.h"

using namespace w2v;

class TestParallelJobs : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyJobRunsOnce()
    {
        for (const int threads : {1, 3, 50}) {
            std::vector<std::atomic<int>> runs(20);
            inParallel(threads, 20, [&](int job) { ++runs[static_cast<std::size_t>(job)]; });
            for (const auto& r : runs)
                QCOMPARE(r.load(), 1);
        }
        inParallel(2, 0, [](int) { QFAIL("there is no job"); });
    }

    void aFailureComesOut()
    {
        for (const int threads : {1, 4})
            QVERIFY_THROWS_EXCEPTION(std::runtime_error, inParallel(threads, 100, [](int job) {
                                         if (job == 5)
                                             throw std::runtime_error("five");
                                     }));
    }

    void theShareIsTheEnvironments()
    {
        qunsetenv("W2V_THREADS");
        const int machine = threadsToUse();
        QVERIFY(machine >= 1);
        qputenv("W2V_THREADS", "1");
        QCOMPARE(threadsToUse(), 1);
        for (const char* nonsense : {"0", "-2", "many", "1x", ""}) {
            qputenv("W2V_THREADS", nonsense);
            QCOMPARE(threadsToUse(), machine);
        }
        qputenv("W2V_THREADS", "100000");
        QCOMPARE(threadsToUse(), machine);
    }
};

QTEST_APPLESS_MAIN(TestParallelJobs)
#include "tst_ParallelJobs.moc"
