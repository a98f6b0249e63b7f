#include <QCheckBox>
#include <QComboBox>
#include <QSpinBox>
#include <QTemporaryDir>
#include <QTreeWidget>

#include <functional>

#include "core/base/Files.h"
#include "core/runs/Chain.h"
#include "core/runs/RunFolder.h"
#include "tests/gui/train/TrainWindow.h"
#include "tests/support/W2vProgram.h"
#include "ui/train/ChainDialog.h"
#include "ui/train/ChainPanel.h"

using namespace w2v;
using test::TrainWindow;

/// Chains of stages planned, followed, tried again and cancelled in the real window; the stages are real processes.
class tst_TrainChains : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        test::useOwnState(m_dir.path());
        m_project = m_dir.filePath(QStringLiteral("p.w2v"));
        const test::Outcome walk = test::w2vProgram({"scenes", "walk", "--project", m_project, "--count", "6", "--heldout", "0.4", "--walks", "1", "--size", "56x56"});
        QVERIFY2(walk.code == 0, walk.err);
        const test::Outcome questions = test::w2vProgram({"supervise", "--project", m_project});
        QVERIFY2(questions.code == 0, questions.err);
        createFolder(fs::path(m_project.toStdString()) / "recipes");
        Recipe sft = test::smallRecipe(30);
        sft.name = "short";
        save(sft);
        Recipe grpo = test::smallRecipe(2);
        grpo.name = "reinforced";
        grpo.kind = "grpo";
        grpo.preset.clear();
        grpo.base = "checkpoint";
        grpo.swapViews = grpo.mirror = false;
        grpo.grpo.prompts = grpo.grpo.answers = 2;
        grpo.grpo.maxNewTokens = 4;
        grpo.grpo.skipUniform = false;
        save(grpo);
    }
    void cleanupTestCase() { test::endQueue(); }

    void aFailedStageIsTriedAgainAndTheRestFollows()
    {
        TrainWindow w(m_project);
        QVERIFY(w.ready);
        QVERIFY(!w.child<QTreeWidget>("chains")->isVisible()); // there is none: it takes no room
        const QString later = m_dir.filePath(QStringLiteral("later")); // a base that is not there yet
        ChainDialog* dialog = open(w);
        QVERIFY(dialog);
        type(dialog->findChild<QLineEdit*>(QStringLiteral("chain.name")), QStringLiteral("night"));
        choose(dialog->findChild<QComboBox*>(QStringLiteral("chain.sft")), QStringLiteral("short"));
        choose(dialog->findChild<QComboBox*>(QStringLiteral("chain.grpo")), QStringLiteral("reinforced"));
        type(dialog->findChild<QLineEdit*>(QStringLiteral("chain.base")), later);
        auto* limit = dialog->findChild<QSpinBox*>(QStringLiteral("chain.limit"));
        limit->setFocus();
        QTest::keyClick(limit, Qt::Key_Up); // one question a task
        auto* command = dialog->findChild<QPlainTextEdit*>(QStringLiteral("chainCommand"));
        for (const QString& part : {QStringLiteral("chain add"), later, QStringLiteral("short.yaml"), QStringLiteral("--limit 1")})
            QVERIFY2(command->toPlainText().contains(part), qPrintable(command->toPlainText()));
        keep(dialog, "chain-dialog");
        TrainWindow::click(dialog->findChild<QPushButton*>(QStringLiteral("chainAdd")));

        // The first stage cannot find its base; the others are held back.
        auto* tree = w.child<QTreeWidget>("chains");
        QTRY_VERIFY_WITH_TIMEOUT(tree->isVisible() && tree->topLevelItemCount() == 1, 20'000);
        QVERIFY(tree->topLevelItem(0)->text(0).startsWith(QLatin1String("night")));
        QTRY_COMPARE_WITH_TIMEOUT(stage(tree, "Supervised"), StageStatus::Failed, 60'000);
        QTRY_COMPARE(stage(tree, "Merge"), StageStatus::Blocked);
        QTRY_COMPARE(stage(tree, "Reinforcement"), StageStatus::Blocked);
        QVERIFY(item(tree, "Supervised")->toolTip(0).contains(later));
        w.keep("train-chain-failed");

        // The base is put there, the chain goes on.
        const auto base = makeBase(later);
        QVERIFY2(base.isEmpty(), base);
        clickItem(tree, tree->topLevelItem(0));
        auto* retry = w.child<QToolButton>("chainRetry");
        QTRY_VERIFY(retry->isEnabled());
        TrainWindow::click(retry);
        QTRY_COMPARE_WITH_TIMEOUT(stage(tree, "Supervised"), StageStatus::Running, 40'000);
        QTRY_COMPARE_WITH_TIMEOUT(stage(tree, "Supervised"), StageStatus::Finished, 60'000);
        QTRY_COMPARE_WITH_TIMEOUT(stage(tree, "Merge"), StageStatus::Finished, 60'000);
        QTRY_COMPARE_WITH_TIMEOUT(stage(tree, "Reinforcement"), StageStatus::Finished, 90'000);
        for (const QTreeWidgetItem* benchmark : items(tree, "Benchmarks"))
            QTRY_COMPARE_WITH_TIMEOUT(status(benchmark), StageStatus::Finished, 90'000);
        QCOMPARE(items(tree, "Benchmarks").size(), 2);
        QTRY_VERIFY_WITH_TIMEOUT(items(tree, "Benchmarks").front()->text(2).endsWith(QLatin1Char('%')), 8000); // its score
        QVERIFY(!retry->isEnabled() && !w.child<QToolButton>("chainCancel")->isEnabled());
        QCOMPARE(tree->topLevelItem(0)->text(1), ChainPanel::tr("%1 of %2").arg(5).arg(5));

        // A stage leads to its run, whose curves hold the benchmark's score.
        clickItem(tree, item(tree, "Supervised"));
        const ChainFolder chain = listChains(m_project.toStdString()).front();
        QTRY_COMPARE(w.session.selection().run.toStdString(), chain.runOf("sft"));
        QTRY_VERIFY_WITH_TIMEOUT(w.train->chart(MetricPlace::HeldOut).curveCount() > 0, 8000);
        w.keep("train-chain-finished");

        // A new window finds it as it stands.
        TrainWindow second(m_project);
        auto* again = second.child<QTreeWidget>("chains");
        QTRY_VERIFY_WITH_TIMEOUT(again->topLevelItemCount() == 1 && stage(again, "Reinforcement") == StageStatus::Finished, 10'000);
    }

    void cancelledWhileItRuns()
    {
        Recipe endless = test::smallRecipe(1'000'000);
        endless.name = "endless";
        save(endless);
        TrainWindow w(m_project);
        QVERIFY(w.ready);
        ChainDialog* dialog = open(w);
        QVERIFY(dialog);
        type(dialog->findChild<QLineEdit*>(QStringLiteral("chain.name")), QStringLiteral("day"));
        choose(dialog->findChild<QComboBox*>(QStringLiteral("chain.sft")), QStringLiteral("endless"));
        TrainWindow::click(dialog->findChild<QCheckBox*>(QStringLiteral("chain.reinforce")));
        TrainWindow::click(dialog->findChild<QPushButton*>(QStringLiteral("chainAdd")));
        auto* tree = w.child<QTreeWidget>("chains");
        QTRY_COMPARE_WITH_TIMEOUT(tree->topLevelItemCount(), 2, 20'000);
        QVERIFY(tree->topLevelItem(0)->text(0).startsWith(QLatin1String("day"))); // the newest first
        QTRY_COMPARE_WITH_TIMEOUT(stage(tree, "Supervised"), StageStatus::Running, 40'000);
        QTRY_VERIFY_WITH_TIMEOUT(w.train->chart(MetricPlace::Loss).curveCount() == 1 && w.train->chart(MetricPlace::Loss).series(0).size() >= 2, 40'000);
        clickItem(tree, tree->topLevelItem(0));
        auto* cancel = w.child<QToolButton>("chainCancel");
        QTRY_VERIFY(cancel->isEnabled());
        TrainWindow::click(cancel);
        QTRY_COMPARE_WITH_TIMEOUT(stage(tree, "Supervised"), StageStatus::Stopped, 40'000);
        const ChainFolder chain = listChains(m_project.toStdString()).back();
        const RunFolder run = RunFolder::open(fs::path(m_project.toStdString()) / "runs" / chain.runOf("sft"));
        QCOMPARE(run.state().status, RunStatus::Stopped);
        QVERIFY(!run.checkpoints().empty()); // what was learned is kept
    }

private:
    void save(const Recipe& recipe) const { saveRecipe(fs::path(m_project.toStdString()) / "recipes" / (recipe.name + ".yaml"), recipe); }

    /// A small model for the first stage to start from; what went wrong.
    QByteArray makeBase(const QString& folder) const
    {
        Recipe once = test::smallRecipe(1);
        const QString file = m_dir.filePath(QStringLiteral("once.yaml"));
        saveRecipe(file.toStdString(), once);
        const test::Outcome made = test::w2vProgram({"train", "--project", m_project, "--recipe", file, "--json"});
        if (made.code != 0)
            return made.err;
        fs::copy(made.json().value("model", ""), folder.toStdString(), fs::copy_options::recursive);
        return {};
    }

    static ChainDialog* open(TrainWindow& w)
    {
        QToolButton* button = w.button("train.chain");
        if (!button || !QTest::qWaitFor([&] { return button->isEnabled(); }, 5000))
            return nullptr;
        TrainWindow::click(button);
        ChainDialog* dialog = nullptr;
        const bool there = QTest::qWaitFor([&] { return (dialog = w.train->findChild<ChainDialog*>()) != nullptr; }, 5000) && QTest::qWaitForWindowExposed(dialog);
        return there ? dialog : nullptr;
    }

    static void type(QLineEdit* line, const QString& text)
    {
        QTest::mouseClick(line, Qt::LeftButton);
        line->selectAll();
        QTest::keyClicks(line, text);
    }

    /// By keys, as far as the recipe whose name begins so.
    static void choose(QComboBox* box, const QString& text)
    {
        box->setFocus();
        QTest::keyClick(box, Qt::Key_Home);
        for (int i = 0; i < box->count() && !box->currentText().startsWith(text); ++i)
            QTest::keyClick(box, Qt::Key_Down);
        QVERIFY2(box->currentText().startsWith(text), qPrintable(text));
    }

    /// Stages of the newest chain by what the tree calls them.
    static QList<QTreeWidgetItem*> items(const QTreeWidget* tree, const char* name)
    {
        QList<QTreeWidgetItem*> out;
        const std::function<void(QTreeWidgetItem*)> look = [&](QTreeWidgetItem* at) {
            for (int i = 0; i < at->childCount(); ++i) {
                if (at->child(i)->text(0) == ChainPanel::tr(name))
                    out += at->child(i);
                look(at->child(i));
            }
        };
        look(tree->topLevelItem(0));
        return out;
    }
    static QTreeWidgetItem* item(const QTreeWidget* tree, const char* name)
    {
        const QList<QTreeWidgetItem*> found = items(tree, name);
        return found.isEmpty() ? nullptr : found.front();
    }
    static StageStatus status(const QTreeWidgetItem* item) { return item ? static_cast<StageStatus>(item->data(1, ChainPanel::StatusRole).toInt()) : StageStatus::Idle; }
    static StageStatus stage(const QTreeWidget* tree, const char* name) { return status(item(tree, name)); }

    static void clickItem(QTreeWidget* tree, QTreeWidgetItem* item)
    {
        tree->scrollToItem(item);
        QTest::mouseClick(tree->viewport(), Qt::LeftButton, {}, tree->visualItemRect(item).center());
    }

    static void keep(QWidget* widget, const char* name)
    {
        if (const QString folder = qEnvironmentVariable("W2V_SCREENS"); !folder.isEmpty())
            widget->grab().save(QDir(folder).filePath(QLatin1String(name) + QStringLiteral(".png")));
    }

    QTemporaryDir m_dir;
    QString m_project;
};

QTEST_MAIN(tst_TrainChains)
#include "tst_TrainChains.moc"
