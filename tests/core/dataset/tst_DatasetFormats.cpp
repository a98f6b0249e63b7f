// Every layout out and in again, judged by the trainers' own rules; hostile files; frozen versions.
#include <fstream>

#include <QtTest>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/dataset/ConsumerRules.h"
#include "core/dataset/DatasetTransfer.h"
#include "core/dataset/DatasetVersions.h"
#include "core/image/ImageIo.h"
#include "tests/core/dataset/SampleProject.h"

using namespace w2v;
using namespace w2v::test;

Q_DECLARE_METATYPE(w2v::DatasetFormat)

namespace {

Project filled(const fs::path& path)
{
    Project project = Project::create(path);
    std::vector<QaRecord> records = sampleRecords(6);
    for (int i = 0; i < 6; ++i) {
        QaRecord& record = records[static_cast<std::size_t>(i)];
        record.rollout.clear();
        record.images = {project.putImage(ColorImage(8, 8, static_cast<std::uint8_t>(i))), project.putImage(ColorImage(8, 8, 200))};
        record.facts["rejected_answer"] = "move backward 3 meters";
        record.facts["difficulty"] = 0.5;
    }
    project.addRecords(records, "Add");
    return project;
}

std::vector<Json> linesOf(const fs::path& file)
{
    std::vector<Json> lines;
    std::ifstream in(file);
    for (std::string line; std::getline(in, line);)
        lines.push_back(Json::parse(line));
    return lines;
}

std::string fileNameOf(DatasetFormat format)
{
    return std::string(datasetFormatName(format)) + ".jsonl";
}

std::string messageOf(const std::function<void()>& work)
{
    try {
        work();
    } catch (const Error& error) {
        return error.what();
    }
    return "no error";
}

} // namespace

class TestDatasetFormats : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void comesBackTheSame_data()
    {
        QTest::addColumn<DatasetFormat>("format");
        for (const DatasetFormat format : {DatasetFormat::Messages, DatasetFormat::ShareGpt, DatasetFormat::EasyR1,
                                           DatasetFormat::Preference, DatasetFormat::Rows})
            QTest::newRow(datasetFormatName(format)) << format;
    }

    void comesBackTheSame()
    {
        QFETCH(DatasetFormat, format);
        TemporaryFolder folder;
        const Project project = filled(folder.path() / "p.w2v");
        SilentJobContext job;
        const fs::path out = folder.path() / "out";
        const TransferReport report = exportRecords(project, out, {.format = format}, job);
        QCOMPARE(report.records, std::int64_t(6));
        QCOMPARE(report.skipped, std::int64_t(0));
        for (const Json& line : linesOf(out / fileNameOf(format))) {
            QCOMPARE(consumerProblem(line, format, out), std::string());
            QCOMPARE(formatOf(line).value(), format);
        }
        // With and without what only the workbench reads, and as an array.
        for (int bare = 0; bare < 3; ++bare) {
            fs::path file = out / fileNameOf(format);
            if (bare == 1)
                fs::remove(out / "provenance.jsonl");
            if (bare == 2) {
                Json array = Json::array();
                for (const Json& line : linesOf(file))
                    array.push_back(line);
                file = out / "array.json";
                writeJson(file, array);
            }
            Project other = Project::create(folder.path() / ("other" + std::to_string(bare) + ".w2v"));
            QCOMPARE(importRecords(other, file, {}, job).records, std::int64_t(6));
            std::vector<QaRecord> back = other.records({}, 0, 10), sent = project.records({}, 0, 10);
            for (std::size_t i = 0; i < 6; ++i) {
                QCOMPARE(back[i].question, sent[i].question);
                QCOMPARE(back[i].answer, sent[i].answer);
                QCOMPARE(back[i].task, sent[i].task);
                QVERIFY(other.loadImage(back[i].images[0]) == project.loadImage(sent[i].images[0]));
                if (bare == 0)
                    QCOMPARE(back[i].facts["index"].get<int>(), static_cast<int>(i));
                if (format == DatasetFormat::Preference)
                    QCOMPARE(back[i].facts["rejected_answer"].get<std::string>(), std::string("move backward 3 meters"));
            }
        }
    }

    void shareGptHasItsEntry()
    {
        TemporaryFolder folder;
        const Project project = filled(folder.path() / "p.w2v");
        SilentJobContext job;
        exportRecords(project, folder.path() / "out", {.format = DatasetFormat::ShareGpt}, job);
        const Json info = readJson(folder.path() / "out/dataset_info.json");
        const Json& entry = info.at("world2vlm");
        QCOMPARE(entry.at("formatting").get<std::string>(), std::string("sharegpt"));
        QVERIFY(fs::exists(folder.path() / "out" / entry.at("file_name").get<std::string>()));
        const Json line = linesOf(folder.path() / "out/sharegpt.jsonl").front();
        QVERIFY(line.contains(entry.at("columns").at("messages").get<std::string>()));
        QVERIFY(line.contains(entry.at("columns").at("images").get<std::string>()));
        QCOMPARE(line["conversations"][0][entry.at("tags").at("role_tag").get<std::string>()], entry.at("tags").at("user_tag"));
    }

    void rulesRefuseWhatStopsATrainer()
    {
        TemporaryFolder folder;
        writePng(folder.path() / "a.png", ColorImage(4, 4, 9));
        const auto message = [](const std::string& question, const std::string& answer, const Json& images) {
            return Json{{"messages", {{{"role", "user"}, {"content", question}}, {{"role", "assistant"}, {"content", answer}}}}, {"images", images}};
        };
        const auto problem = [&](const Json& object, DatasetFormat format = DatasetFormat::Messages) {
            return QString::fromStdString(consumerProblem(object, format, folder.path()));
        };
        QCOMPARE(problem(message("<image>Which way?", "left", {"a.png"})), QString());
        QVERIFY(problem(message("<image>Which way?", "left", "a.png")).contains("not a list"));
        QVERIFY(problem(message("Which way?", "left", Json::array({"a.png"}))).contains("0 <image> marks and 1 images"));
        QVERIFY(problem(message("<image>?", "left", Json::array({"b.png"}))).contains("missing"));
        QVERIFY(!problem(message("<image>?", "left", Json::array({"../a.png"}))).isEmpty());
        QVERIFY(problem(message("?", " ", Json::array())).contains("empty answer"));
        QVERIFY(problem(message("?", "<image>", Json::array())).contains("in its answer"));
        QVERIFY(problem(message("?", "[10, 20, 1200, 30]", Json::array())).contains("0..1000"));
        QVERIFY(problem(message("?", "[300, 20, 200, 30]", Json::array())).contains("swapped"));
        QVERIFY(problem(message("?", std::string(100'000, 'x'), Json::array())).contains("more than 64 KiB"));
        Json turned = message("?", "left", Json::array());
        std::swap(turned["messages"][0], turned["messages"][1]);
        QVERIFY(problem(turned).contains("the other one speaks"));
        Json same = message("?", "left", Json::array());
        same["rejected_response"] = "left";
        QVERIFY(problem(same, DatasetFormat::Preference).contains("rejects the answer"));
        QVERIFY(problem({{"prompt", "?"}}, DatasetFormat::EasyR1).contains("answer"));
    }

    void recordsThatBreakARuleStayBehind()
    {
        TemporaryFolder folder;
        Project project = filled(folder.path() / "p.w2v");
        project.editRecord("q2", project.record("q2").question, "[10, 20, 3000, 40]");
        SilentJobContext job;
        const TransferReport report = exportRecords(project, folder.path() / "out", {.format = DatasetFormat::EasyR1}, job);
        // The packed answer of EasyR1 is a JSON text: the box in it is still found.
        QCOMPARE(report.records, std::int64_t(5));
        QVERIFY(report.problems.front().find("q2") != std::string::npos);
    }

    void hostileFilesAreRefusedByLine_data() { comesBackTheSame_data(); }

    void hostileFilesAreRefusedByLine()
    {
        QFETCH(DatasetFormat, format);
        TemporaryFolder folder;
        const Project project = filled(folder.path() / "p.w2v");
        SilentJobContext job;
        const fs::path out = folder.path() / "out", file = out / fileNameOf(format);
        exportRecords(project, out, {.format = format}, job);
        fs::remove(out / "provenance.jsonl");
        writePng(folder.path() / "secret.png", ColorImage(4, 4, 77));
        fs::create_symlink(folder.path() / "secret.png", out / "images/link.png");
        std::vector<Json> lines = linesOf(file);
        lines[0]["images"][0] = "../secret.png";
        lines[1]["images"][0] = (folder.path() / "secret.png").string();
        lines[2]["images"][0] = "images/link.png";
        lines[3].erase(format == DatasetFormat::Rows || format == DatasetFormat::EasyR1 ? "answer" : format == DatasetFormat::ShareGpt ? "conversations" : "messages");
        std::ofstream text(file, std::ios::binary);
        for (const Json& line : lines)
            text << line.dump() << '\n';
        text << "\xff\xfe{\n" << std::string(5u << 20, 'x') << '\n' << "{\"cut\": \n";
        text.close();
        Project other = Project::create(folder.path() / "other.w2v");
        const auto entries = [&] {
            std::size_t n = 0;
            for (const auto& entry : fs::recursive_directory_iterator(folder.path()))
                n += entry.path().string().find("other.w2v") == std::string::npos;
            return n;
        };
        const std::size_t before = entries();
        const TransferReport report = importRecords(other, file, {}, job);
        QCOMPARE(report.records, std::int64_t(2));
        QCOMPARE(report.skipped, std::int64_t(7));
        const int numbers[] = {1, 2, 3, 4, 7, 8, 9};
        for (std::size_t i = 0; i < 7; ++i)
            QVERIFY2(report.problems[i].starts_with(file.string() + ":" + std::to_string(numbers[i]) + ": "), report.problems[i].c_str());
        QCOMPARE(entries(), before); // nothing was written outside the project
        for (const auto& entry : fs::recursive_directory_iterator(other.folder() / "blobs"))
            if (entry.is_regular_file())
                QVERIFY(readFile(entry.path()) != readFile(folder.path() / "secret.png"));
    }

    void theTaskOfAFileCanBeTold()
    {
        TemporaryFolder folder;
        Project project = Project::create(folder.path() / "p.w2v");
        std::ofstream(folder.path() / "a.jsonl") << R"({"prompt":"Is the lamp lost?","answer":"yes"})" << '\n'
                                                 << R"({"prompt":"How far?","answer":"move forward 1 meters"})" << '\n';
        SilentJobContext job;
        const TransferReport report = importRecords(project, folder.path() / "a.jsonl", {}, job);
        QCOMPARE(report.records, std::int64_t(1)); // yes may be D2 or D4
        QVERIFY(report.problems.front().find("does not show the task") != std::string::npos);
        ImportOptions options;
        options.task = Task::D2;
        QCOMPARE(importRecords(project, folder.path() / "a.jsonl", options, job).records, std::int64_t(2));
        QVERIFY(messageOf([] { parseDatasetFormat("parquet"); }).find("messages, sharegpt, easyr1, preference, rows") != std::string::npos);
    }

    void versionsStayAsTheyWere()
    {
        TemporaryFolder folder;
        Project project = filled(folder.path() / "p.w2v");
        SilentJobContext job;
        const DatasetVersion first = freezeDataset(project, "first", {}, job);
        QCOMPARE(first.records, std::int64_t(6));
        QCOMPARE(freezeDataset(project, "again", {}, job).digest, first.digest); // the same records, the same digest
        project.editRecord("q2", project.record("q2").question, "turn right 10 degrees");
        const std::vector<std::string> accepted{"q3"};
        project.setRecordState(accepted, "accepted", "");
        std::vector<QaRecord> more = sampleRecords(1);
        project.addRecords(more, "Add");
        RecordFilter answer;
        answer.text = "\"number 0\"";
        project.removeRecords(answer, "Remove");
        freezeDataset(project, "second", {}, job);
        const Json diff = diffDatasets(project, "first", "second", job);
        QCOMPARE(diff["added"].get<int>(), 0); // the new one has the words of the one that was removed
        QCOMPARE(diff["changed"].get<int>(), 2);
        QCOMPARE(diff["removed"].get<int>(), 1);
        QCOMPARE(diff["fields"]["answer"].get<int>(), 1);
        QCOMPARE(diff["fields"]["state"].get<int>(), 1);
        QVERIFY(diffDatasets(project, "first", "again", job)["same"].get<bool>());
        QVERIFY(messageOf([&] { freezeDataset(project, "first", {}, job); }).find("already the name") != std::string::npos);
        QVERIFY(messageOf([&] { diffDatasets(project, "first", "none", job); }).find("is no frozen version") != std::string::npos);
        std::ofstream(project.blobPath(first.digest), std::ios::app) << "x";
        QVERIFY(messageOf([&] { diffDatasets(project, "first", "second", job); }).find("damaged") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(TestDatasetFormats)
#include "tst_DatasetFormats.moc"
