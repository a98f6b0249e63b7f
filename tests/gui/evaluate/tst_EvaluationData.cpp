#include <QTest>

#include "tests/gui/fixture/ProjectFixture.h"
#include "ui/evaluate/EvaluationData.h"
#include "ui/records/HeldoutBaselines.h"

using namespace w2v;

class tst_EvaluationData : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void tablesAndFilters()
    {
        const test::ProjectFixture fixture(128);
        fixture.answer("untrained", 0.2, 1);
        fixture.answer("trained", 0.7, 2);
        Project project = fixture.open();
        EvaluationData data;
        data.load(project, "heldout");
        QCOMPARE(data.models().size(), std::size_t(2));
        data.setBaselines(computeBaselines(fixture.path().toStdString()));
        QCOMPARE(data.models().size(), std::size_t(4));
        QVERIFY(isBaseline(data.models()[2]) && isBaseline(data.models()[3])); // baselines last
        QCOMPARE(data.accuracy("majority").n, int(data.questions().size()));
        QVERIFY(!data.questions().empty());

        int total = 0;
        for (const StoredAnswer& answer : project.answers("heldout", "trained"))
            total += answer.score > 0.5;
        QCOMPARE(data.accuracy("trained").right, total);

        const std::vector<std::string> shown{"untrained", "trained"};
        const auto flips = data.flips("untrained", "trained");
        QCOMPARE(flips[0][0] + flips[0][1] + flips[1][0] + flips[1][1], int(data.questions().size()));
        for (const bool a : {false, true})
            for (const bool b : {false, true}) {
                QuestionFilter filter;
                filter.cell = std::pair(a, b);
                const auto questions = data.filtered(filter, shown);
                QCOMPARE(int(questions.size()), flips[a][b]);
                for (const auto& question : questions) {
                    QCOMPARE(data.isRight("untrained", question.record), a);
                    QCOMPARE(data.isRight("trained", question.record), b);
                }
            }
        QuestionFilter one;
        one.agreement = Agreement::OneRight;
        QCOMPARE(int(data.filtered(one, shown).size()), flips[0][1] + flips[1][0]);
        QuestionFilter differ;
        differ.agreement = Agreement::Differ;
        for (const auto& question : data.filtered(differ, shown))
            QVERIFY(data.answer("untrained", question.record)->rawText != data.answer("trained", question.record)->rawText);
        QuestionFilter task;
        task.task = Task::D2;
        for (const auto& question : data.filtered(task, shown))
            QVERIFY(question.task == Task::D2);
        QVERIFY(data.direction("trained", Task::A1).n > 0);
        QCOMPARE(data.direction("trained", Task::D1).n, 0);
    }
};

QTEST_APPLESS_MAIN(tst_EvaluationData)
#include "tst_EvaluationData.moc"
