#include <QElapsedTimer>
#include <QFile>
#include <QImage>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include "core/dataset/ProjectThresholds.h"
#include "core/nn/VlmFactory.h"

/// The worker's JSON-lines protocol: ready line, results, errors, cancelling within 100 ms of a frame, garbage in.
class TestWorker : public QObject {
    Q_OBJECT

    QTemporaryDir m_state;
    QProcess m_worker;

    QJsonObject next(int milliseconds = 60000)
    {
        QElapsedTimer timer;
        timer.start();
        while (!m_worker.canReadLine() && timer.elapsed() < milliseconds)
            m_worker.waitForReadyRead(200);
        return QJsonDocument::fromJson(m_worker.readLine()).object();
    }
    QJsonObject last(int id)
    {
        for (;;) {
            const QJsonObject line = next();
            if (line.isEmpty())
                return {};
            if (line.value("id").toInt() == id && (line.contains("result") || line.contains("error") || line.contains("cancelled")))
                return line;
        }
    }
    void send(const QByteArray& line) { m_worker.write(line + '\n'); }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_state.isValid());
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert("XDG_STATE_HOME", m_state.path());
        m_worker.setProcessEnvironment(environment);
        m_worker.start(QStringLiteral(W2V_BINARY_DIR "/w2v-worker"), QStringList());
        QVERIFY(m_worker.waitForStarted());
        const QJsonObject ready = next();
        QVERIFY(ready.value("ready").toBool());
        QVERIFY(!ready.value("device").toString().isEmpty());
    }

    void answers()
    {
        send(R"({"id":1,"op":"trajectory.plan","params":{"actions":"turn left 30 degrees"}})");
        QCOMPARE(last(1).value("result").toObject().value("poses").toArray().size(), 7);
    }

    void reportsErrorsAndGoesOn()
    {
        send(R"({"id":2,"op":"imagine","params":{"observation":"/nowhere/at/all.png","actions":"turn left 10 degrees"}})");
        const QJsonObject error = last(2).value("error").toObject();
        QVERIFY(error.value("message").toString().contains("/nowhere/at/all.png"));
        QVERIFY(!error.value("reason").toString().isEmpty());
        send("this is no JSON");
        QVERIFY(next().contains("error"));
        send(R"({"id":3,"op":"no.such.operation"})");
        QVERIFY(last(3).contains("error"));
        send(R"({"id":4,"op":"trajectory.plan","params":{"actions":"move forward 1 meters"}})");
        QVERIFY(last(4).contains("result"));
    }

    void cancels()
    {
        send(R"({"id":5,"op":"imagine","params":{"observation":"room:2","actions":"turn left 60 degrees; move forward 2 meters; turn right 90 degrees","size":"576x576","max_step_deg":0.5,"max_step_m":0.02}})");
        for (;;) { // the first frame is there: now it is running
            const QJsonObject line = next();
            QVERIFY(!line.isEmpty());
            QVERIFY2(!line.contains("error"), QJsonDocument(line).toJson());
            if (line.value("event").toObject().value("event").toString() == "frame")
                break;
        }
        send(R"({"id":5,"cancel":true})");
        QVERIFY(last(5).value("cancelled").toBool());
        send(R"({"id":6,"op":"trajectory.plan","params":{"actions":"turn left 5 degrees"}})");
        QVERIFY(last(6).contains("result"));
    }

    /// Cancelled after some frames: they are a rollout of their own. The whole request is made once and found the second time;
    /// its cost is known beforehand from then on.
    void keepsWhatIsDoneAndNeverMakesTheSameTwice()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath("a.w2v");
        (void)w2v::Project::create(path.toStdString());
        const QJsonObject params{{"project", path}, {"observation", "room:3"}, {"actions", "turn left 60 degrees; move forward 1 meters"},
                                 {"size", "256x256"}, {"max_step_deg", 2}, {"max_step_m", 0.05}};
        const auto start = [&](int id, const QJsonObject& p) {
            send(QJsonDocument(QJsonObject{{"id", id}, {"op", "imagine"}, {"params", p}}).toJson(QJsonDocument::Compact));
        };
        start(40, params);
        QJsonObject kept;
        int frames = 0;
        for (bool ended = false; !ended;) {
            const QJsonObject line = next(), event = line.value("event").toObject();
            QVERIFY(!line.isEmpty());
            if (event.value("event") == "frame" && ++frames == 3)
                send(R"({"id":40,"cancel":true})");
            if (event.value("event") == "kept")
                kept = event;
            ended = line.value("cancelled").toBool();
            QVERIFY(!line.contains("result"));
        }
        w2v::Project project = w2v::Project::open(path.toStdString());
        QCOMPARE(project.countRollouts(), 1);
        const w2v::RolloutRecord part = project.rollout(kept.value("rollout").toString().toStdString());
        QCOMPARE(static_cast<int>(part.frames.size()), kept.value("frames").toInt());
        QVERIFY(part.frames.size() >= 3 && part.frames.size() < 52 && part.trajectory.startFromCamera.size() == part.frames.size());
        QVERIFY(!project.loadImage(part.frames.back().image).empty());

        start(41, params);
        const QJsonObject first = last(41).value("result").toObject();
        QVERIFY(!first.contains("reused"));
        start(42, params);
        int told = 0;
        QJsonObject again;
        while (again.isEmpty()) {
            const QJsonObject line = next();
            QVERIFY(!line.isEmpty() && !line.contains("error"));
            told += line.value("event").toObject().value("image").toString().startsWith("blob:");
            again = line.value("result").toObject();
        }
        QVERIFY(again.value("reused").toBool());
        QCOMPARE(again.value("rollout"), first.value("rollout"));
        QCOMPARE(told, static_cast<int>(first.value("frames").toArray().size()));
        QCOMPARE(project.countRollouts(), 2);
        for (const auto& [key, value] : {std::pair<const char*, QJsonValue>{"seed", 2}, {"again", true}, {"observation", "room:4"}, {"fov", 60}}) {
            QJsonObject other = params;
            other.insert(QLatin1String(key), value);
            start(43, other);
            QJsonObject estimate, result;
            while (result.isEmpty()) {
                const QJsonObject line = next();
                QVERIFY(!line.isEmpty() && !line.contains("error"));
                if (line.value("event").toObject().value("event") == "estimate")
                    estimate = line.value("event").toObject().value("estimate").toObject();
                result = line.value("result").toObject();
            }
            QVERIFY2(!result.contains("reused"), key);
            QVERIFY2(estimate.value("seconds").toDouble() > 0.01 && estimate.value("seconds").toDouble() < 600, key);
        }
        QCOMPARE(project.countRollouts(), 6);
    }

    /// The repaired rollout takes the place of the other in one step that can be undone; what was made from that one turns stale.
    void repairsAFrame()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath("a.w2v");
        w2v::Project project = w2v::Project::create(path.toStdString());
        const auto ask = [&](int id, const char* op, QJsonObject params) {
            params.insert("project", path);
            send(QJsonDocument(QJsonObject{{"id", id}, {"op", op}, {"params", params}}).toJson(QJsonDocument::Compact));
            return last(id);
        };
        const QString made = ask(50, "imagine", {{"observation", "room:5"}, {"actions", "turn left 20 degrees"}, {"size", "160x160"}}).value("result").toObject().value("rollout").toString();
        QVERIFY(!made.isEmpty());
        // Frames beyond the project's limits give no questions, unless they are asked for.
        w2v::QualityThresholds strict;
        strict.minSharpness = 1e9;
        w2v::storeThresholds(project, strict);
        QCOMPARE(ask(57, "supervise", {{"rollout", made}}).value("result").toObject().value("records").toInt(), 0);
        QVERIFY(ask(58, "supervise", {{"rollout", made}, {"keep_rejected", true}}).value("result").toObject().value("records").toInt() > 0);
        QVERIFY(project.undo());
        w2v::storeThresholds(project, {});
        QVERIFY(ask(51, "supervise", {{"rollout", made}}).value("result").toObject().value("records").toInt() > 0);
        const w2v::RolloutRecord before = project.rollout(made.toStdString());
        const int frame = static_cast<int>(before.frames.size()) - 1;
        const QJsonObject region{{"rollout", made}, {"frame", frame}, {"region", QJsonArray{40, 40, 50, 60}}};
        QJsonObject again = region;
        again.insert("tool", "again");
        const QJsonObject first = ask(52, "imagine.repair", again).value("result").toObject();
        const QString repaired = first.value("rollout").toString();
        QVERIFY(!repaired.isEmpty() && repaired != made && first.value("stale_records").toInt() > 0);
        w2v::RecordFilter stale;
        stale.stale = true;
        QCOMPARE(project.countRecords(stale), std::int64_t{first.value("stale_records").toInt()});
        const w2v::RolloutRecord after = project.rollout(repaired.toStdString());
        const auto& edited = after.frames[static_cast<std::size_t>(frame)];
        QCOMPARE(edited.edits.size(), std::size_t{1});
        const w2v::ColorImage was = project.loadImage(before.frames.back().image), is = project.loadImage(edited.image);
        int changed = 0;
        for (int y = 0; y < 160; ++y)
            for (int x = 0; x < 160; ++x) {
                const bool inside = x >= 40 && x < 90 && y >= 40 && y < 100, same = std::equal(&was.at(x, y), &was.at(x, y) + 3, &is.at(x, y));
                QVERIFY(inside || same);
                changed += !same;
            }
        QVERIFY2(changed > 500, qPrintable(QString::number(changed)));
        QCOMPARE(project.loadObserved(edited.image).at(50, 50), std::uint8_t{0});
        // From another frame on top of it, then back one and back to the beginning.
        QJsonObject take{{"rollout", repaired}, {"frame", frame}, {"region", QJsonArray{90, 40, 60, 60}}, {"tool", "take"}, {"from", 0}};
        const QJsonObject second = ask(53, "imagine.repair", take).value("result").toObject();
        QVERIFY2(second.value("taken_share").toDouble() > 0.3, QJsonDocument(second).toJson());
        QCOMPARE(second.value("edits").toInt(), 2);
        const QJsonObject back = ask(54, "imagine.repair", {{"rollout", second.value("rollout")}, {"frame", frame}, {"tool", "revert"}}).value("result").toObject();
        QCOMPARE(project.rollout(back.value("rollout").toString().toStdString()).frames.back().image, edited.image);
        const QJsonObject original = ask(55, "imagine.repair", {{"rollout", back.value("rollout")}, {"frame", frame}, {"tool", "revert"}, {"all", true}}).value("result").toObject();
        QCOMPARE(project.rollout(original.value("rollout").toString().toStdString()).frames.back().image, before.frames.back().image);
        for (int step = 0; step < 4; ++step)
            QVERIFY(project.undo());
        QCOMPARE(project.rolloutIds(), (std::vector<std::string>{made.toStdString()}));
        QCOMPARE(project.countRecords(stale), std::int64_t{0});
        for (const QJsonObject& wrong : {QJsonObject{{"tool", "polish"}}, QJsonObject{{"tool", "again"}, {"frame", 99}}, QJsonObject{{"tool", "again"}, {"region", QJsonArray{500, 500, 5, 5}}},
                                         QJsonObject{{"tool", "revert"}}, QJsonObject{{"tool", "replace"}, {"image", "/nowhere.png"}}}) {
            QJsonObject params = region;
            for (auto it = wrong.begin(); it != wrong.end(); ++it)
                params.insert(it.key(), it.value());
            QVERIFY2(!ask(56, "imagine.repair", params).value("error").toObject().value("message").toString().isEmpty(), QJsonDocument(wrong).toJson());
        }
        QCOMPARE(project.countRollouts(), std::int64_t{1});
    }

    void answersInTurnsOnOneWarmModel()
    {
        QTemporaryDir folder;
        const QString model = folder.filePath("model"), picture = folder.filePath("a.png");
        w2v::createTinyModel(model.toStdString(), std::vector<std::string>{"turn left 30 degrees", "yes"}, {});
        QImage image(80, 60, QImage::Format_RGB32);
        image.fill(Qt::darkGreen);
        QVERIFY(image.save(picture));
        const auto ask = [&](int id, QJsonObject params) {
            params.insert("model", model);
            send(QJsonDocument(QJsonObject{{"id", id}, {"op", "vlm.answer"}, {"params", params}}).toJson(QJsonDocument::Compact));
            return last(id);
        };
        const QJsonObject turn{{"role", "user"}, {"text", "which way?"}, {"images", QJsonArray{picture, picture}}};
        const QJsonObject plain = ask(20, {{"prompt", "which way?"}, {"images", QJsonArray{picture, picture}}, {"max_tokens", 12}}).value("result").toObject();
        QCOMPARE(plain.value("image_tokens").toInt(), 4); // two views of 56 pixels, stacked
        QCOMPARE(plain.value("new_tokens").toInt() <= 12, true);
        QVERIFY(plain.value("mean_probability").toDouble() > 0 && plain.value("mean_probability").toDouble() <= 1);
        QVERIFY(plain.value("time_to_first_token").toDouble() > 0 && plain.value("time_to_first_token").toDouble() <= plain.value("seconds").toDouble());
        const QJsonObject asTurn = ask(21, {{"messages", QJsonArray{turn}}, {"max_tokens", 12}}).value("result").toObject();
        QCOMPARE(asTurn.value("text"), plain.value("text"));
        QCOMPARE(asTurn.value("prompt_tokens"), plain.value("prompt_tokens"));
        const QJsonArray conversation{QJsonObject{{"role", "system"}, {"text", "Be short."}}, turn, QJsonObject{{"role", "assistant"}, {"text", "left"}},
                                      QJsonObject{{"role", "user"}, {"text", "sure?"}}};
        const QJsonObject longer = ask(22, {{"messages", conversation}, {"max_tokens", 4}, {"temperature", 1.0}, {"top_p", 0.9}, {"top_k", 40},
                                            {"repetition_penalty", 1.1}, {"stop", QJsonArray{"zzz"}}, {"n", 3}}).value("result").toObject();
        QCOMPARE(longer.value("answers").toArray().size(), 3);
        QCOMPARE(longer.value("image_tokens").toInt(), 4);
        QVERIFY(longer.value("prompt_tokens").toInt() > plain.value("prompt_tokens").toInt());
        const QList<QJsonObject> wrong{
            {{"prompt", "a"}, {"temperature", -1}},
            {{"prompt", "a"}, {"images", QJsonArray{"blob:" + QString(64, 'a')}}}, // of no project
            {{"prompt", "a"}, {"messages", QJsonArray{turn}}},
            {{"messages", QJsonArray{QJsonObject{{"role", "assistant"}, {"text", "a"}}}}},
            {{"messages", QJsonArray{1}}},
            {},
        };
        for (const QJsonObject& params : wrong) {
            const QJsonObject reply = ask(23, params);
            QVERIFY2(!reply.value("error").toObject().value("message").toString().isEmpty(), QJsonDocument(params).toJson());
        }
        const auto choose = [&](int id, QJsonArray choices) {
            const QJsonObject params{{"model", model}, {"prompt", "which way?"}, {"images", QJsonArray{picture, picture}}, {"choices", choices}};
            send(QJsonDocument(QJsonObject{{"id", id}, {"op", "vlm.choose"}, {"params", params}}).toJson(QJsonDocument::Compact));
            return last(id);
        };
        const QJsonObject chosen = choose(25, {"yes", "turn left 30 degrees", "turn left 30 degrees yes yes yes yes"}).value("result").toObject();
        const QJsonArray scored = chosen.value("choices").toArray();
        QCOMPARE(scored.size(), 3);
        double sum = 0, most = -1e9;
        int likeliest = -1;
        for (int i = 0; i < scored.size(); ++i) {
            const QJsonObject row = scored[i].toObject();
            sum += row.value("probability").toDouble();
            QVERIFY(std::abs(row.value("per_token").toDouble() * row.value("tokens").toInt() - row.value("log_likelihood").toDouble()) < 1e-9);
            if (row.value("log_likelihood").toDouble() > most) {
                most = row.value("log_likelihood").toDouble();
                likeliest = i;
            }
        }
        QVERIFY(std::abs(sum - 1) < 1e-9);
        QCOMPARE(chosen.value("index").toInt(), likeliest);
        QCOMPARE(chosen.value("text"), scored[likeliest].toObject().value("text"));
        QVERIFY(scored[1].toObject().value("log_likelihood").toDouble() > scored[2].toObject().value("log_likelihood").toDouble());
        QVERIFY(choose(26, {"alone"}).contains("error"));
        QVERIFY(choose(27, {"a", ""}).contains("error"));
        send(QJsonDocument(QJsonObject{{"id", 24}, {"op", "vlm.view"}, {"params", QJsonObject{{"model", model}, {"images", QJsonArray{picture}}}}}).toJson(QJsonDocument::Compact));
        const QJsonObject seen = last(24).value("result").toObject().value("images").toArray().first().toObject();
        QCOMPARE(seen.value("tokens").toInt(), 4);
        QCOMPARE(QImage(seen.value("file").toString()).size(), QSize(56, 56));
    }

    /// Two models of 87 MB: the second takes the place of the first.
    void anotherModelFreesTheFirst()
    {
        QTemporaryDir folder;
        w2v::TinyModelOptions options;
        options.preset = "w2v-20m";
        const std::vector<std::string> texts{"turn left 30 degrees"};
        for (const char* name : {"a", "b"})
            w2v::createTinyModel(folder.filePath(name).toStdString(), texts, options);
        const auto residentAfter = [&](int id, const char* name) -> qint64 {
            send(QJsonDocument(QJsonObject{{"id", id}, {"op", "vlm.answer"},
                                           {"params", QJsonObject{{"model", folder.filePath(name)}, {"prompt", "go"}, {"max_tokens", 2}}}}).toJson(QJsonDocument::Compact));
            if (!last(id).contains("result"))
                return -1;
            QFile status(QStringLiteral("/proc/%1/status").arg(m_worker.processId()));
            if (!status.open(QIODevice::ReadOnly))
                return -1;
            for (const QByteArray& line : status.readAll().split('\n'))
                if (line.startsWith("VmRSS:"))
                    return line.mid(6).trimmed().split(' ').first().toLongLong() / 1024;
            return -1;
        };
        const qint64 first = residentAfter(30, "a"), second = residentAfter(31, "b"), third = residentAfter(32, "a");
        QVERIFY(first > 87);
        QVERIFY2(second > 0 && second < first + 45 && third < first + 45, qPrintable(QStringLiteral("%1, %2, %3 MB").arg(first).arg(second).arg(third)));
        QFile maps(QStringLiteral("/proc/%1/maps").arg(m_worker.processId()));
        QVERIFY(maps.open(QIODevice::ReadOnly));
        QVERIFY(!maps.readAll().contains(folder.filePath("b").toUtf8() + '/'));
    }

    void endsWhenItsInputCloses()
    {
        m_worker.closeWriteChannel();
        QVERIFY(m_worker.waitForFinished(10000));
        QCOMPARE(m_worker.exitCode(), 0);
    }
};

QTEST_GUILESS_MAIN(TestWorker)
#include "tst_Worker.moc"
