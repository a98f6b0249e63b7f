// Projects that are damaged, foreign, newer or not ours to write: one clear Error, and not a byte or a file changed.
#include <fstream>
#include <unistd.h>
#include <map>

#include <QtTest>
#include <SQLiteCpp/SQLiteCpp.h>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/dataset/ProjectSchema.h"
#include "core/dataset/SqliteMemory.h"
#include "tests/core/dataset/SampleProject.h"

using namespace w2v;
using namespace w2v::test;

namespace {

void makeProject(const fs::path& path)
{
    Project project = Project::create(path);
    project.addObservation({"", "Room", "mesh_scene", "room:1", "", {}});
    std::vector<QaRecord> records = sampleRecords(400);
    project.addRecords(records, "Supervise");
}

std::map<std::string, std::string> filesIn(const fs::path& folder)
{
    std::map<std::string, std::string> files;
    for (const auto& entry : fs::recursive_directory_iterator(folder))
        files[entry.path().string()] = entry.is_regular_file() ? readFile(entry.path()) : "folder";
    return files;
}

void overwrite(const fs::path& path, std::size_t offset, const std::string& bytes)
{
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(static_cast<std::streamoff>(offset));
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

void runSql(const fs::path& path, const std::string& sql)
{
    SQLite::Database database(path.string(), SQLite::OPEN_READWRITE);
    database.exec(sql);
}

using Damage = std::function<void(const fs::path& database)>;

} // namespace

class TestProjectFiles : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void refusesDamagedDatabases_data()
    {
        QTest::addColumn<QString>("expected");
        QTest::addColumn<int>("damage");
        const char* names[] = {"empty", "short", "cut in half", "cut by a byte", "text", "png", "other program", "newer",
                               "version 0", "no tables", "extra trigger", "lost index", "foreign database", "folder"};
        const char* messages[] = {"is empty", "cut off", "cut off", "cut off", "is not a database", "is not a database",
                                  "another program", "newer version", "is not a project", "does not have the tables",
                                  "does not have the tables", "does not have the tables", "another program", "not a file"};
        for (int i = 0; i < 14; ++i)
            QTest::newRow(names[i]) << messages[i] << i;
    }

    void refusesDamagedDatabases()
    {
        QFETCH(QString, expected);
        QFETCH(int, damage);
        TemporaryFolder folder;
        const fs::path project = folder.path() / "a.w2v", database = project / "project.sqlite";
        makeProject(project);
        const std::uintmax_t size = fs::file_size(database);
        const std::vector<Damage> damages{
            [](const fs::path& p) { fs::resize_file(p, 0); },
            [](const fs::path& p) { fs::resize_file(p, 60); },
            [&](const fs::path& p) { fs::resize_file(p, size / 2); },
            [&](const fs::path& p) { fs::resize_file(p, size - 1); },
            [](const fs::path& p) { std::ofstream(p) << std::string(5000, 'x'); },
            [](const fs::path& p) { std::ofstream(p) << "\x89PNG\r\n\x1a\n" << std::string(5000, '\0'); },
            [](const fs::path& p) { overwrite(p, 68, "abcd"); },
            [](const fs::path& p) { runSql(p, "PRAGMA user_version = 999"); },
            [](const fs::path& p) { runSql(p, "PRAGMA user_version = 0"); },
            [](const fs::path& p) { runSql(p, "PRAGMA foreign_keys = OFF; DROP TABLE answer"); },
            [](const fs::path& p) {
                runSql(p, "CREATE TRIGGER evil AFTER INSERT ON setting BEGIN DELETE FROM record; END");
            },
            [](const fs::path& p) { runSql(p, "DROP INDEX record_group"); },
            [](const fs::path& p) {
                fs::remove(p);
                SQLite::Database other(p.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
                other.exec("CREATE TABLE t(x)");
            },
            [](const fs::path& p) {
                fs::remove(p);
                fs::create_directory(p);
            },
        };
        damages.at(static_cast<std::size_t>(damage))(database);
        const auto before = filesIn(folder.path());
        QString message;
        try {
            Project::open(project);
        } catch (const Error& error) {
            message = error.what();
        }
        QVERIFY2(message.contains(expected), qPrintable(message));
        QVERIFY2(message.contains("project.sqlite"), qPrintable(message));
        QVERIFY(filesIn(folder.path()) == before);
    }

    void pagesAreOfTheSizeThatIsKeptInLargeMemoryPages()
    {
        TemporaryFolder folder;
        makeProject(folder.path() / "a.w2v");
        const std::string file = readFile(folder.path() / "a.w2v" / "project.sqlite");
        const auto byte = [&](std::size_t at) { return static_cast<int>(static_cast<unsigned char>(file[at])); };
        QCOMPARE(byte(16) * 256 + byte(17), kProjectPageSize); // of SQLite's header
    }

    void survivesEveryDamagedPage()
    {
        TemporaryFolder folder;
        const fs::path project = folder.path() / "a.w2v", database = project / "project.sqlite";
        makeProject(project);
        const std::string good = readFile(database);
        constexpr std::size_t kPage = 4096;
        int refused = 0;
        for (std::size_t page = 0; page < good.size() / kPage; ++page) {
            std::string bad = good;
            for (std::size_t i = page ? 0 : 200; i < kPage; i += 3) // page 0: past the header and the first cells
                bad[page * kPage + i] = static_cast<char>(bad[page * kPage + i] * 31 + 7);
            { std::ofstream(database, std::ios::binary) << bad; }
            for (const char* rest : {"-wal", "-shm"})
                fs::remove(database.string() + rest);
            try {
                Project opened = Project::open(project);
                (void)snapshot(opened);
                (void)opened.statistics();
                RecordFilter text;
                text.text = "forward";
                (void)opened.countRecords(text);
                if (!opened.integrityProblems().empty())
                    ++refused;
                const std::vector<std::string> ids{"q1", "q200", "q400"};
                opened.setRecordState(ids, "accepted", "");
                opened.undo();
            } catch (const Error&) {
                ++refused; // any clear error will do; a crash or another exception will not
            }
        }
        QVERIFY2(refused > 10, qPrintable(QString::number(refused)));
    }

    void asksForPermission()
    {
        TemporaryFolder folder;
        const fs::path project = folder.path() / "a.w2v";
        makeProject(project);
        const auto readOnly = fs::perms::owner_read | fs::perms::owner_exec | fs::perms::group_read | fs::perms::group_exec
            | fs::perms::others_read | fs::perms::others_exec;
        fs::permissions(folder.path(), readOnly);
        fs::permissions(project, readOnly);
        const bool root = ::geteuid() == 0; // who may write everywhere: become nobody for a moment
        if (root)
            QCOMPARE(::seteuid(65534), 0);
        std::string message;
        try {
            Project::open(project);
        } catch (const Error& error) {
            message = error.what();
        }
        if (root)
            QCOMPARE(::seteuid(0), 0);
        for (const fs::path& path : {folder.path(), project})
            fs::permissions(path, fs::perms::owner_all);
        QVERIFY2(message.find("may not be written") != std::string::npos, message.c_str());
        QCOMPARE(Project::open(project).countRecords(), std::int64_t(400));
    }

    void anInterruptedCreationIsNoProject()
    {
        TemporaryFolder folder;
        const fs::path project = folder.path() / "a.w2v";
        fs::create_directories(project / "blobs");
        { std::ofstream(project / "project.sqlite.123.part") << "half"; }
        QVERIFY(!Project::isProject(project));
        (void)Project::create(project);
        QVERIFY(Project::isProject(project));
    }

    void opensOddNames()
    {
        TemporaryFolder folder;
        const fs::path project = folder.path() / "100% weird?#name 中文.w2v";
        makeProject(project);
        QCOMPARE(Project::open(project).countRecords(), std::int64_t(400));
    }

    void migratesStepByStep()
    {
        SQLite::Database database(":memory:", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
        const char* const steps[] = {"CREATE TABLE a(x)", "ALTER TABLE a ADD COLUMN y DEFAULT 5; CREATE INDEX ay ON a(y)",
                                     "CREATE TABLE b(z); THIS IS NO SQL"};
        migrate(database, std::span(steps).first(1));
        database.exec("INSERT INTO a VALUES(1)");
        migrate(database, std::span(steps).first(2));
        migrate(database, std::span(steps).first(2));
        QCOMPARE(database.execAndGet("SELECT y FROM a").getInt(), 5);
        QCOMPARE(database.execAndGet("PRAGMA user_version").getInt(), 2);
        QVERIFY_EXCEPTION_THROWN(migrate(database, steps), SQLite::Exception);
        QCOMPARE(database.execAndGet("PRAGMA user_version").getInt(), 2); // the failed step left nothing
        QVERIFY(!database.tableExists("b"));
    }

    /// Before there were calibrations: a removal made then is undone now.
    void takesOverTheFirstVersion()
    {
        TemporaryFolder folder;
        const fs::path project = folder.path() / "a.w2v";
        fs::create_directories(project / "blobs");
        fs::create_directories(project / "runs");
        {
            SQLite::Database database((project / "project.sqlite").string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
            database.exec("PRAGMA application_id = " + std::to_string(kProjectApplicationId));
            migrate(database, projectMigrations().first(1));
            database.exec("INSERT INTO observation VALUES(1, 'o1', 'Kitchen', 'photograph', 'k.png', '', '{}');"
                          "INSERT INTO undo_step(title, time) VALUES('Remove Bath', '2026-01-01T00:00:00Z');"
                          "INSERT INTO undo_observation VALUES(1, 2, 1, 'o2', 'Bath', 'photograph', 'b.png', '', '{}');");
        }
        Project now = Project::open(project);
        QVERIFY(now.observation("o1")->calibration.empty());
        QCOMPARE(now.undo().value(), std::string("Remove Bath"));
        StoredObservation bath = now.observation("o2").value();
        QCOMPARE(bath.name, std::string("Bath"));
        bath.calibration.focal = FocalSource::Exif;
        now.calibrateObservation(bath);
        QCOMPARE(now.history().front().title, std::string("Calibrate Bath"));
        QVERIFY(now.observation("o2")->calibration.focal == FocalSource::Exif);
        QVERIFY(now.undo());
        QVERIFY(now.observation("o2")->calibration.empty());
        QVERIFY(now.integrityProblems().empty());
    }

    void journalsEveryColumn()
    {
        SQLite::Database database(":memory:", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
        migrate(database, projectMigrations());
        for (const JournalTable& table : journalTables()) {
            std::vector<std::string> columns, images;
            const auto names = [&](const std::string& of, std::vector<std::string>& into) {
                SQLite::Statement query(database, "SELECT name FROM pragma_table_info('" + of + "')");
                while (query.executeStep())
                    into.push_back(query.getColumn(0).getString());
            };
            names(table.name, columns);
            names(std::string("undo_") + table.name, images);
            std::vector<std::string> expected{"number"};
            expected.insert(expected.end(), table.columns.begin(), table.columns.end());
            QCOMPARE(columns, expected);
            expected.insert(expected.begin(), "step");
            expected.insert(expected.begin() + 2, "had");
            QCOMPARE(images, expected);
        }
    }
};

QTEST_GUILESS_MAIN(TestProjectFiles)
#include "tst_ProjectFiles.moc"
