#include <QDir>
#include <QFile>
#include <QImage>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <optional>

#include <fcntl.h>
#include <unistd.h>

#include "tests/support/OrdinaryUser.h"

namespace {

struct Outcome {
    int code = -1;
    QByteArray out, err;
    QJsonObject json() const { return QJsonDocument::fromJson(out).object(); }
};

Outcome w2vProgram(const QStringList& arguments, int seconds = 120)
{
    QProcess process;
    process.start(QStringLiteral(W2V_BINARY_DIR "/w2v"), arguments);
    process.waitForFinished(seconds * 1000);
    return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1, process.readAllStandardOutput(),
            process.readAllStandardError()};
}

void write(const QString& path, const QByteArray& bytes)
{
    QDir().mkpath(QFileInfo(path).path());
    QFile file(path);
    QVERIFY2(file.open(QIODevice::WriteOnly), qPrintable(path));
    file.write(bytes);
}

} // namespace

/// The command line as a user types it: results as one JSON object, bad input as one message and exit code 1.
class TestCli : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void helpAndUsage()
    {
        QCOMPARE(w2vProgram({"--help"}).code, 0);
        QCOMPARE(w2vProgram({"imagine", "--help"}).code, 0);
        QCOMPARE(w2vProgram({}).code, 2);
        QCOMPARE(w2vProgram({"imagine", "--no-such-option"}).code, 2);
    }

    void plansTrajectory()
    {
        const Outcome o = w2vProgram({"trajectory", "plan", "--actions", "move forward 0.5 meters; turn left 30 degrees", "--json"});
        QCOMPARE(o.code, 0);
        const QJsonArray poses = o.json().value("poses").toArray();
        // 0.5 m in steps of at most 0.2 m: 3 steps; 30 degrees in steps of 5: 6 steps.
        QCOMPARE(poses.size(), 10);
        const QJsonArray last = poses.last().toArray();
        QVERIFY(qAbs(last.at(11).toDouble() - 0.5) < 1e-9);                     // half a metre forward
        QVERIFY(qAbs(last.at(2).toDouble() + 0.5) < 1e-9);                      // left is negative yaw: sin(-30)
    }

    void editsAndTellsPaths()
    {
        const Outcome edited = w2vProgram({"trajectory", "edit", "--actions", "fwd 1; left 30deg", "--edit", "insert", "--at", "1", "--amount", "0.4",
                                    "--with", "b 50 cm", "--json"});
        QVERIFY2(edited.code == 0, edited.err);
        QCOMPARE(edited.json().value("actions").toString(),
                 "move forward 0.4 meters; move backward 0.5 meters; move forward 0.6 meters; turn left 30 degrees");
        const Outcome bad = w2vProgram({"trajectory", "edit", "--actions", "fwd 1; jump 2", "--edit", "mirror"});
        QCOMPARE(bad.code, 1);
        QVERIFY2(bad.err.contains("action 2, from character 8"), bad.err);
        const Outcome told = w2vProgram({"trajectory", "describe", "--actions", "f 1.2; tl 90", "--json"});
        QVERIFY(told.json().value("text").toString().contains("Turn left 90 degrees."));
        QVERIFY(qAbs(told.json().value("seconds").toDouble() - 3) < 1e-9);
        const QJsonArray drawn = w2vProgram({"trajectory", "sample", "--seed", "5", "--json"}).json().value("trajectories").toArray();
        QCOMPARE(drawn.size(), 9);
        QCOMPARE(drawn, w2vProgram({"trajectory", "sample", "--seed", "5", "--json"}).json().value("trajectories").toArray());
    }

    void looksAhead()
    {
        const Outcome o = w2vProgram({"trajectory", "check", "--observation", "room:3", "--actions", "turn right 20 degrees; forward 10", "--json"});
        QVERIFY2(o.code == 0, o.err);
        const QJsonArray frames = o.json().value("frames").toArray();
        QCOMPARE(frames.size(), 1 + 4 + 50);
        QVERIFY(frames.first().toObject().value("observed").toDouble() > 0.99);
        QVERIFY(frames.at(4).toObject().value("observed").toDouble() < 0.9);
        QVERIFY(frames.last().toObject().value("outside").toBool());
        QVERIFY(!o.json().value("free").toBool());
        const Outcome refused = w2vProgram({"trajectory", "check", "--observation", "room:3", "--actions", "forward 10", "--policy", "refuse"});
        QCOMPARE(refused.code, 1);
        QVERIFY2(refused.err.contains("frame"), refused.err);
    }

    void exchangesPoses()
    {
        QTemporaryDir dir;
        const QString actions = "move forward 0.7 meters; turn left 30 degrees";
        for (const char* format : {"path", "nerfstudio", "transforms", "tum", "colmap", "traj"}) {
            const QString file = dir.filePath(QString(format) + (qstrcmp(format, "colmap") ? qstrcmp(format, "tum") && qstrcmp(format, "path") ? ".json" : ".txt" : ""));
            const Outcome out = w2vProgram({"trajectory", "export", "--actions", actions, "--format", format, "--out", file, "--json"});
            QVERIFY2(out.code == 0, out.err);
            const Outcome in = w2vProgram({"trajectory", "import", file, "--json"});
            QVERIFY2(in.code == 0, in.err);
            QCOMPARE(in.json().value("format").toString(), QString(format));
            QCOMPARE(in.json().value("actions").toString(), actions);
            QVERIFY(in.json().value("exact").toBool());
        }
        write(dir.filePath("broken.json"), "{\"frames\": 3}");
        const Outcome broken = w2vProgram({"trajectory", "import", dir.filePath("broken.json")});
        QCOMPARE(broken.code, 1);
        QVERIFY(broken.err.contains("broken.json"));
        QCOMPARE(broken.err.count('\n'), 1);
    }

    void imaginesRoom()
    {
        QTemporaryDir dir;
        const QString out = dir.filePath("views");
        const Outcome o = w2vProgram({"imagine", "--observation", "room:3", "--actions", "turn right 20 degrees", "--size", "128x96",
                               "--world-model", "mesh", "--out", out, "--json"});
        QVERIFY2(o.code == 0, o.err);
        QCOMPARE(o.json().value("frames").toArray().size(), 5);
        for (const char* name : {"/0000.png", "/0004.png", "/observed/0004.png", "/depth/0004.png", "/traj.json"})
            QVERIFY2(QFile::exists(out + name), name);
        const QImage mask(out + "/observed/0004.png");
        QCOMPARE(mask.size(), QSize(128, 96));
        // After a turn to the right the left edge was seen before and the right edge was not.
        QVERIFY(qGray(mask.pixel(2, 48)) > 128);
        QVERIFY(qGray(mask.pixel(126, 48)) < 128);
    }

    void roomsAreKeptApartForReinforcement()
    {
        QTemporaryDir dir;
        const QString project = dir.filePath("p.w2v");
        const QStringList walk{"scenes", "walk", "--project", project, "--count", "4", "--walks", "1", "--size", "56x56", "--json"};
        QVERIFY(w2vProgram(walk + QStringList{"--heldout", "0.5", "--reinforce", "0.6"}).code != 0); // more than all
        const Outcome walked = w2vProgram(walk + QStringList{"--heldout", "0.25", "--reinforce", "0.25"});
        QVERIFY2(walked.code == 0, walked.err);
        const QJsonObject rollouts = walked.json().value("rollouts").toObject();
        QCOMPARE(rollouts.value("heldout").toInt(), 1);
        QCOMPARE(rollouts.value("train").toInt(), 2);
        QCOMPARE(rollouts.value("reinforce").toInt(), 1);
        const Outcome built = w2vProgram({"supervise", "--project", project, "--split", "reinforce", "--json"});
        QVERIFY2(built.code == 0, built.err);
        QCOMPARE(built.json().value("rollouts").toInt(), 1);
        const QJsonObject tasks = built.json().value("tasks").toObject();
        for (const QString& task : tasks.keys())
            QCOMPARE(tasks.value(task).toObject().keys(), QStringList{"reinforce"});
        const Outcome nowhere = w2vProgram({"supervise", "--project", project, "--split", "nowhere"});
        QVERIFY(nowhere.code != 0);
        QVERIFY2(nowhere.err.contains("no rollout has the split \"nowhere\""), nowhere.err);
    }

    void listsRecordsKeepsViewsAndMergesReviews()
    {
        QTemporaryDir dir;
        const QString project = dir.filePath("p.w2v"), rows = dir.filePath("rows.jsonl"), review = dir.filePath("ada.jsonl");
        QVERIFY(w2vProgram({"scenes", "walk", "--project", project, "--count", "1", "--walks", "1", "--size", "64x64"}).code == 0);
        QByteArray lines, verdicts;
        for (int i = 0; i < 8; ++i) {
            const QByteArray number = QByteArray::number(i);
            lines += "{\"id\":\"r" + number + "\",\"task\":\"D2\",\"scene\":\"s\",\"split\":\"train\",\"status\":1,\"difficulty\":0." + number
                + ",\"question\":\"Is the lamp lost?\",\"answer\":\"yes\"}\n";
            verdicts += "{\"id\":\"r" + number + "\",\"state\":\"" + (i < 2 ? "rejected" : "accepted") + "\"}\n";
        }
        write(rows, lines);
        write(review, verdicts);
        const Outcome imported = w2vProgram({"dataset", "import", "--project", project, "--file", rows, "--json"});
        QVERIFY2(imported.code == 0, imported.err);
        QCOMPARE(w2vProgram({"records", "views", "--project", project, "--save", "hard", "--difficulty-from", "0.5", "--order", "difficulty"}).code, 0);
        const QJsonObject listed = w2vProgram({"records", "list", "--project", project, "--view", "hard", "--json"}).json();
        QCOMPARE(listed.value("total").toInt(), 3);
        QCOMPARE(listed.value("records").toArray().first().toObject().value("id").toString(), QString("r5"));
        const QJsonObject merged = w2vProgram({"records", "merge-review", "--project", project, "--file", review, "--json"}).json();
        QCOMPARE(merged.value("conflict_count").toInt(), 2);
        QCOMPARE(merged.value("agreement").toObject().value("observed").toDouble(), 0.75);
        QCOMPARE(w2vProgram({"records", "state", "--project", project, "--text", "lamp", "--to", "accepted", "--json"}).json().value("records").toInt(), 8);
        QCOMPARE(w2vProgram({"dataset", "freeze", "--project", project, "--name", "v1", "--state", "accepted"}).code, 0);
        QCOMPARE(w2vProgram({"dataset", "export", "--project", project, "--version", "v1", "--format", "rows", "--out", dir.filePath("out"), "--json"})
                     .json().value("records").toInt(), 8);
        const Outcome unknown = w2vProgram({"records", "list", "--project", project, "--view", "none"});
        QCOMPARE(unknown.code, 1);
        QVERIFY(unknown.err.contains("saved view"));
    }

    void badInput_data()
    {
        QTest::addColumn<QString>("what");
        for (const char* what : {"empty", "truncated", "depth-size", "nan-poses", "zero-database", "no-faces", "permission", "missing"})
            QTest::newRow(what) << what;
    }

    void badInput()
    {
        QFETCH(QString, what);
        std::optional<w2v::test::OrdinaryUser> user;
        QTemporaryDir dir;
        const QString out = dir.filePath("out");
        QImage picture(64, 48, QImage::Format_RGB888);
        picture.fill(Qt::darkCyan);
        QStringList arguments{"imagine", "--out", out, "--actions", "turn left 10 degrees", "--json", "--observation"};
        if (what == "empty") {
            write(dir.filePath("a.png"), {});
            arguments << dir.filePath("a.png");
        } else if (what == "truncated") {
            for (int y = 0; y < 48; ++y)
                for (int x = 0; x < 64; ++x)
                    picture.setPixel(x, y, qRgb(x * 4, y * 5, (x * y) % 256));
            picture.save(dir.filePath("whole.png"));
            QFile whole(dir.filePath("whole.png"));
            QVERIFY(whole.open(QIODevice::ReadOnly));
            write(dir.filePath("a.png"), whole.readAll().left(static_cast<int>(whole.size() / 2)));
            arguments << dir.filePath("a.png");
        } else if (what == "depth-size") {
            picture.save(dir.filePath("a.png"));
            QImage depth(32, 24, QImage::Format_Grayscale16);
            depth.fill(2000);
            depth.save(dir.filePath("a_depth.png"));
            arguments << dir.filePath("a.png");
        } else if (what == "nan-poses") {
            QDir().mkpath(dir.filePath("c/color"));
            QDir().mkpath(dir.filePath("c/depth"));
            QImage depth(64, 48, QImage::Format_Grayscale16);
            depth.fill(2000);
            for (const char* n : {"1", "2"}) {
                picture.save(dir.filePath(QString("c/color/%1.png").arg(n)));
                depth.save(dir.filePath(QString("c/depth/%1.png").arg(n)));
            }
            write(dir.filePath("c/camera.json"),
                  R"({"width":64,"height":48,"fx":50,"fy":50,"cx":32,"cy":24,"depth_scale":1000})");
            write(dir.filePath("c/pose.txt"), "nan nan nan nan nan nan nan\nnan nan nan nan nan nan nan\n");
            arguments = {"imagine", "--out", out, "--at-frame", "2", "--json", "--observation", dir.filePath("c")};
        } else if (what == "zero-database") {
            write(dir.filePath("p.w2v/project.sqlite"), {});
            arguments = {"dataset", "stats", "--project", dir.filePath("p.w2v"), "--json"};
        } else if (what == "no-faces") {
            write(dir.filePath("a.obj"), "v 0 0 0\nv 1 0 0\nv 0 1 0\n");
            arguments << dir.filePath("a.obj");
        } else if (what == "permission") {
            dir.remove();
            user.emplace();
            dir = QTemporaryDir(); // one that this user may enter
            if (::faccessat(AT_FDCWD, W2V_BINARY_DIR "/w2v", X_OK, AT_EACCESS) != 0)
                QSKIP("the program lies where only root may start it");
            write(dir.filePath("a.png"), "x");
            QFile::setPermissions(dir.filePath("a.png"), {});
            arguments << dir.filePath("a.png");
        } else {
            arguments << dir.filePath("nothing.png");
        }
        const Outcome o = w2vProgram(arguments);
        QVERIFY2(o.code == 1, o.err);
        QVERIFY(o.out.isEmpty());
        QByteArrayList lines;
        for (const QByteArray& line : o.err.split('\n'))
            if (line.startsWith("w2v: "))
                lines << line;
        QVERIFY2(lines.size() == 1, o.err);
        QVERIFY2(lines.first().size() > 20 && lines.first().endsWith('.'), lines.first());
        QVERIFY2(!QFile::exists(out), "nothing may be written");
        if (what == "zero-database") {
            QCOMPARE(QFileInfo(dir.filePath("p.w2v/project.sqlite")).size(), 0);
            QCOMPARE(QDir(dir.filePath("p.w2v")).entryList(QDir::Files).size(), 1);
        }
    }
};

QTEST_GUILESS_MAIN(TestCli)
#include "tst_Cli.moc"
