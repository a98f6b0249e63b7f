#include <QTest>

#include <cmath>

#include "ui/plots/CurveCsv.h"
#include "ui/plots/Series.h"

using namespace w2v;

class tst_Series : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void smoothsAsTensorBoardShows()
    {
        const double w = 0.6, values[] = {3, 1, 4, 1, 5};
        Series series;
        series.setSmoothing(w);
        double mean = 0;
        for (int i = 0; i < 5; ++i) {
            series.append(i, values[i]);
            mean = w * mean + (1 - w) * values[i];
            QVERIFY(std::abs(series.smooth()[std::size_t(i)] - mean / (1 - std::pow(w, i + 1))) < 1e-12);
        }
        QCOMPARE(series.smooth()[0], 3.0); // the first value is not pulled to zero
    }

    void keepsConstantsAndGaps()
    {
        Series series;
        series.setSmoothing(0.9);
        for (int i = 0; i < 50; ++i)
            series.append(i, 0.1);
        for (const double value : series.smooth())
            QCOMPARE(value, 0.1);
        series.clear();
        series.append(0, 2);
        series.append(1, std::nan(""));
        series.append(2, 4);
        QVERIFY(std::isnan(series.smooth()[1]));
        // The gap is not counted: the third value is the second of two.
        const double m = 0.9 * (0.1 * 2) + 0.1 * 4;
        QVERIFY(std::abs(series.smooth()[2] - m / (1 - 0.81)) < 1e-12);
    }

    void anotherWeightRecomputesAll()
    {
        Series live, later;
        live.setSmoothing(0.5);
        for (int i = 0; i < 20; ++i) {
            live.append(i, std::sin(i));
            later.append(i, std::sin(i));
        }
        later.setSmoothing(0.5);
        for (std::size_t i = 0; i < 20; ++i)
            QCOMPARE(later.smooth()[i], live.smooth()[i]);
        later.setSmoothing(0);
        for (std::size_t i = 0; i < 20; ++i)
            QVERIFY(std::abs(later.smooth()[i] - std::sin(double(i))) < 1e-15);
    }

    void nearestPoint()
    {
        Series series;
        QCOMPARE(series.nearest(3), std::size_t(0));
        for (const double x : {10.0, 20.0, 40.0})
            series.append(x, x);
        QCOMPARE(series.nearest(-5), std::size_t(0));
        QCOMPARE(series.nearest(16), std::size_t(1));
        QCOMPARE(series.nearest(29), std::size_t(1));
        QCOMPARE(series.nearest(31), std::size_t(2));
        QCOMPARE(series.nearest(99), std::size_t(2));
    }

    void csvHoldsEveryPoint()
    {
        Series series;
        series.append(1, 0.1);
        series.append(2, std::nan(""));
        const std::string text = curvesAsCsv({{"loss, \"best\"", &series}});
        QCOMPARE(QString::fromStdString(text), QStringLiteral("curve,step,value,smoothed\n\"loss, \"\"best\"\"\",1,0.1,0.1\n\"loss, \"\"best\"\"\",2,nan,nan\n"));
    }
};

QTEST_APPLESS_MAIN(tst_Series)
#include "tst_Series.moc"
