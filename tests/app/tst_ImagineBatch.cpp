#include <csignal>

#include <QtTest>

#include <QDirIterator>
#include <QImage>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>

/// `w2v imagine batch`: bundles in the reference's layout, several workers, going on after a kill, failures that cost one path each.
class TestImagineBatch : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        qputenv("XDG_STATE_HOME", m_folder.filePath("state").toLocal8Bit()); // a history of its own
        for (const char* name : {"a", "b"}) {
            QImage image(64, 64, QImage::Format_RGB888);
            for (int y = 0; y < 64; ++y)
                for (int x = 0; x < 64; ++x)
                    image.setPixel(x, y, qRgb(4 * x, (x / 8 + y / 8) % 2 ? 200 : 50, name[0] == 'a' ? 30 : 220));
            QVERIFY(image.save(path(QString("%1.png").arg(name))));
        }
        write(path("broken.png"), "no picture");
        write(path("manifest.jsonl"), "{\"scene_id\":\"x\",\"anchor_path\":\"a.png\"}\n\n{\"anchor_path\":\"b.png\"}\n");
    }

    void makesABundle()
    {
        const QJsonObject result = run({"--manifest", path("manifest.jsonl"), "--count", "4", "--workers", "2", "--out", path("bundle")});
        QCOMPARE(result["made"].toInt(), 8);
        QCOMPARE(result["failures"].toArray().size(), 0);
        QCOMPARE(read(path("bundle/scenes/a/input/000.png")), read(path("a.png")));
        QVERIFY(!QFileInfo::exists(path("bundle/.work")));
        const QStringList trajectories = files("bundle", "traj.json");
        QCOMPARE(trajectories.size(), 8);
        int frames = 0, kept = 0;
        for (const QString& file : trajectories) {
            const QJsonObject traj = QJsonDocument::fromJson(read(file)).object();
            const QJsonArray poses = traj["transforms"].toObject()["frames"].toArray();
            QVERIFY(poses.size() >= 2);
            QCOMPARE(traj["actions_prefix"].toArray().size(), poses.size());
            QCOMPARE(traj["quality_scores"].toArray().size(), poses.size());
            for (const QJsonValue& pose : poses)
                QVERIFY(QImage(QFileInfo(file).path() + '/' + pose.toObject()["file_path"].toString()).size() == QSize(48, 48));
            frames += int(poses.size());
            kept += int(traj["frame_ids_kept"].toArray().size());
        }
        const QList<QByteArray> lines = read(path("bundle/frames.jsonl")).trimmed().split('\n');
        QCOMPARE(int(lines.size()), kept);
        for (const QByteArray& line : lines) {
            const QJsonObject record = QJsonDocument::fromJson(line).object();
            QVERIFY2(QFileInfo::exists(path("bundle/") + record["image_path"].toString()), line.constData());
            QVERIFY(QFileInfo::exists(path("bundle/") + record["anchor_path"].toString()));
            QCOMPARE(record["uid"].toString(), QString("%1_%2_f%3").arg(record["scene_id"].toString(), record["traj_id"].toString())
                                                   .arg(record["frame_idx"].toInt(), 3, 10, QChar('0')));
            QVERIFY(record["frame_idx"].toInt() == 0 || !record["actions_step"].toArray().isEmpty());
        }
        const QJsonObject stats = QJsonDocument::fromJson(read(path("bundle/stats.json"))).object();
        QCOMPARE(stats["scenes"].toInt(), 2);
        QCOMPARE(stats["trajs"].toInt(), 8);
        QCOMPARE(stats["frames"].toInt(), kept);
        QVERIFY(frames >= kept);
    }

    /// Before the start nothing is known and nothing is written; afterwards the costs are told from this machine's history.
    void saysWhatItWillCost()
    {
        const QStringList arguments{"--observations", path("a.png"), "--count", "5", "--workers", "2", "--out", path("cost")};
        const QJsonObject before = run(arguments + QStringList{"--estimate"});
        QVERIFY(!QFileInfo::exists(path("cost")));
        QCOMPARE(before["trajectories"].toInt(), 5);
        QVERIFY(before["frames"].toInt() >= 10 && before["disk_free_bytes"].toDouble() > 0);
        const QJsonObject made = run(arguments);
        const QJsonArray workers = made["memory"].toObject()["workers"].toArray();
        QCOMPARE(workers.size(), 2);
        for (const QJsonValue& worker : workers)
            QVERIFY2(worker.toDouble() > 5e6 && worker.toDouble() < 4e9, qPrintable(QString::number(worker.toDouble())));
        QCOMPARE(made["memory"].toObject()["together_bytes"].toDouble(), workers[0].toDouble() + workers[1].toDouble());
        const QJsonObject all = run(arguments + QStringList{"--estimate"});
        QCOMPARE(all["already_there"].toInt(), 5);
        QStringList others = arguments;
        others.last() = path("cost2");
        const QJsonObject after = run(others + QStringList{"--estimate"});
        QCOMPARE(after["already_there"].toInt(), 0);
        QVERIFY(after["seconds"].toDouble() > 0);
        QVERIFY(after["worker_memory_bytes"].toDouble() > 5e6);
        QCOMPARE(after["memory_bytes"].toDouble(), 2 * after["worker_memory_bytes"].toDouble());
        qint64 bytes = 0;
        for (QDirIterator it(path("cost") + "/scenes", QDir::Files, QDirIterator::Subdirectories); it.hasNext();)
            bytes += QFileInfo(it.next()).size();
        QVERIFY2(std::abs(after["disk_bytes"].toDouble() / double(bytes) - 1) < 0.5, qPrintable(QString("%1 of %2").arg(after["disk_bytes"].toDouble()).arg(bytes)));
        others[3] = "7";
        others.last() = path("cost");
        QVERIFY(run(others + QStringList{"--estimate"})["problem"].toString().contains("another batch"));
    }

    void theSeedMakesThePaths()
    {
        const auto plan = [&](const char* seed, const char* out) {
            run({"--observations", path("a.png"), "--count", "3", "--seed", seed, "--out", path(out)});
            return QJsonDocument::fromJson(read(path(out) + "/batch.json")).object()["paths"].toArray();
        };
        const QJsonArray first = plan("5", "seed1");
        QCOMPARE(plan("5", "seed2"), first);
        QVERIFY(plan("6", "seed3") != first);
    }

    /// Killed in the middle of it, twice, with its workers: what was finished stays as it is, the rest is made, nothing half is left.
    void goesOnAfterAKill()
    {
        const QStringList arguments{"--observations", path("a.png"), "--count", "12", "--workers", "2", "--out", path("killed"), "--model-options", "{\"pause_ms\":60}"};
        QHash<QString, QDateTime> before;
        for (int kill = 0; kill < 2; ++kill) {
            QProcess process;
            start(process, arguments);
            const int had = int(before.size());
            QTRY_VERIFY_WITH_TIMEOUT(files("killed", "traj.json").size() >= had + 2, 60000);
            ::kill(pid_t(process.processId()), SIGKILL);
            QVERIFY(process.waitForFinished(10000));
            QTest::qWait(500); // its workers see that nobody listens
            for (const QString& file : files("killed", "traj.json"))
                before[file] = QFileInfo(file).lastModified();
        }
        QVERIFY2(before.size() < 12, "it was too fast to be killed");
        const QJsonObject result = run(arguments);
        QCOMPARE(result["already_there"].toInt(), int(before.size()));
        QCOMPARE(result["made"].toInt(), 12 - int(before.size()));
        QCOMPARE(files("killed", "traj.json").size(), 12);
        for (auto it = before.cbegin(); it != before.cend(); ++it)
            QCOMPARE(QFileInfo(it.key()).lastModified(), it.value());
        for (const QString& name : QDir(path("killed/scenes/a")).entryList(QDir::Dirs | QDir::Hidden | QDir::NoDotAndDotDot))
            QVERIFY2(name == "input" || name.startsWith("traj_"), qPrintable(name));
        QVERIFY(!QFileInfo::exists(path("killed/.work")));
    }

    void everyPathWithSeveralSeeds()
    {
        const QJsonObject result = run({"--observations", path("a.png"), "--count", "2", "--seed", "3", "--seeds", "3", "--workers", "2", "--out", path("seeds")});
        QCOMPARE(result["made"].toInt(), 6);
        QMap<QString, QSet<int>> seeds;
        for (const QString& file : files("seeds", "traj.json")) {
            const QString id = QFileInfo(file).dir().dirName();
            const QJsonObject traj = QJsonDocument::fromJson(read(file)).object();
            seeds[id.section("_seed", 0, 0)].insert(traj["provenance"].toObject()["seed"].toInt());
        }
        QCOMPARE(seeds.size(), 2);
        for (const QSet<int>& own : seeds)
            QCOMPARE(own, (QSet<int>{3, 4, 5}));
    }

    void aSweepMakesASheet()
    {
        QProcess process;
        process.start(W2V_BINARY_DIR "/w2v", {"imagine", "sweep", "--json", "--observation", path("a.png"), "--actions", "turn right 40 degrees", "--size", "48x48",
                                              "--world-model", "process", "--process-command", W2V_BINARY_DIR "/example_world_model", "--vary", "seed", "--values", "4",
                                              "9", "--columns", "3", "--thumb", "64", "--out", path("sweep")});
        QVERIFY(process.waitForFinished(60000));
        QVERIFY2(process.exitCode() == 0, process.readAllStandardError().constData());
        const QJsonArray variants = QJsonDocument::fromJson(process.readAllStandardOutput()).object()["variants"].toArray();
        QCOMPARE(variants.size(), 2);
        QVERIFY(QFileInfo::exists(path("sweep/seed-4/0000.png")) && QFileInfo::exists(path("sweep/seed-9/traj.json")));
        const QImage sheet(path("sweep/sheet.png"));
        QCOMPARE(sheet.width(), 3 * 64 + 4 * 6);
        QCOMPARE(sheet.height(), 6 + 2 * (22 + 64 + 6));
        // The first picture of the first row is the first view, and its rows differ only where the seed shows.
        const QImage first(path("sweep/seed-4/0000.png"));
        const QColor shown = sheet.pixelColor(6 + 32, 6 + 22 + 32), made = first.pixelColor(24, 24);
        QVERIFY(std::abs(shown.red() - made.red()) < 60);
        QProcess wrong;
        wrong.start(W2V_BINARY_DIR "/w2v", {"imagine", "sweep", "--observation", path("a.png"), "--actions", "turn right 40 degrees", "--values", "1", "--out",
                                            path("none")});
        QVERIFY(wrong.waitForFinished(60000));
        QCOMPARE(wrong.exitCode(), 1);
        QVERIFY(wrong.readAllStandardError().contains("values"));
    }

    void aFailureCostsOnePath()
    {
        const QJsonObject result = run({"--observations", path("broken.png"), "--observations", path("b.png"), "--count", "2", "--out", path("partly")});
        QCOMPARE(result["made"].toInt(), 2);
        QCOMPARE(result["failures"].toArray().size(), 2);
        QCOMPARE(result["failures"].toArray()[0].toObject()["scene_id"].toString(), QString("broken"));
        QVERIFY(result["failures"].toArray()[0].toObject()["error"].toString().contains("broken.png"));
        QCOMPARE(result["stats"].toObject()["gen_failed"].toInt(), 2);
        QVERIFY(QImage(path("b.png")).save(path("broken.png"))); // mended: only those two are tried again
        const QJsonObject again = run({"--observations", path("broken.png"), "--observations", path("b.png"), "--count", "2", "--out", path("partly")});
        QCOMPARE(again["already_there"].toInt(), 2);
        QCOMPARE(again["made"].toInt(), 2);
    }

    void saysWhatIsWrong_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("said");
        QTest::newRow("nothing to do") << QStringList{"--out", path("none")} << "there are none";
        QTest::newRow("another batch") << QStringList{"--observations", path("a.png"), "--count", "5", "--out", path("bundle")} << "another batch";
        QTest::newRow("no batch") << QStringList{"--observations", path("a.png"), "--out", path("bundle/scenes")} << "holds no batch";
        QTest::newRow("one name twice") << QStringList{"--observations", path("a.png"), "--observations", path("../a.png"), "--out", path("none")} << "called a";
        QTest::newRow("workers") << QStringList{"--observations", path("a.png"), "--workers", "0", "--out", path("none")} << "workers";
    }

    void saysWhatIsWrong()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QString, said);
        QProcess process;
        start(process, arguments);
        QVERIFY(process.waitForFinished(60000));
        QCOMPARE(process.exitCode(), 1);
        const QString message = process.readAllStandardError();
        QVERIFY2(message.contains(said), qPrintable(message));
    }

private:
    QString path(const QString& name) const { return m_folder.filePath(name); }

    static void write(const QString& file, const QByteArray& bytes)
    {
        QFile out(file);
        QVERIFY(out.open(QIODevice::WriteOnly) && out.write(bytes) == bytes.size());
    }

    static QByteArray read(const QString& file)
    {
        QFile in(file);
        return in.open(QIODevice::ReadOnly) ? in.readAll() : QByteArray();
    }

    /// All files of that name that are in their place.
    QStringList files(const QString& folder, const QString& name) const
    {
        QStringList found;
        for (QDirIterator it(path(folder) + "/scenes", {name}, QDir::Files, QDirIterator::Subdirectories); it.hasNext();)
            if (const QString file = it.next(); QFileInfo(file).dir().dirName().startsWith("traj_"))
                found << file;
        return found;
    }

    static void start(QProcess& process, const QStringList& arguments)
    {
        process.start(W2V_BINARY_DIR "/w2v", QStringList{"imagine", "batch", "--json", "--size", "48x48", "--world-model", "process", "--process",
                                                         W2V_BINARY_DIR "/example_world_model"} + arguments);
        QVERIFY(process.waitForStarted());
    }

    static QJsonObject run(const QStringList& arguments)
    {
        QProcess process;
        start(process, arguments);
        if (!process.waitForFinished(120000) || process.exitCode() != 0)
            qWarning("%s", process.readAllStandardError().constData());
        return QJsonDocument::fromJson(process.readAllStandardOutput()).object();
    }

    QTemporaryDir m_folder;
};

QTEST_GUILESS_MAIN(TestImagineBatch)
#include "tst_ImagineBatch.moc"
