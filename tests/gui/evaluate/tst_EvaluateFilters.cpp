#include <QLabel>
#include <QListView>
#include <QTest>

#include "tests/gui/fixture/ProjectFixture.h"
#include "ui/evaluate/EvaluateWorkspace.h"
#include "ui/evaluate/FlipMatrix.h"
#include "ui/evaluate/ModelList.h"
#include "ui/evaluate/QuestionsModel.h"
#include "ui/theme/Theme.h"

using namespace w2v;

class tst_EvaluateFilters : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { Theme::instance().install(*qApp, Theme::Mode::Dark); }

    void matrixAndKeysFilter()
    {
        const test::ProjectFixture fixture(256);
        fixture.answer("untrained", 0.2, 1);
        fixture.answer("trained", 0.7, 2);
        Session session;
        QVERIFY(session.openProject(fixture.path()));
        EvaluateWorkspace workspace(session);
        workspace.resize(1280, 800);
        workspace.show();
        QVERIFY(QTest::qWaitForWindowExposed(&workspace));
        workspace.activate();
        auto* models = workspace.findChild<ModelList*>(QStringLiteral("models"));
        QTRY_COMPARE(models->compared(), (std::vector<std::string>{"untrained", "trained"}));
        const int all = workspace.questions().rowCount();
        QVERIFY(all > 20);

        auto* list = workspace.findChild<QListView*>(QStringLiteral("questions"));
        workspace.activateWindow(); // shortcuts need the focus
        QTRY_VERIFY(list->hasFocus());
        QTest::keyClick(list, Qt::Key_3);
        const auto flips = workspace.data().flips("untrained", "trained");
        QCOMPARE(workspace.questions().rowCount(), flips[0][1] + flips[1][0]);
        QTest::keyClick(list, Qt::Key_1);
        QCOMPARE(workspace.questions().rowCount(), all);

        auto* matrix = workspace.findChild<FlipMatrix*>(QStringLiteral("flips"));
        QTest::mouseClick(matrix, Qt::LeftButton, {}, matrix->cellRect({false, true}).center());
        QCOMPARE(workspace.questions().rowCount(), flips[0][1]);
        for (int row = 0; row < workspace.questions().rowCount(); ++row)
            QCOMPARE(workspace.questions().index(row).data(QuestionsModel::SignsRole).toString(), QStringLiteral("-+"));
        QTest::mouseClick(matrix, Qt::LeftButton, {}, matrix->cellRect({false, true}).center());
        QCOMPARE(workspace.questions().rowCount(), all);

        const std::string first = workspace.questions().recordAt(0);
        QCOMPARE(session.selection().record.toStdString(), first); // chosen here, chosen everywhere
        QTest::keyClick(list, Qt::Key_J);
        QCOMPARE(session.selection().record.toStdString(), workspace.questions().recordAt(1));
    }

    void answersThatComeLaterAppear()
    {
        const test::ProjectFixture fixture(64);
        Session session;
        QVERIFY(session.openProject(fixture.path()));
        EvaluateWorkspace workspace(session);
        workspace.show();
        QVERIFY(QTest::qWaitForWindowExposed(&workspace));
        QCOMPARE(workspace.questions().rowCount(), 0);
        fixture.answer("trained", 0.7, 2); // as a command line would
        workspace.activate();
        QTRY_VERIFY(workspace.questions().rowCount() > 0);
    }
};

QTEST_MAIN(tst_EvaluateFilters)
#include "tst_EvaluateFilters.moc"
