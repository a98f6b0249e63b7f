#include <torch/script.h>

#include <QtTest>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/base/Json.h"
#include "core/nn/Runtime.h"
#include "core/worldmodel/Conformance.h"
#include "core/worldmodel/ProcessWorldModels.h"

using namespace w2v;

namespace {

/// A model of this body. `size` comes as a tensor, as documented.
void save(const fs::path& path, const std::string& body, int framesPerCall = 0, bool metric = true)
{
    torch::jit::Module module("model");
    module.register_attribute("frames_per_call", c10::IntType::get(), framesPerCall);
    module.register_attribute("metric", c10::BoolType::get(), metric);
    module.define("def forward(self, image, depth, start_camera, poses, camera, size, seed: int):\n" + body);
    module.save(path.string());
}

} // namespace

/// Exported models behind the world model interface: run by the real worker, never by this process.
class TestTorchScriptWorldModel : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        setTorchThreads(1);
        m_folder = m_directory.path().toStdString();
        // Frame i is the picture resized and darkened with the way gone; the seed shifts it.
        const std::string body = "    h = int(size[0])\n    w = int(size[1])\n"
                                 "    base = torch.upsample_bilinear2d(image.unsqueeze(0), [h, w], False)\n"
                                 "    way = poses[:, 2, 3].reshape(-1, 1, 1, 1)\n"
                                 "    noise = torch.rand([1, 3, h, w]) * 0.1\n"
                                 "    print(\"this must not reach the protocol\")\n";
        save(m_folder / "good.pt", body + "    return base * torch.exp(-way) * 0.9 + noise\n", 2);
        save(m_folder / "depth.pt", body + "    return base + way * 0, torch.ones([poses.size(0), h, w]) * 2.5\n", 0, false);
        save(m_folder / "shape.pt", body + "    return base\n");
        save(m_folder / "nan.pt", body + "    return base / (way * 0)\n");
        save(m_folder / "text.pt", body + "    return \"picture\"\n");
        save(m_folder / "raises.pt", body + "    assert h < 0, \"too little memory for it\"\n    return base\n");
        save(m_folder / "forever.pt", body + "    n = 0\n    while h > 0:\n        n = n + 1\n    return base\n");
        writeFileAtomic(m_folder / "text.txt", "this is no model");
    }
    void init() { m_model = createTorchScriptWorldModel(W2V_BINARY_DIR "/w2v-worker", []() -> SceneRenderer& { throw Error("renderer", "is not needed here"); }); }

    void conforms()
    {
        SilentJobContext job;
        for (const char* file : {"good.pt", "depth.pt"})
            for (const ConformanceCheck& check : checkWorldModel(*m_model, requestFor(file), job))
                QVERIFY2(check.passed, (check.name + ": " + check.detail).c_str());
    }

    void picturesDepthAndScaleComeFromTheModel()
    {
        const std::vector<ImaginedFrame> frames = run(requestFor("depth.pt"));
        QVERIFY(frames.back().depth == DepthMap(64, 64, 2.5f));
        QVERIFY(std::abs(int(frames.front().color.at(30, 30)) - 130) <= 1);
        QVERIFY(!m_model->lastRun()["metric"].get<bool>());
        run(requestFor("good.pt"));
        QVERIFY(m_model->lastRun()["metric"].get<bool>());
    }

    /// Without consent nothing of the file may run, not even while it is loaded: a worker that does not exist is not missed.
    void runsNothingWithoutConsent()
    {
        m_model = createTorchScriptWorldModel("/nowhere/worker", []() -> SceneRenderer& { throw Error("renderer", "is not needed here"); });
        ImagineRequest request = requestFor("good.pt");
        request.options.erase("torchscript_trusted");
        QVERIFY2(messageOf(request).contains("is code") && messageOf(request).contains("--trust"), qPrintable(messageOf(request)));
        request.options["torchscript_trusted"] = "yes";
        QVERIFY2(messageOf(request).contains("neither true nor false"), qPrintable(messageOf(request)));
        request.options["torchscript_trusted"] = true;
        QVERIFY2(messageOf(request).contains("cannot be started"), qPrintable(messageOf(request)));
    }

    void everyFailureIsOneMessageAndTheNextRequestWorks_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QStringList>("said");
        QTest::newRow("no file") << "absent.pt" << QStringList{"there is no such file"};
        QTest::newRow("no model") << "text.txt" << QStringList{"text.txt", "ended unexpectedly (exit code 1)"};
        QTest::newRow("wrong shape") << "shape.pt" << QStringList{"[1, 3, 64, 64] instead of [", ", 3, 64, 64]"};
        QTest::newRow("not numbers") << "nan.pt" << QStringList{"not numbers"};
        QTest::newRow("no tensor") << "text.pt" << QStringList{"no tensor"};
        QTest::newRow("raises") << "raises.pt" << QStringList{"too little memory for it"};
        QTest::newRow("for ever") << "forever.pt" << QStringList{"said nothing for 3 s"};
    }

    void everyFailureIsOneMessageAndTheNextRequestWorks()
    {
        QFETCH(QString, file);
        QFETCH(QStringList, said);
        ImagineRequest request = requestFor(file.toUtf8().constData());
        if (file == "forever.pt")
            request.options["process_silence"] = 3;
        const QString message = messageOf(request);
        for (const QString& part : said)
            QVERIFY2(message.contains(part), qPrintable(message));
        QVERIFY2(message.size() < 700 && message.count('\n') == 0, qPrintable(message));
        QCOMPARE(run(requestFor("good.pt")).size(), request.trajectory.startFromCamera.size());
    }

private:
    std::vector<ImaginedFrame> run(const ImagineRequest& request)
    {
        SilentJobContext job;
        std::vector<ImaginedFrame> frames;
        m_model->imagine(request, [&](ImaginedFrame&& frame) { frames.push_back(std::move(frame)); }, job);
        return frames;
    }

    QString messageOf(const ImagineRequest& request)
    {
        try {
            run(request);
        } catch (const Error& error) {
            return error.what();
        }
        return "it was accepted";
    }

    ImagineRequest requestFor(const char* file) const
    {
        ObservationFrame frame;
        frame.color = ColorImage(48, 48);
        std::fill(frame.color.data(), frame.color.data() + frame.color.bytes(), std::uint8_t{130});
        frame.depth = DepthMap(48, 48, 3);
        frame.camera = intrinsicsFromFov(48, 48, 54);
        auto observation = std::make_shared<Observation>();
        observation->name = "grey";
        observation->kind = ObservationKind::RgbdFrame;
        observation->frames.push_back(std::move(frame));
        ImagineRequest request;
        request.observation = observation;
        request.trajectory = followActions(parseActions("turn right 15 degrees; move forward 0.2 meters"), {}, intrinsicsFromFov(64, 64, 54));
        request.seed = 7;
        request.options = {{"torchscript_file", (m_folder / file).string()}, {"torchscript_trusted", true}, {"torchscript_device", "cpu"}, {"process_silence", 60}};
        return request;
    }

    QTemporaryDir m_directory;
    fs::path m_folder;
    std::unique_ptr<WorldModel> m_model;
};

QTEST_APPLESS_MAIN(TestTorchScriptWorldModel)
#include "tst_TorchScriptWorldModel.moc"
