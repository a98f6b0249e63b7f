#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTest>
#include <QToolButton>

#include "core/base/Files.h"
#include "core/runs/RunFolder.h"
#include "tests/support/SlurmNode.h"
#include "tests/support/W2vProgram.h"
#include "ui/plots/CurveChart.h"
#include "ui/theme/Theme.h"
#include "ui/train/RecipePanel.h"
#include "ui/train/RunsModel.h"
#include "ui/train/SlurmDialog.h"
#include "ui/train/TrainWorkspace.h"

using namespace w2v;

/// A run that is submitted from the window to a real Slurm of one node.
class tst_TrainSlurm : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void submittedFollowedAndCancelled()
    {
        const test::SlurmNode slurm;
        if (!slurm.works())
            QSKIP(qPrintable(QStringLiteral("no Slurm here: ") + slurm.reason()));
        Theme::instance().install(*qApp, Theme::Mode::Dark);
        QTemporaryDir folder;
        qputenv("XDG_CONFIG_HOME", folder.path().toLocal8Bit());
        const QString path = folder.filePath(QStringLiteral("p.w2v"));
        const QByteArray problem = test::makeSmallProject(path);
        QVERIFY2(problem.isEmpty(), problem);
        Session session;
        QVERIFY(session.openProject(path));
        TrainWorkspace workspace(session);
        workspace.resize(1280, 800);
        workspace.show();
        QVERIFY(QTest::qWaitForWindowExposed(&workspace));
        workspace.activate();
        workspace.findChild<QPlainTextEdit*>(QStringLiteral("recipeText"))->setPlainText(QString::fromStdString(recipeText(test::smallRecipe(1'000'000))));
        const auto button = [&](const char* action) -> QToolButton* {
            for (QToolButton* one : workspace.findChildren<QToolButton*>())
                if (one->defaultAction() && one->defaultAction()->objectName() == QLatin1String(action))
                    return one;
            return nullptr;
        };

        QTest::mouseClick(button("train.slurm"), Qt::LeftButton);
        QTRY_VERIFY(workspace.findChild<SlurmDialog*>());
        auto* dialog = workspace.findChild<SlurmDialog*>();
        QVERIFY(QTest::qWaitForWindowExposed(dialog));
        auto* script = dialog->findChild<QPlainTextEdit*>(QStringLiteral("slurmScript"));
        auto* submit = dialog->findChild<QPushButton*>(QStringLiteral("slurmSubmit"));
        auto* memory = dialog->findChild<QLineEdit*>(QStringLiteral("slurm.memory"));
        auto* limit = dialog->findChild<QLineEdit*>(QStringLiteral("slurm.time_limit"));
        QVERIFY(script->toPlainText().contains(QLatin1String("#SBATCH --mem=8G")));
        memory->selectAll();
        QTest::keyClick(memory, Qt::Key_Backspace); // this Slurm counts no memory
        QVERIFY(!script->toPlainText().contains(QLatin1String("--mem")));
        limit->selectAll();
        QTest::keyClicks(limit, QStringLiteral("soon"));
        QVERIFY(!submit->isEnabled());
        limit->selectAll();
        QTest::keyClicks(limit, QStringLiteral("00:20:00"));
        QVERIFY(script->toPlainText().contains(QLatin1String("#SBATCH --time=00:20:00")));
        if (const QString screens = qEnvironmentVariable("W2V_SCREENS"); !screens.isEmpty())
            QVERIFY(dialog->grab().save(screens + QStringLiteral("/slurm-dialog.png")));
        QTest::mouseClick(submit, Qt::LeftButton);

        QTRY_COMPARE_WITH_TIMEOUT(workspace.runs().rowCount(), 1, 30'000);
        CurveChart& loss = workspace.chart(MetricPlace::Loss);
        QTRY_VERIFY_WITH_TIMEOUT(loss.curveCount() == 1 && loss.series(0).size() >= 3, 60'000); // its curve grows here
        const auto status = [&] { return workspace.runs().index(0, 0).data(RunsModel::StatusRole).toString(); };
        QCOMPARE(status(), QStringLiteral("running"));
        const RunFolder run = RunFolder::open(workspace.runs().at(0)->summary.path);
        const QString job = QString::fromStdString(readJson(run.path() / "slurm.json").at("job").get<std::string>());
        QCOMPARE(test::SlurmNode::ask("squeue", {"--noheader", "--jobs=" + job, "--format=%T"}), QStringLiteral("RUNNING"));
        if (const QString screens = qEnvironmentVariable("W2V_SCREENS"); !screens.isEmpty())
            QVERIFY(workspace.grab().save(screens + QStringLiteral("/slurm-run.png")));

        QTRY_VERIFY(button("train.stop")->isEnabled());
        QTest::mouseClick(button("train.stop"), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(status(), QStringLiteral("stopped"), 40'000);
        QVERIFY(!run.checkpoints().empty());
    }
};

QTEST_MAIN(tst_TrainSlurm)
#include "tst_TrainSlurm.moc"
