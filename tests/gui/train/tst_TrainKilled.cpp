#include <QProcess>
#include <QTemporaryDir>

#include <algorithm>
#include <csignal>
#include <cstring>

#include "core/base/Files.h"
#include "core/runs/RunFolder.h"
#include "tests/gui/train/TrainWindow.h"
#include "tests/support/W2vProgram.h"

using namespace w2v;
using test::TrainWindow;

/// A run does not belong to the window that started it: the window's process is killed while it trains.
class tst_TrainKilled : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { test::useOwnState(m_dir.path()); }
    void cleanup() { test::endQueue(); }

    void theRunOutlivesTheWindow()
    {
        const QString project = m_dir.filePath(QStringLiteral("p.w2v"));
        const QByteArray problem = test::makeSmallProject(project);
        QVERIFY2(problem.isEmpty(), problem);
        const QString recipe = m_dir.filePath(QStringLiteral("recipe.yaml"));
        saveRecipe(recipe.toStdString(), test::smallRecipe(1'000'000));

        QProcess first;
        first.setProcessChannelMode(QProcess::ForwardedChannels);
        first.start(QCoreApplication::applicationFilePath(), {QStringLiteral("--window"), m_dir.path(), project, recipe});
        QVERIFY(first.waitForStarted());
        const fs::path runs = fs::path(project.toStdString()) / "runs";
        QTRY_COMPARE_WITH_TIMEOUT(listRuns(runs).size(), std::size_t{1}, 40'000);
        const RunFolder run = RunFolder::open(listRuns(runs).front().path);
        QTRY_VERIFY_WITH_TIMEOUT(points(run) >= 3, 60'000);
        const std::int64_t trainer = run.state().pid;
        QVERIFY(trainer != first.processId());
        ::kill(static_cast<pid_t>(first.processId()), SIGKILL);
        QVERIFY(first.waitForFinished(5000));
        QCOMPARE(first.exitStatus(), QProcess::CrashExit);

        // It goes on: the same process, further than it was.
        const std::int64_t then = run.state().step;
        QTRY_VERIFY_WITH_TIMEOUT(run.state().step > then, 20'000);
        QCOMPARE(run.state().status, RunStatus::Running);
        QCOMPARE(run.state().pid, trainer);
        QCOMPARE(run.state().total, std::int64_t{1'000'000});

        // A new window finds it with its whole curve, which goes on growing.
        TrainWindow w(project);
        QVERIFY(w.ready);
        QTRY_COMPARE_WITH_TIMEOUT(w.train->runs().rowCount(), 1, 10'000);
        QTRY_COMPARE_WITH_TIMEOUT(w.status(), QStringLiteral("running"), 10'000);
        CurveChart& loss = w.train->chart(MetricPlace::Loss);
        QTRY_VERIFY_WITH_TIMEOUT(loss.curveCount() == 1 && loss.series(0).x().back() > static_cast<double>(then), 20'000);
        QCOMPARE(loss.series(0).x().front(), 1.0);
        const std::size_t found = loss.series(0).size();
        QVERIFY(found >= 3);
        QTRY_VERIFY_WITH_TIMEOUT(loss.series(0).size() > found, 20'000);
        w.keep("train-found-again");

        // It is stopped here and keeps what it learned.
        QTRY_VERIFY(w.button("train.stop")->isEnabled());
        TrainWindow::click(w.button("train.stop"));
        QTRY_COMPARE_WITH_TIMEOUT(w.status(), QStringLiteral("stopped"), 40'000);
        QVERIFY(!run.checkpoints().empty());
        const std::int64_t stopped = run.checkpoints().back().first;
        QCOMPARE(run.state().step, stopped);

        // And goes on from there.
        QTRY_VERIFY_WITH_TIMEOUT(w.button("train.resume")->isEnabled() && RunQueue::ofUser().read().entries.back().status == QueueStatus::Cancelled, 10'000);
        TrainWindow::click(w.button("train.resume"));
        QTRY_COMPARE_WITH_TIMEOUT(w.status(), QStringLiteral("running"), 40'000);
        QTRY_VERIFY_WITH_TIMEOUT(loss.series(0).x().back() > static_cast<double>(stopped), 40'000);
        QCOMPARE(w.train->runs().rowCount(), 1);
        QVERIFY(run.state().pid != trainer);
        for (std::size_t i = 1; i < loss.series(0).size(); ++i)
            QVERIFY(loss.series(0).x()[i] > loss.series(0).x()[i - 1]); // one curve without a step twice
    }

private:
    static std::size_t points(const RunFolder& run)
    {
        std::error_code code;
        if (!fs::exists(run.metricsFile(), code))
            return 0;
        const std::string text = readFile(run.metricsFile());
        return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
    }

    QTemporaryDir m_dir;
};

/// The window that is killed: starts the recipe with a click and stays.
static int showWindow(QApplication& application)
{
    const QStringList arguments = application.arguments();
    test::useOwnState(arguments.at(2));
    TrainWindow w(arguments.at(3));
    w.child<QPlainTextEdit>("recipeText")->setPlainText(QString::fromStdString(readFile(arguments.at(4).toStdString())));
    TrainWindow::click(w.child<QPushButton>("start"));
    return application.exec();
}

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    if (argc > 1 && std::strcmp(argv[1], "--window") == 0)
        return showWindow(application);
    tst_TrainKilled test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_TrainKilled.moc"
