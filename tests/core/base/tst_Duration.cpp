#include <QtTest>

#include "core/base/Duration.h"

using namespace w2v;

/// Durations as people read them.
class tst_Duration : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void texts_data()
    {
        QTest::addColumn<double>("seconds");
        QTest::addColumn<QString>("text");
        QTest::newRow("nothing") << 0.0 << "0:00";
        QTest::newRow("below zero") << -5.0 << "0:00";
        QTest::newRow("rounded") << 64.6 << "1:05";
        QTest::newRow("minutes") << 599.0 << "9:59";
        QTest::newRow("an hour") << 3600.0 << "1:00:00";
        QTest::newRow("hours") << 7384.0 << "2:03:04";
        QTest::newRow("nearly two days") << 172'799.0 << "47:59:59";
        QTest::newRow("days") << 328'320.0 << "3.8 days";
    }

    void texts()
    {
        QFETCH(double, seconds);
        QFETCH(QString, text);
        QCOMPARE(QString::fromStdString(durationText(seconds)), text);
    }
};

QTEST_GUILESS_MAIN(tst_Duration)
#include "tst_Duration.moc"
