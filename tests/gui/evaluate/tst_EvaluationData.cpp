#include <QRegularExpression>
#include <QTest>

#include <cmath>

#include "core/base/Error.h"
#include "core/eval/EvaluationReport.h"
#include "core/eval/Votes.h"
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
        data.set(loadAnswerTable(fixture.path().toStdString(), "heldout"));
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
                for (const std::size_t place : questions) {
                    QCOMPARE(data.answer("untrained", place)->isRight(), a);
                    QCOMPARE(data.answer("trained", place)->isRight(), b);
                }
            }
        QuestionFilter one;
        one.agreement = Agreement::OneRight;
        QCOMPARE(int(data.filtered(one, shown).size()), flips[0][1] + flips[1][0]);
        QuestionFilter differ;
        differ.agreement = Agreement::Differ;
        for (const std::size_t place : data.filtered(differ, shown))
            QVERIFY(data.answer("untrained", place)->text != data.answer("trained", place)->text);
        QuestionFilter task;
        task.type = static_cast<std::size_t>(Task::D2);
        for (const std::size_t place : data.filtered(task, shown))
            QVERIFY(data.questions()[place].type == static_cast<std::size_t>(Task::D2));
        QuestionFilter regressions;
        regressions.agreement = Agreement::Regressions;
        QCOMPARE(int(data.filtered(regressions, shown).size()), flips[1][0]);
        regressions.cell = std::pair(false, true); // what is better is no regression
        QVERIFY(data.filtered(regressions, shown).empty());
        QuestionFilter text;
        text.text = "RIGHT 90 degrees"; // of the fixture's wrong answers, whatever the case
        const auto found = data.filtered(text, shown);
        QVERIFY(!found.empty());
        for (const std::size_t place : found) {
            const std::string said = data.answer("untrained", place)->text + data.answer("trained", place)->text + data.questions()[place].truth;
            QVERIFY(said.find("right 90 degrees") != std::string::npos);
        }
        QuestionFilter unsure; // nothing is known of how sure they are
        unsure.lessSure = 0.5;
        QVERIFY(data.filtered(unsure, shown).empty());
        QVERIFY(data.direction("trained", static_cast<std::size_t>(Task::A1)).n > 0);
        QCOMPARE(data.direction("trained", static_cast<std::size_t>(Task::D1)).n, 0);
    }

    void howSureModelsAre()
    {
        const test::ProjectFixture fixture(64);
        fixture.answer("plain", 0.5, 1);
        Project project = fixture.open();
        std::vector<StoredAnswer> answers = project.answers("heldout", "plain");
        QVERIFY(answers.size() > 8);
        for (std::size_t i = 0; i < answers.size(); ++i) {
            answers[i].model = "sure";
            answers[i].score = i % 2;
            if (i % 2) // half by choice, half by the tokens' mean
                answers[i].detail = {{"options", {{{"text", "yes"}, {"probability", 0.25}}, {{"text", "no"}, {"probability", 0.75}}}}, {"seconds", 0.5}};
            else
                answers[i].detail = {{"mean_log_probability", std::log(0.25)}, {"seconds", 1.5}, {"imagination", {{"seconds", {{"total", 99.0}}}}},
                                     {"reasoning", "\"seconds\":7"}};
        }
        project.putAnswers(answers);
        EvaluationData data;
        data.set(loadAnswerTable(fixture.path().toStdString(), "heldout"));
        const std::size_t sure = *data.modelPlace("sure");
        QuestionFilter unsure;
        unsure.lessSure = 0.5;
        for (const std::size_t place : data.filtered(unsure, {"sure"})) {
            const EvaluationData::Answer* answer = data.answer("sure", place);
            QVERIFY(std::abs(answer->confidence - 0.25f) < 1e-6f && !answer->isRight());
            QCOMPARE(answer->seconds, 1.5f);
        }
        QCOMPARE(data.filtered(unsure, {"sure"}).size(), (answers.size() + 1) / 2);
        // 0.75 sure and always right, 0.25 sure and never right: off by a quarter each.
        QVERIFY(std::abs(calibrationError(calibration(data.table(), sure)) - 0.25) < 1e-6);
        QVERIFY(medianSeconds(data.table(), sure) > 0);
        QCOMPARE(medianSeconds(data.table(), *data.modelPlace("plain")), -1.0);
    }

    void everyNumberOfTheReportIsCountedFromItsRows()
    {
        const test::ProjectFixture fixture(128);
        fixture.answer("base, \"old\" <1>", 0.2, 1);
        fixture.answer("trained", 0.7, 2);
        fixture.answer("trained, images swapped", 0.3, 3);
        const AnswerTable table = loadAnswerTable(fixture.path().toStdString(), "heldout");
        const EvaluationDocument document = evaluationDocument(table, "A & B", "p.csv");
        const QString html = QString::fromStdString(document.html);
        QVERIFY(html.contains("A &amp; B") && html.contains("base, &quot;old&quot; &lt;1&gt;"));
        QVERIFY(html.contains("Do they look?"));
        const QStringList rows = QString::fromStdString(document.csv).split('\n');
        static const QRegularExpression number("<b>([0-9.]+)</b>.*?>([0-9]+) of ([0-9]+), rows ([0-9]+)–([0-9]+)<");
        int numbers = 0;
        for (auto match = number.globalMatch(html); match.hasNext(); ++numbers) {
            const QRegularExpressionMatch one = match.next();
            int right = 0;
            const int first = one.captured(4).toInt(), last = one.captured(5).toInt();
            static const QRegularExpression tail(",([01]),-?[0-9.]+,-?[0-9.]+,-?[0-9.]+$");
            for (int row = first; row <= last; ++row) { // the head is row 1
                const QRegularExpressionMatch cells = tail.match(rows.at(row - 1));
                QVERIFY2(cells.hasMatch(), qPrintable(rows.at(row - 1)));
                right += cells.captured(1).toInt();
            }
            QCOMPARE(right, one.captured(2).toInt());
            QCOMPARE(last - first + 1, one.captured(3).toInt());
            QVERIFY(std::abs(100.0 * right / (last - first + 1) - one.captured(1).toDouble()) < 0.051);
        }
        QVERIFY(numbers >= 3 * 9);
    }

    void votesAreBalancedAndExported()
    {
        int left = 0;
        for (std::size_t i = 0; i < 200; ++i) {
            left += isSwapped(i, 1);
            if (i % 2)
                QVERIFY(isSwapped(i, 1) != isSwapped(i - 1, 1)); // one of each pair
        }
        QCOMPARE(left, 100);
        const test::ProjectFixture fixture(64);
        fixture.answer("a", 1, 1);
        fixture.answer("b", 0, 2);
        const AnswerTable table = loadAnswerTable(fixture.path().toStdString(), "heldout");
        const std::string record = table.questions[0].record, other = table.questions[1].record;
        const std::vector<Vote> votes{{record, "a", "b", true, Verdict::Second}, {other, "a", "b", false, Verdict::Tie}, {"gone", "a", "b", false, Verdict::First}};
        QCOMPARE(votesFromJson(votesToJson(votes), "votes"), votes);
        QVERIFY_THROWS_EXCEPTION(Error, votesFromJson(Json::array({1}), "votes"));
        const VoteCount count = countVotes(votes);
        QCOMPARE(count.second, 1);
        QCOMPARE(count.left, 2); // b was shown on the left, and the last vote's first one too
        const std::vector<Json> rows = preferenceRows(votes, table, [](const std::string&) { return std::vector<std::string>{"x.png"}; });
        QCOMPARE(rows.size(), std::size_t(1));
        QCOMPARE(rows[0].at("messages").at(1).at("content").get<std::string>(), table.answers[1][0].text);
        QCOMPARE(rows[0].at("rejected_response").get<std::string>(), table.answers[0][0].text);
    }
};

QTEST_APPLESS_MAIN(tst_EvaluationData)
#include "tst_EvaluationData.moc"
