#include <QAbstractItemModelTester>
#include <QElapsedTimer>
#include <QTest>

#include "tests/gui/fixture/ProjectFixture.h"
#include "ui/records/RecordListModel.h"
#include "ui/records/RecordMarks.h"

using namespace w2v;

class tst_RecordListModel : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void rowsFollowTheFilter()
    {
        const test::ProjectFixture fixture(40);
        Project project = fixture.open();
        RecordListModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setProject(&project);
        QCOMPARE(model.rowCount(), 40);
        RecordFilter filter;
        filter.tasks = {Task::A2, Task::D1};
        model.setFilter(filter);
        QCOMPARE(model.rowCount(), 10);
        for (int row = 0; row < model.rowCount(); ++row) {
            const QString task = model.index(row, RecordListModel::TaskColumn).data().toString();
            QVERIFY(task == QLatin1String("A2") || task == QLatin1String("D1"));
            QVERIFY(!model.index(row, RecordListModel::QuestionColumn).data().toString().contains(QLatin1String("<image>")));
        }
        const std::string id = model.idAt(3);
        QCOMPARE(model.rowOf(id), 3);
        project.setRecordState(std::span(&id, 1), "accepted", "");
        model.refresh(id);
        QCOMPARE(model.index(3, 0).data(RecordListModel::StateRole).toString(), QStringLiteral("accepted"));
        model.setProject(nullptr);
        QCOMPARE(model.rowCount(), 0);
    }

    void manyRowsAreQuick()
    {
        const test::ProjectFixture fixture(8);
        Project project = fixture.open();
        const QaRecord pattern = project.record(project.recordIds({}).front());
        std::vector<QaRecord> many(30'000, pattern);
        for (QaRecord& record : many)
            record.id.clear();
        project.addRecords(many, "Import", false);
        RecordListModel model;
        QElapsedTimer timer;
        timer.start();
        model.setProject(&project);
        QTRY_COMPARE(model.rowCount(), 30'008); // another thread lists them
        qInfo("%lld ms to list %d rows", timer.elapsed(), model.rowCount());
        timer.restart();
        for (int row = 20'000; row < 20'050; ++row) // a screenful in the middle
            QTRY_VERIFY(!model.index(row, RecordListModel::AnswerColumn).data().toString().isEmpty());
        qInfo("%lld ms to show 50 rows", timer.elapsed());
        QVERIFY(timer.elapsed() < 500);
    }

    void boxesAreReadFromText()
    {
        QCOMPARE(boxesInText("at [10, 20, 30, 40] and [1,2,3,4]").size(), std::size_t(2));
        QCOMPARE(boxesInText("[10, 20, 30] [a, b, c, d] [1, 2, 3, 4").size(), std::size_t(0));
        const auto boxes = boxesInText("[900, 20, 30, 4000]"); // swapped corners are sorted, the outside is cut
        QCOMPARE(boxes.size(), std::size_t(1));
        QVERIFY(boxes[0] == (Box2d{30, 20, 900, 1000}));

        const test::ProjectFixture fixture(8);
        Project project = fixture.open();
        RecordFilter d1;
        d1.tasks = {Task::D1};
        const auto marks = recordMarks(project.records(d1, 0, 1).front());
        QCOMPARE(marks.size(), std::size_t(2));
        QCOMPARE(marks[0].picture, 0);
        QCOMPARE(marks[1].picture, 1);
        QCOMPARE(marks[0].mark.label, marks[1].mark.label);
    }
};

QTEST_GUILESS_MAIN(tst_RecordListModel)
#include "tst_RecordListModel.moc"
