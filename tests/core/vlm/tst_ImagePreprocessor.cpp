#include <QtTest>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/base/Json.h"
#include "core/base/Rng.h"
#include "core/vlm/BicubicResize.h"
#include "core/vlm/ImagePreprocessor.h"

using namespace w2v;

class TestImagePreprocessor : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void flatImagesStayFlat();
    void sameSizeIsTheSameImage();
    void resizingMeetsKnownPixels();
    void valuesAreInTheRightPlaces();
    void twoFramesShareATemporalPatch();
    void oddFramesAreFilled();
    void framesOfOtherSizesAreErrors();
    void sizesStayWithinTheLimits();
    void impossibleSizesAreErrors();
    void configIsRead();
    void configSurvivesTheFile();
    void damagedConfigsAreErrors_data();
    void damagedConfigsAreErrors();
};

namespace {

ColorImage noise(int width, int height, std::uint64_t seed)
{
    Rng rng(seed);
    ColorImage image(width, height);
    for (std::size_t i = 0; i < image.bytes(); ++i)
        image.data()[i] = static_cast<std::uint8_t>(rng.integer(0, 255));
    return image;
}

/// The value that a byte becomes in a channel.
float normalized(const ImagePreprocessor& p, std::uint8_t byte, std::size_t channel)
{
    return (static_cast<float>(byte / 255.0) - static_cast<float>(p.mean[channel])) / static_cast<float>(p.standardDeviation[channel]);
}

} // namespace

void TestImagePreprocessor::flatImagesStayFlat()
{
    for (const int value : {0, 1, 127, 255}) {
        const ColorImage image = resizeBicubic(ColorImage(37, 91, static_cast<std::uint8_t>(value)), 56, 28);
        QVERIFY(image == ColorImage(56, 28, static_cast<std::uint8_t>(value)));
    }
    QVERIFY_THROWS_EXCEPTION(Error, resizeBicubic(ColorImage(), 3, 3));
    QVERIFY_THROWS_EXCEPTION(Error, resizeBicubic(ColorImage(3, 3), 0, 3));
}

void TestImagePreprocessor::sameSizeIsTheSameImage()
{
    const ColorImage image = noise(19, 23, 1);
    QVERIFY(resizeBicubic(image, 19, 23) == image);
    QCOMPARE(resizeBicubic(image, 19, 7).height(), 7);
}

void TestImagePreprocessor::resizingMeetsKnownPixels()
{
    // Doubling an edge 0 | 255: taps a = -0.5 at offsets of 1/4, cut at the border and normalised.
    ColorImage edge(4, 1);
    for (int x = 2; x < 4; ++x)
        for (int c = 0; c < 3; ++c)
            edge.at(x, 0, c) = 255;
    const ColorImage wide = resizeBicubic(edge, 8, 1);
    const int expected[8] = {0, 0, 0, 52, 203, 255, 255, 255};
    for (int x = 0; x < 8; ++x)
        QCOMPARE(static_cast<int>(wide.at(x, 0, 1)), expected[x]);
}

void TestImagePreprocessor::valuesAreInTheRightPlaces()
{
    ImagePreprocessor p;
    p.minPixels = 1;
    const ColorImage image = noise(84, 56, 3); // 6 x 4 patches, no resizing
    const VisionPatches out = p.image(image);
    QVERIFY((out.grid == VisionGrid{1, 4, 6}));
    QCOMPARE(out.values.size(), std::size_t{24 * 1176});
    QCOMPARE(p.rowSize(), 1176);
    std::size_t row = 0;
    for (int cellRow = 0; cellRow < 2; ++cellRow)
        for (int cellColumn = 0; cellColumn < 3; ++cellColumn)
            for (int y = 0; y < 2; ++y)
                for (int x = 0; x < 2; ++x, ++row)
                    for (const auto& [dx, dy, c] : {std::tuple{0, 0, 0}, {13, 0, 1}, {0, 13, 2}, {7, 5, 1}})
                        for (int t = 0; t < 2; ++t) {
                            const std::size_t at = row * 1176 + static_cast<std::size_t>(((c * 2 + t) * 14 + dy) * 14 + dx);
                            const auto byte = image.at((cellColumn * 2 + x) * 14 + dx, (cellRow * 2 + y) * 14 + dy, c);
                            QCOMPARE(out.values[at], normalized(p, byte, static_cast<std::size_t>(c)));
                        }
}

void TestImagePreprocessor::twoFramesShareATemporalPatch()
{
    const ImagePreprocessor p;
    const std::vector<ColorImage> pair{noise(56, 56, 1), noise(56, 56, 2)};
    const VisionPatches both = p.video(pair), first = p.image(pair[0]), second = p.image(pair[1]);
    QVERIFY((both.grid == VisionGrid{1, 4, 4}));
    const std::size_t plane = 14 * 14;
    for (std::size_t i = 0; i < both.values.size(); ++i) {
        const bool later = i / plane % 2 == 1;
        QCOMPARE(both.values[i], later ? second.values[i] : first.values[i]);
    }
}

void TestImagePreprocessor::oddFramesAreFilled()
{
    const ImagePreprocessor p;
    const std::vector<ColorImage> three{noise(56, 56, 1), noise(56, 56, 2), noise(56, 56, 3)};
    const VisionPatches out = p.video(three), last = p.image(three[2]);
    QCOMPARE(out.grid.t, 2);
    QVERIFY(std::equal(last.values.begin(), last.values.end(), out.values.begin() + static_cast<std::ptrdiff_t>(last.values.size())));
}

void TestImagePreprocessor::framesOfOtherSizesAreErrors()
{
    const ImagePreprocessor p;
    const std::vector<ColorImage> pair{noise(56, 56, 1), noise(56, 57, 2)};
    QVERIFY_THROWS_EXCEPTION(Error, p.video(pair));
    QVERIFY_THROWS_EXCEPTION(Error, p.video({}));
    QVERIFY_THROWS_EXCEPTION(Error, p.image(ColorImage()));
}

void TestImagePreprocessor::sizesStayWithinTheLimits()
{
    Rng rng(5);
    for (int i = 0; i < 2000; ++i) {
        const std::int64_t h = rng.integer(1, 3000), w = rng.integer(1, 3000);
        if (std::max(h, w) > 200 * std::min(h, w))
            continue;
        const ResizedSize size = smartResize(h, w, 28, 3136, 1003520);
        QVERIFY(size.height % 28 == 0 && size.width % 28 == 0 && size.height >= 28 && size.width >= 28);
        // A clamped thin side may push the area above the limit, nothing else may.
        QVERIFY(size.height * size.width <= 1003520 || size.height == 28 || size.width == 28);
        QVERIFY(size.height * size.width >= 3136);
    }
    QVERIFY((smartResize(42, 70, 28, 1, 1 << 20) == ResizedSize{56, 56})); // halves go to the even number of cells
}

void TestImagePreprocessor::impossibleSizesAreErrors()
{
    QVERIFY_THROWS_EXCEPTION(Error, smartResize(0, 10, 28, 1, 100));
    QVERIFY_THROWS_EXCEPTION(Error, smartResize(10, -1, 28, 1, 100));
    QVERIFY_THROWS_EXCEPTION(Error, smartResize(10, 2001, 28, 1, 100));
    QVERIFY_THROWS_EXCEPTION(Error, smartResize(std::int64_t{1} << 40, std::int64_t{1} << 40, 28, 1, 100));
    QVERIFY_THROWS_EXCEPTION(Error, smartResize(27, 100, 28, 1, 100000, ResizeRule::Strict));
    ImagePreprocessor p;
    p.rule = ResizeRule::Strict;
    p.minPixels = 784;
    p.maxPixels = 7840;
    QVERIFY_THROWS_EXCEPTION(Error, p.targetSize(1400, 28)); // a side shrinks to nothing
    p.rule = ResizeRule::Relaxed;
    QVERIFY((p.targetSize(1400, 28) == ResizedSize{28, 616}));
}

void TestImagePreprocessor::configIsRead()
{
    const auto p = ImagePreprocessor::fromJson(Json::parse(R"({"min_pixels": 100, "max_pixels": 2000, "image_mean": [0, 0.5, 1]})"), "c");
    QCOMPARE(p.minPixels, 100);
    QCOMPARE(p.maxPixels, 2000);
    QCOMPARE(p.mean[1], 0.5);
    QCOMPARE(p.patchSize, 14);
    const auto newer = ImagePreprocessor::fromJson(Json::parse(R"({"size": {"shortest_edge": 200, "longest_edge": 3000}})"), "c");
    QCOMPARE(newer.minPixels, 200);
    QCOMPARE(newer.maxPixels, 3000);
}

void TestImagePreprocessor::configSurvivesTheFile()
{
    QTemporaryDir directory;
    const fs::path folder = directory.path().toStdString();
    ImagePreprocessor p;
    p.maxPixels = 31360;
    p.mean = {0.1, 0.2, 0.3};
    p.save(folder);
    const ImagePreprocessor back = ImagePreprocessor::load(folder);
    QCOMPARE(back.maxPixels, p.maxPixels);
    QVERIFY(back.mean == p.mean && back.standardDeviation == p.standardDeviation);
    QVERIFY_THROWS_EXCEPTION(Error, ImagePreprocessor::load(folder / "none"));
}

void TestImagePreprocessor::damagedConfigsAreErrors_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("list") << "[]";
    QTest::newRow("zero patch") << R"({"patch_size": 0})";
    QTest::newRow("huge patch") << R"({"patch_size": 4611686018427387904})";
    QTest::newRow("unsigned") << R"({"patch_size": 18446744073709551615})";
    QTest::newRow("negative") << R"({"merge_size": -2})";
    QTest::newRow("fraction") << R"({"min_pixels": 1.5})";
    QTest::newRow("text") << R"({"max_pixels": "many"})";
    QTest::newRow("crossed") << R"({"min_pixels": 10, "max_pixels": 5})";
    QTest::newRow("short mean") << R"({"image_mean": [1, 2]})";
    QTest::newRow("text mean") << R"({"image_mean": [1, 2, "3"]})";
    QTest::newRow("zero deviation") << R"({"image_std": [1, 0, 1]})";
}

void TestImagePreprocessor::damagedConfigsAreErrors()
{
    QFETCH(QString, text);
    QVERIFY_THROWS_EXCEPTION(Error, ImagePreprocessor::fromJson(Json::parse(text.toStdString()), "c"));
}

QTEST_GUILESS_MAIN(TestImagePreprocessor)
#include "tst_ImagePreprocessor.moc"
