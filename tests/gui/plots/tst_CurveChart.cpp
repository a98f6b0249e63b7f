#include <QElapsedTimer>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>

#include "ui/plots/ChartGrid.h"
#include "ui/plots/CurveChart.h"
#include "ui/theme/Theme.h"

using namespace w2v;

class tst_CurveChart : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { Theme::instance().install(*qApp, Theme::Mode::Dark); }

    void keepsEveryPointAndExports()
    {
        CurveChart chart(QStringLiteral("Loss"));
        chart.resize(600, 300);
        chart.show();
        QVERIFY(QTest::qWaitForWindowExposed(&chart));
        const int curve = chart.addCurve(QStringLiteral("loss"), 0);
        std::vector<double> x, y;
        for (int i = 0; i < 200'000; ++i) {
            x.push_back(i);
            y.push_back(std::sin(i * 0.001) + (i == 123'456 ? 50 : 0)); // one spike among many
        }
        QElapsedTimer timer;
        timer.start();
        chart.append(curve, x, y);
        chart.setSmoothing(0.6);
        chart.refresh();
        qApp->processEvents();
        qInfo("%lld ms to show 200000 points", timer.elapsed());
        QCOMPARE(chart.series(curve).size(), std::size_t(200'000));

        QTemporaryDir folder;
        chart.saveCsv(folder.filePath(QStringLiteral("loss.csv")));
        QFile csv(folder.filePath(QStringLiteral("loss.csv")));
        QVERIFY(csv.open(QIODevice::ReadOnly));
        QCOMPARE(csv.readAll().count('\n'), 200'001);
        QVERIFY(chart.savePicture(folder.filePath(QStringLiteral("loss.png"))));
        const QImage picture(folder.filePath(QStringLiteral("loss.png")));
        QCOMPARE(picture.size(), chart.size() * 2);

        const auto saved = [&](const QString& name) {
            const QString path = folder.filePath(name);
            QFile file(path);
            return chart.savePicture(path) && file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
        };
        const QByteArray svg = saved(QStringLiteral("loss.svg"));
        QVERIFY(svg.contains("<polyline") || svg.contains("<path"));
        QVERIFY2(!svg.contains("<image"), "lines became pixels");
        QVERIFY(svg.contains('>' + chart.title().toUtf8() + '<'));
        QVERIFY(saved(QStringLiteral("loss.pdf")).startsWith("%PDF"));
        QVERIFY(!chart.savePicture(folder.filePath(QStringLiteral("nowhere/loss.svg"))));
    }

    void gridLinksPointerAndZoom()
    {
        ChartGrid grid;
        auto* first = new CurveChart(QStringLiteral("a"));
        auto* second = new CurveChart(QStringLiteral("b"));
        for (CurveChart* chart : {first, second}) {
            grid.add(chart);
            const int curve = chart->addCurve(QStringLiteral("c"), 0);
            for (int i = 0; i < 100; ++i)
                chart->append(curve, i, i * 0.5);
            chart->refresh();
        }
        grid.resize(900, 300);
        grid.show();
        QVERIFY(QTest::qWaitForWindowExposed(&grid));
        auto* plot = first->findChild<QWidget*>(QStringLiteral("plot"));
        QSignalSpy moved(first, &CurveChart::cursorMoved);
        QTest::mouseMove(plot, plot->rect().center());
        QTRY_VERIFY(!moved.isEmpty());
        QVERIFY(!second->zoomed());
        first->setXRange(10, 20);
        Q_EMIT first->xRangeChanged(10, 20);
        QVERIFY(second->zoomed());
        QTest::mouseDClick(plot, Qt::LeftButton, {}, plot->rect().center());
        QVERIFY(!first->zoomed());
        QVERIFY(!second->zoomed());
    }
};

QTEST_MAIN(tst_CurveChart)
#include "tst_CurveChart.moc"
