#include <QLabel>
#include <QTabBar>
#include <QTabWidget>
#include <QTemporaryDir>

#include <cmath>

#include "core/runs/RunFolder.h"
#include "core/training/MetricsWriter.h"
#include "tests/gui/fixture/ProjectFixture.h"
#include "tests/gui/train/TrainWindow.h"
#include "tests/support/W2vProgram.h"
#include "ui/session/IssuesModel.h"
#include "ui/train/SystemView.h"
#include "ui/widgets/FactTable.h"
#include "ui/widgets/Notice.h"

using namespace w2v;
using test::TrainWindow;

/// What the real window tells of a run while it goes on: the machine's load, and what goes wrong.
class tst_TrainWatch : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { test::useOwnState(m_dir.path()); }
    void cleanup() { test::endQueue(); }

    void theLoadOfTheMachineGrowsWithTheRun()
    {
        TrainWindow w(project());
        QVERIFY(w.ready);
        start(w, test::smallRecipe(1'000'000));
        QTRY_COMPARE_WITH_TIMEOUT(w.train->runs().rowCount(), 1, 30'000);
        QTRY_COMPARE_WITH_TIMEOUT(w.status(), QStringLiteral("running"), 40'000);
        openTab(w, TrainWorkspace::tr("System"));
        CurveChart& processor = w.train->findChild<SystemView*>()->processor();
        CurveChart& memory = w.train->findChild<SystemView*>()->memory();
        QTRY_VERIFY_WITH_TIMEOUT(processor.curveCount() == 3 && processor.series(0).size() >= 2, 60'000);
        QCOMPARE(w.status(), QStringLiteral("running"));
        QVERIFY(processor.series(0).y()[0] > 5); // percent of a core: it works
        QVERIFY(processor.series(1).y()[0] > 0 && processor.series(1).y()[0] <= 100);
        QVERIFY(memory.series(0).y()[0] > 0.02 && memory.series(0).y()[0] < 16); // GiB
        // What the trainer waits for its batches, of the time of a step.
        QVERIFY(processor.series(2).y()[0] > 0 && processor.series(2).y()[0] < 50);
        QTRY_VERIFY(facts(w).contains(TrainWorkspace::tr("Waits for data")));
        const std::size_t before = processor.series(0).size();
        QTRY_VERIFY_WITH_TIMEOUT(processor.series(0).size() > before, 20'000);
        w.keep("train-system");
        TrainWindow::click(w.button("train.stop"));
        QTRY_COMPARE_WITH_TIMEOUT(w.status(), QStringLiteral("stopped"), 40'000);
        QTRY_VERIFY_WITH_TIMEOUT(said(w).contains(QLatin1String("kept its checkpoint")), 8000);
    }

    /// A recipe that cannot work: the reason stands in the window, and what to change.
    void aFailingRunSaysWhy()
    {
        Recipe recipe = test::smallRecipe(1'000'000);
        recipe.learningRate = recipe.weightDecay = 10; // each step turns the weights over and makes them larger
        recipe.clipNorm = 0;
        recipe.warmup = 0;
        recipe.schedule = "constant";
        TrainWindow w(project());
        QVERIFY(w.ready);
        const auto known = listRuns(w.session.project()->runsFolder()).size();
        start(w, recipe);
        QTRY_COMPARE_WITH_TIMEOUT(w.train->runs().rowCount(), static_cast<int>(known) + 1, 30'000);
        QTRY_COMPARE_WITH_TIMEOUT(w.status(), QStringLiteral("failed"), 90'000);
        QTRY_VERIFY_WITH_TIMEOUT(said(w).contains(QLatin1String("not finite")) && said(w).contains(QLatin1String("Lower the learning rate")), 8000);
        QAbstractButton* show = nullptr;
        for (QAbstractButton* one : w.child<Notice>("runNotice")->findChildren<QAbstractButton*>())
            if (one->text() == TrainWorkspace::tr("Show the log") || one->text() == TrainWorkspace::tr("Show the run"))
                show = one;
        QVERIFY(show);
        w.keep("train-failed");
    }

    void alarmsComeWhileItGoesOn()
    {
        const test::ProjectFixture fixture(16);
        TrainWindow w(fixture.path());
        QVERIFY(w.ready);
        const RunFolder run = RunFolder::create(w.session.project()->runsFolder(), "drifting", {{"kind", "grpo"}, {"recipe", "name: drifting\n"}});
        run.begin(1000);
        MetricsWriter metrics(run.metricsFolder());
        std::int64_t step = 0;
        const auto write = [&](int count, double divergence, double loss) {
            for (int i = 0; i < count; ++i)
                metrics.write({++step, 0, {{"reward", 0.5}, {"divergence", divergence}, {"answer_tokens", 12.0}, {"loss", loss}}});
        };
        write(30, 0.01, 1.0);
        QTRY_COMPARE_WITH_TIMEOUT(w.train->runs().rowCount(), 1, 8000);
        QTRY_COMPARE_WITH_TIMEOUT(w.status(), QStringLiteral("running"), 8000);
        QTest::qWait(4000); // it is looked at, and nothing is wrong
        QVERIFY2(said(w).isEmpty(), qPrintable(said(w)));
        QVERIFY(alarms(w).isEmpty());

        write(40, 2.0, 1.0); // the policy runs away from its reference
        QTRY_COMPARE_WITH_TIMEOUT(alarms(w).size(), 1, 15'000);
        QVERIFY2(said(w).contains(alarms(w).front()), qPrintable(said(w)));
        QVERIFY(alarms(w).front().startsWith(QLatin1String("drifting")));
        QCOMPARE(w.status(), QStringLiteral("running"));
        w.keep("train-alarm");

        write(5, 2.0, std::nan(""));
        QTRY_COMPARE_WITH_TIMEOUT(alarms(w).size(), 2, 15'000);
        QVERIFY(alarms(w).join(QLatin1Char('\n')).contains(QLatin1String("loss is not a number at step 71")));
        write(5, 2.0, std::nan(""));
        QTest::qWait(4000);
        QCOMPARE(alarms(w).size(), 2); // each is said once

        for (int i = 0; i < 3; ++i)
            metrics.write({++step, 0, {{"reward", 0.5}, {"commonest_answer/A4", 99.0}, {"commonest_expected/A4", 52.0}}});
        QTRY_COMPARE_WITH_TIMEOUT(alarms(w).size(), 3, 15'000);
        QVERIFY(alarms(w).join(QLatin1Char('\n')).contains(QLatin1String("A4: 99 % of the answers are the same")));
        for (int i = 0; i < 3; ++i) // another task of the same run
            metrics.write({++step, 0, {{"reward", 0.5}, {"commonest_answer/D2", 98.0}, {"commonest_expected/D2", 51.0}}});
        QTRY_COMPARE_WITH_TIMEOUT(alarms(w).size(), 4, 15'000);
        QVERIFY(alarms(w).join(QLatin1Char('\n')).contains(QLatin1String("D2: 98 % of the answers are the same")));
        w.keep("train-one-answer");
    }

private:
    QString project()
    {
        if (m_project.isEmpty()) {
            m_project = m_dir.filePath(QStringLiteral("p.w2v"));
            if (const QByteArray problem = test::makeSmallProject(m_project); !problem.isEmpty())
                qWarning("%s", problem.constData());
        }
        return m_project;
    }

    static void start(TrainWindow& w, const Recipe& recipe)
    {
        w.child<QPlainTextEdit>("recipeText")->setPlainText(QString::fromStdString(recipeText(recipe)));
        TrainWindow::click(w.child<QPushButton>("start"));
    }

    static void openTab(TrainWindow& w, const QString& title)
    {
        for (QTabWidget* tabs : w.train->findChildren<QTabWidget*>())
            for (int i = 0; i < tabs->count(); ++i)
                if (tabs->tabText(i) == title)
                    QTest::mouseClick(tabs->tabBar(), Qt::LeftButton, {}, tabs->tabBar()->tabRect(i).center());
    }

    static QString textOf(const QWidget* widget)
    {
        QStringList all;
        for (const QLabel* label : widget->findChildren<QLabel*>())
            all += label->text();
        return all.join(QLatin1Char('\n'));
    }
    static QString facts(const TrainWindow& w) { return textOf(&w.train->findChild<SystemView*>()->facts()); }
    static QString said(const TrainWindow& w)
    {
        const auto* notice = w.child<Notice>("runNotice");
        return notice->isVisible() ? textOf(notice) : QString();
    }
    static QStringList alarms(TrainWindow& w)
    {
        QStringList out;
        const IssuesModel& issues = w.session.issues();
        for (int row = 0; row < issues.rowCount(); ++row)
            if (issues.at(row).source.startsWith(QLatin1String("train.alarm/")))
                out += issues.at(row).title;
        return out;
    }

    QTemporaryDir m_dir;
    QString m_project;
};

QTEST_MAIN(tst_TrainWatch)
#include "tst_TrainWatch.moc"
