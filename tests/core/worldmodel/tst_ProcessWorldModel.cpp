#include <QtTest>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/base/Json.h"
#include "core/worldmodel/Conformance.h"
#include "core/worldmodel/ProcessWorldModels.h"
#include "core/worldmodel/process/ModelProcess.h"

using namespace w2v;

/// A program behind the world model interface: one that does as it should, and the ways in which programs fail.
class TestProcessWorldModel : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { m_model = createProcessWorldModel([]() -> SceneRenderer& { throw Error("renderer", "is not needed here"); }); }

    void conforms()
    {
        SilentJobContext job;
        ImagineRequest request = requestFor();
        request.options["model_options"] = {{"rough", true}};
        for (const ConformanceCheck& check : checkWorldModel(*m_model, request, job))
            QVERIFY2(check.passed, (check.name + ": " + check.detail).c_str());
    }

    void framesAreWhatTheProgramDrew()
    {
        const ImagineRequest request = requestFor();
        const std::vector<ImaginedFrame> frames = run(request);
        QCOMPARE(frames.size(), request.trajectory.startFromCamera.size());
        QVERIFY(frames.front().color == request.observation->frames[0].color);
        QVERIFY(frames.back().color != frames.front().color);
        QVERIFY(frames.front().depth.empty());
        QCOMPARE(frames.front().observed.at(3, 3), std::uint8_t{255}); // from the known depth, because the program gives no mask
        QCOMPARE(m_model->lastRun()["program"].get<std::string>(), std::string("plane"));
        QVERIFY(m_model->lastRun()["metric"].get<bool>());
        QVERIFY(m_model->lastRun()["notes"].dump().find("one plane") != std::string::npos);
    }

    void everyFailureIsOneMessageAndTheNextRequestWorks_data()
    {
        QTest::addColumn<QString>("fault");
        QTest::addColumn<QStringList>("said");
        QTest::newRow("killed") << "kill" << QStringList{"ended unexpectedly", "signal 9", "run out of memory", "starts it again"};
        QTest::newRow("gives up") << "exit" << QStringList{"exit code 3", "cannot find the weights"};
        QTest::newRow("out of memory") << "memory" << QStringList{"bad_alloc", "smaller or fewer views"};
        QTest::newRow("hangs") << "hang" << QStringList{"said nothing for 2 s", "process_silence"};
        QTest::newRow("lies about the size") << "size" << QStringList{"frame 2", "128x64 pixels instead of 64x64"};
        QTest::newRow("writes half a file") << "half" << QStringList{"frame 2", "fault.png"};
        QTest::newRow("names no file") << "missing" << QStringList{"frame 2", "nowhere.png"};
        QTest::newRow("leaves the folder") << "escape" << QStringList{"frame 2", "etc/passwd"};
        QTest::newRow("wrong order") << "order" << QStringList{"frame 1 where 2 was due"};
        QTest::newRow("beyond the path") << "far" << QStringList{"frame 1000000 of a path"};
        QTest::newRow("prints other things") << "words" << QStringList{"loading checkpoint shards", "no JSON object"};
        QTest::newRow("prints too much") << "flood" << QStringList{"longer than"};
        QTest::newRow("stops early") << "few" << QStringList{"done after 2 of"};
        QTest::newRow("says what is wrong") << "error" << QStringList{"too dark", "Turn on the light"};
    }

    void everyFailureIsOneMessageAndTheNextRequestWorks()
    {
        QFETCH(QString, fault);
        QFETCH(QStringList, said);
        ImagineRequest request = requestFor();
        request.options["model_options"] = {{"fault", fault.toStdString()}};
        if (fault == "hang")
            request.options["process_silence"] = 2; // elsewhere a busy machine's silence must not end the program before its own fault
        if (fault == "memory")
            request.options["process_memory_gb"] = 1;
        QString message;
        try {
            run(request);
        } catch (const Error& error) {
            message = error.what();
        }
        for (const QString& part : said)
            QVERIFY2(message.contains(part), qPrintable(message));
        QVERIFY2(message.size() < 700 && message.count('\n') == 0, qPrintable(message));
        QCOMPARE(run(requestFor()).size(), request.trajectory.startFromCamera.size());
    }

    /// The example does not listen while it works: it is ended, and soon.
    void stopsAProgramThatDoesNotListen()
    {
        class Impatient : public SilentJobContext {
        public:
            void report(double fraction, std::string_view) override
            {
                if (fraction > 0)
                    stop();
            }
        };
        Impatient job;
        ImagineRequest request = requestFor();
        request.options["model_options"] = {{"pause_ms", 60'000}};
        request.options["process_silence"] = 600;
        QElapsedTimer timer;
        timer.start();
        std::thread stopper([&] { // while the first frame is made
            QTest::qSleep(300);
            job.stop();
        });
        QVERIFY_THROWS_EXCEPTION(Cancelled, m_model->imagine(request, [](ImaginedFrame&&) {}, job));
        stopper.join();
        QVERIFY2(timer.elapsed() < 6000, qPrintable(QString::number(timer.elapsed())));
        QCOMPARE(run(requestFor()).size(), request.trajectory.startFromCamera.size());
    }

    void commandsAreChecked_data()
    {
        QTest::addColumn<QString>("command");
        QTest::addColumn<QString>("said");
        QTest::newRow("none") << "" << "no program was named";
        QTest::newRow("unknown") << "/nowhere/model" << "cannot be started";
        QTest::newRow("another protocol") << W2V_BINARY_DIR "/example_world_model --old" << "protocol 0";
        QTest::newRow("no world model") << "echo hello" << "hello";
        QTest::newRow("silent") << "true" << "ended unexpectedly (exit code 0)";
        QTest::newRow("open quote") << "python3 'a" << "quote";
    }

    void commandsAreChecked()
    {
        QFETCH(QString, command);
        QFETCH(QString, said);
        ImagineRequest request = requestFor();
        request.options["process_command"] = command.toStdString();
        QString message;
        try {
            run(request);
        } catch (const Error& error) {
            message = error.what();
        }
        QVERIFY2(message.contains(said), qPrintable(message));
    }

    void commandLinesAreSplit()
    {
        const std::vector<std::string> words = commandWords("python3  'my adapter.py' --name \"a \\\"b\\\"\" c\\ d ''");
        QCOMPARE(words, (std::vector<std::string>{"python3", "my adapter.py", "--name", "a \"b\"", "c d", ""}));
        QVERIFY(commandWords("  ").empty());
    }

    void nothingStaysBehind()
    {
        const auto folders = [] {
            int count = 0;
            for (const auto& entry : fs::directory_iterator(fs::temp_directory_path()))
                count += entry.path().filename().string().starts_with("w2v-model-");
            return count;
        };
        const int before = folders();
        run(requestFor());
        QCOMPARE(folders(), before);
    }

private:
    std::vector<ImaginedFrame> run(const ImagineRequest& request)
    {
        SilentJobContext job;
        std::vector<ImaginedFrame> frames;
        m_model->imagine(request, [&](ImaginedFrame&& frame) { frames.push_back(std::move(frame)); }, job);
        return frames;
    }

    static ImagineRequest requestFor()
    {
        constexpr int kSide = 64;
        ObservationFrame frame;
        frame.color = ColorImage(kSide, kSide);
        for (int y = 0; y < kSide; ++y)
            for (int x = 0; x < kSide; ++x)
                frame.color.at(x, y, (x / 8 + y / 8) % 3) = static_cast<std::uint8_t>(60 + 3 * x);
        frame.depth = DepthMap(kSide, kSide, 3);
        frame.camera = intrinsicsFromFov(kSide, kSide, 54);
        auto observation = std::make_shared<Observation>();
        observation->name = "wall";
        observation->kind = ObservationKind::RgbdFrame;
        observation->frames.push_back(std::move(frame));
        ImagineRequest request;
        request.observation = observation;
        request.trajectory = followActions(parseActions("turn right 15 degrees; move forward 0.2 meters"), {}, intrinsicsFromFov(kSide, kSide, 54));
        request.options = {{"process_command", W2V_BINARY_DIR "/example_world_model"}, {"process_silence", 60}};
        return request;
    }

    std::unique_ptr<WorldModel> m_model;
};

QTEST_APPLESS_MAIN(TestProcessWorldModel)
#include "tst_ProcessWorldModel.moc"
