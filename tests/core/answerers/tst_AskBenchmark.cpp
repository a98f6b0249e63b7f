#include <QtTest>

#include <QTemporaryDir>

#include <set>

#include <fmt/format.h>
#include <opencv2/videoio.hpp>

#include "core/answerers/AskBenchmark.h"
#include "core/answerers/PredictionFile.h"
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/eval/benchmarks/JsonEntries.h"
#include "core/eval/benchmarks/ScoringRules.h"
#include "core/image/ImageIo.h"

using namespace w2v;

namespace {

/// Answers with the first choice it was shown, or stops the job after `limit` questions.
class FirstChoice : public Answerer {
public:
    std::vector<AnswerRequest> asked;
    std::size_t limit = SIZE_MAX;
    std::set<std::string> refuses; ///< prompts that end in a failure

    Json identity() const override { return {{"kind", "first choice"}}; }
    bool canChoose() const override { return true; }
    void answerAll(const Next& next, const Done& done, JobContext&) override
    {
        std::vector<AnswerRequest> waiting; // replies come in pairs and in the wrong order
        const auto flush = [&] {
            for (auto request = waiting.rbegin(); request != waiting.rend(); ++request)
                done(request->index, refuses.contains(request->prompt) ? AnswerReply{{}, "refused", Json::object(), 0}
                                                                       : AnswerReply{firstChoice(request->prompt), {}, {{"tokens", 3}}, 0.5});
            waiting.clear();
        };
        while (std::optional<AnswerRequest> request = next()) {
            if (asked.size() == limit)
                throw Cancelled();
            asked.push_back(*request);
            waiting.push_back(std::move(*request));
            if (waiting.size() == 2)
                flush();
        }
        flush();
    }

    static std::string firstChoice(const std::string& prompt)
    {
        const std::size_t at = prompt.find("\nChoices:\n");
        return at == std::string::npos ? "7" : prompt.substr(at + 10, prompt.find('\n', at + 10) - at - 10);
    }
};

ColorImage plain(int width, int height, std::uint8_t value)
{
    ColorImage image(width, height);
    std::fill_n(image.data(), image.bytes(), value);
    return image;
}

std::vector<Json> linesOf(const fs::path& file)
{
    std::vector<Json> lines;
    forEachJsonEntry(file, [&](const Json& line, const std::string&) { lines.push_back(line); }, [](const std::string& problem) { QFAIL(problem.c_str()); });
    return lines;
}

} // namespace

/// Running a benchmark: what is asked, what is kept, what is stored.
class TestAskBenchmark : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;
    fs::path m_root;
    AskOptions m_options;
    SilentJobContext m_job;

    /// SAT questions in its own layout, the right choice first, each with a picture of its own; those in `absent` lack theirs.
    Benchmark sat(int count, const std::set<int>& absent = {})
    {
        Json entries = Json::array();
        for (int i = 0; i < count; ++i) {
            const std::string name = fmt::format("p{}.png", i);
            entries.push_back({{"database_idx", i}, {"question_type", "goal_aim"}, {"question", "where is it?"}, {"answer_choices", {"left", "right"}},
                               {"correct_answer", "left"}, {"img_paths", {name}}});
            if (!absent.contains(i))
                writePng(m_root / name, plain(40, 30, static_cast<std::uint8_t>(i)));
        }
        writeJson(m_root / "sat.json", entries);
        return readBenchmark(BenchmarkKind::Sat, m_root / "sat.json", m_root);
    }

private Q_SLOTS:
    void init()
    {
        m_dir = QTemporaryDir();
        m_root = m_dir.path().toStdString();
        m_options = {};
        m_options.form.shuffleSeed = 1;
    }

    void shufflesChoicesWithTheStoredSeed()
    {
        const Benchmark benchmark = sat(200);
        FirstChoice first;
        askBenchmark(benchmark, m_root, m_options, first, m_root / "out.jsonl", m_job);
        const std::vector<Json> lines = linesOf(m_root / "out.jsonl");
        QCOMPARE(lines.size(), std::size_t(200));
        int right = 0;
        for (std::size_t i = 0; i < lines.size(); ++i) {
            QCOMPARE(lines[i].at("id").get<std::string>(), benchmark.questions[i].id); // in the file's order
            QCOMPARE(lines[i].at("choice_seed").get<int>(), 1);
            const AskedQuestion again = askedForm(BenchmarkKind::Sat, benchmark.questions[i], m_options.form);
            QCOMPARE(lines[i].at("prompt").get<std::string>(), again.prompt);
            QCOMPARE(lines[i].at("choices").get<std::vector<std::string>>(), again.question.choices);
            QCOMPARE(again.question.choices[static_cast<std::size_t>(again.question.rightChoice)], std::string("left"));
            const double score = lines[i].at("rules").at("exact").at("score").get<double>();
            QCOMPARE(score, lines[i].at("prediction") == "left" ? 1.0 : 0.0);
            right += score > 0;
        }
        QVERIFY2(right > 70 && right < 130, qPrintable(QString::number(right))); // always the first shown: no better than chance
        // A letter is that of the order asked.
        const AskedQuestion letters = askedForm(BenchmarkKind::Sat, benchmark.questions[0], {true, 1});
        QVERIFY(letters.prompt.find("\nA. " + letters.question.choices[0] + "\nB. ") != std::string::npos);
        const BenchmarkQuestion ordered = inOrder(benchmark.questions[0], letters.question.choices);
        QCOMPARE(ordered.rightChoice, letters.question.rightChoice);
        QVERIFY_THROWS_EXCEPTION(Error, inOrder(benchmark.questions[0], {"left", "up"}));
    }

    void listsWhatIsMissing()
    {
        const Benchmark benchmark = sat(10, {2, 5});
        FirstChoice first;
        const AskOutcome outcome = askBenchmark(benchmark, m_root, m_options, first, m_root / "out.jsonl", m_job);
        QCOMPARE(outcome.asked, std::size_t(8));
        QCOMPARE(outcome.incomplete, std::size_t(2));
        const Json run = readJson(m_root / "out.jsonl.run.json");
        QCOMPARE(run.at("missing_media").get<std::vector<std::string>>(), (std::vector<std::string>{"p2.png", "p5.png"}));
        // Put in place, they are the only ones asked.
        FirstChoice second;
        const AskOutcome whole = askBenchmark(sat(10), m_root, m_options, second, m_root / "out.jsonl", m_job);
        QCOMPARE(whole.asked, std::size_t(2));
        QCOMPARE(whole.kept, std::size_t(8));
        QCOMPARE(linesOf(m_root / "out.jsonl").size(), std::size_t(10));
        QVERIFY(!fs::exists(m_root / "out.jsonl.replaced"));
    }

    void resumesAndAsksAgainWhatChanged()
    {
        Benchmark benchmark = sat(20);
        FirstChoice first;
        first.limit = 9;
        QVERIFY_THROWS_EXCEPTION(Cancelled, askBenchmark(benchmark, m_root, m_options, first, m_root / "out.jsonl", m_job));
        QCOMPARE(linesOf(m_root / "out.jsonl").size(), std::size_t(8)); // the ninth was in flight
        {
            const std::string whole = readFile(m_root / "out.jsonl");
            writeFileAtomic(m_root / "out.jsonl", whole + "{\"id\": \"8\", \"predi"); // what a kill may leave
        }
        FirstChoice second;
        const AskOutcome rest = askBenchmark(benchmark, m_root, m_options, second, m_root / "out.jsonl", m_job);
        QCOMPARE(rest.kept, std::size_t(8));
        QCOMPARE(second.asked.size(), std::size_t(12));
        writePng(m_root / "p3.png", plain(40, 30, 200)); // another picture under the same name
        FirstChoice third;
        QCOMPARE(askBenchmark(benchmark, m_root, m_options, third, m_root / "out.jsonl", m_job).kept, std::size_t(19));
        QCOMPARE(third.asked.size(), std::size_t(1));
        QCOMPARE(linesOf(m_root / "out.jsonl.replaced").size(), std::size_t(1));
        // Other settings are another run: the file is left alone.
        m_options.form.shuffleSeed = 2;
        QVERIFY_THROWS_EXCEPTION(Error, askBenchmark(benchmark, m_root, m_options, third, m_root / "out.jsonl", m_job));
        QCOMPARE(linesOf(m_root / "out.jsonl").size(), std::size_t(20));
        // Another file asks nothing that an earlier one answers.
        m_options.form.shuffleSeed = 1;
        m_options.reuse = {m_root / "out.jsonl"};
        FirstChoice fourth;
        const AskOutcome reused = askBenchmark(benchmark, m_root, m_options, fourth, m_root / "other.jsonl", m_job);
        QCOMPARE(reused.reused, std::size_t(20));
        QVERIFY(fourth.asked.empty());
    }

    void failuresAreListedAndAskedAgain()
    {
        const Benchmark benchmark = sat(6);
        writeFileAtomic(m_root / "p4.png", "no picture");
        FirstChoice first;
        first.refuses = {askedForm(BenchmarkKind::Sat, benchmark.questions[1], m_options.form).prompt};
        const AskOutcome outcome = askBenchmark(benchmark, m_root, m_options, first, m_root / "out.jsonl", m_job);
        const auto refused = static_cast<std::size_t>(std::count_if(first.asked.begin(), first.asked.end(), [&](const AnswerRequest& request) {
            return first.refuses.contains(request.prompt);
        }));
        QCOMPARE(outcome.failures.size(), refused + 1);
        QVERIFY(outcome.failures.end() != std::find_if(outcome.failures.begin(), outcome.failures.end(), [](const std::string& failure) {
            return failure.starts_with("4: ") && failure.find("p4.png") != std::string::npos;
        }));
        writePng(m_root / "p4.png", plain(40, 30, 4));
        FirstChoice second;
        QCOMPARE(askBenchmark(benchmark, m_root, m_options, second, m_root / "out.jsonl", m_job).asked, refused + 1);
        for (const Json& line : linesOf(m_root / "out.jsonl"))
            QVERIFY(line.contains("prediction"));
    }

    void oneWriterAtATime()
    {
        const PredictionFile file(m_root / "out.jsonl", "run");
        QVERIFY_THROWS_EXCEPTION(Error, PredictionFile(m_root / "out.jsonl", "run"));
        writeFileAtomic(m_root / "mine.jsonl", "{\"my\": \"notes\"}\n");
        QVERIFY_THROWS_EXCEPTION(Error, PredictionFile(m_root / "mine.jsonl", "run"));
        QCOMPARE(readFile(m_root / "mine.jsonl"), std::string("{\"my\": \"notes\"}\n"));
    }

    void cutsPicturesToTheirSquare()
    {
        ColorImage wide(60, 20);
        for (int y = 0; y < 20; ++y)
            for (int x = 0; x < 60; ++x)
                std::fill_n(wide.data() + (y * 60 + x) * 3, 3, x >= 20 && x < 40 ? std::uint8_t(200) : std::uint8_t(0));
        writePng(m_root / "wide.png", wide);
        BenchmarkQuestion question;
        question.media = {"wide.png"};
        Json frames;
        const ColorImage seen = FolderMedia(m_root, {16, 10}).load(question, frames).front();
        QCOMPARE(seen.width(), 10);
        QVERIFY(std::all_of(seen.data(), seen.data() + seen.bytes(), [](std::uint8_t value) { return value == 200; }));
        QVERIFY(FolderMedia(m_root, {16, 10}).contentDigest(question) != FolderMedia(m_root, {16, 0}).contentDigest(question));
    }

    void samplesVideosByTheStatedRule()
    {
        const fs::path file = m_root / "scannet" / "s1.avi";
        createFolder(file.parent_path());
        cv::VideoWriter writer(file.string(), cv::VideoWriter::fourcc('M', 'J', 'P', 'G'), 10, cv::Size(64, 48));
        if (!writer.isOpened())
            QSKIP("this OpenCV writes no video");
        for (int i = 0; i < 51; ++i)
            writer.write(cv::Mat(48, 64, CV_8UC3, cv::Scalar(5 * i, 5 * i, 5 * i)));
        writer.release();
        BenchmarkQuestion question;
        question.media = {"scannet/s1.avi"};
        Json frames;
        const std::vector<ColorImage> images = FolderMedia(m_root, {5, 0}).load(question, frames);
        QCOMPARE(images.size(), std::size_t(5));
        const int expected[] = {0, 12, 25, 37, 50};
        for (std::size_t k = 0; k < 5; ++k) {
            QCOMPARE(frames[k].at("frame").get<int>(), expected[k]);
            QCOMPARE(frames[k].at("of").get<int>(), 51);
            QVERIFY(std::abs(frames[k].at("seconds").get<double>() - expected[k] / 10.0) < 1e-9);
            QVERIFY2(std::abs(images[k].data()[0] - 5 * expected[k]) <= 3, qPrintable(QString::number(images[k].data()[0])));
        }
        QCOMPARE(sampleVideo(file, 200).frames.size(), std::size_t(51)); // each once
        QCOMPARE(sampleVideo(file, 1).indices, std::vector<std::int64_t>{0});
        writeFileAtomic(m_root / "broken.mp4", "no video");
        QVERIFY_THROWS_EXCEPTION(Error, sampleVideo(m_root / "broken.mp4", 4));
        QVERIFY_THROWS_EXCEPTION(Error, sampleVideo(file, 0));
    }

    void promptsOfTheOtherBenchmarks()
    {
        BenchmarkQuestion number{"1", "object_counting", "How many chairs?", {}, -1, 3.0, {"v.mp4"}};
        const AskedQuestion counting = askedForm(BenchmarkKind::VsiBench, number, {});
        QVERIFY(counting.prompt.starts_with("These are frames of a video.\nHow many chairs?\n"));
        QVERIFY(counting.options.empty());
        BenchmarkQuestion inside{"among_1", "among", "Where? A. left B. right C. behind", {}, 1, {}, {"a.png"}};
        const AskedQuestion cube = askedForm(BenchmarkKind::MindCube, inside, {false, 5});
        QCOMPARE(cube.options, (std::vector<std::string>{"A", "B", "C"}));
        QCOMPARE(cube.question, inside);
    }
};

QTEST_APPLESS_MAIN(TestAskBenchmark)
#include "tst_AskBenchmark.moc"
