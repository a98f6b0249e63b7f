// Lists of records of any length: pages, numbers and counts against what a plain loop finds; imports of many at once.
#include <algorithm>
#include <fstream>
#include <functional>
#include <random>

#include <QtTest>
#include <SQLiteCpp/SQLiteCpp.h>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/dataset/DatasetTransfer.h"
#include "core/dataset/ProjectSchema.h"
#include "core/dataset/RecordLine.h"
#include "core/dataset/RowLine.h"
#include "tests/core/dataset/RowLineSamples.h"
#include "tests/core/dataset/SampleProject.h"

using namespace w2v;
using namespace w2v::test;

namespace {

constexpr const char* kStates[] = {"pending", "accepted", "rejected", "second_look"};
constexpr const char* kObjects[] = {"chair", "table", "lamp", "sofa", "chairlift"};

std::vector<QaRecord> manyRecords(int count)
{
    std::mt19937 random(5);
    std::vector<QaRecord> records;
    for (int i = 0; i < count; ++i) {
        QaRecord record;
        record.task = static_cast<Task>(random() % kTaskCount);
        record.scene = "room:" + std::to_string(random() % 50);
        record.split = random() % 4 ? "train" : "heldout";
        record.state = kStates[random() % 4];
        record.question = std::string("Is the ") + kObjects[random() % 5] + " left of the " + kObjects[random() % 5] + "?";
        record.answer = random() % 2 ? "yes" : std::string("no, the ") + kObjects[random() % 5] + " is left of the lamp";
        if (random() % 5)
            record.facts["difficulty"] = static_cast<double>(random() % 100) / 100;
        records.push_back(record);
    }
    return records;
}

double difficultyOf(const QaRecord& record)
{
    return record.facts.value("difficulty", -1.0);
}

bool fits(const QaRecord& record, const RecordFilter& filter)
{
    const auto is = [](const std::string& wanted, const std::string& value) { return wanted.empty() || wanted == value; };
    return (filter.tasks.empty() || std::find(filter.tasks.begin(), filter.tasks.end(), record.task) != filter.tasks.end())
        && is(filter.state, record.state) && is(filter.split, record.split) && is(filter.scene, record.scene)
        && (!filter.minDifficulty || difficultyOf(record) >= *filter.minDifficulty)
        && (!filter.maxDifficulty || difficultyOf(record) <= *filter.maxDifficulty)
        && (filter.text != "lamp " || (record.question + record.answer).find("lamp") != std::string::npos);
}

RecordFilter drawFilter(std::mt19937& random)
{
    RecordFilter filter;
    for (unsigned i = random() % 4; i > 0; --i)
        filter.tasks.push_back(static_cast<Task>(random() % kTaskCount));
    if (random() % 2)
        filter.state = kStates[random() % 4];
    if (random() % 2)
        filter.split = "heldout";
    if (random() % 4 == 0)
        filter.scene = "room:" + std::to_string(random() % 50);
    if (random() % 3 == 0)
        filter.minDifficulty = 0.3;
    if (random() % 3 == 0)
        filter.maxDifficulty = 0.8;
    if (random() % 4 == 0)
        filter.text = "lamp ";
    return filter;
}

std::string rowLine(int id)
{
    return Json{{"id", id}, {"task", "D2"}, {"scene", "room:" + std::to_string(id % 7)}, {"split", "train"}, {"status", id % 4},
                {"difficulty", id / 10000.0}, {"question", "Is the lamp number " + std::to_string(id) + " lost?"}, {"answer", "yes"}}
               .dump()
        + "\n";
}

std::int64_t found(const Project& project, const char* text)
{
    RecordFilter filter;
    filter.text = text;
    return project.countRecords(filter);
}

/// So many records without ids, a thousand at a time; answer and origin are their number, from 0. `change` may alter one.
RecordStream numbered(int count, const std::function<void(int number, QaRecord& record)>& change)
{
    RecordStream stream;
    stream.expected = count;
    stream.next = [count, change, made = 0](std::vector<IncomingRecord>& into) mutable {
        for (int i = 0; i < 1000; ++i, ++made) {
            QaRecord record;
            record.question = "Which?";
            record.answer = std::to_string(made);
            change(made, record);
            into.push_back({record, std::to_string(made)});
        }
        return made < count;
    };
    return stream;
}

} // namespace

class TestRecordLists : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void listsAreWhatALoopFinds()
    {
        TemporaryFolder folder;
        Project project = Project::create(folder.path() / "p.w2v");
        std::vector<QaRecord> records = manyRecords(3000);
        project.addRecords(records, "Add");
        std::vector<std::pair<std::int64_t, QaRecord>> numbered;
        for (std::size_t i = 0; i < records.size(); ++i)
            numbered.emplace_back(static_cast<std::int64_t>(i) + 1, records[i]);
        std::mt19937 random(11);
        for (int round = 0; round < 150; ++round) {
            const RecordFilter filter = drawFilter(random);
            auto wanted = numbered;
            std::erase_if(wanted, [&](const auto& pair) { return !fits(pair.second, filter); });
            const auto numbers = [&] {
                std::vector<std::int64_t> all;
                for (const auto& pair : wanted)
                    all.push_back(pair.first);
                return all;
            };
            QCOMPARE(project.countRecords(filter), static_cast<std::int64_t>(wanted.size()));
            QCOMPARE(project.recordNumbers(filter), numbers());
            std::stable_sort(wanted.begin(), wanted.end(), [](const auto& a, const auto& b) {
                return difficultyOf(a.second) < difficultyOf(b.second);
            });
            QCOMPARE(project.recordNumbers(filter, RecordOrder::Difficulty), numbers());
            // Paging by the last row, and by offset, gives the same list.
            for (const RecordOrder order : {RecordOrder::Creation, RecordOrder::Difficulty}) {
                const std::vector<std::int64_t> all = project.recordNumbers(filter, order);
                std::vector<std::int64_t> paged;
                std::optional<RecordRow> last;
                for (;;) {
                    RecordPage page{.order = order, .limit = 100};
                    page.after = last ? &*last : nullptr;
                    const std::vector<RecordRow> rows = project.recordRows(filter, page);
                    for (const RecordRow& row : rows)
                        paged.push_back(row.number);
                    if (rows.empty())
                        break;
                    last = rows.back();
                }
                QCOMPARE(paged, all);
                const std::size_t offset = all.empty() ? 0 : random() % all.size();
                const std::vector<RecordRow> rows = project.recordRows(filter, {.order = order, .offset = static_cast<std::int64_t>(offset), .limit = 7});
                QCOMPARE(rows.size(), std::min<std::size_t>(7, all.size() - offset));
                for (std::size_t i = 0; i < rows.size(); ++i)
                    QCOMPARE(rows[i].number, all[offset + i]);
            }
        }
    }

    void rowsSayWhatRecordsSay()
    {
        TemporaryFolder folder;
        Project project = Project::create(folder.path() / "p.w2v");
        std::vector<QaRecord> records = manyRecords(20);
        project.addRecords(records, "Add");
        const std::vector<std::int64_t> numbers{20, 3, 999, 7};
        const std::vector<RecordRow> rows = project.recordRows(numbers);
        QCOMPARE(rows.size(), std::size_t(3));
        QCOMPARE(rows[1].id, std::string("q3"));
        const QaRecord record = project.record("q3");
        QCOMPARE(rows[1].question + rows[1].answer + rows[1].state, record.question + record.answer + record.state);
        QCOMPARE(rows[1].difficulty, difficultyOf(record));
        QCOMPARE(project.recordNumber("q7").value(), std::int64_t(7));
        QVERIFY(!project.record(std::int64_t(999)));
    }

    void bestMatchesComeFirst()
    {
        TemporaryFolder folder;
        Project project = Project::create(folder.path() / "p.w2v");
        std::vector<QaRecord> records = manyRecords(2000);
        records[1234].question = "lamp";
        records[1234].answer = "lamp lamp";
        project.addRecords(records, "Add");
        RecordFilter filter;
        filter.text = "lamp ";
        QCOMPARE(project.recordNumbers(filter, RecordOrder::Relevance, 1), std::vector<std::int64_t>{1235});
        // The whole order is that of SQLite's own bm25.
        filter.text = "\"left of the lamp\"";
        SQLite::Database database((folder.path() / "p.w2v/project.sqlite").string());
        SQLite::Statement query(database, "SELECT rowid FROM record_text WHERE record_text MATCH '\"left of the lamp\"' ORDER BY bm25(record_text), rowid");
        std::vector<std::int64_t> expected;
        while (query.executeStep())
            expected.push_back(query.getColumn(0).getInt64());
        QVERIFY(expected.size() > 100);
        QCOMPARE(project.recordNumbers(filter, RecordOrder::Relevance), expected);
        QCOMPARE(found(project, "\"chair left\""), found(project, "\"chair left of\""));
        QVERIFY(found(project, "chair") > found(project, "chair ")); // an unfinished word also begins others
    }

    /// What a search in a group finds follows every edit: of this object, of another one, undone, and within a transaction.
    void searchesInAGroupFollowEdits()
    {
        TemporaryFolder folder;
        Project project = Project::create(folder.path() / "p.w2v");
        std::vector<QaRecord> records = sampleRecords(400);
        project.addRecords(records, "Add");
        RecordFilter filter;
        filter.tasks = {Task::A1};
        filter.state = "pending";
        filter.text = "camera views ";
        const auto rows = [&] { return project.recordRows(filter, RecordPage{.limit = 1000}).size(); };
        const std::size_t all = rows();
        QCOMPARE(all, std::size_t(200));
        QCOMPARE(rows(), all);
        std::vector<std::string> ids = project.recordIds(filter);
        ids.resize(10);
        project.setRecordState(ids, "accepted", "");
        QCOMPARE(rows(), all - 10);
        QCOMPARE(project.recordNumbers(filter).size(), all - 10);
        Project::open(folder.path() / "p.w2v").undo();
        QCOMPARE(rows(), all);
        project.group("Accept", [&] {
            project.setRecordState(ids, "accepted", "");
            QCOMPARE(rows(), all - 10);
        });
        QCOMPARE(rows(), all - 10);
        filter.state = "accepted";
        QCOMPARE(rows(), std::size_t(10));
        try {
            project.group("Fails", [&] {
                project.setRecordState(ids, "rejected", "");
                if (rows() == 0)
                    throw Error("test", "ends the group");
            });
        } catch (const Error&) {
            QCOMPARE(rows(), std::size_t(10));
            return;
        }
        QFAIL("the group's own edit was not seen");
    }

    void manyAtOnceAreLikeOneByOne()
    {
        TemporaryFolder folder;
        std::ofstream file(folder.path() / "rows.jsonl", std::ios::binary);
        for (int i = 1; i <= 12'000; ++i)
            file << (i == 777 ? "{\"id\":777,\"task\":\"D2\"}\n" : i == 9'000 ? rowLine(5) : i == 9'500 ? "\xff\xfe\n" : rowLine(i));
        file.close();
        Project project = Project::create(folder.path() / "p.w2v");
        SilentJobContext job;
        const TransferReport report = importRecords(project, folder.path() / "rows.jsonl", {}, job);
        QCOMPARE(report.records, std::int64_t(11'997));
        QCOMPARE(report.skipped, std::int64_t(3));
        for (const char* line : {"rows.jsonl:777: ", "rows.jsonl:9000: the id 5 is taken", "rows.jsonl:9500: "})
            QVERIFY2(std::any_of(report.problems.begin(), report.problems.end(),
                                 [&](const std::string& p) { return p.find(line) != std::string::npos; }), line);
        checkImported(project);
        QVERIFY(fs::exists(folder.path() / "p.w2v/project.sqlite-wal")); // the log is in use again
        QCOMPARE(project.undo().value(), std::string("Import rows.jsonl"));
        QCOMPARE(project.countRecords(), std::int64_t(0));
        QCOMPARE(found(project, "lamp"), std::int64_t(0));
        QVERIFY(project.integrityProblems().empty());
        project.redo();
        checkImported(project);
        { // another process sees the same
            const Project other = Project::open(folder.path() / "p.w2v");
            checkImported(other);
        }
        QCOMPARE(importRecordsSkipping(project, folder.path() / "rows.jsonl"), std::int64_t(0)); // ids are taken: nothing comes twice
        QVERIFY(std::none_of(fs::directory_iterator(folder.path() / "p.w2v"), fs::directory_iterator(),
                             [](const auto& entry) { return entry.path().extension() == ".part"; }));
    }

    void plainRowsAreReadAsAnyOther()
    {
        const std::vector<std::string> lines = rowLineSamples();
        RowLine rows;
        int plain = 0, all = 0;
        std::mt19937 random(3);
        for (const std::string& line : lines)
            for (int i = 0; i < 400; ++i, ++all) {
                std::string damaged = line; // the first stays whole
                for (unsigned k = i ? random() % 3 + 1 : 0; k > 0 && !damaged.empty(); --k)
                    damaged[random() % damaged.size()] = kDamage[random() % kDamage.size()];
                const std::optional<StoredRecord> row = rows.read(damaged);
                plain += row.has_value();
                if (!row)
                    continue;
                QaRecord same;
                try {
                    same = recordFromObject(parseJson(damaged, "line"), DatasetFormat::Rows, std::nullopt);
                } catch (const Error& error) {
                    QFAIL(qPrintable(QString::fromStdString(damaged + ": " + error.what())));
                }
                if (row->state.empty())
                    same.state = "pending";
                const StoredRecord expected(same);
                for (const auto& [got, wanted] : {std::pair{row->id, expected.id}, {row->task, expected.task}, {row->scene, expected.scene},
                                                  {row->split, expected.split}, {row->question, expected.question}, {row->answer, expected.answer}})
                    QVERIFY2(got == wanted, damaged.c_str());
                QVERIFY2(row->state.empty() || row->state == expected.state, damaged.c_str());
                QVERIFY2(parseJson(row->facts, "facts").dump() == expected.facts, (damaged + "\n" + row->facts + "\n" + expected.facts).c_str());
                QVERIFY2(row->difficulty == expected.difficulty, damaged.c_str());
            }
        qInfo("%d of %d lines are plain rows", plain, all);
        QVERIFY(plain > 200);
        QVERIFY(rows.read(lines[2]) && rows.read(lines[3]) && !rows.read(lines[4]) && !rows.read(lines[9]));
    }

    void manyAtOnceWithoutIdsOrWithTakenOnes()
    {
        TemporaryFolder folder;
        Project project = Project::create(folder.path() / "p.w2v");
        const Project other = Project::open(folder.path() / "p.w2v"); // keeps the write-ahead log in use
        int refused = 0;
        RecordStream stream = numbered(20'000, [](int made, QaRecord& record) {
            if (made == 100)
                record.id = "q9000"; // what a later one would have been called
            if (made % 1500 == 7)
                record.id = "same";
        });
        stream.refused = [&](const std::string& origin, const std::string&) { refused += std::stoi(origin) % 1500 == 7; };
        stream.added = [](std::int64_t) {};
        QCOMPARE(project.addRecords(stream, "Fill"), std::int64_t(20'000 - 13));
        QCOMPARE(refused, 13);
        QCOMPARE(project.record("q9000").answer, std::string("100"));
        QCOMPARE(other.countRecords(), std::int64_t(20'000 - 13));
        QCOMPARE(std::ssize(project.recordNumbers({})), std::int64_t(20'000 - 13));
        QCOMPARE(project.recordRows({}, {.offset = 19'980}).size(), std::size_t(7));
        for (const int sought : {5, 1506, 1508, 12'345, 19'999}) { // the text index knows each under its own number, beside refused ones too
            const std::vector<RecordRow> found = project.recordRows({.text = std::to_string(sought) + " "}, {});
            QCOMPARE(found.size(), std::size_t(1));
            QCOMPARE(found.front().answer, std::to_string(sought));
        }
        QVERIFY(project.recordRows({.text = "1507 "}, {}).empty()); // refused
        QVERIFY(project.integrityProblems().empty());
        QVERIFY(project.undo());
        QCOMPARE(other.countRecords(), std::int64_t(0));
    }

    void manyThatAreGivenUpAddNothing()
    {
        TemporaryFolder folder;
        Project project = Project::create(folder.path() / "p.w2v");
        RecordStream stream = numbered(50'000, [](int, QaRecord&) {});
        stream.refused = [](const std::string&, const std::string&) {};
        stream.added = [](std::int64_t count) {
            if (count >= 30'000)
                throw Cancelled();
        };
        QVERIFY_EXCEPTION_THROWN(project.addRecords(stream, "Fill"), Cancelled);
        QCOMPARE(project.countRecords(), std::int64_t(0));
        QVERIFY(project.recordNumbers({.text = "123 "}).empty());
        QVERIFY(project.integrityProblems().empty());
        for (const auto& entry : fs::directory_iterator(project.folder()))
            QVERIFY2(entry.path().extension() != ".part", entry.path().c_str());
    }

    void oldProjectsComeWithTheirRecords()
    {
        TemporaryFolder folder;
        const fs::path path = folder.path() / "old.w2v";
        fs::create_directories(path / "blobs");
        {
            SQLite::Database old((path / "project.sqlite").string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
            old.exec("PRAGMA application_id = " + std::to_string(kProjectApplicationId));
            migrate(old, projectMigrations().first(1));
            for (int i = 1; i <= 30; ++i)
                old.exec("INSERT INTO record(id, task, mode, scene, rollout, split, state, reason, variant, images, question, answer, "
                         "facts, provenance) VALUES('q" + std::to_string(i) + "', 'A1', 'verified', 'room:1', '', 'train', '"
                         + kStates[i % 4] + "', '', 0, '[]', 'old question', 'yes', '{\"difficulty\": 0." + std::to_string(i % 10) + "}', '{}')");
        }
        Project project = Project::open(path);
        RecordFilter filter;
        filter.state = "accepted";
        QCOMPARE(project.countRecords(filter), std::int64_t(8));
        QCOMPARE(project.countRecords(), std::int64_t(30));
        filter = {};
        filter.minDifficulty = 0.8;
        QCOMPARE(project.countRecords(filter), std::int64_t(6));
        QCOMPARE(found(project, "question"), std::int64_t(30));
        project.removeRecords({}, "Remove");
        QCOMPARE(project.countRecords(), std::int64_t(0));
        project.undo();
        QCOMPARE(project.countRecords(filter), std::int64_t(6));
        QVERIFY(project.integrityProblems().empty());
    }

private:
    static std::int64_t importRecordsSkipping(Project& project, const fs::path& file)
    {
        SilentJobContext job;
        const std::int64_t before = project.countRecords();
        try {
            importRecords(project, file, {}, job);
        } catch (const Error&) { // not one line could be used
        }
        return project.countRecords() - before;
    }

    static void checkImported(const Project& project)
    {
        QCOMPARE(project.countRecords(), std::int64_t(11'997));
        QCOMPARE(project.statistics()["scenes"].get<int>(), 7);
        QCOMPARE(found(project, "lamp "), std::int64_t(11'997));
        QCOMPARE(found(project, "number 4321"), std::int64_t(1));
        RecordFilter filter;
        filter.state = "rejected"; // status 2
        std::int64_t rejected = 0;
        project.forEachRecord({}, [&](const QaRecord& record) { rejected += record.state == "rejected"; });
        QCOMPARE(project.countRecords(filter), rejected);
        QCOMPARE(project.record("4321").facts["difficulty"].get<double>(), 0.4321);
        QCOMPARE(project.record("4321").provenance["imported_from"].get<std::string>(), std::string("rows.jsonl:4321"));
        QCOMPARE(project.recordRows({}, {.offset = 11'990}).size(), std::size_t(7));
        QVERIFY(project.integrityProblems().empty());
    }
};

QTEST_GUILESS_MAIN(TestRecordLists)
#include "tst_RecordLists.moc"
