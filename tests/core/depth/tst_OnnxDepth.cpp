#include <cmath>

#include <QTemporaryDir>
#include <QTest>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/depth/OnnxDepth.h"
#include "tests/support/TinyOnnx.h"

using namespace w2v;
using namespace w2v::test;

/// A model whose output is known for every colour: red / 255 + 0.5.
class OnnxDepthTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;
    SilentJobContext m_job;

    fs::path file(const char* name, const std::string& bytes) const
    {
        const fs::path path = m_dir.filePath(name).toStdString();
        writeFileAtomic(path, bytes);
        return path;
    }
    static ColorImage ramp(int width, int height)
    {
        ColorImage picture(width, height, 77);
        for (int y = 0; y < height; ++y)
            for (int x = 0; x < width; ++x)
                picture.at(x, y, 0) = static_cast<std::uint8_t>(x * 200 / width);
        return picture;
    }
    static double output(const ColorImage& picture, int x, int y) { return picture.at(x, y, 0) / 255.0 + 0.5; }
    std::string refusal(const fs::path& model, const DepthModelOptions& options = {DepthMeaning::Metres, 64, 48})
    {
        try {
            estimateDepth(model, ramp(64, 48), options, m_job);
        } catch (const Error& error) {
            return error.what();
        }
        return {};
    }

private Q_SLOTS:
    void everyMeaning()
    {
        const fs::path model = file("red.onnx", TinyOnnx::pixelwise(48, 64, {0.229f, 0, 0}, 0.485f + 0.5f));
        const ColorImage picture = ramp(64, 48);
        const double median = output(picture, 32, 0);
        for (const auto meaning : {DepthMeaning::Metres, DepthMeaning::Depth, DepthMeaning::Inverse}) {
            const DepthMap depth = estimateDepth(model, picture, {meaning, 64, 48}, m_job);
            QCOMPARE(depth.width(), 64);
            QCOMPARE(depth.height(), 48);
            for (int x = 0; x < 64; x += 5) {
                const double out = output(picture, x, 20);
                const double want = meaning == DepthMeaning::Metres ? out : meaning == DepthMeaning::Depth ? 2 * out / median : 2 * median / out;
                QVERIFY2(std::abs(double(depth.at(x, 20)) - want) < 1e-4, qPrintable(QString("%1 for %2 at %3").arg(depth.at(x, 20)).arg(want).arg(x)));
            }
        }
    }

    void thePictureIsScaledToTheModelAndBack()
    {
        const fs::path model = file("red.onnx", TinyOnnx::pixelwise(48, 64, {0.229f, 0, 0}, 0.485f + 0.5f));
        const ColorImage picture = ramp(320, 240);
        const DepthMap depth = estimateDepth(model, picture, {DepthMeaning::Metres, 64, 48}, m_job);
        QCOMPARE(depth.width(), 320);
        QCOMPARE(depth.height(), 240);
        QVERIFY(std::abs(double(depth.at(160, 100)) - output(picture, 160, 100)) < 0.01);
    }

    void badModelsAreRefused()
    {
        QVERIFY(refusal(m_dir.filePath("none.onnx").toStdString()).find("none.onnx") != std::string::npos);
        QVERIFY(refusal(file("text.onnx", "this is no model")).find("cannot read this model") != std::string::npos);
        const std::string whole = TinyOnnx::pixelwise(48, 64, {1, 1, 1}, 1);
        QVERIFY(!refusal(file("cut.onnx", whole.substr(0, whole.size() / 2))).empty());
        QVERIFY(refusal(file("negative.onnx", TinyOnnx::pixelwise(48, 64, {0, 0, 0}, -1))).find("positive numbers") != std::string::npos);
        QVERIFY(refusal(file("good.onnx", whole), {DepthMeaning::Metres, 4, 4}).find("depth_size") != std::string::npos);
        QVERIFY_THROWS_EXCEPTION(Error, depthMeaningFromName("far"));
    }

    void stops()
    {
        SilentJobContext stopped;
        stopped.stop();
        const fs::path model = file("red.onnx", TinyOnnx::pixelwise(48, 64, {1, 0, 0}, 3));
        QVERIFY_THROWS_EXCEPTION(Cancelled, estimateDepth(model, ramp(64, 48), {}, stopped));
    }
};

QTEST_GUILESS_MAIN(OnnxDepthTest)
#include "tst_OnnxDepth.moc"
