#include <QtTest>

#include "core/base/Error.h"
#include "core/base/Rng.h"
#include "core/eval/BenchmarkReport.h"

using namespace w2v;

namespace {

QaRecord record(Task task, std::string answer, std::string scene = "s")
{
    QaRecord r;
    r.task = task;
    r.answer = std::move(answer);
    r.scene = std::move(scene);
    return r;
}

} // namespace

class tst_AnswerScore : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void scores_data()
    {
        QTest::addColumn<int>("task");
        QTest::addColumn<QString>("truth");
        QTest::addColumn<QString>("answer");
        QTest::addColumn<double>("score");
        QTest::addColumn<double>("direction");
        const auto row = [](const char* name, Task task, const char* truth, const char* answer, double score, double direction) {
            QTest::newRow(name) << static_cast<int>(task) << QString::fromUtf8(truth) << QString::fromUtf8(answer) << score
                                << direction;
        };
        const char* half = "move forward 0.5 meters";
        const char* two = "move forward 2 meters";
        row("exact", Task::A1, half, half, 1, 1);
        row("within 0.1 m", Task::A1, half, "move forward 0.6 meters", 1, 1);
        row("beyond 0.1 m", Task::A1, half, "move forward 0.61 meters", 0, 1);
        row("within 20%", Task::A1, two, "It is: Move Forward 1.6 meter.", 1, 1);
        row("beyond 20%", Task::A1, two, "move forward 1.59 meters", 0, 1);
        row("other way", Task::A1, half, "move backward 0.5 meters", 0, 0);
        row("first counts", Task::A1, half, "move left 0.5 meters, move forward 0.5 meters", 0, 0);
        row("negative", Task::A1, half, "move forward -0.5 meters", 0, 0);
        row("unreadable", Task::A1, half, "0.5 m ahead", 0, 0);
        row("turn", Task::A2, "turn left 30 degrees", "turn left 40 degrees", 1, 1);
        row("turn too far", Task::A2, "turn left 30 degrees", "turn left 41 degrees", 0, 1);
        row("turn other way", Task::A2, "turn left 30 degrees", "turn right 30 degrees", 0, 0);
        row("turn not move", Task::A2, "turn left 30 degrees", "move left 30 meters", 0, 0);
        const char* pair = "move forward 0.5 meters; turn left 30 degrees";
        row("sequence", Task::A3, pair, "move forward 0.55 meters; turn left 25 degrees", 1, -1);
        row("swapped", Task::A3, pair, "turn left 30 degrees; move forward 0.5 meters", 0, -1);
        row("too few", Task::A3, pair, half, 0, -1);
        row("too many", Task::A3, pair, "move forward 0.5 meters; turn left 30 degrees; turn left 30 degrees", 0, -1);
        row("one wrong", Task::D3, pair, "move forward 0.5 meters; turn left 60 degrees", 0, -1);
        row("true", Task::A4, "true", " True.", 1, -1);
        row("yes is true", Task::A4, "true", "yes", 1, -1);
        row("false", Task::A4, "true", "false", 0, -1);
        row("talk", Task::A4, "true", "I think it is true", 0, -1);
        row("box", Task::D1, "[100, 100, 200, 200]", "[100, 100, 200, 200]", 1, -1);
        row("half box", Task::D1, "[100, 100, 200, 200]", "bbox [ 100,100,200,150 ]", 1, -1);
        row("less", Task::D1, "[100, 100, 200, 200]", "[100, 100, 200, 149]", 0, -1);
        row("sorted", Task::D1, "[100, 100, 200, 200]", "[200, 200, 100, 100]", 1, -1);
        row("clipped", Task::D1, "[900, 0, 1000, 100]", "[900, -50, 1100, 100]", 1, -1);
        row("three numbers", Task::D1, "[100, 100, 200, 200]", "[100, 100, 200]", 0, -1);
        row("second list", Task::D1, "[100, 100, 200, 200]", "[x] then [100, 100, 200, 200]", 1, -1);
        row("nan", Task::D1, "[100, 100, 200, 200]", "[nan, 100, 200, 200]", 0, -1);
        row("no", Task::D2, "no", "No!", 1, -1);
        row("same", Task::D4, "yes", "no", 0, -1);
        row("damaged record", Task::A1, "??", half, 0, 0);
    }

    void scores()
    {
        QFETCH(const int, task);
        QFETCH(const QString, truth);
        QFETCH(const QString, answer);
        QFETCH(const double, score);
        QFETCH(const double, direction);
        const QaRecord r = record(static_cast<Task>(task), truth.toStdString());
        const TaskScore result = scoreAnswer(r, answer.toStdString());
        QCOMPARE(result.score, score);
        QCOMPARE(result.direction, direction);
    }

    void garbageNeverThrows()
    {
        Rng rng(5);
        for (int i = 0; i < 5000; ++i) {
            std::string text;
            for (auto n = rng.integer(0, 60); n > 0; --n)
                text += rng.chance(0.3) ? "[,]. -1"[rng.integer(0, 6)] : static_cast<char>(rng.integer(0, 255));
            for (const Task task : parseTasks("all"))
                QVERIFY(scoreAnswer(record(task, "[1, 2, 3, 4]"), text).score <= 1);
        }
    }

    void wilsonInterval()
    {
        const Share half{100, 50};
        QVERIFY(std::abs(half.low() - 40.38) < 0.01 && std::abs(half.high() - 59.62) < 0.01);
        const Share none{20, 0};
        QCOMPARE(none.low(), 0.0);
        QVERIFY(std::abs(none.high() - 16.11) < 0.01);
        QCOMPARE(Share{}.high(), 100.0);
    }

    void reports()
    {
        const std::vector<QaRecord> records{record(Task::A2, "turn left 30 degrees"), record(Task::A2, "turn right 30 degrees"),
                                            record(Task::D2, "yes"), record(Task::D2, "no")};
        const std::vector<std::string> answers{"turn left 30 degrees", "turn right 60 degrees", "yes", "yes"};
        const BenchmarkReport report = scoreAnswers("m", records, answers);
        QCOMPARE(report.tasks.size(), std::size_t(2));
        QCOMPARE(report.of(Task::A2)->right.percent(), 50.0);
        QCOMPARE(report.of(Task::A2)->direction.percent(), 100.0);
        QCOMPARE(report.of(Task::D2)->direction.n, 0);
        QCOMPARE(report.mean(), 50.0);
        const auto json = reportToJson(report);
        QCOMPARE(json["tasks"]["A2"]["n"].get<int>(), 2);
        QCOMPARE(json["tasks"]["A2"]["direction"]["accuracy"].get<double>(), 100.0);
        QVERIFY(!json["tasks"]["D2"].contains("direction"));
        QVERIFY_THROWS_EXCEPTION(Error, scoreAnswers("m", records, std::vector<std::string>{"x"}));
        const auto table = comparisonToJson(report, report, report, report);
        QCOMPARE(table["tasks"]["D2"]["no_image"].get<double>(), 50.0);
        QCOMPARE(table["tasks"]["A2"]["direction"]["trained"].get<double>(), 100.0);
        QCOMPARE(table["mean"]["trained"].get<double>(), 50.0);
    }

    void sceneLeaksAreRefused()
    {
        std::vector<QaRecord> train{record(Task::A1, "x", "room:1"), record(Task::A1, "x", "room:2")};
        std::vector<QaRecord> heldout{record(Task::A1, "x", "room:3")};
        assertNoSceneOverlap(train, heldout);
        heldout.push_back(record(Task::A1, "x", "room:2"));
        try {
            assertNoSceneOverlap(train, heldout);
            QFAIL("the leak went unseen");
        } catch (const Error& error) {
            QVERIFY(std::string(error.what()).find("room:2") != std::string::npos);
        }
        heldout.pop_back();
        train[0].images = {"blob:a"};
        heldout[0].images = {"blob:a"};
        QVERIFY_THROWS_EXCEPTION(Error, assertNoSceneOverlap(train, heldout));
    }
};

QTEST_APPLESS_MAIN(tst_AnswerScore)
#include "tst_AnswerScore.moc"
