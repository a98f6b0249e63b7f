#include <fstream>

#include <QtTest>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/base/Json.h"
#include "core/dataset/DatasetStatistics.h"
#include "core/dataset/FramePack.h"
#include "core/dataset/DatasetTransfer.h"
#include "core/image/ImageIo.h"
#include "tests/core/dataset/SampleProject.h"

using namespace w2v;
using namespace w2v::test;

namespace {

ColorImage picture(int seed)
{
    ColorImage image(24, 16);
    for (std::size_t i = 0; i < image.bytes(); ++i)
        image.data()[i] = static_cast<std::uint8_t>(i * 3 + static_cast<std::size_t>(seed) * 17);
    return image;
}

/// 20 records; every image is a frame of a pack or a file of its own.
Project filledProject(const fs::path& path)
{
    Project project = Project::create(path);
    std::vector<PackedFrame> frames;
    for (int i = 0; i < 4; ++i)
        frames.push_back({picture(i), {}, {}});
    const std::string pack = project.putBlob(encodeFramePack(frames));
    const std::string single = project.putImage(picture(9));
    std::vector<QaRecord> records = sampleRecords(20);
    for (int i = 0; i < 20; ++i) {
        records[static_cast<std::size_t>(i)].rollout.clear();
        records[static_cast<std::size_t>(i)].images = {i % 5 ? ImageRef{pack, i % 4}.text() : single, ImageRef{pack, 0}.text()};
    }
    project.addRecords(records, "Supervise");
    return project;
}

void write(const fs::path& path, const std::string& text)
{
    std::ofstream(path, std::ios::binary) << text;
}

std::string messageLine(const std::string& image, const std::string& question = "<image>Which way?")
{
    return Json{{"task_type", "A1"},
                {"messages", {{{"role", "user"}, {"content", question}}, {{"role", "assistant"}, {"content", "left"}}}},
                {"images", {image}}}
               .dump()
        + "\n";
}

/// A bundle folder with one sound image "ok.png" and one outside it.
struct Bundle {
    TemporaryFolder folder;
    fs::path root = folder.path() / "bundle", file = root / "messages.jsonl";
    Project project = Project::create(folder.path() / "p.w2v");
    SilentJobContext job;

    Bundle()
    {
        fs::create_directories(root);
        writePng(root / "ok.png", picture(1));
        writePng(folder.path() / "secret.png", picture(2));
    }

    TransferReport import(const std::string& text)
    {
        write(file, text);
        return importRecords(project, file, {}, job);
    }
};

class StopAfter : public SilentJobContext {
public:
    explicit StopAfter(int reports) : m_left(reports) {}
    void report(double, std::string_view) override
    {
        if (--m_left == 0)
            stop();
    }

private:
    int m_left;
};

} // namespace

class TestMessagesJsonl : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void exportsTheDocumentedLayout()
    {
        TemporaryFolder folder;
        const Project project = filledProject(folder.path() / "p.w2v");
        SilentJobContext job;
        const fs::path out = folder.path() / "out";
        const TransferReport report = exportRecords(project, out, {}, job);
        QCOMPARE(report.records, std::int64_t(20));
        QCOMPARE(report.images, std::int64_t(5));
        QCOMPARE(report.skipped, std::int64_t(0));
        std::ifstream lines(out / "messages.jsonl");
        int n = 0;
        for (std::string line; std::getline(lines, line); ++n) {
            const Json json = Json::parse(line);
            const QaRecord record = project.record("q" + std::to_string(n + 1));
            QCOMPARE(json.size(), std::size_t(3));
            QCOMPARE(json["task_type"].get<std::string>(), std::string(taskName(record.task)));
            QCOMPARE(json["messages"][0]["role"].get<std::string>(), std::string("user"));
            QCOMPARE(json["messages"][0]["content"].get<std::string>(), record.question);
            QCOMPARE(json["messages"][1]["content"].get<std::string>(), record.answer);
            QCOMPARE(json["images"].size(), std::size_t(2));
            for (std::size_t i = 0; i < 2; ++i) {
                const std::string path = json["images"][i];
                QVERIFY(path.starts_with("images/"));
                QVERIFY(readColorImage(out / path) == project.loadImage(record.images[i]));
            }
        }
        QCOMPARE(n, 20);
        QCOMPARE(readJson(out / "manifest.json")["image_root"].get<std::string>(), std::string("."));
        QVERIFY_EXCEPTION_THROWN(exportRecords(project, out, {}, job), Error); // never over something
    }

    void exportsAbsolutePathsAndFilters()
    {
        TemporaryFolder folder;
        const Project project = filledProject(folder.path() / "p.w2v");
        SilentJobContext job;
        ExportOptions options;
        options.absolutePaths = true;
        options.filter.split = "heldout";
        const fs::path out = folder.path() / "out";
        QCOMPARE(exportRecords(project, out, options, job).records, std::int64_t(4));
        std::string line;
        std::ifstream lines(out / "messages.jsonl");
        std::getline(lines, line);
        const fs::path image = Json::parse(line)["images"][0].get<std::string>();
        QVERIFY(image.is_absolute() && fs::exists(image));
        options.filter.state = "accepted";
        QVERIFY_EXCEPTION_THROWN(exportRecords(project, folder.path() / "none", options, job), Error);
        QVERIFY(!fs::exists(folder.path() / "none"));
    }

    void comesBackTheSame_data()
    {
        QTest::addColumn<bool>("absolute");
        QTest::newRow("relative") << false;
        QTest::newRow("absolute") << true;
    }

    void comesBackTheSame()
    {
        QFETCH(bool, absolute);
        TemporaryFolder folder;
        Project project = filledProject(folder.path() / "p.w2v");
        const std::vector<std::string> ids{"q3"};
        project.setRecordState(ids, "rejected", "blurred");
        SilentJobContext job;
        const fs::path out = folder.path() / "out";
        exportRecords(project, out, {.absolutePaths = absolute}, job);
        Project other = Project::create(folder.path() / "other.w2v");
        const TransferReport report = importRecords(other, out / "messages.jsonl", {}, job);
        QCOMPARE(report.records, std::int64_t(20));
        QCOMPARE(report.images, std::int64_t(5));
        for (int i = 1; i <= 20; ++i) {
            const QaRecord a = project.record("q" + std::to_string(i)), b = other.record("q" + std::to_string(i));
            QCOMPARE(b.question, a.question);
            QCOMPARE(b.answer, a.answer);
            QCOMPARE(b.state + b.reason + b.scene + b.split + b.mode, a.state + a.reason + a.scene + a.split + a.mode);
            QCOMPARE(b.facts.dump(), a.facts.dump());
            QCOMPARE(b.variant, a.variant);
            for (std::size_t k = 0; k < 2; ++k)
                QVERIFY(other.loadImage(b.images[k]) == project.loadImage(a.images[k]));
        }
        QCOMPARE(other.undo().value(), std::string("Import messages.jsonl"));
        QCOMPARE(other.countRecords(), std::int64_t(0));
    }

    void leavesOutRecordsThatWouldStopATrainer()
    {
        TemporaryFolder folder;
        Project project = filledProject(folder.path() / "p.w2v");
        std::vector<QaRecord> bad = sampleRecords(2);
        bad[0].question = "<image>one mark, two images";
        bad[0].images = {project.putImage(picture(1)), project.putImage(picture(2))};
        // bad[1] names pixels that the project does not have
        project.addRecords(bad, "Add");
        SilentJobContext job;
        const TransferReport report = exportRecords(project, folder.path() / "out", {}, job);
        QCOMPARE(report.records, std::int64_t(20));
        QCOMPARE(report.skipped, std::int64_t(2));
        QVERIFY(report.problems[0].find("q21") != std::string::npos);
        QVERIFY(report.problems[0].find("1 <image> mark and 2 images") != std::string::npos);
        QVERIFY(report.problems[1].find("is missing") != std::string::npos);
        QCOMPARE(datasetStatistics(project)["bad_marks"].get<int>(), 1);
    }

    void aCancelledExportLeavesNothing()
    {
        TemporaryFolder folder;
        const Project project = filledProject(folder.path() / "p.w2v");
        StopAfter job(5);
        QVERIFY_EXCEPTION_THROWN(exportRecords(project, folder.path() / "out", {}, job), Cancelled);
        QVERIFY(!fs::exists(folder.path() / "out"));
    }

    void aCancelledImportAddsNothing()
    {
        Bundle bundle;
        StopAfter job(1);
        write(bundle.file, messageLine("ok.png") + messageLine("ok.png") + messageLine("ok.png"));
        QVERIFY_EXCEPTION_THROWN(importRecords(bundle.project, bundle.file, {}, job), Cancelled);
        QCOMPARE(bundle.project.countRecords(), std::int64_t(0));
    }

    void refusesPathsThatLeaveTheBundle()
    {
        Bundle bundle;
        const fs::path outside = bundle.folder.path();
        fs::create_symlink(outside / "secret.png", bundle.root / "link.png");
        fs::create_directory_symlink(outside, bundle.root / "up");
        const std::vector<std::string> hostile{"../secret.png", "images/../../secret.png", (outside / "secret.png").string(),
                                               "link.png", "up/secret.png", "/etc/passwd", "http://example.org/a.png",
                                               "data:image/png;base64,AAAA", "", ".", "missing.png", "ok.png/x",
                                               bundle.root.string() + "/../secret.png", std::string("ok.png\0x", 8)};
        std::string text = messageLine("ok.png");
        for (const std::string& path : hostile)
            text += messageLine(path);
        const TransferReport report = bundle.import(text);
        QCOMPARE(report.records, std::int64_t(1));
        QCOMPARE(report.skipped, static_cast<std::int64_t>(hostile.size()));
        for (std::size_t i = 0; i < hostile.size(); ++i)
            QVERIFY2(report.problems[i].starts_with(bundle.file.string() + ":" + std::to_string(i + 2) + ": "),
                     report.problems[i].c_str());
        std::size_t blobs = 0;
        for (const auto& entry : fs::recursive_directory_iterator(bundle.project.folder() / "blobs"))
            blobs += entry.is_regular_file();
        QCOMPARE(blobs, std::size_t(1));
    }

    void acceptsOddButSoundFiles()
    {
        Bundle bundle;
        std::string noNewline = messageLine("ok.png");
        noNewline.pop_back();
        const TransferReport report = bundle.import("\xEF\xBB\xBF" + messageLine("ok.png") + "\r\n  \n"
                                                    + messageLine((bundle.root / "ok.png").string()) + noNewline);
        QCOMPARE(report.records, std::int64_t(3));
        QCOMPARE(report.images, std::int64_t(1));
        QCOMPARE(bundle.project.record("q1").mode, std::string("imported"));
        QCOMPARE(bundle.project.record("q1").split, std::string("train"));
    }

    void reportsDamagedLines()
    {
        Bundle bundle;
        write(bundle.root / "cut.png", readFile(bundle.root / "ok.png").substr(0, 60));
        write(bundle.root / "text.png", "not an image");
        fs::copy(bundle.root / "ok.png", bundle.root / (std::string(64, 'a') + ".png"));
        const std::string good = messageLine("ok.png");
        const std::vector<std::pair<std::string, std::string>> damaged{
            {"{\"task_type\":\"A1\"", "not valid JSON"},
            {"[1, 2]", "not a JSON object"},
            {"42", "not a JSON object"},
            {"{}", "messages"},
            {R"({"task_type":"Z9","messages":[],"images":[]})", "task_type"},
            {R"({"task_type":"A1","images":[]})", "messages"},
            {R"({"task_type":"A1","messages":[{"role":"user","content":5},{"role":"assistant","content":"a"}],"images":[]})", "content"},
            {R"({"task_type":"A1","messages":[{"role":"assistant","content":"a"},{"role":"user","content":"a"}]})", "messages"},
            {R"({"task_type":"A1","messages":[{"role":"user","content":"<image>"},{"role":"assistant","content":"a"}],"images":{}})", "images"},
            {R"({"task_type":"A1","messages":[{"role":"user","content":"<image>"},{"role":"assistant","content":"a"}],"images":[7]})", "images"},
            {messageLine("ok.png", "no mark"), "0 <image> marks and 1 image"},
            {messageLine("ok.png", "<image><image>"), "2 <image> marks and 1 image"},
            {messageLine("cut.png"), "cut.png"},
            {messageLine("text.png"), "text.png"},
            {messageLine(std::string(64, 'a') + ".png"), "not the image its name says"},
            {"{\"task_type\":\"\xff\xfe\"}", "not valid JSON"},
            {std::string(20'000, '['), "nested more than"},
            {std::string(5u << 20, 'x'), "longer than 4 MiB"},
        };
        std::string text;
        for (const auto& [line, why] : damaged)
            text += good + line + (line.ends_with('\n') ? "" : "\n");
        const TransferReport report = bundle.import(text + good);
        QCOMPARE(report.records, static_cast<std::int64_t>(damaged.size()) + 1);
        QCOMPARE(report.skipped, static_cast<std::int64_t>(damaged.size()));
        for (std::size_t i = 0; i < damaged.size(); ++i) {
            const std::string& problem = report.problems[i];
            QVERIFY2(problem.starts_with(bundle.file.string() + ":" + std::to_string(2 * i + 2) + ": "), problem.c_str());
            QVERIFY2(problem.find(damaged[i].second) != std::string::npos, problem.c_str());
        }
    }

    void aFileWithoutAGoodLineIsAnError()
    {
        Bundle bundle;
        for (const char* text : {"", "\n\n", "x\ny\n", "\0\0\0\0"})
            QVERIFY_EXCEPTION_THROWN(bundle.import(text), Error);
        QVERIFY_EXCEPTION_THROWN(importRecords(bundle.project, bundle.root, {}, bundle.job), Error);
        QVERIFY_EXCEPTION_THROWN(importRecords(bundle.project, bundle.root / "none.jsonl", {}, bundle.job), Error);
        QCOMPARE(bundle.project.countRecords(), std::int64_t(0));
        QVERIFY(bundle.project.history().empty());
    }

    void aHostileSideFileDoesNoHarm()
    {
        Bundle bundle;
        write(bundle.root / "provenance.jsonl",
              "garbage\n{\"line\":1,\"state\":\"evil\",\"scene\":7,\"facts\":[],\"variant\":\"x\",\"rollout\":\"r1\",\"id\":\"q9\"}\n"
              "{\"line\":-5}\n{\"line\":99999999999999999999}\n{\"line\":3,\"scene\":\"room:3\"}\n");
        const TransferReport report = bundle.import(messageLine("ok.png") + messageLine("ok.png") + messageLine("ok.png"));
        QCOMPARE(report.records, std::int64_t(3));
        QCOMPARE(bundle.project.record("q1").state, std::string("pending"));
        QCOMPARE(bundle.project.record("q1").scene, std::string());
        QCOMPARE(bundle.project.record("q3").scene, std::string("room:3"));
    }

    void countsWhatMattersBeforeTraining()
    {
        TemporaryFolder folder;
        Project project = filledProject(folder.path() / "p.w2v");
        Json statistics = datasetStatistics(project);
        QCOMPARE(statistics["records"].get<int>(), 20);
        QCOMPARE(statistics["images"].get<int>(), 5);
        QCOMPARE(statistics["scenes"].dump(), std::string(R"({"train":8,"heldout":2,"shared":0})"));
        QCOMPARE(statistics["tasks"]["A1"]["top_answer"].get<std::string>(), std::string("move forward 0.5 meters"));
        QCOMPARE(statistics["tasks"]["A1"]["top_share"].get<double>(), 1.0);
        QCOMPARE(statistics["tasks"]["A2"]["train"].get<int>(), 8);
        std::vector<QaRecord> leak = sampleRecords(1);
        leak[0].split = "heldout";
        project.addRecords(leak, "Leak");
        QCOMPARE(datasetStatistics(project)["scenes"]["shared"].get<int>(), 1);
        RecordFilter none;
        none.state = "accepted";
        QCOMPARE(datasetStatistics(project, none)["tasks"].dump(), std::string("{}"));
    }
};

QTEST_GUILESS_MAIN(TestMessagesJsonl)
#include "tst_MessagesJsonl.moc"
