// Several processes on one project: concurrent writers, and writers killed at random moments.
#include <fstream>
#include <map>
#include <random>
#include <set>
#include <thread>

#include <QtTest>
#include <QElapsedTimer>
#include <QProcess>

#include "core/base/Digest.h"
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "tests/core/dataset/SampleProject.h"

using namespace w2v;
using namespace w2v::test;

namespace {

const QString kChild = QStringLiteral(W2V_BINARY_DIR "/store_child");

struct Row {
    std::string state = "pending", answer = "left";
    bool operator==(const Row&) const = default;
};

/// What must be in the project, from what the children said.
struct Expected {
    std::map<std::string, Row> rows;
    QList<QByteArray> pending; ///< the words of the edit that was under way when the child was killed

    void apply(const QByteArray& output)
    {
        pending.clear();
        for (const QByteArray& line : output.split('\n')) {
            const QList<QByteArray> words = line.split(' ');
            if (words[0] == "added")
                for (const QByteArray& id : words.mid(1))
                    rows[id.toStdString()] = {};
            if (words[0] == "done")
                applyTo(rows);
            if (words[0] == "added" || words[0] == "done")
                pending.clear();
            else if (!line.isEmpty())
                pending = words;
        }
    }

    void applyTo(std::map<std::string, Row>& to) const
    {
        if (pending.value(0) == "state")
            to[pending[1].toStdString()].state = pending[2].toStdString();
        if (pending.value(0) == "answer")
            to[pending[1].toStdString()].answer = pending[2].toStdString();
    }
};

std::map<std::string, Row> rowsOf(const Project& project)
{
    std::map<std::string, Row> rows;
    project.forEachRecord({}, [&](const QaRecord& record) { rows[record.id] = {record.state, record.answer}; });
    return rows;
}

} // namespace

class TestProjectProcesses : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void twoProcessesWriteAtOnce()
    {
        TemporaryFolder folder;
        const QString path = QString::fromStdString((folder.path() / "a.w2v").string());
        Project project = Project::create(path.toStdString());
        constexpr int kEdits = 40;
        QProcess a, b;
        for (QProcess* child : {&a, &b})
            child->start(kChild, {path, child == &a ? "1" : "2", QString::number(kEdits)});
        // This process reads and writes meanwhile.
        int own = 0;
        std::int64_t version = project.dataVersion();
        int changes = 0;
        while (a.state() != QProcess::NotRunning || b.state() != QProcess::NotRunning) {
            std::vector<QaRecord> records = sampleRecords(2);
            project.addRecords(records, "", false);
            own += 2;
            (void)project.records({}, 0, 50);
            const std::int64_t now = project.dataVersion();
            changes += now != version;
            version = now;
            a.waitForFinished(5);
            b.waitForFinished(5);
        }
        std::set<std::string> ids;
        for (QProcess* child : {&a, &b}) {
            QVERIFY2(child->exitStatus() == QProcess::NormalExit && child->exitCode() == 0,
                     child->readAllStandardError().constData());
            for (const QByteArray& line : child->readAllStandardOutput().split('\n'))
                if (line.startsWith("added "))
                    for (const QByteArray& id : line.mid(6).split(' '))
                        QVERIFY2(ids.insert(id.toStdString()).second, id.constData()); // no id was given twice
        }
        QVERIFY(changes > 0);
        QVERIFY(project.integrityProblems().empty());
        const std::vector<std::string> present = project.recordIds({});
        const std::set<std::string> all(present.begin(), present.end());
        QCOMPARE(all.size(), present.size());
        QVERIFY(static_cast<int>(all.size()) >= own);
        QVERIFY(all.size() <= ids.size() + static_cast<std::size_t>(own)); // fewer where one process undid another's step
    }

    void aSecondConnectionKeepsTheFirstOnesLocks()
    {
        TemporaryFolder folder;
        const fs::path path = folder.path() / "a.w2v", log = path / "project.sqlite-wal";
        Project project = Project::create(path);
        std::vector<QaRecord> records = sampleRecords(3);
        project.addRecords(records, "Add");
        { const Project second = Project::open(path); } // closing it must not release the first one's locks
        QProcess child;
        child.start(kChild, {QString::fromStdString(path.string()), "1", "2"});
        QVERIFY(child.waitForFinished());
        QCOMPARE(child.exitCode(), 0);
        QVERIFY(fs::exists(log)); // the child was not the last: it may not take the log away
        std::vector<QaRecord> more = sampleRecords(3);
        project.addRecords(more, "Add");
        QVERIFY(project.integrityProblems().empty());
    }

    void aCopyWithItsLogIsWhole()
    {
        TemporaryFolder folder;
        const fs::path path = folder.path() / "a.w2v", copy = folder.path() / "copy.w2v";
        Project project = Project::create(path);
        std::vector<QaRecord> records = sampleRecords(30);
        project.addRecords(records, "Add");
        fs::create_directories(copy / "blobs");
        for (const char* name : {"project.sqlite", "project.sqlite-wal"}) // as after a power cut: no shared memory file
            QProcess::execute("cp", {QString::fromStdString((path / name).string()), QString::fromStdString(copy.string())});
        Project copied = Project::open(copy);
        QCOMPARE(copied.countRecords(), std::int64_t(30));
        QVERIFY(copied.undo());
    }

    void acknowledgedEditsSurviveAKill()
    {
        const int kills = qEnvironmentVariableIntValue("W2V_KILLS") > 0 ? qEnvironmentVariableIntValue("W2V_KILLS") : 25;
        const unsigned seed = std::random_device()();
        qInfo("%d kills, seed %u", kills, seed);
        std::mt19937 random(seed);
        TemporaryFolder folder;
        const QString path = QString::fromStdString((folder.path() / "a.w2v").string());
        (void)Project::create(path.toStdString());
        Expected expected;
        int killed = 0;
        for (int round = 0; round < kills; ++round) {
            QProcess child;
            child.start(kChild, {path, QString::number(random()), "1000000"});
            QVERIFY(child.waitForStarted());
            if (round % 8 != 7) // now and then while it is still opening the project
                QVERIFY(child.waitForReadyRead());
            std::this_thread::sleep_for(std::chrono::microseconds(random() % 300'000));
            child.kill(); // SIGKILL
            QVERIFY(child.waitForFinished());
            killed += child.exitStatus() == QProcess::CrashExit;
            expected.apply(child.readAllStandardOutput());

            Project project = Project::open(path.toStdString());
            QCOMPARE(project.integrityProblems(), std::string());
            if (expected.pending.value(0) == "undo")
                project.redo(); // the kill may have come between the two halves
            const std::map<std::string, Row> rows = rowsOf(project);
            if (expected.pending.value(0) == "add" && rows.size() > expected.rows.size()) {
                QCOMPARE(rows.size() - expected.rows.size(), expected.pending[1].toULong()); // all of the edit or nothing
                for (const auto& [id, row] : rows)
                    expected.rows.try_emplace(id);
            }
            if (rows != expected.rows)
                expected.applyTo(expected.rows); // it was done, only not yet acknowledged
            QVERIFY2(rows == expected.rows, qPrintable(QString("round %1").arg(round)));
            for (const auto& [id, row] : rows)
                (void)project.loadImage(project.record(id).images.at(0)); // no row without its pixels
            if (project.undo()) {
                QVERIFY(rowsOf(project) != rows);
                QVERIFY(project.redo());
            }
            QVERIFY(rowsOf(project) == rows);
        }
        QCOMPARE(killed, kills);
        qInfo("%zu acknowledged records", expected.rows.size());
        QVERIFY(!expected.rows.empty());
    }

    void aKilledImportLeavesNothing()
    {
        const int kills = qEnvironmentVariableIntValue("W2V_KILLS") > 0 ? qEnvironmentVariableIntValue("W2V_KILLS") : 12;
        TemporaryFolder folder;
        const fs::path path = folder.path() / "a.w2v", file = folder.path() / "rows.jsonl";
        constexpr int kRows = 60'000;
        {
            std::ofstream rows(file, std::ios::binary);
            for (int i = 0; i < kRows; ++i)
                rows << "{\"task\":\"D2\",\"scene\":\"room:" << i % 50 << "\",\"split\":\"train\",\"difficulty\":0.5,\"question\":\"Is number " << i
                     << " still there after the walk around the table and back to the door?\",\"answer\":\"yes\"}\n";
        }
        QElapsedTimer timer;
        timer.start();
        (void)Project::create(path);
        QCOMPARE(QProcess::execute(kChild, {QString::fromStdString(path.string()), "import", QString::fromStdString(file.string())}), 0);
        const qint64 whole = timer.elapsed();
        QCOMPARE(Project::open(path).countRecords(), std::int64_t(kRows));
        std::mt19937 random(std::random_device{}());
        int half = 0;
        for (int round = 0; round < kills; ++round) {
            fs::remove_all(path);
            {
                Project project = Project::create(path);
                project.setValue("kept", "yes");
            }
            QProcess child;
            child.start(kChild, {QString::fromStdString(path.string()), "import", QString::fromStdString(file.string())});
            QVERIFY(child.waitForReadyRead());
            child.waitForFinished(static_cast<int>(random() % static_cast<unsigned>(whole + 1)));
            child.kill(); // SIGKILL
            child.waitForFinished();
            half += fs::exists(path / "project.sqlite-journal");
            Project project = Project::open(path);
            QCOMPARE(project.integrityProblems(), std::string());
            const std::int64_t count = project.countRecords();
            QVERIFY2(count == 0 || count == kRows, qPrintable(QString::number(count)));
            QVERIFY(count == kRows || !child.readAllStandardOutput().contains("done"));
            QCOMPARE(project.value("kept").value(), std::string("yes"));
            QCOMPARE(project.undo().has_value(), count > 0);
        }
        qInfo("%d of %d kills left a journal", half, kills);
        QVERIFY(half > 0);
    }
};

QTEST_GUILESS_MAIN(TestProjectProcesses)
#include "tst_ProjectProcesses.moc"
