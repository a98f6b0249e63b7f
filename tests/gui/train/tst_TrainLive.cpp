#include <QFile>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTableView>
#include <QTest>

#include <cmath>

#include "core/runs/RunFolder.h"
#include "core/training/MetricsWriter.h"
#include "tests/gui/fixture/ProjectFixture.h"
#include "ui/plots/CurveChart.h"
#include "ui/theme/Theme.h"
#include "ui/train/RecipePanel.h"
#include "ui/train/RunsModel.h"
#include "ui/train/TrainWorkspace.h"

using namespace w2v;

/// The real Train workspace follows run folders that grow on the disk, whoever writes them.
class tst_TrainLive : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { Theme::instance().install(*qApp, Theme::Mode::Dark); }

    void curvesGrowWithTheFile()
    {
        const test::ProjectFixture fixture(16);
        Session session;
        QVERIFY(session.openProject(fixture.path()));
        TrainWorkspace workspace(session);
        show(workspace);
        QCOMPARE(workspace.runs().rowCount(), 0);

        const RunFolder run = RunFolder::create(session.project()->runsFolder(), "live", {{"name", "live"}});
        run.begin(100);
        MetricsWriter metrics(run.metricsFolder());
        metrics.write({1, 0, {{"loss", 3.0}, {"learning_rate", 0.001}}});
        QTRY_COMPARE_WITH_TIMEOUT(workspace.runs().rowCount(), 1, 8000);
        CurveChart& loss = workspace.chart(MetricPlace::Loss);
        QTRY_COMPARE_WITH_TIMEOUT(loss.curveCount(), 1, 8000);
        QTRY_COMPARE(loss.series(0).size(), std::size_t(1));

        metrics.write({2, 0, {{"loss", 2.5}, {"learning_rate", 0.002}}});
        metrics.write({3, 0, {{"loss", std::nan("")}, {"learning_rate", 0.002}}});
        QTRY_COMPARE_WITH_TIMEOUT(loss.series(0).size(), std::size_t(3), 8000);
        QCOMPARE(loss.series(0).x()[1], 2.0);
        QCOMPARE(loss.series(0).y()[1], 2.5);
        QCOMPARE(workspace.chart(MetricPlace::LearningRate).series(0).size(), std::size_t(3));
        QCOMPARE(workspace.chart(MetricPlace::HeldOut).curveCount(), 0);
        metrics.write({4, 0, {{"loss", 2.0}, {"eval/A2/accuracy", 31.0}, {"eval/A2/direction", 77.0}}});
        QTRY_COMPARE_WITH_TIMEOUT(workspace.chart(MetricPlace::HeldOut).curveCount(), 2, 8000);
        QCOMPARE(workspace.runs().index(0, RunsModel::ScoreColumn).data().toString(), QStringLiteral("31.0%"));

        // A line is taken when it is whole, not before.
        QFile raw(QString::fromStdString(run.metricsFile().string()));
        QVERIFY(raw.open(QIODevice::Append));
        raw.write("{\"step\": 5, \"loss\":");
        raw.flush();
        QTest::qWait(1200);
        QCOMPARE(loss.series(0).size(), std::size_t(4));
        raw.write(" 1.5}\n");
        raw.flush();
        QTRY_COMPARE_WITH_TIMEOUT(loss.series(0).size(), std::size_t(5), 8000);

        run.appendSample({{"step", 4}, {"task", "A2"}, {"expected", "turn left 30 degrees"}, {"answer", "turn left 30 degrees"}});
        run.appendLog("step 4 of 100");
        auto* log = workspace.findChild<QPlainTextEdit*>(QStringLiteral("log"));
        QTRY_VERIFY_WITH_TIMEOUT(log->toPlainText().contains(QLatin1String("step 4 of 100")), 8000);

        RunState state = run.state();
        state.status = RunStatus::Finished;
        state.step = 5;
        run.setState(state);
        QTRY_COMPARE_WITH_TIMEOUT(workspace.runs().index(0, 0).data(RunsModel::StatusRole).toString(), QStringLiteral("finished"), 8000);
    }

    void severalRunsAreCompared()
    {
        const test::ProjectFixture fixture(16);
        Session session;
        QVERIFY(session.openProject(fixture.path()));
        for (const char* name : {"first", "second"}) {
            const RunFolder run = RunFolder::create(session.project()->runsFolder(), name, {{"name", name}});
            MetricsWriter metrics(run.metricsFolder());
            for (int step = 1; step <= 10; ++step)
                metrics.write({step, 0, {{"loss", 1.0 / step}}});
        }
        TrainWorkspace workspace(session);
        show(workspace);
        QTRY_COMPARE_WITH_TIMEOUT(workspace.runs().rowCount(), 2, 8000);
        workspace.findChild<QTableView*>(QStringLiteral("runs"))->selectAll();
        CurveChart& loss = workspace.chart(MetricPlace::Loss);
        QCOMPARE(loss.curveCount(), 2);
        QCOMPARE(loss.series(0).size(), std::size_t(10));
        QCOMPARE(loss.series(1).size(), std::size_t(10));
        QVERIFY(loss.curveName(0) != loss.curveName(1));
    }

    void threeViewsOfOneRecipe()
    {
        const test::ProjectFixture fixture(64);
        Session session;
        QVERIFY(session.openProject(fixture.path()));
        TrainWorkspace workspace(session);
        show(workspace);
        auto* text = workspace.findChild<QPlainTextEdit*>(QStringLiteral("recipeText"));
        auto* command = workspace.findChild<QPlainTextEdit*>(QStringLiteral("recipeCommand"));
        auto* start = workspace.findChild<QPushButton*>(QStringLiteral("start"));
        QVERIFY(start->isEnabled());
        QVERIFY(command->toPlainText().contains(QLatin1String("train")));
        QVERIFY(command->toPlainText().contains(fixture.path()));

        Recipe changed = workspace.recipe().recipe();
        changed.batch = 24;
        changed.minutes = 3;
        text->setPlainText(QString::fromStdString(recipeText(changed))); // the file view ...
        QCOMPARE(workspace.recipe().recipe().batch, 24);
        bool found = false; // ... shows in the form
        for (const RecipeField& field : recipeFields(changed))
            if (field.path.ends_with("batch")) {
                auto* line = workspace.findChild<QLineEdit*>(QStringLiteral("recipe.") + QString::fromStdString(field.path));
                QVERIFY(line);
                QCOMPARE(line->text(), QString::fromStdString(field.value));
                line->setText(QStringLiteral("12")); // and back
                Q_EMIT line->editingFinished();
                found = true;
            }
        QVERIFY(found);
        QCOMPARE(workspace.recipe().recipe().batch, 12);
        QCOMPARE(parseRecipe(text->toPlainText().toStdString(), "test").batch, 12);

        text->setPlainText(QStringLiteral("no_such_key: 1\n"));
        QVERIFY(!start->isEnabled());
        text->setPlainText(QString::fromStdString(recipeText(changed)));
        QVERIFY(start->isEnabled());
        const QString path = workspace.recipe().saveForStart();
        QVERIFY(QFile::exists(path));
        QCOMPARE(loadRecipe(path.toStdString()).batch, 24);
    }

private:
    static void show(TrainWorkspace& workspace)
    {
        workspace.resize(1280, 800);
        workspace.show();
        QVERIFY(QTest::qWaitForWindowExposed(&workspace));
        workspace.activate();
    }
};

QTEST_MAIN(tst_TrainLive)
#include "tst_TrainLive.moc"
