#include <QtTest>

#include <atomic>
#include <memory>
#include <thread>

#include "core/base/BoundedQueue.h"

using namespace w2v;

/// The queue between threads: order, room by weight, and both ways to end it.
class TestBoundedQueue : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatIsClosedCanStillBeTaken()
    {
        BoundedQueue<int> queue(4);
        QVERIFY(queue.push(1) && queue.push(2));
        queue.close();
        QVERIFY(!queue.push(3));
        QCOMPARE(queue.pop(), std::optional(1));
        QCOMPARE(queue.pop(), std::optional(2));
        QVERIFY(!queue.pop());
    }

    void whatIsAbandonedIsGone()
    {
        BoundedQueue<std::shared_ptr<int>> queue(4);
        const auto value = std::make_shared<int>(7);
        QVERIFY(queue.push(value));
        queue.abandon();
        QCOMPARE(value.use_count(), 1L);
        QVERIFY(!queue.pop());
        QVERIFY(!queue.push(value));
    }

    void aHeavyValueWaitsForRoom()
    {
        BoundedQueue<int> queue(100);
        QVERIFY(queue.push(1, 60) && queue.push(2, 40));
        std::atomic<bool> taken{false};
        std::thread writer([&] { taken = queue.push(3, 50); });
        QTest::qWait(50);
        QVERIFY(!taken); // 100 of 100 are under way
        QCOMPARE(queue.pop(), std::optional(1));
        writer.join();
        QVERIFY(taken); // 40 and 50
        QCOMPARE(queue.pop(), std::optional(2));
        QCOMPARE(queue.pop(), std::optional(3));
    }

    void whatIsTooHeavyGoesAlone()
    {
        BoundedQueue<int> queue(100);
        QVERIFY(queue.push(1, 5000));
        QCOMPARE(queue.pop(), std::optional(1));
        QVERIFY(queue.push(2, 100));
    }

    void closingWakesWhoeverWaits()
    {
        BoundedQueue<int> full(1), empty(1);
        QVERIFY(full.push(1));
        std::atomic<bool> pushed{true}, popped{true};
        std::thread writer([&] { pushed = full.push(2); }), reader([&] { popped = empty.pop().has_value(); });
        QTest::qWait(20);
        full.close();
        empty.close();
        writer.join();
        reader.join();
        QVERIFY(!pushed && !popped);
    }
};

QTEST_APPLESS_MAIN(TestBoundedQueue)
#include "tst_BoundedQueue.moc"
