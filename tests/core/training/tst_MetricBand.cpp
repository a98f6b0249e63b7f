#include <QtTest>

#include <cmath>

#include "core/training/MetricBand.h"

using namespace w2v;

class TestMetricBand : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void meanAndRangeOfSeeds()
    {
        const std::vector<double> xa{1, 2, 3, 4}, ya{1, 2, 3, 4}, xb{1, 3, 5}, yb{3, 5, 7};
        const std::vector<BandInput> both{{xa, ya}, {xb, yb}};
        const MetricBand range = metricBand(both, BandKind::Range);
        QCOMPARE(range.x, (std::vector<double>{1, 2, 3, 4})); // 5 is beyond the first
        QCOMPARE(range.mean, (std::vector<double>{2, 3, 4, 5}));
        QCOMPARE(range.low, ya);
        QCOMPARE(range.high, (std::vector<double>{3, 4, 5, 6})); // between its points the second is straight
        const MetricBand deviation = metricBand(both, BandKind::Deviation);
        QVERIFY(std::abs(deviation.high[0] - (2 + std::sqrt(2.0))) < 1e-12);
        QVERIFY(std::abs(deviation.low[3] - (5 - std::sqrt(2.0))) < 1e-12);
    }

    void gapsAndLonelyCurves()
    {
        const double nan = std::nan("");
        const std::vector<double> x{1, 2, 3}, y{1, nan, 3}, z{1, 2, 3}, none;
        const std::vector<BandInput> gap{{x, y}, {x, z}};
        QCOMPARE(metricBand(gap, BandKind::Range).high[1], 2.0); // the gap is bridged
        const std::vector<BandInput> lonely{{x, z}, {none, none}};
        QVERIFY(metricBand(lonely, BandKind::Range).x.empty());
        const std::vector<double> far{10, 11};
        const std::vector<BandInput> apart{{x, z}, {far, far}};
        QVERIFY(metricBand(apart, BandKind::Range).x.empty());
        QVERIFY(metricBand({}, BandKind::Range).x.empty());
    }
};

QTEST_GUILESS_MAIN(TestMetricBand)
#include "tst_MetricBand.moc"
