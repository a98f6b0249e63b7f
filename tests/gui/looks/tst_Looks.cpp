#include <QDir>
#include <QImage>
#include <QTest>

#include <cmath>

#include "core/runs/RunFolder.h"
#include "core/training/MetricsWriter.h"
#include "tests/gui/fixture/ProjectFixture.h"
#include "ui/curate/CurateWorkspace.h"
#include "ui/curate/RecordCard.h"
#include "ui/evaluate/EvaluateWorkspace.h"
#include "ui/theme/Theme.h"
#include "ui/train/TrainWorkspace.h"

using namespace w2v;

/// Draws the three workspaces in both themes and two sizes. The pictures must hold at least their share of the window; with
/// W2V_SCREENS=<folder> they are written there to be looked at.
class tst_Looks : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        Theme::instance().install(*qApp, Theme::Mode::Dark);
        m_fixture = std::make_unique<test::ProjectFixture>(480, 12, 112);
        m_fixture->answer("untrained", 0.18, 1);
        m_fixture->answer("trained", 0.62, 2);
        Project project = m_fixture->open();
        judgeSome(project);
        makeRun(project, "sft-first", RunStatus::Finished, 600, 0.9);
        makeRun(project, "sft-swapped-views", RunStatus::Running, 380, 1.0);
        QVERIFY(m_session.openProject(m_fixture->path()));
    }

    void drawn_data()
    {
        QTest::addColumn<QString>("id");
        QTest::addColumn<bool>("dark");
        QTest::addColumn<QSize>("size");
        for (const char* id : {"curate", "train", "evaluate"})
            for (const bool dark : {true, false})
                for (const QSize size : {QSize(1232, 720), QSize(1872, 1000)})
                    QTest::addRow("%s-%s-%d", id, dark ? "dark" : "light", size.width()) << id << dark << size;
    }

    void drawn()
    {
        QFETCH(QString, id);
        QFETCH(bool, dark);
        QFETCH(QSize, size);
        Theme::instance().setMode(dark ? Theme::Mode::Dark : Theme::Mode::Light);
        std::unique_ptr<Workspace> workspace;
        if (id == QLatin1String("curate"))
            workspace = std::make_unique<CurateWorkspace>(m_session);
        else if (id == QLatin1String("train"))
            workspace = std::make_unique<TrainWorkspace>(m_session);
        else
            workspace = std::make_unique<EvaluateWorkspace>(m_session);
        workspace->resize(size);
        workspace->show();
        QVERIFY(QTest::qWaitForWindowExposed(workspace.get()));
        workspace->activate();
        QTRY_VERIFY(workspace->isSettled());
        QTest::qWait(id == QLatin1String("train") ? 900 : 150);
        const QImage picture = workspace->grab().toImage();
        QCOMPARE(picture.size() / picture.devicePixelRatio(), size);
        QVERIFY2(colours(picture) > 40, "the workspace drew nothing");
        const QWidget* stage = workspace->centralWidget();
        QVERIFY(stage);
        const double share = double(stage->width()) * stage->height() / (double(size.width()) * size.height());
        QVERIFY2(share > 0.35, qPrintable(QStringLiteral("the stage has only %1 of the window").arg(share)));
        const QString folder = qEnvironmentVariable("W2V_SCREENS");
        if (!folder.isEmpty())
            QVERIFY(picture.save(QDir(folder).filePath(QStringLiteral("%1-%2-%3.png").arg(id, dark ? "dark" : "light").arg(size.width()))));
    }

private:
    static int colours(const QImage& image)
    {
        QSet<QRgb> seen;
        for (int y = 0; y < image.height(); y += 7)
            for (int x = 0; x < image.width(); x += 7)
                seen.insert(image.pixel(x, y));
        return int(seen.size());
    }

    static void judgeSome(Project& project)
    {
        const auto ids = project.recordIds({});
        std::vector<std::string> accepted, rejected, second;
        for (std::size_t i = 0; i < ids.size(); ++i)
            if (i * 7 % 10 < 4 + i % 3)
                (i % 11 == 3 ? rejected : i % 13 == 5 ? second : accepted).push_back(ids[i]);
        project.setRecordState(accepted, "accepted", "");
        project.setRecordState(rejected, "rejected", "poor image");
        project.setRecordState(second, "second_look", "");
    }

    static void makeRun(Project& project, const std::string& name, RunStatus status, int steps, double scale)
    {
        const RunFolder run = RunFolder::create(project.runsFolder(), name, {{"recipe", "name: " + name + "\n"}});
        run.begin(600);
        MetricsWriter metrics(run.metricsFolder());
        const auto ids = project.recordIds({});
        for (int step = 2; step <= steps; step += 2) {
            const double t = step / 600.0, noise = std::sin(step * 12.9898) * 0.5 + std::sin(step * 78.233) * 0.5;
            MetricsRow row{step, 0, {}};
            row.values.emplace_back("loss", scale * (0.5 + 3.2 * std::exp(-4 * t) + 0.18 * noise));
            row.values.emplace_back("learning_rate", 1.5e-3 * (step < 20 ? step / 20.0 : 0.03 + 0.97 * 0.5 * (1 + std::cos(3.14159 * t))));
            row.values.emplace_back("auxiliary/flow", 0.9 - 0.5 * t + 0.06 * noise);
            row.values.emplace_back("auxiliary/depth", 0.5 - 0.3 * t + 0.04 * noise);
            row.values.emplace_back("samples_per_second", 140 + 6 * noise);
            if (step % 60 == 0) {
                row.values.emplace_back("eval/A1/accuracy", 10 + 8 * t);
                row.values.emplace_back("eval/A1/direction", 25 + 30 * t);
                row.values.emplace_back("eval/A2/accuracy", 12 + 26 * t);
                row.values.emplace_back("eval/A2/direction", 50 + 38 * t);
                row.values.emplace_back("eval/D1/accuracy", 4 + 12 * t);
                for (int k = 0; k < 3; ++k) {
                    const QaRecord record = project.record(ids[std::size_t(step + k) % ids.size()]);
                    run.appendSample({{"step", step}, {"task", taskName(record.task)}, {"record", record.id}, {"question", record.question},
                                      {"expected", record.answer}, {"answer", (step + k) % 3 ? record.answer : "turn left 40 degrees"}, {"score", (step + k) % 3 ? 1 : 0}});
                }
            }
            metrics.write(row);
        }
        run.appendLog("training " + name);
        RunState state = run.state();
        state.status = status;
        state.step = steps;
        state.total = 600;
        state.etaSeconds = 214;
        run.setState(state);
    }

    std::unique_ptr<test::ProjectFixture> m_fixture;
    Session m_session;
};

QTEST_MAIN(tst_Looks)
#include "tst_Looks.moc"
