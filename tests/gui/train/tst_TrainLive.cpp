#include <QAbstractButton>
#include <QAction>
#include <QComboBox>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <QTreeWidget>

#include <cmath>

#include "core/base/Files.h"
#include "core/runs/RunFolder.h"
#include "core/training/EventFile.h"
#include "core/training/MetricsWriter.h"
#include "tests/gui/fixture/ProjectFixture.h"
#include "tests/support/W2vProgram.h"
#include "ui/plots/CurveChart.h"
#include "ui/records/RecordPictures.h"
#include "ui/theme/Theme.h"
#include "ui/train/QueuePanel.h"
#include "ui/train/RecipePanel.h"
#include "ui/train/RunCharts.h"
#include "ui/train/RunsModel.h"
#include "ui/train/SamplesView.h"
#include "ui/train/TrainWorkspace.h"
#include "ui/widgets/Notice.h"

using namespace w2v;

/// The real Train workspace follows run folders that grow on the disk, whoever writes them.
class tst_TrainLive : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        qputenv("XDG_STATE_HOME", m_state.path().toLocal8Bit()); // a queue of its own
        Theme::instance().install(*qApp, Theme::Mode::Dark);
    }

    void startedWatchedStoppedAndResumed()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("p.w2v"));
        const QByteArray problem = test::makeSmallProject(path);
        QVERIFY2(problem.isEmpty(), problem);
        Session session;
        QVERIFY(session.openProject(path));
        TrainWorkspace workspace(session);
        show(workspace);
        auto* text = workspace.findChild<QPlainTextEdit*>(QStringLiteral("recipeText"));
        text->setPlainText(QString::fromStdString(recipeText(test::smallRecipe(1'000'000))));
        const auto button = [&](const char* action) -> QToolButton* {
            for (QToolButton* one : workspace.findChildren<QToolButton*>())
                if (one->defaultAction() && one->defaultAction()->objectName() == QLatin1String(action))
                    return one;
            return nullptr;
        };
        QTest::mouseClick(workspace.findChild<QPushButton*>(QStringLiteral("start")), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(workspace.runs().rowCount(), 1, 30'000);
        CurveChart& loss = workspace.chart(MetricPlace::Loss);
        QTRY_VERIFY_WITH_TIMEOUT(loss.curveCount() == 1 && loss.series(0).size() >= 3, 40'000);
        const std::size_t early = loss.series(0).size();
        QTRY_VERIFY_WITH_TIMEOUT(loss.series(0).size() > early, 20'000);
        auto* queue = workspace.findChild<QTreeWidget*>(QStringLiteral("queue"));
        QTRY_COMPARE_WITH_TIMEOUT(queue->topLevelItemCount(), 1, 5000);

        const auto status = [&] { return workspace.runs().index(0, 0).data(RunsModel::StatusRole).toString(); };
        QTRY_VERIFY(button("train.stop")->isEnabled());
        QTest::mouseClick(button("train.stop"), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(status(), QStringLiteral("stopped"), 30'000);
        const double before = loss.series(0).x().back();
        QTRY_VERIFY(button("train.resume")->isEnabled());
        QTRY_VERIFY_WITH_TIMEOUT(queue->topLevelItem(0)->text(1) == QueuePanel::tr("cancelled"), 8000);
        QTest::mouseClick(button("train.resume"), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(status(), QStringLiteral("running"), 40'000);
        QTRY_VERIFY_WITH_TIMEOUT(loss.series(0).x().back() > before, 40'000); // the same run, further on
        QCOMPARE(workspace.runs().rowCount(), 1);

        // A second one waits; it is moved, held and cancelled in the panel.
        QTest::mouseClick(workspace.findChild<QPushButton*>(QStringLiteral("start")), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(queue->topLevelItemCount(), 3, 20'000);
        QTreeWidgetItem* waiting = queue->topLevelItem(2);
        QTRY_COMPARE(waiting->text(1), QueuePanel::tr("waiting"));
        QTest::mouseClick(queue->viewport(), Qt::LeftButton, {}, queue->visualItemRect(waiting).center());
        QTest::mouseClick(workspace.findChild<QToolButton*>(QStringLiteral("queuePause")), Qt::LeftButton);
        QTRY_COMPARE(queue->topLevelItem(2)->text(1), QueuePanel::tr("paused"));
        QTest::mouseClick(workspace.findChild<QToolButton*>(QStringLiteral("queueCancel")), Qt::LeftButton);
        QTRY_COMPARE(queue->topLevelItem(2)->text(1), QueuePanel::tr("cancelled"));
        for (const QueueEntry& entry : RunQueue::ofUser().read().entries)
            RunQueue::ofUser().cancel(entry.id, true);
        QTRY_VERIFY_WITH_TIMEOUT(queue->topLevelItem(1)->text(1) == QueuePanel::tr("cancelled"), 10'000);
    }

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

        // What is there to learn from is counted in the split that the recipe names.
        const auto without = [&] {
            int tasks = 0;
            for (const QLabel* label : workspace.recipe().findChildren<QLabel*>())
                tasks += label->text() == RecipePanel::tr("none: this task cannot be learned");
            return tasks;
        };
        QTRY_COMPARE(without(), 0);
        changed.split = "reinforce";
        text->setPlainText(QString::fromStdString(recipeText(changed)));
        QTRY_COMPARE(without(), static_cast<int>(changed.tasks.size()));
    }

    void aFollowedLogGrowsLikeARun()
    {
        const test::ProjectFixture fixture(16);
        QTemporaryDir folder;
        const fs::path file = fs::path(folder.path().toStdString()) / "events.out.tfevents.1700000000.host";
        const auto scalar = [](std::int64_t step, const char* tag, double value) { return eventRecord(scalarEvent({step, 1.7e9 + step, {{tag, value}}})); };
        const auto append = [&](const std::string& bytes) {
            QFile raw(QString::fromStdString(file.string()));
            QVERIFY(raw.open(QIODevice::Append));
            raw.write(QByteArray::fromStdString(bytes));
        };
        append(eventRecord(eventFileVersion(1.7e9)) + scalar(1, "model/accuracy", 0.25) + scalar(2, "model/accuracy", 0.5));
        Session session;
        QVERIFY(session.openProject(fixture.path()));
        TrainWorkspace workspace(session);
        show(workspace);
        workspace.follow(folder.path().toStdString());
        QTRY_COMPARE_WITH_TIMEOUT(workspace.runs().rowCount(), 1, 8000);
        QTRY_VERIFY_WITH_TIMEOUT(workspace.charts().metricChart("model/accuracy"), 8000); // no well-known place: a chart of its own
        CurveChart* chart = workspace.charts().metricChart("model/accuracy");
        QVERIFY(chart->isVisible());
        QCOMPARE(chart->series(0).size(), std::size_t(2));

        std::string bad = scalar(3, "model/accuracy", 0.75);
        bad[25] = static_cast<char>(bad[25] ^ 0x40);
        append(bad + scalar(4, "model/accuracy", 1.0) + scalar(4, "train/loss", 2.0));
        QTRY_COMPARE_WITH_TIMEOUT(workspace.chart(MetricPlace::Loss).curveCount(), 1, 8000);
        auto* notice = workspace.findChild<Notice*>(QStringLiteral("runNotice")); // the damage is said with its place
        const auto said = [&] {
            QString all;
            for (const QLabel* label : notice->findChildren<QLabel*>())
                all += label->text();
            return notice->isVisible() ? all : QString();
        };
        QTRY_VERIFY_WITH_TIMEOUT(said().contains(QLatin1String("byte ")), 8000);
        auto* filter = workspace.findChild<QLineEdit*>(QStringLiteral("metricFilter"));
        QTest::mouseClick(filter, Qt::LeftButton);
        QTest::keyClicks(filter, QStringLiteral("accur"));
        QTRY_VERIFY(workspace.charts().metricChart("model/accuracy"));
        QCOMPARE(workspace.charts().metricChart("model/accuracy")->series(0).size(), std::size_t(3));

        workspace.follow(folder.path().toStdString()); // the same log is one run
        QTest::qWait(800);
        QCOMPARE(workspace.runs().rowCount(), 1);
        workspace.follow("/no/such/folder");
        QTRY_VERIFY_WITH_TIMEOUT(said().contains(QLatin1String("does not exist")), 8000);
    }

    void deletedAndRestored()
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
        auto* table = workspace.findChild<QTableView*>(QStringLiteral("runs"));
        const QString id = workspace.runs().index(0, 0).data(RunsModel::IdRole).toString();
        QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, table->visualRect(table->model()->index(0, RunsModel::NameColumn)).center());
        workspace.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&workspace));
        QTest::keyClick(table, Qt::Key_Delete);
        QTRY_COMPARE_WITH_TIMEOUT(workspace.runs().rowCount(), 1, 8000);
        QVERIFY(workspace.runs().index(0, 0).data(RunsModel::IdRole).toString() != id);
        auto* notice = workspace.findChild<Notice*>(QStringLiteral("runNotice"));
        QVERIFY(notice->isVisible());
        QAbstractButton* restore = nullptr;
        for (QAbstractButton* one : notice->findChildren<QAbstractButton*>())
            if (one->text() == TrainWorkspace::tr("Restore"))
                restore = one;
        QVERIFY(restore);
        QTest::mouseClick(restore, Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(workspace.runs().rowCount(), 2, 8000);
        QCOMPARE(workspace.runs().index(0, 0).data(RunsModel::IdRole).toString(), id);
        QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, table->visualRect(table->model()->index(0, RunsModel::NameColumn)).center());
        QTRY_COMPARE_WITH_TIMEOUT(workspace.chart(MetricPlace::Loss).series(0).size(), std::size_t(10), 8000); // with its curves
    }

    void aPointOpensTheAnswersBehindIt()
    {
        const test::ProjectFixture fixture(16);
        Session session;
        QVERIFY(session.openProject(fixture.path()));
        const RunFolder run = RunFolder::create(session.project()->runsFolder(), "answers", {{"name", "answers"}});
        MetricsWriter metrics(run.metricsFolder());
        for (int step = 1; step <= 300; ++step) {
            metrics.write({step, 0, {{"loss", 1.0 / step}}});
            for (int k = 0; k < 3; ++k)
                run.appendSample({{"step", step}, {"task", "A2"}, {"question", "which way?"}, {"expected", "turn left 30 degrees"},
                                  {"answer", "answer " + std::to_string(step)}, {"reward", {{"format", 1}, {"overall", 0.5}}}, {"advantage", -0.5}});
        }
        TrainWorkspace workspace(session);
        show(workspace);
        CurveChart& loss = workspace.chart(MetricPlace::Loss);
        QTRY_COMPARE_WITH_TIMEOUT(loss.curveCount(), 1, 8000);
        QTRY_COMPARE_WITH_TIMEOUT(loss.series(0).size(), std::size_t(300), 8000);
        auto* samples = workspace.findChild<SamplesView*>();
        QTRY_COMPARE_WITH_TIMEOUT(samples->count(), 900, 8000);
        QTest::qWait(100);
        auto* plot = loss.findChild<QWidget*>(QStringLiteral("plot"));
        auto* facts = workspace.findChild<QLabel*>(QStringLiteral("sampleFacts"));
        QTest::mouseClick(plot, Qt::LeftButton, {}, QPoint(plot->width() / 5, plot->height() / 2)); // an early step, far below the list's newest
        QTRY_VERIFY(facts->text().contains(QLatin1String("Reward, format: 1")));
        const int early = facts->text().section(QLatin1Char(','), 0, 0).section(QLatin1Char(' '), 1, 1).toInt();
        QVERIFY2(early > 10 && early < 120, qPrintable(facts->text()));
        QVERIFY(facts->text().contains(QStringLiteral("answer %1").arg(early)));
        QTest::mouseClick(plot, Qt::LeftButton, {}, QPoint(plot->width() - 20, plot->height() / 2));
        QTRY_VERIFY(facts->text().section(QLatin1Char(','), 0, 0).section(QLatin1Char(' '), 1, 1).toInt() > 250);
    }

    /// Reinforcement varies its questions: the pictures of an answer are shown as the model saw them.
    void variedSamplesAreShownAsAsked()
    {
        const test::ProjectFixture fixture(16);
        Session session;
        QVERIFY(session.openProject(fixture.path()));
        RecordFilter filter;
        filter.tasks = {Task::A1};
        const QaRecord record = session.project()->records(filter, 0, 1).front();
        QCOMPARE(record.images.size(), std::size_t(2));
        const RunFolder run = RunFolder::create(session.project()->runsFolder(), "varied", {{"name", "varied"}});
        MetricsWriter metrics(run.metricsFolder());
        metrics.write({1, 0, {{"reward", 0.5}}});
        const std::vector<std::string> swapped{record.images[1], record.images[0]};
        run.appendSample({{"step", 1}, {"task", "A1"}, {"record", record.id}, {"question", record.question}, {"expected", "move left 1 meters"},
                          {"answer", "move left 1 meters"}, {"images", swapped}, {"mirrored", true}});
        TrainWorkspace workspace(session);
        show(workspace);
        auto* samples = workspace.findChild<SamplesView*>();
        QTRY_COMPARE_WITH_TIMEOUT(samples->count(), 1, 8000);
        auto* pictures = samples->findChild<RecordPictures*>();
        for (std::size_t i = 0; i < 2; ++i) {
            const ColorImage own = session.project()->loadImage(swapped[i]);
            QTRY_VERIFY_WITH_TIMEOUT(pictures->views().size() == 2 && !pictures->views()[i]->pixmap().isNull(), 8000);
            const QImage shown = pictures->views()[i]->pixmap().toImage();
            QCOMPARE(shown.width(), own.width());
            for (int x = 0; x < own.width(); x += 7) {
                const std::uint8_t* wanted = own.row(own.height() / 2) + 3 * (own.width() - 1 - x);
                QCOMPARE(shown.pixelColor(x, own.height() / 2), QColor(wanted[0], wanted[1], wanted[2]));
            }
        }
    }

    void curvesOverHoursAndSamples()
    {
        const test::ProjectFixture fixture(16);
        Session session;
        QVERIFY(session.openProject(fixture.path()));
        const RunFolder run = RunFolder::create(session.project()->runsFolder(), "axes", {{"name", "axes"}});
        MetricsWriter metrics(run.metricsFolder());
        for (int step = 1; step <= 4; ++step)
            metrics.write({step, 1.7e9 + 1800.0 * step, {{"loss", 1.0}, {"samples", 16.0 * step}}});
        TrainWorkspace workspace(session);
        show(workspace);
        CurveChart& loss = workspace.chart(MetricPlace::Loss);
        QTRY_COMPARE_WITH_TIMEOUT(loss.curveCount(), 1, 8000);
        auto* axis = workspace.findChild<QComboBox*>(QStringLiteral("axis"));
        axis->setFocus();
        QTest::keyClick(axis, Qt::Key_Down);
        QCOMPARE(loss.series(0).x()[3], 1.5);
        QTest::keyClick(axis, Qt::Key_Down);
        QCOMPARE(loss.series(0).x()[3], 64.0);
        QTest::keyClick(axis, Qt::Key_Down);
        QCOMPARE(loss.series(0).size(), std::size_t(0)); // this log counts no tokens
    }

private:
    static void show(TrainWorkspace& workspace)
    {
        workspace.resize(1280, 800);
        workspace.show();
        QVERIFY(QTest::qWaitForWindowExposed(&workspace));
        workspace.activate();
    }

    QTemporaryDir m_state;
};

QTEST_MAIN(tst_TrainLive)
#include "tst_TrainLive.moc"
