#include <limits>

#include <QtTest>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/nn/Runtime.h"
#include "core/nn/inpaint/Inpaint.h"
#include "core/nn/inpaint/InpaintNetTorch.h"
#include "render/gpu/GpuDevice.h"
#include "render/scene/SceneRendererFactory.h"

using namespace w2v;
using namespace w2v::nn;

/// The learned inpainter: its weights, its training, what it fills.
class TestInpainter : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { setTorchThreads(1); }

    void anUntrainedNetworkReturnsTheFirstGuess()
    {
        const at::Tensor planes = at::rand({2, kInpaintChannels, 32, 48});
        planes.select(1, kInpaintPlanes + 4).zero_(); // no planes of the room
        const InpaintOutput out = inpaintForward(InpaintWeights::random(1), planes);
        QVERIFY(at::equal(out.made, planes.narrow(1, 0, 4)));
    }

    void otherWeightsAreRefused_data()
    {
        QTest::addColumn<QString>("fault");
        QTest::addColumn<QString>("said");
        QTest::newRow("narrower") << "narrow" << "another shape";
        QTest::newRow("not finite") << "nan" << "not finite";
        QTest::newRow("a layer is missing") << "missing" << "out.bias";
    }

    void otherWeightsAreRefused()
    {
        QFETCH(QString, fault);
        QFETCH(QString, said);
        InpaintWeights weights = InpaintWeights::random(2);
        if (fault == "nan")
            weights.flat[0] = std::numeric_limits<float>::quiet_NaN();
        if (fault == "missing")
            weights.parts.pop_back();
        write(weights, fault == "narrow" ? kDropped : 0);
        try {
            createLearnedInpainter(readFile(file()), file().string());
            QFAIL("weights were taken");
        } catch (const Error& error) {
            const QString message = error.what();
            QVERIFY2(message.contains(said) && message.contains(QString::fromStdString(file().string())), qPrintable(message));
        }
    }

    void trainingGoesOnAndFillsHoles()
    {
        const auto device = GpuDevice::create();
        const auto renderer = createSceneRenderer(*device);
        InpainterTraining training;
        training.batch = 2;
        training.pool = 4;
        training.heldOutRooms = 1;
        training.evalInterval = 2;
        training.steps = 2;
        const fs::path folder = file().parent_path() / "training";
        SilentJobContext job;
        std::vector<std::int64_t> steps;
        std::map<std::string, double> heldOut;
        const auto onStep = [&](const InpainterStep& step) {
            steps.push_back(step.step);
            if (!step.heldOut.empty())
                heldOut = step.heldOut;
            QVERIFY(std::isfinite(step.loss) && step.loss > 0);
        };
        trainInpainter(*renderer, training, folder, onStep, job);
        training.steps = 3;
        trainInpainter(*renderer, training, folder, onStep, job);
        QCOMPARE(steps, (std::vector<std::int64_t>{1, 2, 3}));
        QVERIFY(heldOut.at("psnr") > 5 && heldOut.at("psnr_first_guess") > 5);

        const fs::path weights = folder / "imaginer.safetensors";
        const auto inpainter = createLearnedInpainter(readFile(weights), weights.string());
        constexpr int kSide = 160;
        ColorImage color(kSide, kSide, 90);
        DepthMap depth(kSide, kSide, 2);
        Mask missing(kSide, kSide);
        for (int y = 40; y < 120; ++y)
            for (int x = 40; x < 120; ++x) {
                missing.at(x, y) = 255;
                depth.at(x, y) = 0;
                color.at(x, y, 0) = 255;
            }
        const ColorImage before = color;
        inpainter->fill(color, depth, missing, intrinsicsFromFov(kSide, kSide, 60), {});
        for (int y = 0; y < kSide; ++y)
            for (int x = 0; x < kSide; ++x) {
                QVERIFY(depth.at(x, y) > 0.2f && depth.at(x, y) < 20);
                if (!missing.at(x, y))
                    QVERIFY(color.at(x, y, 0) == before.at(x, y, 0) && color.at(x, y, 2) == before.at(x, y, 2));
            }
        QVERIFY(color.at(80, 80, 0) < 250); // nothing of what stood in the hole
    }

private:
    static constexpr std::int64_t kDropped = 8; ///< channels by which the narrower network is narrower, everywhere

    fs::path file() const { return m_dir.filePath("weights.safetensors").toStdString(); }

    static bool isEnd(const std::string& name) { return name.starts_with("out."); }

    /// Writes them with the last `dropped` channels of every layer cut off.
    void write(const InpaintWeights& weights, std::int64_t dropped) const
    {
        std::vector<at::Tensor> kept;
        std::vector<TensorView> views;
        for (const InpaintWeights::Part& part : weights.parts) {
            at::Tensor tensor = part.view;
            if (dropped && !isEnd(part.name))
                tensor = tensor.narrow(0, 0, tensor.size(0) - dropped);
            if (dropped && tensor.dim() == 4 && !part.name.starts_with("stem.")) {
                const bool merges = part.name.starts_with("up");
                const std::int64_t in = tensor.size(1) / (merges ? 2 : 1);
                at::Tensor first = tensor.narrow(1, 0, in - dropped);
                tensor = merges ? at::cat({first, tensor.narrow(1, in, in - dropped)}, 1) : first;
            }
            kept.push_back(tensor.contiguous());
            views.push_back({part.name, TensorType::F32, kept.back().sizes().vec(),
                             {static_cast<const std::byte*>(kept.back().data_ptr()), kept.back().nbytes()}});
        }
        writeSafetensors(file(), views, {});
    }

    QTemporaryDir m_dir;
};

QTEST_GUILESS_MAIN(TestInpainter)
#include "tst_Inpainter.moc"
