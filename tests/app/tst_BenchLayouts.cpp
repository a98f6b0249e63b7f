#include <QtTest>

#include <QProcess>
#include <QTemporaryDir>

#include <csignal>

#include <opencv2/videoio.hpp>

#include "core/base/Files.h"
#include "core/base/Json.h"
#include "core/image/ImageIo.h"
#include "core/nn/VlmFactory.h"
#include "tests/support/ChatServer.h"
#include "tests/support/W2vProgram.h"

using namespace w2v;
using test::ChatServer;

namespace {

std::vector<Json> linesOf(const fs::path& file)
{
    std::vector<Json> lines;
    const std::string text = readFile(file);
    for (std::size_t at = 0, end = 0; (end = text.find('\n', at)) != std::string::npos; at = end + 1)
        lines.push_back(parseJson(std::string_view(text).substr(at, end - at), file.string()));
    return lines;
}

} // namespace

/// `w2v bench` on the layouts that VSI-Bench and MindCube are handed out in, with generated videos and pictures, a real model and a server.
class TestBenchLayouts : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;
    fs::path m_root;

    QString path(const char* name) const { return QString::fromStdString((m_root / name).string()); }
    Json asked(const QStringList& more) const
    {
        const test::Outcome outcome = test::w2vProgram(QStringList{"bench", "answer", "--model", path("model"), "--batch", "2", "--max-tokens", "4", "--json"} + more);
        if (outcome.code != 0)
            qWarning("%s", outcome.err.constData());
        return outcome.json();
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_root = m_dir.path().toStdString();
        createTinyModel(m_root / "model", std::vector<std::string>{"how many chairs are in this room? 3", "A. left B. right"}, {});
    }

    void vsiBench()
    {
        const fs::path videos = m_root / "videos";
        createFolder(videos / "scannet");
        createFolder(videos / "arkitscenes");
        constexpr int kFrames = 23;
        const std::pair<const char*, int> kinds[] = {{"scannet/scene0001_00.mp4", 100}, {"arkitscenes/41069025.mp4", 200}}; // alike, an answer would be reused
        for (const auto& [name, green] : kinds) {
            cv::VideoWriter writer((videos / name).string(), cv::VideoWriter::fourcc('m', 'p', '4', 'v'), 10, cv::Size(64, 48));
            if (!writer.isOpened())
                QSKIP("OpenCV cannot write videos here");
            for (int i = 0; i < kFrames; ++i)
                writer.write(cv::Mat(48, 64, CV_8UC3, cv::Scalar(8 * i, green, 250 - 8 * i)));
        }
        const auto line = [](int id, const char* dataset, const char* scene, const char* type, const char* truth, const Json& options) {
            return Json{{"id", id}, {"dataset", dataset}, {"scene_name", scene}, {"question_type", type}, {"question", "how many chairs are in this room?"},
                        {"ground_truth", truth}, {"options", options}}.dump() + '\n';
        };
        const Json options{"A. left", "B. right", "C. back", "D. front"};
        writeFileAtomic(m_root / "vsi.jsonl", line(0, "scannet", "scene0001_00", "object_counting", "3", nullptr) + line(1, "scannet", "scene0001_00", "object_rel_direction_easy", "B", options)
                                                  + line(2, "arkitscenes", "41069025", "object_abs_distance", "1.5", nullptr) + line(3, "scannetpp", "not_there", "route_planning", "A", options));
        const QStringList which{"--benchmark", "vsibench", "--questions", path("vsi.jsonl"), "--media", path("videos")};
        const Json there = test::w2vProgram(QStringList{"bench", "questions", "--json"} + which).json();
        QCOMPARE(there.at("questions").get<int>(), 4);
        QCOMPARE(there.at("complete").get<int>(), 3);
        QCOMPARE(there.at("missing").dump(), std::string(R"(["scannetpp/not_there.mp4"])"));
        const Json result = asked(which + QStringList{"--frames", "5", "--out", path("vsi-out.jsonl")});
        QCOMPARE(result.at("run").at("asked").get<int>(), 3);
        QCOMPARE(result.at("run").at("not_asked").get<int>(), 1);
        QVERIFY(result.at("rules").contains("official") && result.at("rules").contains("first-number"));
        const std::vector<Json> lines = linesOf(m_root / "vsi-out.jsonl");
        QCOMPARE(lines.size(), std::size_t(3));
        for (const Json& reply : lines) {
            std::vector<int> frames;
            for (const Json& frame : reply.at("frames")) {
                QCOMPARE(frame.at("of").get<int>(), kFrames);
                frames.push_back(frame.at("frame").get<int>());
            }
            QCOMPARE(frames, (std::vector<int>{0, 5, 11, 16, 22})); // floor(k (n - 1) / (frames - 1))
            QVERIFY(reply.at("prompt").get<std::string>().find("These are frames of a video.") != std::string::npos);
        }
    }

    void mindCube()
    {
        ColorImage image(40, 30);
        Json first{{"id", "among_group1_q0"}, {"category", {"P-P"}}, {"type", "translation"}, {"meta_info", Json::array({Json::array({"chair"})})},
                   {"question", "What is behind the chair? A. Lamp B. Bed C. Door D. Plant"}, {"images", {"other/1.png", "other/2.png"}}, {"gt_answer", "B"}};
        Json second = first, third = first;
        second["id"] = "rotation_2";
        second["images"] = {"other/1.png"};
        third["id"] = "aroundnew_3";
        third["images"] = {"other/1.png", "other/gone.png"};
        writeFileAtomic(m_root / "cube.jsonl", first.dump() + '\n' + second.dump() + '\n' + third.dump() + '\n');
        createFolder(m_root / "cube/other");
        writePng(m_root / "cube/other/1.png", image);
        image.data()[7] = 200;
        writePng(m_root / "cube/other/2.png", image);
        const QStringList which{"--benchmark", "mindcube", "--questions", path("cube.jsonl"), "--media", path("cube")};
        const Json result = asked(which + QStringList{"--likelihood", "--out", path("cube-out.jsonl")});
        QCOMPARE(result.at("missing").dump(), std::string(R"(["other/gone.png"])"));
        QCOMPARE(result.at("run").at("asked").get<int>(), 2);
        const Json& types = result.at("rules").at("cascade").at("types");
        QVERIFY(types.contains("among") && types.contains("rotation") && !types.contains("around"));
        for (const Json& reply : linesOf(m_root / "cube-out.jsonl")) {
            QVERIFY(std::string("ABCD").find(reply.at("prediction").get<std::string>()) != std::string::npos);
            QCOMPARE(reply.at("frames").size(), reply.at("id") == "rotation_2" ? std::size_t(1) : std::size_t(2));
        }
    }

    /// Killed with -9 and started again: what the server answered before is asked again only when it was under way.
    void aKilledRunAsksAServerNothingTwice()
    {
        constexpr int kQuestions = 200, kConcurrency = 4;
        writePng(m_root / "p.png", ColorImage(8, 8));
        Json entries = Json::array();
        for (int i = 0; i < kQuestions; ++i)
            entries.push_back({{"database_idx", i}, {"question_type", "goal_aim"}, {"question", "where is thing " + std::to_string(i) + "?"}, {"answer_choices", {"left", "right"}},
                               {"correct_answer", "left"}, {"img_paths", {"p.png"}}});
        writeJson(m_root / "sat.json", entries);
        QProcess process;
        const auto killed = [&](int after, const ChatServer& server) { return after > 0 && server.requests.size() >= after; };
        int killAfter = 60;
        ChatServer server([&](QTcpSocket& socket, const ChatServer::Request&) {
            if (killed(killAfter, server)) {
                killAfter = 0;
                ::kill(static_cast<pid_t>(process.processId()), SIGKILL);
                return;
            }
            ChatServer::send(socket, "200 OK", {}, ChatServer::wholeReply(QStringLiteral("left")));
        });
        const auto run = [&] {
            QEventLoop loop;
            const auto ended = connect(&process, &QProcess::finished, &loop, &QEventLoop::quit);
            process.start(QStringLiteral(W2V_BINARY_DIR "/w2v"), {"bench", "answer", "--benchmark", "sat", "--questions", path("sat.json"), "--server", QString::fromStdString(server.address()),
                          "--server-model", "m", "--concurrency", QString::number(kConcurrency), "--out", path("sat-out.jsonl"), "--json"});
            loop.exec();
            disconnect(ended);
            return parseJson(process.exitStatus() == QProcess::NormalExit ? process.readAllStandardOutput().toStdString() : std::string("{}"), "w2v");
        };
        QVERIFY(run().empty()); // killed
        const auto before = linesOf(m_root / "sat-out.jsonl").size();
        QVERIFY2(before >= 60 - 2 * kConcurrency && before < 60, qPrintable(QString::number(before)));
        const Json result = run();
        QCOMPARE(result.at("run").at("kept").get<std::size_t>(), before);
        QCOMPARE(result.at("run").at("asked").get<std::size_t>(), kQuestions - before);
        QVERIFY2(server.requests.size() <= kQuestions + kConcurrency, qPrintable(QString::number(server.requests.size())));
        int twice = 0;
        for (const int attempts : std::as_const(server.attempts)) {
            QVERIFY(attempts <= 2);
            twice += attempts == 2;
        }
        QVERIFY2(twice <= kConcurrency, qPrintable(QString::number(twice)));
        QCOMPARE(server.attempts.size(), kQuestions);
        const std::vector<Json> lines = linesOf(m_root / "sat-out.jsonl");
        QCOMPARE(lines.size(), std::size_t(kQuestions));
        for (std::size_t i = 0; i < lines.size(); ++i)
            QCOMPARE(lines[i].at("id").get<std::string>(), std::to_string(i)); // the benchmark's order
    }
};

QTEST_GUILESS_MAIN(TestBenchLayouts)
#include "tst_BenchLayouts.moc"
