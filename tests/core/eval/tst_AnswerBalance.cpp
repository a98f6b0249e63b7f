#include <QTest>

#include "core/base/Error.h"
#include "core/eval/AnswerBalance.h"
#include "tests/core/dataset/SampleProject.h"

using namespace w2v;
using namespace w2v::test;

namespace {

QaRecord answered(Task task, const std::string& answer, int variant = 0)
{
    QaRecord record = sampleRecord(0);
    record.task = task;
    record.answer = answer;
    record.variant = variant;
    return record;
}

} // namespace

class AnswerBalanceTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyTaskHasItsKinds()
    {
        QCOMPARE(answerKind(answered(Task::A1, "move forward 0.5 meters")), std::string("forward"));
        QCOMPARE(answerKind(answered(Task::A2, "turn left 30 degrees")), std::string("turn left"));
        QCOMPARE(answerKind(answered(Task::A3, "turn left 30 degrees; move forward 1 meter")), std::string("2 motions"));
        QCOMPARE(answerKind(answered(Task::D3, "move left 1 meters")), std::string("1 motion"));
        QCOMPARE(answerKind(answered(Task::A4, "true")), std::string("yes"));
        QaRecord letter = answered(Task::D4, "A", 1);
        letter.facts["letter_true"] = "B";
        QCOMPARE(answerKind(letter), std::string("no"));
        QCOMPARE(answerKind(answered(Task::D2, "The chair is out of sight.", 2)), std::string("yes"));
        QCOMPARE(answerKind(answered(Task::D1, "[0, 10, 100, 400]")), std::string("left"));
        QCOMPARE(answerKind(answered(Task::D1, "[400, 10, 600, 400]")), std::string("middle"));
        QCOMPARE(answerKind(answered(Task::D1, "[700, 10, 1000, 400]")), std::string("right"));
        for (const Task task : {Task::A1, Task::A3, Task::A4, Task::D1})
            QCOMPARE(answerKind(answered(task, "who knows")), std::string("unreadable"));
    }

    void countsAndWhatIsMissing()
    {
        const TemporaryFolder folder;
        Project project = Project::create(folder.path() / "p.w2v");
        std::vector<QaRecord> records;
        for (int i = 0; i < 5; ++i)
            records.push_back(answered(Task::A4, i < 3 ? "true" : "false"));
        records[0].state = "accepted";
        records[4].state = "rejected";
        project.addRecords(records, "Add", false);
        const AnswerCounts counts = countAnswers(project, [] { return false; });
        const AnswerCount& yes = counts.at(Task::A4).at("yes");
        QCOMPARE(yes.usable, std::int64_t(3));
        QCOMPARE(yes.accepted, std::int64_t(1));
        QCOMPARE(yes.numbers.size(), std::size_t(3));
        QCOMPARE(counts.at(Task::A4).at("no").rejected, std::int64_t(1));

        setBalanceTarget(project, Task::A4, "", 10);
        setBalanceTarget(project, Task::A4, "no", 2);
        setBalanceTarget(project, Task::A1, "forward", 7);
        const Json json = balanceToJson(counts, balanceTargets(project));
        QCOMPARE(json.at("A4").at("missing").get<int>(), 6);
        QCOMPARE(json.at("A4").at("answers").at("no").at("missing").get<int>(), 1);
        QVERIFY(!json.at("A4").at("answers").at("yes").contains("missing"));
        QCOMPARE(json.at("A1").at("answers").at("forward").at("missing").get<int>(), 7); // wanted, and there is none yet
        QVERIFY(!json.contains("D1"));
        // Kept in the project, removed by 0.
        setBalanceTarget(project, Task::A4, "", 0);
        const Project again = Project::open(project.folder());
        QVERIFY(!balanceTargets(again).at(Task::A4).contains(""));
        QCOMPARE(balanceTargets(again).at(Task::A1).at("forward"), std::int64_t(7));
        QVERIFY_THROWS_EXCEPTION(Error, setBalanceTarget(project, Task::A1, "", -1));
        QVERIFY_THROWS_EXCEPTION(Error, setBalanceTarget(project, Task::A1, std::string(200, 'x'), 1));
        project.setValue("balance.targets", "[damaged");
        QVERIFY(balanceTargets(project).empty());
    }

    void countingCanBeEnded()
    {
        const TemporaryFolder folder;
        Project project = Project::create(folder.path() / "p.w2v");
        std::vector<QaRecord> records = sampleRecords(600);
        project.addRecords(records, "Add", false);
        int asked = 0;
        const AnswerCounts counts = countAnswers(project, [&] { return ++asked > 1; });
        std::size_t counted = 0;
        for (const auto& [task, kinds] : counts)
            for (const auto& [kind, count] : kinds)
                counted += count.numbers.size();
        QCOMPARE(counted, std::size_t(256));
    }
};

QTEST_APPLESS_MAIN(AnswerBalanceTest)
#include "tst_AnswerBalance.moc"
