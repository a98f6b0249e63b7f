#include <cmath>
#include <numeric>

#include <QTemporaryDir>
#include <QTest>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/eval/benchmarks/BenchmarkTable.h"
#include "core/eval/benchmarks/FindBenchmark.h"
#include "core/eval/benchmarks/JoinPredictions.h"
#include "core/eval/benchmarks/PairedStatistics.h"
#include "core/eval/benchmarks/Predictions.h"
#include "core/eval/benchmarks/ScoringRules.h"
#include "tests/core/scene/ZipWriter.h"

using namespace w2v;

namespace {

BenchmarkQuestion choice(std::vector<std::string> choices, int right, const std::string& type = "t")
{
    BenchmarkQuestion question;
    question.type = type;
    question.choices = std::move(choices);
    question.rightChoice = right;
    return question;
}

BenchmarkQuestion number(double value, const std::string& type = "object_counting")
{
    BenchmarkQuestion question;
    question.type = type;
    question.number = value;
    return question;
}

RuleDecision decide(BenchmarkKind kind, const char* rule, const BenchmarkQuestion& question, const std::string& reply)
{
    for (const ScoringRule& r : scoringRules(kind))
        if (std::string(r.id) == rule)
            return r.decide(question, reply);
    throw Error(rule, "no such rule");
}

} // namespace

/// The readers and rules of outside benchmarks, against the figures and traps that their formats' description states.
class TestBenchmarks : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void questionFilesAreFound()
    {
        const QTemporaryDir dir;
        const fs::path root = dir.path().toStdString();
        createFolder(root / "cube/data/raw");
        createFolder(root / "cube/data/other");
        createFolder(root / "sat");
        createFolder(root / "a/b/c/d/e");
        writeFileAtomic(root / "cube/data/other/1.png", "x");
        const std::string cube = R"({"id": "among_1", "question": "?", "images": ["other/1.png"], "gt_answer": "A"})" "\n";
        writeFileAtomic(root / "cube/data/raw/tiny.jsonl", cube);
        writeFileAtomic(root / "a/b/c/d/e/deep.jsonl", cube);
        writeFileAtomic(root / "sat/questions.json", R"([{"database_idx": 0, "question_type": "t", "question": "?", "answer_choices": ["a", "b"], "correct_answer": "a", "img_paths": ["./x/0.png"]}])");
        writeFileAtomic(root / "sat/notes.json", R"({"a": 1})");
        writeFileAtomic(root / "sat/broken.jsonl", "{");
        const std::vector<FoundBenchmark> found = findBenchmarks(root);
        QCOMPARE(found.size(), std::size_t(2)); // not the one that lies too deep
        QVERIFY(found[0].kind == BenchmarkKind::MindCube && found[0].media.filename() == "data"); // where its pictures are
        QVERIFY(found[1].kind == BenchmarkKind::Sat && found[1].media.filename() == "sat");       // none are there: beside the file
        QCOMPARE(findBenchmarks(root / "sat/questions.json").size(), std::size_t(1));
        QVERIFY(findBenchmarks(root / "sat/notes.json").empty());
        QVERIFY_THROWS_EXCEPTION(Error, findBenchmarks(root / "nowhere"));
    }

    void rulesSideBySide()
    {
        // Two sizes of 3 m and a direction: replies that the rules read differently.
        const std::vector<BenchmarkQuestion> questions{number(3, "object_abs_distance"), number(3, "object_abs_distance"), number(3, "object_abs_distance"),
                                                       choice({"left", "right"}, 0, "object_rel_direction_easy")};
        const std::vector<std::string> replies{"3", "about 3", "3 or 4", "A"};
        const auto percent = [&](std::size_t rule) { return scoreByRule(scoringRules(BenchmarkKind::VsiBench)[rule], BenchmarkKind::VsiBench, questions, replies); };
        QCOMPARE(percent(0).score.overall, (200.0 / 3 + 100) / 2); // the first word
        QCOMPARE(percent(2).score.overall, 100.0);                 // the first number anywhere
        QCOMPARE(percent(3).score.overall, (200.0 / 3 + 100) / 2); // the only number
        QCOMPARE(percent(3).scores, (std::vector<double>{1, 1, 0, 1}));
        QCOMPARE(percent(3).score.unparsed, 1);
        const Interval interval = percent(0).interval;
        QVERIFY2(interval.low < 70 && interval.high == 100, qPrintable(QStringLiteral("%1 %2").arg(interval.low).arg(interval.high)));
        QCOMPARE(percent(2).interval.low, 100.0);

        // lmms-eval sorts MindCube by the id's first part and excludes nothing.
        std::vector<BenchmarkQuestion> cube(3);
        const char* ids[] = {"aroundnew_translation_1", "translation_2", "among_3"};
        for (std::size_t i = 0; i < 3; ++i) {
            cube[i].id = ids[i];
            cube[i].type = mindCubeSetting(ids[i]);
            cube[i].rightChoice = 0;
        }
        const auto rules = scoringRules(BenchmarkKind::MindCube);
        const std::vector<std::string> said{"A.", "A.", "B."};
        const RuleScore own = scoreByRule(rules[0], BenchmarkKind::MindCube, cube, said), lmms = scoreByRule(rules[1], BenchmarkKind::MindCube, cube, said);
        QCOMPARE(own.score.overall, 50.0); // translation_2 does not count
        QCOMPARE(lmms.score.overall, 200.0 / 3);
        QCOMPARE(QString::fromStdString(lmms.score.rows[1].type), QStringLiteral("translation"));
        QVERIFY_THROWS_EXCEPTION(Error, scoreByRule(rules[0], BenchmarkKind::MindCube, cube, std::vector<std::string>{"A."}));
    }

    void questionsAsATable()
    {
        Benchmark benchmark;
        benchmark.kind = BenchmarkKind::Sat;
        benchmark.questions = {choice({"left", "right"}, 1, "goal_aim"), choice({"yes", "no"}, 0, "perspective")};
        benchmark.questions[0].id = "0";
        benchmark.questions[0].text = "which way?";
        benchmark.questions[1].id = "1";
        benchmark.complete = {true, true};
        AnswerTable table = tableOf(benchmark, "SAT");
        QVERIFY(table.outside && table.types.size() == 2 && table.questions[1].type == 1);
        QCOMPARE(QString::fromStdString(table.questions[0].question), QStringLiteral("which way?\nA. left\nB. right"));
        QCOMPARE(QString::fromStdString(table.questions[0].truth), QStringLiteral("right"));
        table.models = {"m"};
        table.answers.assign(1, std::vector<AnswerTable::Answer>(2));
        QVERIFY(ruleScores(benchmark, table, 0).empty());
        table.answers[0][0] = {true, 1, -1, -1, -1, "A", R"({"choices":["right","left"]})"}; // asked in the other order
        const std::vector<RuleScore> scores = ruleScores(benchmark, table, 0);
        QCOMPARE(scores.size(), std::size_t(3));
        QCOMPARE(scores[2].score.overall, 100.0); // A was "right"
        QCOMPARE(scores[1].score.overall, 0.0);   // "A" is no choice's text
        table.answers[0][0].detail = R"({"choices":["up","down"]})"; // of another file
        QVERIFY(ruleScores(benchmark, table, 0).empty());
    }

    void relativeAccuracy_data()
    {
        QTest::addColumn<double>("prediction");
        QTest::addColumn<double>("truth");
        QTest::addColumn<double>("code");
        QTest::addColumn<double>("strict");
        const double rows[][4] = {{10, 10, 1.0, 1.0}, {9.5, 10, 1.0, 0.9}, {9, 10, 0.9, 0.8}, {11, 10, 0.9, 0.8}, {8, 10, 0.6, 0.6},
                                  {3, 4, 0.6, 0.5},   {2, 3, 0.4, 0.4},    {1, 2, 0.1, 0},    {15, 10, 0.1, 0},   {0, 5, 0, 0}};
        for (const auto& r : rows)
            QTest::addRow("%g of %g", r[0], r[1]) << r[0] << r[1] << r[2] << r[3];
    }

    void relativeAccuracy()
    {
        QFETCH(double, prediction);
        QFETCH(double, truth);
        QTEST(meanRelativeAccuracy(prediction, truth), "code");
        QTEST(meanRelativeAccuracy(prediction, truth, true), "strict");
        QVERIFY(std::isnan(meanRelativeAccuracy(prediction, 0)));
    }

    void vsiReplies()
    {
        const auto kind = BenchmarkKind::VsiBench;
        QCOMPARE(decide(kind, "official", number(10), "10.").score, 1.0);
        QCOMPARE(decide(kind, "official", number(10), "9 chairs").score, 0.9);
        QVERIFY(!decide(kind, "official", number(10), "about 10").parsed);
        QCOMPARE(decide(kind, "first-number", number(10), "about 10").score, 1.0);
        QCOMPARE(decide(kind, "first-number", number(21), "I see twenty-one of them").score, 1.0);
        QCOMPARE(decide(kind, "official-strict", number(10), "9").score, 0.8);
        QVERIFY(!decide(kind, "official", number(0), "0").flag.empty());
        const BenchmarkQuestion letters = choice({"left", "right"}, 1);
        QCOMPARE(decide(kind, "official", letters, "b.").score, 1.0);
        QCOMPARE(decide(kind, "official", letters, "B. right").score, 1.0);
        QCOMPARE(decide(kind, "official", letters, "right").score, 0.0);
    }

    void numbersInTexts()
    {
        QCOMPARE(firstNumber("it is 2.5 m wide").value(), 2.5);
        QCOMPARE(firstNumber("-3").value(), -3.0);
        QCOMPARE(firstNumber("Three chairs").value(), 3.0);
        QCOMPARE(firstNumber("forty two").value(), 42.0);
        QCOMPARE(firstNumber("thirty").value(), 30.0);
        QVERIFY(!firstNumber("none, someone said").has_value());
        QVERIFY(!firstNumber("").has_value());
    }

    void satTraps()
    {
        const auto kind = BenchmarkKind::Sat;
        const BenchmarkQuestion nested = choice({"left", "left and away"}, 0);
        const RuleDecision wrong = decide(kind, "last-line", nested, "left and away");
        QCOMPARE(wrong.score, 1.0); // the rule is fooled, and says where to look
        QVERIFY(!wrong.flag.empty());
        QCOMPARE(decide(kind, "exact", nested, "Left and away.").score, 0.0);
        QCOMPARE(decide(kind, "exact", nested, " LEFT.").score, 1.0);
        QVERIFY(!decide(kind, "last-line", choice({"yes", "no"}, 1), "I do not know").flag.empty());
        const BenchmarkQuestion plain = choice({"the chair", "the lamp"}, 1);
        QVERIFY(!decide(kind, "last-line", plain, "nothing").parsed);
        QCOMPARE(decide(kind, "last-line", plain, "not the lamp\nbut the chair").score, 0.0); // the last line counts
        QCOMPARE(decide(kind, "last-line", plain, "Perhaps.\nThe Lamp").score, 1.0);
        QVERIFY(decide(kind, "last-line", plain, "the lamp").flag.empty());
        QCOMPARE(decide(kind, "letter", plain, "(B) the lamp").score, 1.0);
        QCOMPARE(decide(kind, "letter", plain, "the lamp").score, 0.0);
    }

    void mindCubeCascade_data()
    {
        QTest::addColumn<QString>("reply");
        QTest::addColumn<QString>("letter");
        const auto row = [](const char* reply, const char* letter) { QTest::newRow(reply) << QString(reply) << QString(letter); };
        row("B. the chair", "B");
        row("First A. then C.", "C");
        row("I drink TEA. Yes", "A");                              // no word border is asked for
        row("<Answer>my answer is C and D</Answer>", "C");
        row("<Answer>The answer is D</Answer>", "D");
        row("<Answer>it is B or E</Answer>", "E");
        row("<answer>C</answer>", "C");                            // found by the last rule, not by the tag
        row("A the chair\nanswer is B", "A");                      // a letter at a line start goes first
        row("Answer: D", "D");
        row("so **C** it is", "C");
        row("Answer D, I think", "D");
        row("I say my answer is E now", "E");
        row("the answer is B", "B");
        row("Reasoning about B\nA long chair", "A");               // the article counts
        row("it is B\nno letter here", "B");
        row("nothing to see", "");
        row("", "");
    }

    void mindCubeCascade()
    {
        QFETCH(QString, reply);
        QFETCH(QString, letter);
        const char found = mindCubeLetter(reply.toStdString());
        QCOMPARE(found ? QString(QChar::fromLatin1(found)) : QString(), letter);
        const std::string huge(2'000'000, '*');
        QCOMPARE(mindCubeLetter(huge), char(0));
    }

    void aggregation()
    {
        const auto right = RuleDecision{1, true, {}, {}}, wrong = RuleDecision{0, true, {}, {}};
        std::vector<BenchmarkQuestion> vsi{number(1), number(1), choice({"a", "b"}, 0, "object_rel_direction_easy"),
                                           choice({"a", "b"}, 0, "object_rel_direction_hard"), choice({"a", "b"}, 0, "object_rel_direction_hard")};
        const std::vector<RuleDecision> decisions{right, wrong, right, wrong, wrong};
        const BenchmarkScore score = aggregate(BenchmarkKind::VsiBench, vsi, decisions);
        QCOMPARE(score.rows.back().type, std::string("object_rel_direction"));
        QCOMPARE(score.rows.back().percent, 50.0);
        QCOMPARE(score.overall, 50.0); // mean of object_counting 50 and object_rel_direction 50
        for (BenchmarkQuestion& q : vsi)
            q.type = "among";
        vsi[0].type = "translation";
        const BenchmarkScore cube = aggregate(BenchmarkKind::MindCube, vsi, decisions);
        QCOMPARE(cube.overall, 25.0); // 1 of 4: translation is left out
        QVERIFY_THROWS_EXCEPTION(Error, aggregate(BenchmarkKind::Sat, vsi, std::span(decisions).first(2)));
        QCOMPARE(mindCubeSetting("aroundnew_12"), std::string("around"));
        QCOMPARE(mindCubeSetting("AMONG_group"), std::string("among"));
        QCOMPARE(mindCubeSetting("x"), std::string("other"));
    }

    void satRealLoads()
    {
        const QByteArray shared = qgetenv("W2V_SHARED");
        const fs::path folder = shared.isEmpty() ? fs::path(W2V_SOURCE_DIR "/../shared") : fs::path(shared.toStdString());
        const fs::path file = folder / "data/sat/sat_real_questions.json";
        if (!fs::exists(file))
            QSKIP("the questions of SAT-Real are not here (set W2V_SHARED)");
        const Benchmark benchmark = readBenchmark(BenchmarkKind::Sat, file, file.parent_path());
        QCOMPARE(benchmark.questions.size(), std::size_t(150));
        QVERIFY(benchmark.problems.empty());
        QVERIFY(!benchmark.missing.empty());
        QCOMPARE(std::count(benchmark.complete.begin(), benchmark.complete.end(), true), 0);
    }

    void readsItsLayouts()
    {
        QTemporaryDir folder;
        const fs::path root = folder.path().toStdString();
        createFolder(root / "scannet");
        writeFileAtomic(root / "scannet/s1.mp4", "x");
        writeFileAtomic(root / "vsi.jsonl",
                        "\xef\xbb\xbf{\"id\": 1, \"dataset\": \"scannet\", \"scene_name\": \"s1\", \"question_type\": \"object_counting\", \"question\": \"how many?\", \"ground_truth\": \"3\", \"options\": null}\r\n"
                        "\n"
                        "{\"id\": 2, \"dataset\": \"scannet\", \"scene_name\": \"s2\", \"question_type\": \"route_planning\", \"question\": \"?\", \"ground_truth\": \"B\", \"options\": [\"A. left\", \"B. right\"]}\n"
                        "{\"id\": 3, \"dataset\": \"..\", \"scene_name\": \"../etc/x\", \"question_type\": \"t\", \"question\": \"?\", \"ground_truth\": \"1\"}\n"
                        "{\"id\": 2, \"dataset\": \"scannet\", \"scene_name\": \"s2\", \"question_type\": \"t\", \"question\": \"?\", \"ground_truth\": \"1\"}\n"
                        "{\"id\": 5, \"dataset\"\n"
                        "{\"id\": 6, \"dataset\": \"scannet\", \"scene_name\": \"s1\", \"question_type\": \"t\", \"question\": \"?\", \"ground_truth\": \"many\"}");
        const Benchmark vsi = readBenchmark(BenchmarkKind::VsiBench, root / "vsi.jsonl", root);
        QCOMPARE(vsi.questions.size(), std::size_t(2));
        QCOMPARE(vsi.questions[0].number.value(), 3.0);
        QCOMPARE(vsi.questions[1].choices, (std::vector<std::string>{"left", "right"}));
        QCOMPARE(vsi.questions[1].rightChoice, 1);
        QCOMPARE(vsi.missing, (std::vector<std::string>{"scannet/s2.mp4"}));
        QVERIFY(vsi.complete[0] && !vsi.complete[1]);
        QCOMPARE(vsi.problems.size(), std::size_t(4));
        QVERIFY(vsi.problems[2].find("vsi.jsonl:6") != std::string::npos);
        writeFileAtomic(root / "cube.jsonl", R"({"id": "rotation_1", "category": [], "type": "x", "question": "A. l B. r", "images": ["a.png", "b.png"], "gt_answer": "B"})");
        const Benchmark cube = readBenchmark(BenchmarkKind::MindCube, root / "cube.jsonl", root);
        QCOMPARE(cube.questions.front().type, std::string("rotation"));
        QCOMPARE(cube.missing.size(), std::size_t(2));
        writeFileAtomic(root / "none.json", "[]");
        QVERIFY_THROWS_EXCEPTION(Error, readBenchmark(BenchmarkKind::Sat, root / "none.json", root));
        writeFileAtomic(root / "bad.json", "[1, {\"database_idx\": 1}]");
        QVERIFY_THROWS_EXCEPTION(Error, readBenchmark(BenchmarkKind::Sat, root / "bad.json", root));
        QVERIFY_THROWS_EXCEPTION(Error, readBenchmark(BenchmarkKind::Sat, root / "absent.json", root));
    }

    void predictionsOfOtherPrograms()
    {
        QTemporaryDir folder;
        const fs::path file = fs::path(folder.path().toStdString()) / "p.jsonl";
        writeFileAtomic(file, "{\"id\": \"a\", \"prediction\": \"one\"}\n{\"doc_id\": 7, \"filtered_resps\": [[\"two\"]]}\n"
                              "{\"id\": \"a\", \"prediction\": \"again\"}\n{\"prediction\": \"no id\"}\n{\"id\": \"b\"}\n7\n");
        const Predictions predictions = readPredictions(file);
        QCOMPARE(predictions.replies, (std::map<std::string, std::string>{{"a", "one"}, {"7", "two"}}));
        QCOMPARE(predictions.problems.size(), std::size_t(4));
        writeFileAtomic(file, "[{\"index\": 1, \"response\": \"x\"}]");
        QCOMPARE(readPredictions(file).replies.at("1"), std::string("x"));
        writeFileAtomic(file, "");
        QVERIFY_THROWS_EXCEPTION(Error, readPredictions(file));
    }

    void statistics()
    {
        QCOMPARE(mcNemar(0, 0), 1.0);
        QVERIFY(std::abs(mcNemar(1, 9) - 0.021484375) < 1e-9); // 2 (1 + 10) / 2^10
        QCOMPARE(mcNemar(9, 1), mcNemar(1, 9));
        QCOMPARE(mcNemar(5, 5), 1.0);
        std::vector<double> scores(400);
        for (std::size_t i = 0; i < scores.size(); ++i)
            scores[i] = i % 4 == 0 ? 1 : 0;
        const Interval interval = bootstrapMean(scores);
        const double error = 1.96 * std::sqrt(0.25 * 0.75 / 400);
        QVERIFY(std::abs(interval.low - (0.25 - error)) < 0.01 && std::abs(interval.high - (0.25 + error)) < 0.01);
        QCOMPARE(bootstrapDifference(scores, scores).high, 0.0);
        QVERIFY_THROWS_EXCEPTION(Error, bootstrapDifference(scores, std::span(scores).first(3)));
        QCOMPARE(questionsNeeded(0, 0.3), std::int64_t(0));
        const std::int64_t n = questionsNeeded(0.05, 0.2);
        QCOMPARE(n, std::int64_t(626));
        QVERIFY(questionsNeeded(0.1, 0.2) < n);
    }

    void circularAsksEveryQuestionTwice()
    {
        Benchmark benchmark;
        benchmark.kind = BenchmarkKind::Sat;
        benchmark.questions = {choice({"left", "right"}, 0), number(3)};
        benchmark.questions[0].id = "1";
        benchmark.questions[1].id = "2";
        benchmark.complete = {true, false};
        const Benchmark doubled = circular(benchmark);
        QCOMPARE(doubled.questions.size(), std::size_t(3)); // a number has no order
        QCOMPARE(doubled.questions[2].id, std::string("1~2"));
        QCOMPARE(doubled.questions[2].choices, (std::vector<std::string>{"right", "left"}));
        QCOMPARE(doubled.questions[2].rightChoice, 1);
        QVERIFY(doubled.complete[2]);
        // Whoever always takes the first choice is right half of the time, by SAT's authors.
        const ScoringRule& exact = scoringRules(BenchmarkKind::Sat)[1];
        QCOMPARE(exact.decide(doubled.questions[0], "left").score + exact.decide(doubled.questions[2], "right").score, 1.0);
        benchmark.kind = BenchmarkKind::MindCube;
        QVERIFY_THROWS_EXCEPTION(Error, circular(benchmark));
    }

    void recordsAreScoredByBothRules()
    {
        QaRecord record;
        record.id = "q1";
        record.task = Task::A2;
        record.images = {"blob:a", "blob:b"};
        record.question = "<image><image>?";
        record.answer = "turn left 30 degrees";
        const Benchmark benchmark = recordBenchmark({&record, 1});
        const BenchmarkQuestion& question = benchmark.questions.front();
        QCOMPARE(question.type, std::string("A2"));
        QCOMPARE(question.media, record.images);
        const auto rules = scoringRules(BenchmarkKind::Records);
        QCOMPARE(rules[0].decide(question, "turn left 35 degrees").score, 1.0); // within ten degrees
        const RuleDecision off = rules[0].decide(question, "turn left 60 degrees");
        QCOMPARE(off.score, 0.0);
        QVERIFY(off.flag.find("direction is right") != std::string::npos);
        QCOMPARE(rules[1].decide(question, record.answer).score, 1.0);
        QVERIFY(rules[1].decide(question, "turn left 60 degrees").score < 1);
        QVERIFY(!rules[0].decide(question, "a chair").parsed);
        BenchmarkQuestion without = question;
        without.record.reset();
        QVERIFY_THROWS_EXCEPTION(Error, rules[0].decide(without, "x"));
    }

    void predictionsAreJoinedByIdContentAndQuestion()
    {
        std::vector<QaRecord> records(4);
        for (std::size_t i = 0; i < records.size(); ++i) {
            records[i].id = "q" + std::to_string(i);
            records[i].question = i < 3 ? "<image>Where?" : "<image>What is  behind?";
            records[i].images = {"blob:" + std::to_string(i)};
        }
        QVERIFY(contentOf(records[0]) != contentOf(records[1])); // same words, other pictures
        QTemporaryDir folder;
        const fs::path root = folder.path().toStdString();
        writeFileAtomic(root / "p.jsonl", "{\"id\": \"q0\", \"prediction\": \"by id\", \"prompt\": \"<image>Where?\"}\n"
                                          "{\"id\": \"x\", \"content\": \"" + contentOf(records[1]) + "\", \"prediction\": \"by content\"}\n"
                                          "{\"id\": 77, \"question\": \"What is behind?\", \"prediction\": \"by question\"}\n"
                                          "{\"id\": \"q2\", \"prediction\": \"wrong one\", \"question\": \"Something else?\"}\n"
                                          "{\"id\": \"y\", \"question\": \"Where?\", \"prediction\": \"of which of three?\"}\n");
        const JoinedPredictions joined = joinPredictions(records, root / "p.jsonl");
        QCOMPARE(joined.replies, (std::map<std::string, std::string>{{"q0", "by id"}, {"q1", "by content"}, {"q3", "by question"}}));
        QCOMPARE(joined.byId + 10 * joined.byContent + 100 * joined.byText, std::size_t(111));
        QCOMPARE(joined.unknown, std::vector<std::string>{"y"});
        QCOMPARE(joined.problems.size(), std::size_t(1));
        QVERIFY(joined.problems[0].find("another question") != std::string::npos);
        writeFileAtomic(root / "none.jsonl", "{\"id\": \"z\", \"prediction\": \"?\"}\n");
        QVERIFY_THROWS_EXCEPTION(Error, joinPredictions(records, root / "none.jsonl"));
    }

    void tablesOfVlmEvalKit()
    {
        QTemporaryDir folder;
        const fs::path file = fs::path(folder.path().toStdString()) / "model_SAT.tsv";
        writeFileAtomic(file, "index\tquestion\tanswer\tprediction\n1\twhere?\tA\tleft\n2\t\"two\nlines, \"\"quoted\"\"\"\tB\t\"right\tof it\"\n3\ttoo\tfew\n");
        const Predictions predictions = readPredictions(file);
        QCOMPARE(predictions.replies, (std::map<std::string, std::string>{{"1", "left"}, {"2", "right\tof it"}})); // not the right answer's column
        QCOMPARE(predictions.problems.size(), std::size_t(1));
        QVERIFY(predictions.problems[0].find(":5: has 3 fields") != std::string::npos);
    }

    /// The parts as openpyxl and Excel write them: shared, rich, inline and formula texts, numbers as decimals, gaps, escapes.
    void workbooksOfVlmEvalKit()
    {
        QTemporaryDir folder;
        const fs::path file = fs::path(folder.path().toStdString()) / "model_VSI.xlsx";
        const std::string book = R"(<workbook xmlns="m" xmlns:r="o"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId3"/><sheet name="other" sheetId="2" r:id="rId1"/></sheets></workbook>)";
        const std::string relations = R"(<Relationships xmlns="p"><Relationship Id="rId1" Target="worksheets/other.xml"/><Relationship Id="rId3" Target="/xl/worksheets/sheet1.xml"/></Relationships>)";
        const std::string texts = R"(<sst><si><t>index</t></si><si><t>prediction</t></si><si><r><t>three </t></r><r><t xml:space="preserve">chairs &amp; more</t></r><rPh><t>no</t></rPh></si>)"
                                  R"(<si><t>two_x000A_lines</t></si></sst>)";
        const std::string sheet = R"(<worksheet><sheetData>)"
            R"(<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>question</t></is></c><c r="C1" t="s"><v>1</v></c><c r="D1" t="inlineStr"><is><t>answer</t></is></c></row>)"
            R"(<row r="2"><c r="A2"><v>7.0</v></c><c r="C2" t="s"><v>2</v></c><c r="D2"><v>3</v></c></row>)"
            R"(<row r="4"><c r="A4" t="n"><v>8</v></c><c r="C4" t="s"><v>3</v></c></row>)"
            R"(<row r="5"/><row r="6"><c><v>9</v></c><c/><c t="str"><f>A1</f><v>2.50</v></c></row>)"
            R"(</sheetData></worksheet>)";
        const auto write = [&](const std::string& cells, const std::string& shared) {
            test::writeZip(file, {{"[Content_Types].xml", "<Types/>"}, {"xl/workbook.xml", book}, {"xl/_rels/workbook.xml.rels", relations}, {"xl/sharedStrings.xml", shared},
                                  {"xl/worksheets/sheet1.xml", cells}, {"xl/worksheets/other.xml", "<worksheet/>"}});
        };
        write(sheet, texts);
        const Predictions predictions = readPredictions(file);
        QCOMPARE(predictions.replies, (std::map<std::string, std::string>{{"7", "three chairs & more"}, {"8", "two\nlines"}, {"9", "2.50"}}));
        QVERIFY(predictions.problems.empty());
        // What is damaged or made to fill the memory gives one message.
        const auto refused = [&](const std::string& cells, const std::string& shared, const char* why) {
            write(cells, shared);
            try {
                readPredictions(file);
            } catch (const Error& error) {
                return QString::fromUtf8(error.what()).contains(QLatin1String(why));
            }
            return false;
        };
        QVERIFY(refused(sheet, "<sst><si><t>index</t></si></sst>", "not there"));
        QVERIFY(refused("<worksheet><row>", texts, "line 1"));
        QVERIFY(refused("<!DOCTYPE a [<!ENTITY b \"bb\">]><worksheet>&b;</worksheet>", texts, "document type"));
        QVERIFY(refused(R"(<worksheet><row r="1"/><row r="1"/></worksheet>)", texts, "comes after"));
        QVERIFY(refused(R"(<worksheet><row r="1"><c r="ZZZ1"/></row></worksheet>)", texts, "columns"));
        writeFileAtomic(file, "PK no zip");
        QVERIFY_THROWS_EXCEPTION(Error, readPredictions(file));
        test::writeZip(file, {{"a.txt", "x"}});
        QVERIFY_THROWS_EXCEPTION(Error, readPredictions(file));
    }
};

QTEST_APPLESS_MAIN(TestBenchmarks)
#include "tst_Benchmarks.moc"
