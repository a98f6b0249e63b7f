// A second reviewer's verdicts against hand-counted agreement; saved views; versions as sources of an export.
#include <cmath>
#include <fstream>

#include <QtTest>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/dataset/DatasetTransfer.h"
#include "core/dataset/DatasetVersions.h"
#include "core/dataset/RecordViews.h"
#include "core/dataset/ReviewMerge.h"
#include "tests/core/dataset/SampleProject.h"

using namespace w2v;
using namespace w2v::test;

namespace {

Project judged(const fs::path& path, int accepted, int rejected, int pending)
{
    Project project = Project::create(path);
    std::vector<QaRecord> records(static_cast<std::size_t>(accepted + rejected + pending));
    for (std::size_t i = 0; i < records.size(); ++i) {
        records[i].task = i % 2 ? Task::D2 : Task::A1;
        records[i].question = "Which way?";
        records[i].answer = "left";
        records[i].state = static_cast<int>(i) < accepted ? "accepted" : static_cast<int>(i) < accepted + rejected ? "rejected" : "pending";
        records[i].reason = records[i].state == "rejected" ? "blurry" : "";
    }
    project.addRecords(records, "Add");
    return project;
}

void write(const fs::path& file, const std::string& text)
{
    std::ofstream(file, std::ios::binary) << text;
}

std::int64_t countIn(const Project& project, const std::string& state)
{
    return project.countRecords({.state = state});
}

} // namespace

class TestReviewMerge : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void kappaIsCohens()
    {
        // The textbook table 20 5 / 10 15: observed 0.7, expected 0.5, kappa 0.4.
        ReviewAgreement agreement;
        const auto add = [&](int n, const char* first, const char* second) {
            for (int i = 0; i < n; ++i)
                agreement.add(first, second);
        };
        add(20, "accepted", "accepted");
        add(5, "accepted", "rejected");
        add(10, "rejected", "accepted");
        add(15, "rejected", "rejected");
        agreement.add("pending", "accepted"); // no verdict
        QCOMPARE(agreement.records(), std::int64_t(50));
        QVERIFY(std::abs(agreement.observed() - 0.7) < 1e-12);
        QVERIFY(std::abs(agreement.expected() - 0.5) < 1e-12);
        QVERIFY(std::abs(agreement.kappa() - 0.4) < 1e-12);
        QVERIFY(std::abs(agreement.standardError() - std::sqrt(0.7 * 0.3 / 50) / 0.5) < 1e-12);
        QVERIFY(std::isnan(ReviewAgreement().kappa()));
        ReviewAgreement same;
        same.add("accepted", "accepted");
        QVERIFY(same.toJson().at("kappa").is_null()); // nothing to tell from chance
    }

    void conflictsAreQueuedAndUndoneAtOnce()
    {
        TemporaryFolder folder;
        Project project = judged(folder.path() / "p.w2v", 4, 2, 3);
        write(folder.path() / "second.jsonl",
              "{\"id\":\"q1\",\"state\":\"accepted\"}\n{\"id\":\"q2\",\"state\":\"rejected\",\"reason\":\"wrong box\"}\n"
              "{\"id\":\"q5\",\"status\":1}\n{\"id\":\"q6\",\"state\":\"rejected\"}\n{\"id\":\"q7\",\"state\":\"rejected\",\"reason\":\"dark\"}\n"
              "{\"id\":\"q8\",\"state\":\"pending\"}\n{\"id\":\"q99\",\"state\":\"accepted\"}\nnot json\n{\"id\":\"q3\",\"state\":\"good\"}\n");
        std::vector<std::string> problems;
        const std::vector<ReviewVerdict> verdicts = readVerdicts(folder.path() / "second.jsonl", problems);
        QCOMPARE(verdicts.size(), std::size_t(6));
        QCOMPARE(problems.size(), std::size_t(2));
        QVERIFY(problems[0].starts_with("second.jsonl:8: "));
        SilentJobContext job;
        ReviewMergeOptions options;
        options.reviewer = "Ada";
        options.apply = false;
        QCOMPARE(mergeReview(project, verdicts, options, job).at("conflict_count").get<int>(), 2);
        QCOMPARE(countIn(project, "second_look"), std::int64_t(0)); // only measured
        options.apply = true;
        const Json merged = mergeReview(project, verdicts, options, job);
        QCOMPARE(merged.at("agreement").at("records").get<int>(), 4);
        QCOMPARE(merged.at("agreement").at("observed").get<double>(), 0.5);
        QCOMPARE(merged.at("by_task").at("A1").at("records").get<int>(), 2); // q1 and q5
        QCOMPARE(merged.at("unknown"), Json::array({"q99"}));
        QCOMPARE(merged.at("adopted").get<int>(), 1);
        QCOMPARE(project.record("q2").state, std::string("second_look"));
        QCOMPARE(project.record("q2").reason, std::string("first: accepted; Ada: rejected (wrong box)"));
        QCOMPARE(project.record("q5").reason, std::string("first: rejected (blurry); Ada: accepted"));
        QCOMPARE(project.record("q6").state, std::string("rejected")); // both say so
        QCOMPARE(project.record("q7").reason, std::string("dark"));
        QCOMPARE(project.undo().value(), std::string("Merge the review of Ada"));
        QCOMPARE(countIn(project, "accepted"), std::int64_t(4));
        QCOMPARE(project.record("q5").reason, std::string("blurry"));
        QCOMPARE(countIn(project, "pending"), std::int64_t(3));
    }

    void verdictsComeBackAsWritten()
    {
        TemporaryFolder folder;
        Project mine = judged(folder.path() / "a.w2v", 3, 3, 2);
        SilentJobContext job;
        QCOMPARE(writeVerdicts(mine, folder.path() / "verdicts.jsonl", job), std::int64_t(6));
        std::vector<std::string> problems;
        const Json merged = mergeReview(mine, readVerdicts(folder.path() / "verdicts.jsonl", problems), {}, job);
        QVERIFY(problems.empty());
        QCOMPARE(merged.at("agreement").at("kappa").get<double>(), 1.0);
        QCOMPARE(merged.at("conflict_count").get<int>(), 0);
    }

    void contradictoryAndEmptyFilesAreRefused()
    {
        TemporaryFolder folder;
        std::vector<std::string> problems;
        for (const char* text : {"", "\n\n", "{\"id\":\"q1\",\"state\":\"accepted\"}\n{\"id\":\"q1\",\"state\":\"rejected\"}\n", "[1,2]\n"}) {
            write(folder.path() / "bad.jsonl", text);
            QVERIFY_EXCEPTION_THROWN(readVerdicts(folder.path() / "bad.jsonl", problems), Error);
        }
    }

    void viewsAreKept()
    {
        TemporaryFolder folder;
        const fs::path path = folder.path() / "p.w2v";
        Project project = judged(path, 3, 2, 1);
        RecordView view{"hard \"boxes\"", {.tasks = {Task::D2, Task::A1}, .state = "accepted", .text = "way", .minDifficulty = 0.25}, RecordOrder::Difficulty};
        saveRecordView(project, view);
        saveRecordView(project, {"all", {}, RecordOrder::Creation});
        view.filter.state = "rejected";
        saveRecordView(project, view); // in place of the first
        const Project again = Project::open(path);
        QCOMPARE(recordViews(again).size(), std::size_t(2));
        const RecordView read = recordView(again, view.name);
        QCOMPARE(recordViewToJson(read).dump(), recordViewToJson(view).dump());
        QCOMPARE(read.filter.state, std::string("rejected"));
        QVERIFY(read.order == RecordOrder::Difficulty);
        removeRecordView(project, "all");
        QVERIFY_EXCEPTION_THROWN(removeRecordView(project, "all"), Error);
        QVERIFY_EXCEPTION_THROWN(saveRecordView(project, {"", {}, RecordOrder::Creation}), Error);
        project.setValue("record.views", "[{\"name\":7},{\"name\":\"x\",\"tasks\":[\"Z9\"]},{\"name\":\"ok\"},3]"); // of another version
        QCOMPARE(recordViews(project).size(), std::size_t(1));
    }

    void aVersionIsExportedAsItWas()
    {
        TemporaryFolder folder;
        Project project = judged(folder.path() / "p.w2v", 3, 2, 1);
        SilentJobContext job;
        freezeDataset(project, "v1", {.state = "accepted"}, job);
        project.editRecord("q1", "Which way now?", "right");
        project.removeRecords({.state = "rejected"}, "Remove");
        ExportOptions options;
        options.format = DatasetFormat::Rows;
        options.version = "v1";
        QCOMPARE(exportRecords(project, folder.path() / "out", options, job).records, std::int64_t(3));
        const std::string text = readFile(folder.path() / "out/rows.jsonl");
        QVERIFY(text.find("\"Which way?\"") != std::string::npos);
        QVERIFY(text.find("now") == std::string::npos);
        options.version = "v2";
        QVERIFY_EXCEPTION_THROWN(exportRecords(project, folder.path() / "out2", options, job), Error);
        QVERIFY(!fs::exists(folder.path() / "out2"));
    }
};

QTEST_GUILESS_MAIN(TestReviewMerge)
#include "tst_ReviewMerge.moc"
