// The pages of Curate beside the card, with the real worker: the audit and its findings, frozen versions, saved views, a second
// reviewer. W2V_SCREENS=folder keeps pictures of them in both themes and two sizes.
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QTableWidget>
#include <QToolButton>

#include <algorithm>

#include "core/dataset/RecordViews.h"
#include "tests/gui/curate/CurateWindow.h"
#include "ui/curate/AuditPage.h"
#include "ui/curate/FacetPanel.h"
#include "ui/records/RecordListModel.h"

using namespace w2v;

using Window = test::CurateWindow;
using test::answerDialog, test::answerFileDialog, test::keepPictures, test::kPatience;

class tst_CuratePages : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        Theme::instance().install(*qApp, Theme::Mode::Dark);
        QApplication::setAttribute(Qt::AA_DontUseNativeDialogs);
    }

    void aFindingLeadsToItsRecords()
    {
        const test::ProjectFixture fixture(160, 8, 96);
        {   // a scene on two sides of the split
            Project project = fixture.open();
            QaRecord moved = project.record(project.recordIds({}).front());
            moved.id = "moved";
            moved.split = moved.split == "train" ? "heldout" : "train";
            project.addRecords(std::span(&moved, 1), "Add");
        }
        Window window(fixture);
        QVERIFY(window.opened);
        const int all = window.workspace->records().rowCount();
        window.key(Qt::Key_A);
        auto* run = window.find<QPushButton>("runAudit");
        QTRY_VERIFY(run->isVisible());
        auto* findings = window.find<QTableWidget>("findings");
        QVERIFY(!findings->isVisible());
        QTest::mouseClick(run, Qt::LeftButton);
        QTRY_VERIFY(window.find<QPushButton>("cancelAudit")->isVisible());
        (void)QTest::qWaitFor([&] { return findings->isVisible(); }, kPatience);
        QVERIFY2(findings->isVisible(), qPrintable(window.find<QLabel>("auditStage")->text() + window.find<QLabel>("auditNote")->text()));
        QVERIFY(window.find<QLabel>("auditVerdict")->text().contains(QString::number(all)));
        QVERIFY(window.find<QWidget>("blindAnswers")->isVisible());
        keepPictures(*window.workspace, QStringLiteral("audit"));
        int split = -1;
        for (int row = 0; row < findings->rowCount(); ++row)
            if (findings->item(row, 1)->text() == QLatin1String("split") && findings->item(row, 3)->text().contains(QLatin1String("scene is")))
                split = row;
        QVERIFY(split >= 0);
        Window::clickRow(findings, split);
        QTRY_VERIFY(window.workspace->records().rowCount() < all);
        QVERIFY(window.workspace->records().rowCount() > 0);
        QVERIFY(window.workspace->records().rowOf("moved") >= 0);
        QVERIFY(!findings->isVisible()); // the card is shown
        const std::string scene = window.workspace->records().recordAt(0)->scene;
        for (int row = 0; row < window.workspace->records().rowCount(); ++row)
            QCOMPARE(window.workspace->records().recordAt(row)->scene, scene);
        // A verdict keeps the chosen records together.
        const int some = window.workspace->records().rowCount();
        window.key(Qt::Key_1);
        QTest::qWait(200);
        QCOMPARE(window.workspace->records().rowCount(), some);
        window.workspace->findChild<FacetPanel*>()->clear();
        QTRY_COMPARE(window.workspace->records().rowCount(), all);
        // Another window shows the same audit without running it, and says when it is old.
        {
            Project project = fixture.open();
            QaRecord more = project.record("moved");
            more.id = "more";
            project.addRecords(std::span(&more, 1), "Add");
        }
        Window again(fixture);
        again.key(Qt::Key_A);
        QTRY_COMPARE(again.find<QTableWidget>("findings")->rowCount(), findings->rowCount());
        QTRY_VERIFY(again.find<QLabel>("auditNote")->text().contains(QLatin1String("since then")));
    }

    void anAuditCanBeCancelled()
    {
        const test::ProjectFixture fixture(1600, 40, 96);
        Window window(fixture);
        window.key(Qt::Key_A, Qt::ShiftModifier); // runs it
        auto* cancel = window.find<QPushButton>("cancelAudit");
        QTRY_VERIFY(cancel->isVisible());
        QTest::mouseClick(cancel, Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(!cancel->isVisible(), kPatience);
        QVERIFY(window.find<QPushButton>("runAudit")->isEnabled());
        QVERIFY(!window.find<QTableWidget>("findings")->isVisible());
    }

    void versionsAreFrozenComparedAndExported()
    {
        const test::ProjectFixture fixture(40, 4, 96);
        Window window(fixture);
        window.key(Qt::Key_1); // accept two
        window.key(Qt::Key_1);
        window.key(Qt::Key_V);
        auto* name = window.find<QLineEdit>("versionName");
        auto* list = window.find<QTableWidget>("versions");
        QTRY_VERIFY(name->isVisible());
        QVERIFY(!window.find<QPushButton>("freeze")->isEnabled());
        name->setFocus();
        QTest::keyClicks(name, QStringLiteral("first"));
        QTest::keyClick(name, Qt::Key_Return);
        QTRY_COMPARE_WITH_TIMEOUT(list->rowCount(), 1, kPatience);
        QCOMPARE(list->item(0, 2)->text(), QStringLiteral("2"));
        Project project = fixture.open();
        const std::string third = project.recordIds({})[2], second = project.recordIds({})[1];
        project.setRecordState(std::span(&third, 1), "accepted", "");
        project.editRecord(second, project.record(second).question, "right");
        QTest::keyClicks(name, QStringLiteral("second"));
        QTest::mouseClick(window.find<QPushButton>("freeze"), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(list->rowCount(), 2, kPatience);
        Window::clickRow(list, 0);
        Window::clickRow(list, 1, Qt::ControlModifier);
        auto* compare = window.find<QPushButton>("compareVersions");
        QTRY_VERIFY(compare->isEnabled());
        QTest::mouseClick(compare, Qt::LeftButton);
        auto* summary = window.find<QLabel>("versionSummary");
        QTRY_VERIFY_WITH_TIMEOUT(summary->isVisible(), kPatience);
        QVERIFY2(summary->text().startsWith(QLatin1String("1 added, 0 removed, 1 changed, 1 unchanged")), qPrintable(summary->text()));
        keepPictures(*window.workspace, QStringLiteral("versions"));
        Window::clickRow(list, 0);
        QTemporaryDir out;
        answerFileDialog(out.filePath(QStringLiteral("bundle")));
        QTest::mouseClick(window.find<QPushButton>("exportVersion"), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(summary->text().startsWith(QLatin1String("2 records")), kPatience);
        QVERIFY(QFile::exists(out.filePath(QStringLiteral("bundle/messages.jsonl"))));
        // A record of a comparison is one click away.
        Window::clickRow(list, 0);
        Window::clickRow(list, 1, Qt::ControlModifier);
        QTest::mouseClick(compare, Qt::LeftButton);
        auto* rows = window.find<QTableWidget>("versionRows");
        QTRY_VERIFY_WITH_TIMEOUT(rows->isVisible() && rows->rowCount() == 2, kPatience);
        const std::string chosen = rows->item(0, 1)->text().toStdString();
        Window::clickRow(rows, 0);
        QTRY_COMPARE(window.workspace->records().rowCount(), 1);
        QCOMPARE(window.workspace->records().idAt(0), chosen);
    }

    void viewsComeBack()
    {
        const test::ProjectFixture fixture(48, 6, 96);
        Window window(fixture);
        auto* search = window.find<QLineEdit>("search");
        search->setText(QStringLiteral("armchair"));
        QTest::keyClick(search, Qt::Key_Return);
        const int found = window.workspace->records().rowCount();
        QVERIFY(found > 0 && found < 48);
        auto* button = window.find<QToolButton>("views");
        const auto choose = [&](const QString& text) {
            Q_EMIT button->menu()->aboutToShow();
            for (QAction* action : button->menu()->actions())
                if (action->text() == text)
                    action->trigger();
        };
        answerDialog(QStringLiteral("chairs"));
        choose(QStringLiteral("Save this view…"));
        QCOMPARE(recordViews(fixture.open()).size(), std::size_t(1));
        search->clear();
        QTest::keyClick(search, Qt::Key_Return);
        QTRY_COMPARE(window.workspace->records().rowCount(), 48);
        choose(QStringLiteral("Easiest first"));
        QVERIFY(window.workspace->records().order() == RecordOrder::Difficulty);
        choose(QStringLiteral("chairs"));
        QTRY_COMPARE(window.workspace->records().rowCount(), found);
        QCOMPARE(search->text(), QStringLiteral("armchair"));
        QVERIFY(window.workspace->records().order() == RecordOrder::Creation);
    }

    void aTemplateThatGivesAnswersAwayIsRefused()
    {
        const test::ProjectFixture fixture(16, 4, 96);
        Window window(fixture);
        QTemporaryDir folder;
        QFile file(folder.filePath(QStringLiteral("A2.yaml")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("task: A2\nimages: [first, last]\nquestions: ['How far to the left?']\n");
        file.close();
        answerFileDialog(folder.path());
        window.session.commands().find(QStringLiteral("curate.makeWithTemplates"))->trigger();
        const auto said = [&] {
            const QList<QLabel*> labels = window.workspace->findChildren<QLabel*>();
            return std::any_of(labels.begin(), labels.end(), [](const QLabel* label) {
                return label->isVisible() && label->text().contains(QLatin1String("gives the answer away"));
            });
        };
        QVERIFY(QTest::qWaitFor(said, kPatience));
        QCOMPARE(fixture.open().countRecords(), std::int64_t(16));
    }

    void aSecondReviewIsMergedAndUndone()
    {
        const test::ProjectFixture fixture(24, 4, 96);
        Window window(fixture);
        for (int i = 0; i < 4; ++i)
            window.key(Qt::Key_1); // accept
        const std::vector<std::string> ids = fixture.open().recordIds({});
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("ada.jsonl"));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        for (int i = 0; i < 4; ++i)
            file.write(QStringLiteral("{\"id\":\"%1\",\"state\":\"%2\"}\n").arg(QString::fromStdString(ids[std::size_t(i)]), i == 1 ? "rejected" : "accepted").toUtf8());
        file.close();
        answerFileDialog(path);
        window.session.commands().find(QStringLiteral("curate.mergeReview"))->trigger();
        QTRY_COMPARE_WITH_TIMEOUT(fixture.open().record(ids[1]).state, std::string("second_look"), kPatience);
        QCOMPARE(fixture.open().record(ids[1]).reason, std::string("first: accepted; ada: rejected"));
        QTRY_VERIFY(window.session.undoAction()->text().contains(QLatin1String("ada")));
        window.session.undoAction()->trigger();
        QTRY_COMPARE(fixture.open().record(ids[1]).state, std::string("accepted"));
    }
};

QTEST_MAIN(tst_CuratePages)
#include "tst_CuratePages.moc"
