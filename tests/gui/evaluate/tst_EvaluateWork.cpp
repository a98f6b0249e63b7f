#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QDir>
#include <QFile>
#include <QFrame>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMouseEvent>
#include <QPushButton>
#include <QScopeGuard>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>
#include <QTreeWidget>

#include "core/base/Files.h"
#include "core/base/Json.h"
#include "core/eval/Votes.h"
#include "core/image/ImageIo.h"
#include "tests/gui/fixture/ProjectFixture.h"
#include "ui/evaluate/EvaluateWorkspace.h"
#include "ui/evaluate/EvaluationPlots.h"
#include "ui/evaluate/EvaluationTables.h"
#include "ui/evaluate/FlipMatrix.h"
#include "ui/evaluate/ImaginationDialog.h"
#include "ui/evaluate/ModelList.h"
#include "ui/evaluate/PathView.h"
#include "ui/evaluate/QuestionsModel.h"
#include "ui/evaluate/VoteDialog.h"
#include "ui/theme/Theme.h"

using namespace w2v;

/// Comparing, voting, answering, changing images and reporting in the real workspace with mouse and keyboard. With W2V_SCREENS=<folder>
/// pictures are written there.
class tst_EvaluateWork : public QObject {
    Q_OBJECT

    struct Bench {
        test::ProjectFixture fixture{256};
        Session session;
        std::unique_ptr<EvaluateWorkspace> workspace;

        explicit Bench(const std::vector<std::pair<std::string, double>>& models)
        {
            unsigned seed = 0;
            for (const auto& [model, share] : models)
                fixture.answer(model, share, ++seed);
            QVERIFY(session.openProject(fixture.path()));
            workspace = std::make_unique<EvaluateWorkspace>(session);
            workspace->resize(1280, 800);
            workspace->show();
            QVERIFY(QTest::qWaitForWindowExposed(workspace.get()));
            workspace->activate();
            QTRY_VERIFY(workspace->isSettled() && workspace->questions().rowCount() > 0);
            focus();
        }
        /// Keys reach the workspace's commands only while its window is active; without a window manager nobody else sees to that.
        void focus() const
        {
            workspace->activateWindow();
            QVERIFY(QTest::qWaitForWindowActive(workspace.get()));
            list()->setFocus();
            QTRY_VERIFY(list()->hasFocus());
        }
        QListView* list() const { return workspace->findChild<QListView*>(QStringLiteral("questions")); }
        template <class T>
        T* find(const char* name) const { return workspace->findChild<T*>(QLatin1String(name)); }
    };

    static void keep(QWidget* widget, const char* name)
    {
        const QString folder = qEnvironmentVariable("W2V_SCREENS");
        if (!folder.isEmpty())
            QVERIFY(widget->grab().save(QDir(folder).filePath(QLatin1String(name) + QStringLiteral(".png"))));
    }

    /// Runs `work` on the dialog of this name while it is open.
    static void within(const char* name, const std::function<void(QWidget*)>& work)
    {
        QTimer::singleShot(0, qApp, [name, work] {
            QWidget* dialog = nullptr;
            for (int tries = 0; tries < 100 && !dialog; ++tries) {
                QTest::qWait(20);
                for (QWidget* top : QApplication::topLevelWidgets())
                    if (top->objectName() == QLatin1String(name) && top->isVisible())
                        dialog = top;
            }
            QVERIFY2(dialog, name);
            const auto closing = qScopeGuard([dialog] { dialog->close(); });
            dialog->activateWindow(); // without a window manager nobody else does
            QVERIFY(QTest::qWaitForWindowActive(dialog));
            work(dialog);
        });
    }

private Q_SLOTS:
    void initTestCase() { Theme::instance().install(*qApp, Theme::Mode::Dark); }

    void filtersByKeyTextAndType()
    {
        Bench bench({{"untrained", 0.3}, {"trained", 0.6}, {"other", 0.5}});
        const int all = bench.workspace->questions().rowCount();
        const auto& data = bench.workspace->data();
        const auto* models = bench.find<ModelList>("models");
        const std::string a = models->compared()[0], b = models->compared()[1];
        QTest::keyClick(bench.list(), Qt::Key_4);
        QCOMPARE(bench.workspace->questions().rowCount(), data.flips(a, b)[1][0]);
        QTest::keyClick(bench.list(), Qt::Key_1);
        QTest::keyClick(bench.list(), Qt::Key_F, Qt::ControlModifier);
        auto* search = bench.find<QLineEdit>("search");
        QTRY_VERIFY(search->hasFocus());
        QTest::keyClicks(search, "RIGHT 90");
        const int found = bench.workspace->questions().rowCount();
        QVERIFY(found > 0 && found < all);
        search->clear();
        QCOMPARE(bench.workspace->questions().rowCount(), all);

        // A count of the table of flips leads to its cases.
        auto* flips = bench.find<FlipTable>("flipTable");
        flips->window()->raise();
        int row = 0;
        while (row < flips->rowCount() && flips->item(row, 3)->text() == QLatin1String("0"))
            ++row;
        QVERIFY(row < flips->rowCount());
        const int cases = flips->item(row, 3)->text().toInt();
        Q_EMIT flips->cellClicked(row, 3);
        QCOMPARE(bench.workspace->questions().rowCount(), cases);
        for (int i = 0; i < cases; ++i)
            QVERIFY(bench.workspace->questions().index(i).data(QuestionsModel::SignsRole).toString().startsWith(QLatin1String("-+")));
        keep(bench.workspace.get(), "evaluate-cases");
    }

    void votesAreBlindKeptAndTakenBack()
    {
        Bench bench({{"trained", 0.9}, {"untrained", 0.1}});
        std::vector<std::string> chosen;
        const std::vector<std::string> pair = bench.find<ModelList>("models")->compared();
        within("votes", [&](QWidget* widget) {
            auto* dialog = qobject_cast<VoteDialog*>(widget);
            for (const QLabel* label : dialog->findChildren<QLabel*>())
                if (label->isVisible())
                    QVERIFY2(!label->text().contains("trained"), qPrintable(label->text())); // no names
            keep(dialog, "vote");
            for (int i = 0; i < 4; ++i) { // the left one, always
                chosen.push_back(pair[dialog->isSwappedNow() ? 1 : 0]);
                QTest::keyClick(dialog, Qt::Key_1);
            }
            QTest::keyClick(dialog, Qt::Key_3);
            QTest::keyClick(dialog, Qt::Key_Backspace);
            QCOMPARE(dialog->votes().size(), std::size_t(4));
        });
        QTest::keyClick(bench.list(), Qt::Key_V);
        QCOMPARE(chosen.size(), std::size_t(4));
        const std::vector<Vote> votes = votesFromJson(parseJson(*bench.fixture.open().value("votes/heldout"), "votes"), "votes");
        QCOMPARE(votes.size(), std::size_t(4)); // on disk
        for (std::size_t i = 0; i < votes.size(); ++i)
            QCOMPARE(votes[i].verdict == Verdict::First ? votes[i].first : votes[i].second, chosen[i]);
        const VoteCount count = countVotes(votes);
        QCOMPARE(count.left, 4);
        QCOMPARE(count.first, 2); // the sides are balanced: the left one is either model's half of the time
        bench.focus(); // before the dialog is waited for
        within("votes", [&](QWidget* widget) {
            QTest::keyClick(widget, Qt::Key_2);
            QCOMPARE(qobject_cast<VoteDialog*>(widget)->votes().size(), std::size_t(5)); // goes on where it was
        });
        QTest::keyClick(bench.list(), Qt::Key_V);
    }

    void aPersonAnswersBlind()
    {
        Bench bench({{"trained", 0.5}});
        std::string first;
        within("human", [&](QWidget* dialog) {
            keep(dialog, "human");
            auto* text = dialog->findChild<QLineEdit*>(QStringLiteral("humanAnswer"));
            first = bench.workspace->data().questions()[0].record;
            QTest::keyClicks(text, QString::fromStdString(bench.workspace->data().questions()[0].truth));
            QTest::keyClick(text, Qt::Key_Return);
            QCOMPARE(text->text(), QString());
            QTest::keyClicks(text, QStringLiteral("no idea"));
            QTest::keyClick(text, Qt::Key_Return);
        });
        QTest::keyClick(bench.list(), Qt::Key_H);
        const std::vector<StoredAnswer> answers = bench.fixture.open().answers("heldout", "human");
        QCOMPARE(answers.size(), std::size_t(2));
        QCOMPARE(answers[0].record, first);
        QCOMPARE(answers[0].score, 1.0);
        QCOMPARE(answers[1].score, 0.0);
        QVERIFY(answers[0].detail.contains("seconds"));
        QTRY_VERIFY(bench.workspace->data().modelPlace("human").has_value()); // beside the models
    }

    void changedImagesShowTheirGap()
    {
        Bench bench({{"trained", 0.8}, {"trained, images swapped", 0.3}, {"trained, images mirrored", 0.8}});
        auto* looks = bench.find<LookTable>("lookTable");
        QCOMPARE(looks->rowCount(), 2);
        double swapped = 0;
        for (int row = 0; row < 2; ++row)
            if (looks->item(row, 1)->text().contains("another"))
                swapped = looks->item(row, 5)->text().section(' ', 0, 0).toDouble();
        QVERIFY2(swapped > 20, qPrintable(QString::number(swapped)));
        Q_EMIT looks->cellClicked(0, 0);
        QVERIFY(bench.find<ModelList>("models")->compared().front().find(", images ") != std::string::npos);
        for (const char* ablation : {"evaluate.no-images", "evaluate.swapped", "evaluate.mirrored", "evaluate.imagining"})
            QVERIFY(bench.session.commands().find(QLatin1String(ablation)));
    }

    void writesTheReport()
    {
        Bench bench({{"untrained", 0.3}, {"trained", 0.6}});
        const QTemporaryDir dir;
        QVERIFY(bench.workspace->writeReport(dir.filePath("report.html")));
        QVERIFY(bench.workspace->writeReport(dir.filePath("report.pdf")));
        QFile pdf(dir.filePath("report.pdf"));
        QVERIFY(pdf.open(QIODevice::ReadOnly));
        QVERIFY(pdf.read(5) == "%PDF-" && pdf.size() > 5000);
        QFile csv(dir.filePath("report.predictions.csv"));
        QVERIFY(csv.open(QIODevice::ReadOnly));
        int answers = 0;
        for (const auto& model : bench.workspace->data().table().answers)
            for (const auto& answer : model)
                answers += answer.given;
        QCOMPARE(csv.readAll().count('\n'), answers + 1);
        QVERIFY(!bench.workspace->writeReport(dir.filePath("no/such/folder/report.pdf")));
        QCOMPARE(bench.session.issues().rowCount(), 1);
    }

    void sendsTheShownQuestionsToCuration()
    {
        Bench bench({{"untrained", 0.3}, {"trained", 0.6}});
        QTest::keyClick(bench.list(), Qt::Key_4);
        const int shown = bench.workspace->questions().rowCount();
        QVERIFY(shown > 0);
        QTest::keyClick(bench.list(), Qt::Key_Q);
        RecordFilter waiting;
        waiting.state = "second_look";
        QTRY_COMPARE(bench.fixture.open().countRecords(waiting), std::int64_t(shown));
        QTRY_VERIFY(!bench.session.isEditing() && bench.session.undoAction()->isEnabled());
        bench.session.undoAction()->trigger();
        QTRY_COMPARE(bench.fixture.open().countRecords(waiting), std::int64_t(0));
    }

    void theTreeOfImaginedViewsIsShown()
    {
        Bench bench({{"dreamer", 0.5}});
        const fs::path folder = bench.fixture.path().toStdString(), imagined = folder / "answers/heldout/dreamer.jsonl.imagined/q-1";
        createFolder(imagined / "views");
        Json nodes = Json::array();
        for (int i = 0; i < 3; ++i) {
            writePng(imagined / "views" / (std::to_string(i) + ".png"), test::drawnPicture(64, static_cast<unsigned>(i), 0.3 + 0.2 * i));
            nodes.push_back({{"node", i}, {"parent", i < 2 ? -1 : 0}, {"depth", i < 2 ? 1 : 2}, {"actions", "turn left 30 degrees"}, {"action", "turn left 30 degrees"},
                             {"image", "views/" + std::to_string(i) + ".png"}, {"observed_share", 0.5}, {"seconds", 0.1}, {"help", {{"score", 0.25 * i}}},
                             {"promise", Json()}, {"gone_on_from", i == 0}, {"shown", i == 2}});
        }
        writeJson(imagined / "tree.json", {{"format", "w2v-imagination"}, {"nodes", nodes}, {"calls", {{"world_model", 3}, {"score", 4}, {"answer", 1}}},
                                           {"seconds", {{"world_model", 0.3}, {"score", 0.2}, {"answer", 0.1}}}, {"tokens", {{"prompt", 10}, {"new", 2}}},
                                           {"answer", {{"reply", "left"}}}});
        Project project = bench.fixture.open();
        std::vector<StoredAnswer> answers = project.answers("heldout", "dreamer");
        for (StoredAnswer& answer : answers)
            answer.detail = {{"predictions", "answers/heldout/dreamer.jsonl"}, {"seconds", 0.6}, {"imagination", {{"tree", "q-1/tree.json"}}}};
        project.putAnswers(answers);
        bench.workspace->activate();
        QTRY_VERIFY(bench.find<QPushButton>("tree0"));
        QTest::mouseClick(bench.find<QPushButton>("tree0"), Qt::LeftButton);
        auto* dialog = bench.workspace->findChild<ImaginationDialog*>();
        QVERIFY(dialog);
        QVERIFY(QTest::qWaitForWindowExposed(dialog));
        auto* tree = dialog->findChild<QTreeWidget*>(QStringLiteral("views"));
        QCOMPARE(tree->topLevelItemCount(), 2);
        QCOMPARE(tree->topLevelItem(0)->childCount(), 1);
        QVERIFY(tree->topLevelItem(0)->child(0)->text(0).startsWith(QStringLiteral("★")));
        QTest::qWait(50);
        keep(dialog, "imagination");
        QCOMPARE(bench.find<LatencyPlot>("latency")->dots().size(), 1); // its seconds are on the chart
    }

    void manyModelsInColumns()
    {
        std::vector<std::pair<std::string, double>> models;
        for (int i = 0; i < 10; ++i)
            models.emplace_back("model" + std::to_string(i), 0.1 * i);
        Bench bench(models);
        auto* list = bench.find<ModelList>("models");
        QCOMPARE(list->compared().size(), std::size_t(2)); // from the beginning
        list->setFocus();
        for (int i = 0; i < 10; ++i) {
            if (std::find(list->compared().begin(), list->compared().end(), models[static_cast<std::size_t>(i)].first) == list->compared().end())
                QTest::keyClick(list, Qt::Key_Space);
            QTest::keyClick(list, Qt::Key_Down);
        }
        QCOMPARE(list->compared().size(), std::size_t(10));
        QCOMPARE(bench.workspace->questions().index(0).data(QuestionsModel::SignsRole).toString().size(), 10);
        QTest::qWait(200);
        keep(bench.workspace.get(), "evaluate-ten");
    }

    void thePathTurnsUnderTheMouse()
    {
        PathView view;
        view.resize(220, 180);
        view.set(followActions(std::vector<Action>{{ActionKind::Forward, 1}, {ActionKind::TurnLeft, 45}}, {}, intrinsicsFromFov(64, 64, 60)));
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        const QImage before = view.grab().toImage();
        const double turned = view.turned();
        QTest::mousePress(&view, Qt::LeftButton, {}, {60, 60});
        QMouseEvent move(QEvent::MouseMove, QPointF(110, 60), view.mapToGlobal(QPointF(110, 60)), Qt::NoButton, Qt::LeftButton, {});
        QApplication::sendEvent(&view, &move);
        QVERIFY(view.turned() > turned);
        QVERIFY(view.grab().toImage() != before);
        keep(&view, "path");
        QTest::mouseDClick(&view, Qt::LeftButton, {}, {60, 60});
        QCOMPARE(view.turned(), turned);
    }
};

QTEST_MAIN(tst_EvaluateWork)
#include "tst_EvaluateWork.moc"
