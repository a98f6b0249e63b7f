#include <QTest>

#include <cmath>

#include "core/base/Error.h"
#include "core/base/Rng.h"
#include "core/image/ImageMetrics.h"

using namespace w2v;

namespace {
ColorImage noise(std::uint64_t seed, int width = 32, int height = 24)
{
    Rng rng(seed);
    ColorImage image(width, height);
    for (std::size_t i = 0; i < image.bytes(); ++i)
        image.data()[i] = static_cast<std::uint8_t>(rng.integer(0, 255));
    return image;
}
} // namespace

class ImageMetricsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void equalImages()
    {
        const ColorImage a = noise(1);
        QVERIFY(std::isinf(psnr(a, a)));
        QVERIFY(std::abs(ssim(a, a) - 1.0) < 1e-6);
    }

    void psnrByHand()
    {
        ColorImage a(8, 8, 100), b(8, 8, 110); // mean squared error 100
        QVERIFY(std::abs(psnr(a, b) - 10 * std::log10(255.0 * 255.0 / 100.0)) < 1e-9);
        Mask left(8, 8);
        for (int y = 0; y < 8; ++y)
            for (int x = 0; x < 4; ++x) {
                left.at(x, y) = 255;
                for (int c = 0; c < 3; ++c)
                    b.at(x, y, c) = 101;
            }
        QVERIFY(std::abs(psnr(a, b, &left) - 10 * std::log10(255.0 * 255.0)) < 1e-9);
        const Mask none(8, 8);
        QVERIFY(std::isnan(psnr(a, b, &none)));
    }

    /// Two constant images: only the luminance term is left, (2ab + C1) / (a^2 + b^2 + C1).
    void ssimByHand()
    {
        const ColorImage a(16, 16, 100), b(16, 16, 50);
        const double c1 = 6.5025, expected = (2 * 100 * 50 + c1) / (100 * 100 + 50 * 50 + c1);
        QVERIFY(std::abs(ssim(a, b) - expected) < 1e-4);
    }

    void noiseIsUnlike()
    {
        QVERIFY(ssim(noise(1), noise(2)) < 0.1);
        QVERIFY(psnr(noise(1), noise(2)) < 10);
    }

    void sizesMustAgree()
    {
        QVERIFY_THROWS_EXCEPTION(Error, psnr(noise(1), noise(1, 31, 24)));
        const Mask mask(5, 5);
        QVERIFY_THROWS_EXCEPTION(Error, ssim(noise(1), noise(1), &mask));
    }
};

QTEST_APPLESS_MAIN(ImageMetricsTest)
#include "tst_ImageMetrics.moc"
