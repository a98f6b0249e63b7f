#include <QtTest>

#include "core/base/Error.h"
#include "core/base/Rng.h"
#include "core/eval/ScoreTable.h"

using namespace w2v;

namespace {

constexpr int kScenes = 40, kOfScene = 5;

std::vector<TableQuestion> questions()
{
    std::vector<TableQuestion> all;
    for (int scene = 0; scene < kScenes; ++scene)
        for (int i = 0; i < kOfScene; ++i)
            for (const char* task : {"A1", "D1"})
                all.push_back({task, "room:" + std::to_string(scene)});
    return all;
}

/// A1 right in `first` of the cases, D1 in `second`; with `together` all questions of a room alike.
TableRow row(const char* name, double first, double second, int seeds, bool together = false)
{
    TableRow made{name, {}};
    for (int s = 0; s < seeds; ++s) {
        Rng rng = Rng(static_cast<std::uint64_t>(s)).fork(name);
        std::vector<double> scores;
        double luck = 0;
        for (std::size_t q = 0; q < questions().size(); ++q) {
            if (!together || q % (2 * kOfScene) == 0)
                luck = rng.uniform();
            scores.push_back(luck < (q % 2 ? second : first));
        }
        made.seeds.push_back(std::move(scores));
    }
    return made;
}

} // namespace

/// Figures and intervals of a table of rows.
class TestScoreTable : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void figuresAreThoseOfTheScores()
    {
        const ScoreTable table(questions(), 200, 1);
        QCOMPARE(table.tasks(), (std::vector<std::string>{"A1", "D1"}));
        TableRow exact{"exact", {std::vector<double>(questions().size(), 0.0)}};
        for (std::size_t q = 0; q < exact.seeds[0].size(); q += 2)
            exact.seeds[0][q] = 1; // all of A1, none of D1
        QCOMPARE(table.accuracy(exact, "A1").value, 100.0);
        QCOMPARE(table.accuracy(exact, "D1").value, 0.0);
        QCOMPARE(table.accuracy(exact).value, 50.0);
        QCOMPARE(table.accuracy(exact).low, 50.0);
        QCOMPARE(table.difference(exact, exact).value, 0.0);
    }

    void intervalsCoverAndFollowRooms()
    {
        const ScoreTable table(questions(), 1000, 1);
        const TableFigure apart = table.accuracy(row("apart", 0.5, 0.5, 1), "A1"), together = table.accuracy(row("together", 0.5, 0.5, 1, true), "A1");
        // 200 questions: a standard error of 3.5 points, so about 14 between the ends; 40 rooms that stand or fall as one: 31.
        QVERIFY2(apart.high - apart.low > 9 && apart.high - apart.low < 19, qPrintable(QString::number(apart.high - apart.low)));
        QVERIFY2(together.high - together.low > 24 && together.high - together.low < 40, qPrintable(QString::number(together.high - together.low)));
        QVERIFY(apart.low < apart.value && apart.value < apart.high);
    }

    void seedsCountAsOneDraw()
    {
        // Two seeds that disagree wholly: whatever the questions say, the interval reaches both.
        TableRow split{"split", {std::vector<double>(questions().size(), 0.0), std::vector<double>(questions().size(), 1.0)}};
        const TableFigure figure = ScoreTable(questions(), 500, 1).accuracy(split);
        QCOMPARE(figure.value, 50.0);
        QCOMPARE(figure.low, 0.0);
        QCOMPARE(figure.high, 100.0);
    }

    void differencesArePaired()
    {
        const ScoreTable table(questions(), 500, 1);
        const TableRow base = row("base", 0.5, 0.5, 3);
        TableRow better = base;
        better.name = "better";
        for (auto& seed : better.seeds)
            for (std::size_t q = 0; q < seed.size(); q += 4)
                seed[q] = 1;
        const TableFigure gain = table.difference(better, base);
        QVERIFY(gain.low > 0);
        QVERIFY(gain.high - gain.low < table.accuracy(better).high - table.accuracy(base).low);
    }

    void refusesWhatDoesNotFit()
    {
        QVERIFY_THROWS_EXCEPTION(Error, ScoreTable({}, 10, 1));
        const ScoreTable table(questions(), 10, 1);
        QVERIFY_THROWS_EXCEPTION(Error, table.accuracy(TableRow{"short", {{1.0}}}));
        QVERIFY_THROWS_EXCEPTION(Error, table.accuracy(TableRow{"empty", {}}));
    }
};

QTEST_APPLESS_MAIN(TestScoreTable)
#include "tst_ScoreTable.moc"
