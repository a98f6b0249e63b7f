#include <QComboBox>
#include <QLabel>
#include <QPointer>
#include <QRegularExpression>
#include <QTemporaryDir>

#include "core/base/Files.h"
#include "core/dataset/RunLabel.h"
#include "core/runs/RunBin.h"
#include "core/runs/RunFolder.h"
#include "core/training/MetricsWriter.h"
#include "tests/gui/fixture/ProjectFixture.h"
#include "tests/gui/train/TrainWindow.h"
#include "ui/train/RunCharts.h"
#include "ui/train/SamplesView.h"
#include "ui/widgets/Notice.h"

using namespace w2v;
using test::TrainWindow;

/// The run table by mouse and keys in the real window, and what it makes the charts show.
class tst_TrainTable : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { test::useOwnState(m_dir.path()); }

    void init()
    {
        QSettings().clear();
        m_fixture = std::make_unique<test::ProjectFixture>(16);
        m_runs = m_fixture->open().runsFolder();
        makeRun("alpha", 100, 3.0, 20); // steps that sort otherwise as text
        makeRun("beta", 9, 1.0, 60);
        makeRun("gamma", 30, 2.0, 40);
    }

    void sortsByAnyColumn()
    {
        TrainWindow w(m_fixture->path());
        QVERIFY(w.ready);
        QTRY_COMPARE_WITH_TIMEOUT(names(w), (QStringList{"gamma", "beta", "alpha"}), 8000); // newest first
        QTRY_COMPARE_WITH_TIMEOUT(w.shown(RunsModel::LossColumn), (QStringList{"2.000", "1.000", "3.000"}), 8000);
        w.clickHeader(RunsModel::LossColumn);
        QTRY_COMPARE(names(w), (QStringList{"beta", "gamma", "alpha"}));
        w.clickHeader(RunsModel::LossColumn);
        QTRY_COMPARE(names(w), (QStringList{"alpha", "gamma", "beta"}));
        w.clickHeader(RunsModel::StepColumn);
        QTRY_COMPARE(names(w), (QStringList{"beta", "gamma", "alpha"})); // as numbers, not as text
        w.clickHeader(RunsModel::ScoreColumn);
        QTRY_COMPARE(names(w), (QStringList{"alpha", "gamma", "beta"}));
        w.clickHeader(RunsModel::NameColumn);
        QTRY_COMPARE(names(w), (QStringList{"alpha", "beta", "gamma"}));

        TrainWindow later(m_fixture->path()); // remembered
        QTRY_COMPARE_WITH_TIMEOUT(names(later), (QStringList{"alpha", "beta", "gamma"}), 8000);
    }

    void filtersByWords()
    {
        TrainWindow w(m_fixture->path());
        QTRY_COMPARE_WITH_TIMEOUT(names(w).size(), 3, 8000);
        auto* filter = w.child<QLineEdit>("runsFilter");
        TrainWindow::click(filter);
        QTest::keyClicks(filter, QStringLiteral("BET"));
        QTRY_COMPARE(names(w), QStringList{"beta"});
        QTest::keyClicks(filter, QStringLiteral(" finished"));
        QCOMPARE(names(w), QStringList{"beta"});
        QTest::keyClicks(filter, QStringLiteral(" nowhere"));
        QVERIFY(names(w).isEmpty());
        filter->selectAll();
        QTest::keyClick(filter, Qt::Key_Delete);
        QCOMPARE(names(w).size(), 3);
    }

    void renamedAndUndone()
    {
        TrainWindow w(m_fixture->path());
        QTRY_COMPARE_WITH_TIMEOUT(names(w).size(), 3, 8000);
        w.clickRow("beta");
        QTest::keyClick(&w.table(), Qt::Key_F2);
        QVERIFY(w.typeIntoCell(QStringLiteral("the good one"), 2500)); // the window looks at the runs meanwhile
        QTRY_COMPARE(names(w), (QStringList{"gamma", "the good one", "alpha"}));
        QCOMPARE(runLabels(m_fixture->open()).front().name, std::string("the good one")); // on the disk
        QTest::keyClick(&w.window, Qt::Key_Z, Qt::ControlModifier);
        QTRY_COMPARE(names(w), (QStringList{"gamma", "beta", "alpha"}));
        QTest::keyClick(&w.window, Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_COMPARE(names(w), (QStringList{"gamma", "the good one", "alpha"}));
    }

    void aRunThatAppearsLeavesWhatIsTyped()
    {
        TrainWindow w(m_fixture->path());
        QTRY_COMPARE_WITH_TIMEOUT(names(w).size(), 3, 8000);
        w.clickRow("beta");
        QTest::keyClick(&w.table(), Qt::Key_F2);
        const QPointer<QLineEdit> editor = w.openEditor();
        QVERIFY(editor);
        editor->selectAll();
        QTest::keyClicks(editor, QStringLiteral("the good"));
        makeRun("delta", 5, 4.0, 10);
        QTRY_COMPARE_WITH_TIMEOUT(names(w), (QStringList{"delta", "gamma", "beta", "alpha"}), 8000);
        QVERIFY(editor && editor->isVisible());
        QTest::keyClicks(editor, QStringLiteral(" one"));
        QTest::keyClick(editor, Qt::Key_Return);
        QTRY_COMPARE(names(w), (QStringList{"delta", "gamma", "the good one", "alpha"}));
        QTRY_COMPARE(w.shown(RunsModel::StepColumn).first(), QStringLiteral("5")); // with its figures
    }

    void groupedTaggedHiddenAndUndone()
    {
        TrainWindow w(m_fixture->path());
        QTRY_COMPARE_WITH_TIMEOUT(names(w).size(), 3, 8000);
        QVERIFY(!w.child<QComboBox>("bands")->isVisible());
        w.clickRow("alpha");
        w.clickRow("beta", Qt::ControlModifier);
        w.chooseInMenu("runsMenu", "runs.group");
        QVERIFY(w.typeIntoCell(QStringLiteral("seeds")));
        QTRY_COMPARE(w.shown(RunsModel::GroupColumn), (QStringList{"", "seeds", "seeds"}));
        w.chooseInMenu("runsMenu", "runs.tag");
        QVERIFY(w.typeIntoCell(QStringLiteral("slow, checked")));
        QTRY_COMPARE(w.shown(RunsModel::TagsColumn), (QStringList{"", "slow, checked", "slow, checked"}));

        // A group is drawn as one curve with its range.
        auto* bands = w.child<QComboBox>("bands");
        QTRY_VERIFY(bands->isVisible());
        QTRY_COMPARE(w.train->chart(MetricPlace::Loss).curveCount(), 2);
        bands->setFocus();
        QTest::keyClick(bands, Qt::Key_Down);
        QTRY_VERIFY(w.train->charts().hasBands());
        QTRY_COMPARE(w.train->chart(MetricPlace::Loss).curveCount(), 1);
        QVERIFY(w.train->chart(MetricPlace::Loss).curveName(0).startsWith(QLatin1String("seeds (2)")));
        // Their only evaluations are of different steps: no range, but each as it is.
        CurveChart& accuracy = w.train->chart(MetricPlace::HeldOut);
        QTRY_COMPARE(accuracy.curveCount(), 2);
        QVERIFY(accuracy.curveName(0).contains(QLatin1String("alpha")) && accuracy.curveName(1).contains(QLatin1String("beta")));
        w.keep("train-bands");
        QTest::keyClick(bands, Qt::Key_Up);
        QTRY_COMPARE(w.train->chart(MetricPlace::Loss).curveCount(), 2);

        w.chooseInMenu("runsMenu", "runs.hide");
        QTRY_COMPARE(names(w), QStringList{"gamma"});
        w.chooseInMenu("runsMenu", "runs.showHidden");
        QTRY_COMPARE(names(w).size(), 3);
        w.chooseInMenu("runsMenu", "runs.showHidden");
        QTRY_COMPARE(names(w), QStringList{"gamma"});

        // Each of the three was one step, whatever the number of runs.
        QTest::keyClick(&w.window, Qt::Key_Z, Qt::ControlModifier);
        QTRY_COMPARE(names(w).size(), 3);
        QCOMPARE(w.shown(RunsModel::TagsColumn), (QStringList{"", "slow, checked", "slow, checked"}));
        QTest::keyClick(&w.window, Qt::Key_Z, Qt::ControlModifier);
        QTRY_COMPARE(w.shown(RunsModel::TagsColumn), (QStringList{"", "", ""}));
        QCOMPARE(w.shown(RunsModel::GroupColumn), (QStringList{"", "seeds", "seeds"}));
        QTest::keyClick(&w.window, Qt::Key_Z, Qt::ControlModifier);
        QTRY_COMPARE(w.shown(RunsModel::GroupColumn), (QStringList{"", "", ""}));
        QVERIFY(runLabels(m_fixture->open()).empty());
    }

    void toTheBinAndBack()
    {
        TrainWindow w(m_fixture->path());
        QTRY_COMPARE_WITH_TIMEOUT(names(w).size(), 3, 8000);
        w.clickRow("alpha");
        w.clickRow("gamma", Qt::ControlModifier);
        QTest::keyClick(&w.table(), Qt::Key_Delete);
        QTRY_COMPARE_WITH_TIMEOUT(names(w), QStringList{"beta"}, 8000);
        QCOMPARE(deletedRuns(m_runs).size(), std::size_t{2});
        QAbstractButton* restore = nullptr;
        for (QAbstractButton* one : w.child<Notice>("runNotice")->findChildren<QAbstractButton*>())
            if (one->text() == TrainWorkspace::tr("Restore"))
                restore = one;
        QVERIFY(restore && restore->isVisible());
        TrainWindow::click(restore);
        QTRY_COMPARE_WITH_TIMEOUT(names(w).size(), 3, 8000);
        QVERIFY(deletedRuns(m_runs).empty());
        w.clickRow("alpha");
        QTRY_COMPARE_WITH_TIMEOUT(w.train->chart(MetricPlace::Loss).series(0).size(), std::size_t{100}, 8000); // with its curve
    }

    /// In a comparison the answers are those of the run whose curve was clicked.
    void aPointOfEitherRunShowsItsAnswers()
    {
        TrainWindow w(m_fixture->path());
        QTRY_COMPARE_WITH_TIMEOUT(names(w).size(), 3, 8000);
        w.clickRow("alpha");
        w.clickRow("beta", Qt::ControlModifier);
        CurveChart& loss = w.train->chart(MetricPlace::Loss);
        QTRY_COMPARE_WITH_TIMEOUT(loss.curveCount(), 2, 8000);
        const auto curveOf = [&](const QString& name) { return loss.curveName(0).startsWith(name) ? 0 : 1; };
        QVERIFY(loss.curveName(curveOf("beta")).startsWith(QLatin1String("beta")));
        QTRY_COMPARE_WITH_TIMEOUT(loss.series(curveOf("alpha")).size(), std::size_t{100}, 8000);
        QTest::qWait(200); // it is drawn
        auto* facts = w.child<QLabel>("sampleFacts");
        for (const char* name : {"beta", "alpha", "beta"}) {
            TrainWindow::clickPoint(loss, curveOf(QLatin1String(name)), 4);
            QTRY_VERIFY_WITH_TIMEOUT(facts->text().contains(QLatin1String(name) + QStringLiteral(" says 5")), 8000);
        }
        QCOMPARE(loss.curveCount(), 2); // they are still compared
        w.keep("train-compared");
    }

private:
    /// Names as the table shows them, without the time of the start.
    static QStringList names(const TrainWindow& w)
    {
        static const QRegularExpression time(QStringLiteral("  \\d\\d:\\d\\d$"));
        return w.shown(RunsModel::NameColumn).replaceInStrings(time, {});
    }

    /// A run that has ended, with `steps` points of a flat loss and an answer a step.
    void makeRun(const char* name, int steps, double loss, double accuracy) const
    {
        const RunFolder run = RunFolder::create(m_runs, name, {{"kind", "sft"}, {"recipe", std::string("name: ") + name + "\n"}});
        run.begin(steps);
        MetricsWriter metrics(run.metricsFolder());
        for (int step = 1; step <= steps; ++step) {
            metrics.write({step, 0, {{"loss", loss}, {"learning_rate", 0.001}}});
            run.appendSample({{"step", step}, {"task", "A2"}, {"question", "which way?"}, {"expected", "turn left 30 degrees"},
                              {"answer", std::string(name) + " says " + std::to_string(step)}});
        }
        metrics.write({steps, 0, {{"eval/A2/accuracy", accuracy}}});
        RunState state = run.state();
        state.status = RunStatus::Finished;
        state.step = steps;
        run.setState(state);
    }

    QTemporaryDir m_dir;
    std::unique_ptr<test::ProjectFixture> m_fixture;
    fs::path m_runs;
};

QTEST_MAIN(tst_TrainTable)
#include "tst_TrainTable.moc"
