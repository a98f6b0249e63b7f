#include <QtTest>

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>

#include <csignal>
#include <map>

#include "core/base/Files.h"
#include "core/base/Json.h"
#include "core/dataset/Project.h"
#include "core/image/ImageIo.h"
#include "core/nn/VlmFactory.h"

using namespace w2v;

namespace {

struct Outcome {
    int code = -1;
    QJsonObject json;
    QByteArray err;
};

Outcome w2vProgram(const QStringList& arguments)
{
    QProcess process;
    process.start(QStringLiteral(W2V_BINARY_DIR "/w2v"), arguments);
    process.waitForFinished(300'000);
    return {process.exitCode(), QJsonDocument::fromJson(process.readAllStandardOutput()).object(), process.readAllStandardError()};
}

std::map<std::string, Json> linesOf(const fs::path& file)
{
    std::map<std::string, Json> lines;
    if (!fs::exists(file))
        return lines;
    const std::string text = readFile(file);
    for (std::size_t at = 0, end = 0; (end = text.find('\n', at)) != std::string::npos; at = end + 1) {
        Json line = parseJson(std::string_view(text).substr(at, end - at), file.string());
        lines.emplace(line.at("id").get<std::string>(), std::move(line));
    }
    return lines;
}

} // namespace

/// `w2v bench answer` on a project's own held-out records, with and without imagining first: real model, real world models, real processes.
class TestBenchImagine : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;
    fs::path m_root;
    QString m_project, m_model;

    QStringList arguments(const QStringList& more) const
    {
        return QStringList{"bench", "answer", "--benchmark", "project", "--project", m_project, "--limit", "2", "--max-tokens", "8", "--json"} + more;
    }
    QStringList imagining(const QString& name, const QString& settings) const
    {
        return arguments({"--model", m_model, "--name", name, "--imagine", settings});
    }
    fs::path predictions(const std::string& name) const { return fs::path(m_project.toStdString()) / "answers/heldout" / (name + ".jsonl"); }

private Q_SLOTS:
    void initTestCase()
    {
        m_root = m_dir.path().toStdString();
        m_project = m_dir.filePath("own.w2v");
        m_model = m_dir.filePath("model");
        createTinyModel(m_model.toStdString(), std::vector<std::string>{"move forward turn left right meters degrees yes no true false"}, {});
        QCOMPARE(w2vProgram({"scenes", "walk", "--project", m_project, "--count", "4", "--heldout", "0.5", "--walks", "8", "--size", "56x56"}).code, 0);
        QCOMPARE(w2vProgram({"supervise", "--project", m_project}).code, 0);
    }

    void answersOwnRecords()
    {
        const Outcome o = w2vProgram(arguments({"--model", m_model, "--name", "plain"}));
        QVERIFY2(o.code == 0, o.err);
        const int questions = o.json.value("questions").toInt();
        QVERIFY(questions >= 6);
        QCOMPARE(o.json.value("answered").toInt(), questions);
        QVERIFY(o.json.value("rules").toObject().contains("verified"));
        const Project project = Project::open(m_project.toStdString());
        QCOMPARE(project.answers("heldout", "plain").size(), std::size_t(questions));
        QVERIFY(linesOf(predictions("plain")).begin()->second.at("rules").contains("reward"));
    }

    void baselinesAndChangedImages()
    {
        const Outcome majority = w2vProgram(arguments({"--baseline", "majority"}));
        QVERIFY2(majority.code == 0, majority.err);
        QVERIFY(majority.json.value("rules").toObject().value("verified").toObject().value("overall").toDouble() > 0);
        for (const char* name : {"no_image", "text"})
            QCOMPARE(w2vProgram(arguments({"--baseline", name})).code, 0);
        QVERIFY(w2vProgram(arguments({"--baseline", "oracle"})).err.contains("is not known"));
        for (const char* images : {"no-images", "swapped", "mirrored"}) {
            const Outcome o = w2vProgram(arguments({"--model", m_model, "--ablation", images, "--name", "plain"}));
            QVERIFY2(o.code == 0, o.err);
            QCOMPARE(o.json.value("run").toObject().value("failed").toInt(), 0);
        }
        const auto plain = linesOf(predictions("plain")), none = linesOf(predictions("plain__images_no-images")), swapped = linesOf(predictions("plain__images_swapped"));
        for (const auto& [id, line] : none) {
            QVERIFY(line.at("prompt").get<std::string>().find("<image>") == std::string::npos);
            QVERIFY(line.at("frames").empty());
            QVERIFY(swapped.at(id).at("frames") != plain.at(id).at("frames")); // another question's
            QCOMPARE(swapped.at(id).at("frames").size(), plain.at(id).at("frames").size());
        }
    }

    void imaginesAndGoesOnAfterBeingKilled()
    {
        const QStringList command = imagining("dreamer", "depth=2,beam=1,world-model=geometric");
        const fs::path file = predictions("dreamer");
        QProcess process;
        process.start(QStringLiteral(W2V_BINARY_DIR "/w2v"), command);
        QVERIFY(process.waitForStarted());
        QTRY_VERIFY_WITH_TIMEOUT(linesOf(file).size() >= 2, 120'000);
        ::kill(static_cast<pid_t>(process.processId()), SIGKILL);
        QVERIFY(process.waitForFinished());
        QCOMPARE(process.exitStatus(), QProcess::CrashExit);
        const auto before = linesOf(file);
        std::map<fs::path, std::map<std::string, Json>> calls;
        for (const auto& entry : fs::directory_iterator(file.string() + ".imagined"))
            calls[entry.path()] = linesOf(entry.path() / "calls.jsonl");

        const Outcome o = w2vProgram(command);
        QVERIFY2(o.code == 0, o.err);
        const QJsonObject run = o.json.value("run").toObject();
        QCOMPARE(run.value("kept").toInt(), int(before.size()));
        QCOMPARE(run.value("failed").toInt(), 0);
        for (const auto& [folder, made] : calls) // every call that was done is as it was, with its time
            for (const auto& [name, line] : made)
                QCOMPARE(linesOf(folder / "calls.jsonl").at(name), line);
        const QJsonObject told = run.value("imagination").toObject();
        const double views = told.value("calls").toObject().value("world_model").toDouble();
        QVERIFY2(views >= 4 && views <= 6, qPrintable(QString::number(views))); // 3 + 1 x 3, less what was there before
        QVERIFY(told.value("seconds").toObject().value("total").toDouble() > 0);
        QCOMPARE(w2vProgram(command).json.value("run").toObject().value("asked").toInt(), 0);

        const std::string id = before.begin()->first;
        const Outcome tree = w2vProgram({"bench", "tree", "--predictions", QString::fromStdString(file.string()), "--id", QString::fromStdString(id), "--json"});
        QVERIFY2(tree.code == 0, tree.err);
        for (const QJsonValue& node : tree.json.value("nodes").toArray()) {
            const fs::path image = fs::path(tree.json.value("folder").toString().toStdString()) / node.toObject().value("image").toString().toStdString();
            const ColorImage view = readColorImage(image);
            QCOMPARE(view.width(), 56); // of the record's own camera
        }
        const Project project = Project::open(m_project.toStdString());
        QVERIFY(project.answers("heldout", "dreamer").front().detail.contains("imagination"));
    }

    void anyWorldModel()
    {
        const Outcome exact = w2vProgram(imagining("exact", "depth=1,beam=1,world-model=mesh"));
        QVERIFY2(exact.code == 0, exact.err);
        QCOMPARE(exact.json.value("run").toObject().value("failed").toInt(), 0);
        // The exact views show what the geometric ones had to invent.
        const auto lines = linesOf(predictions("exact"));
        const Json& imagined = lines.begin()->second.at("detail").at("imagination");
        QCOMPARE(imagined.at("calls").at("world_model").get<int>(), 3);
        QVERIFY(w2vProgram(imagining("nothing", "depth=2,world-model=crystal-ball")).err.contains("crystal-ball"));
        QVERIFY(w2vProgram(imagining("nothing", "dept=2")).err.contains("\"dept\" is not a setting"));
        QVERIFY(!fs::exists(predictions("nothing")));
    }

    void picturesWithoutDepthAreRefusedWithAReason()
    {
        writeJson(m_root / "sat.json", Json::array({{{"database_idx", 1}, {"question_type", "goal_aim"}, {"question", "where?"}, {"answer_choices", {"left", "right"}},
                                                     {"correct_answer", "left"}, {"img_paths", {"a.png"}}}}));
        writePng(m_root / "a.png", ColorImage(64, 48, 90));
        const QStringList command{"bench", "answer", "--benchmark", "sat", "--questions", m_dir.filePath("sat.json"), "--model", m_model, "--out",
                                  m_dir.filePath("sat.jsonl"), "--imagine", "depth=1", "--max-tokens", "4"};
        const Outcome o = w2vProgram(command);
        QCOMPARE(o.code, 1);
        QVERIFY2(o.err.contains("lifts pictures by their depth") && o.err.contains("--depth-model"), o.err);
    }
};

QTEST_GUILESS_MAIN(TestBenchImagine)
#include "tst_BenchImagine.moc"
