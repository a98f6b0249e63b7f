// Finding records by another one and by the balance of answers, with the real worker: similar records and the way back, targets, a bar
// that leads to its records. W2V_SCREENS=folder keeps pictures.
#include <QLabel>
#include <QPushButton>

#include "core/eval/AnswerBalance.h"
#include "tests/gui/curate/CurateWindow.h"
#include "ui/curate/RecordCard.h"
#include "ui/plots/CountChart.h"
#include "ui/records/RecordListModel.h"

using namespace w2v;
using Window = test::CurateWindow;
using test::keepPictures, test::kPatience;

class tst_CurateFind : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        Theme::instance().install(*qApp, Theme::Mode::Dark);
        QApplication::setAttribute(Qt::AA_DontUseNativeDialogs);
    }

    void similarRecordsAndTheWayBack()
    {
        const test::ProjectFixture fixture(64, 4, 96);
        Window window(fixture);
        QVERIFY(window.opened);
        const RecordListModel& records = window.workspace->records();
        QCOMPARE(records.rowCount(), 64);
        auto* search = window.find<QLineEdit>("search");
        search->setText(QStringLiteral("Claim"));
        QTest::keyClick(search, Qt::Key_Return);
        QTRY_VERIFY(records.rowCount() < 64);
        const int claims = records.rowCount();
        window.key(Qt::Key_J);
        const std::string asked = records.idAt(window.workspace->currentRow()), answer = records.recordAt(window.workspace->currentRow())->answer;
        window.key(Qt::Key_F);
        QTRY_VERIFY_WITH_TIMEOUT(records.showsOnlySome(), kPatience);
        QVERIFY(records.rowCount() > 2);
        QCOMPARE(records.idAt(0), asked); // the asked one first, most alike next
        QCOMPARE(window.workspace->currentRow(), 0);
        int same = 0, different = 0;
        for (int row = 1; row < records.rowCount(); ++row) {
            const QaRecord record = *records.recordAt(row);
            const auto compared = static_cast<AnswerComparison>(records.index(row, 0).data(RecordListModel::ComparisonRole).toInt());
            if (record.task != Task::A4) {
                QVERIFY(compared == AnswerComparison::None);
                continue;
            }
            QVERIFY(compared == (record.answer == answer ? AnswerComparison::Same : AnswerComparison::Different));
            ++(compared == AnswerComparison::Same ? same : different);
            const QString cell = records.index(row, RecordListModel::AnswerColumn).data().toString();
            QVERIFY(cell.startsWith(record.answer == answer ? QStringLiteral("=") : QStringLiteral("≠")));
        }
        QVERIFY(same > 0 && different > 0);
        keepPictures(*window.workspace, QStringLiteral("similar"));
        // A verdict keeps the list; from it one may look further, and both lists come back.
        window.key(Qt::Key_1);
        QCOMPARE(records.idAt(0), asked);
        const int found = records.rowCount();
        const std::string second = records.idAt(window.workspace->currentRow());
        window.key(Qt::Key_F, Qt::ShiftModifier); // by pictures alone
        QTRY_VERIFY_WITH_TIMEOUT(records.showsOnlySome() && records.idAt(0) == second, kPatience);
        window.key(Qt::Key_Backspace);
        QTRY_COMPARE(records.rowCount(), found);
        QCOMPARE(records.idAt(0), asked);
        QCOMPARE(records.idAt(window.workspace->currentRow()), second);
        QVERIFY(!records.comparisons().isEmpty());
        window.key(Qt::Key_Backspace);
        QTRY_COMPARE(records.rowCount(), claims);
        QVERIFY(!records.showsOnlySome());
        QCOMPARE(search->text(), QStringLiteral("Claim"));
        QCOMPARE(records.idAt(window.workspace->currentRow()), asked);
        // The verdict is an ordinary one: undo takes it back.
        window.key(Qt::Key_U);
        QTRY_COMPARE(fixture.open().record(asked).state, std::string("pending"));
    }

    void targetsAndBars()
    {
        const test::ProjectFixture fixture(80, 5, 96);
        Window window(fixture);
        QVERIFY(window.opened);
        const std::string shown = window.workspace->records().idAt(window.workspace->currentRow());
        window.key(Qt::Key_B);
        auto* table = window.find<QTableWidget>("balanceTable");
        const auto rowOf = [&](const QString& text) {
            for (int row = 0; row < table->rowCount(); ++row)
                if (table->item(row, 0)->text().trimmed().startsWith(text))
                    return row;
            return -1;
        };
        QTRY_VERIFY_WITH_TIMEOUT(rowOf(QStringLiteral("forward")) > 0, kPatience);
        QCOMPARE(table->item(rowOf(QStringLiteral("A1")), 1)->text(), QStringLiteral("10"));
        // Typing a number is a target, not a verdict.
        const int row = rowOf(QStringLiteral("forward"));
        const QString usable = table->item(row, 1)->text();
        table->setFocus();
        table->setCurrentCell(row, 4);
        QTest::keyClick(table, Qt::Key_1);
        QTRY_VERIFY(table->findChild<QLineEdit*>());
        QTest::keyClick(table->findChild<QLineEdit*>(), Qt::Key_2);
        QTest::keyClick(table->findChild<QLineEdit*>(), Qt::Key_Return);
        QTRY_COMPARE(balanceTargets(fixture.open())[Task::A1]["forward"], std::int64_t(12));
        QTRY_COMPARE(table->item(rowOf(QStringLiteral("forward")), 5)->text(), QString::number(12 - usable.toInt()));
        QCOMPARE(fixture.open().record(shown).state, std::string("pending"));
        auto* chart = window.find<CountChart>("answerHistogram");
        table->setCurrentCell(rowOf(QStringLiteral("A4")), 0);
        QTest::qWait(100);
        table->setCurrentCell(rowOf(QStringLiteral("A1")), 0);
        QTRY_VERIFY(chart->barRect(0).height() > 4);
        keepPictures(*window.workspace, QStringLiteral("balance"));
        // A bar leads to its records, and back.
        auto* plot = chart->findChild<QWidget*>(QStringLiteral("plot"));
        QTest::mouseClick(plot, Qt::LeftButton, {}, plot->mapFrom(chart, chart->barRect(0).center()));
        QTRY_COMPARE(window.workspace->records().rowCount(), usable.toInt());
        for (int i = 0; i < window.workspace->records().rowCount(); ++i) {
            QCOMPARE(window.workspace->records().recordAt(i)->task, Task::A1);
            QVERIFY(window.workspace->records().recordAt(i)->answer.find("forward") != std::string::npos);
        }
        window.key(Qt::Key_Backspace);
        QTRY_COMPARE(window.workspace->records().rowCount(), 80);
        // A rejected record is not usable: more is missing.
        window.workspace->showOnly(QStringLiteral("all"), {}, QStringLiteral("A1"));
        QTRY_COMPARE(window.workspace->records().rowCount(), 10);
        while (window.workspace->records().recordAt(window.workspace->currentRow())->answer.find("forward") == std::string::npos)
            window.key(Qt::Key_J);
        window.key(Qt::Key_2);
        window.key(Qt::Key_Return);
        window.key(Qt::Key_B);
        QTRY_COMPARE_WITH_TIMEOUT(table->item(rowOf(QStringLiteral("forward")), 5)->text(), QString::number(13 - usable.toInt()), kPatience);
    }
};

QTEST_MAIN(tst_CurateFind)
#include "tst_CurateFind.moc"
