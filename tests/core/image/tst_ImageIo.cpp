#include <QTemporaryDir>
#include <QTest>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/image/ImageIo.h"
#include "core/image/ImageResize.h"

using namespace w2v;

namespace {

ColorImage ramp(int width, int height)
{
    ColorImage image(width, height);
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x)
            for (int c = 0; c < 3; ++c)
                image.at(x, y, c) = static_cast<std::uint8_t>((7 * x + 13 * y + 71 * c) & 255);
    return image;
}

/// The reason of the Error that decoding throws; empty when it throws none.
std::string refusal(const std::string& bytes)
{
    try {
        decodeColorImage(bytes, "test");
    } catch (const Error& e) {
        return e.reason();
    }
    return {};
}

} // namespace

class ImageIoTest : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    fs::path file(const char* name) const { return fs::path(m_folder.path().toStdString()) / name; }

private Q_SLOTS:
    void pngRoundTrip()
    {
        const ColorImage image = ramp(37, 21);
        QVERIFY(decodeColorImage(encodePng(image), "test") == image);
        GrayImage gray(5, 4);
        for (std::size_t i = 0; i < gray.pixels(); ++i)
            gray.data()[i] = static_cast<std::uint8_t>(11 * i);
        writePng(file("gray.png"), gray);
        QVERIFY(readGrayImage(file("gray.png")) == gray);
    }

    void headerIsReadWithoutDecoding()
    {
        const ImageInfo info = inspectImage(encodePng(ramp(37, 21)), "test");
        QCOMPARE(info.width, 37);
        QCOMPARE(info.height, 21);
        QCOMPARE(info.channels, 3);
    }

    /// Every prefix of a PNG must be refused: decoders themselves return half-grey pictures for some of them.
    void everyTruncatedPngIsRefused()
    {
        const std::string png = encodePng(ramp(40, 30));
        for (std::size_t n = 0; n < png.size(); ++n)
            QVERIFY2(!refusal(png.substr(0, n)).empty(), qPrintable(QString("prefix of %1 bytes was accepted").arg(n)));
    }

    void flippedBitIsRefused()
    {
        std::string png = encodePng(ramp(40, 30));
        png[png.size() / 2] = static_cast<char>(png[png.size() / 2] ^ 0x10);
        QVERIFY(refusal(png).find("damaged") != std::string::npos);
    }

    void absurdSizesAreRefusedBeforeAllocation()
    {
        QVERIFY(refusal("P6 60000 60000 255\n").find("100 million") != std::string::npos);
        QVERIFY(!refusal("P6 99999999999999 1 255\n").empty());
        QVERIFY(!refusal("P6 0 5 255\n").empty());
    }

    void otherDamage_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("text") << QByteArray("this is no picture");
        QTest::newRow("zeros") << QByteArray(100, '\0');
        QTest::newRow("PGM cut off") << QByteArray("P5 4 4 255\n123");
        QTest::newRow("PGM without numbers") << QByteArray("P5 ");
        QTest::newRow("PGM with a huge maximum") << QByteArray("P5 1 1 70000\n12");
        QTest::newRow("JPEG of a marker only") << QByteArray("\xff\xd8\xff\xe0");
        QTest::newRow("JPEG without data") << QByteArray("\xff\xd8\xff\xd9");
        QTest::newRow("PNG signature only") << QByteArray("\x89PNG\r\n\x1a\n");
    }

    void otherDamage()
    {
        QFETCH(QByteArray, bytes);
        QVERIFY(!refusal(bytes.toStdString()).empty());
    }

    void bigEndianDepth()
    {
        // 2 x 1, values 0x03e8 = 1000 and 0
        writeFileAtomic(file("d.pgm"), std::string("P5\n# note\n2 1\n65535\n\x03\xe8\0\0", 25));
        const DepthMap depth = readDepthImage(file("d.pgm"));
        QCOMPARE(depth.width(), 2);
        QCOMPARE(depth.at(0, 0), 1.0f);
        QCOMPARE(depth.at(1, 0), 0.0f);
        QCOMPARE(readDepthImage(file("d.pgm"), 5000.0).at(0, 0), 0.2f);
        QVERIFY_THROWS_EXCEPTION(Error, readDepthImage(file("d.pgm"), 0.0));
    }

    void depthPngRoundTrip()
    {
        DepthMap depth(3, 2);
        depth.at(0, 0) = 1.234f;
        depth.at(1, 0) = 65.0f;
        depth.at(2, 0) = 99.0f; // beyond 16 bits of millimetres: unknown
        depth.at(0, 1) = std::numeric_limits<float>::quiet_NaN();
        writeDepthPng(file("d.png"), depth);
        const DepthMap read = readDepthImage(file("d.png"));
        QCOMPARE(read.at(0, 0), 1.234f);
        QCOMPARE(read.at(1, 0), 65.0f);
        QCOMPARE(read.at(2, 0), 0.0f);
        QCOMPARE(read.at(0, 1), 0.0f);
        QCOMPARE(inspectImage(file("d.png")).bits, 16);
    }

    void colourIsNoDepth()
    {
        writePng(file("c.png"), ramp(4, 4));
        QVERIFY_THROWS_EXCEPTION(Error, readDepthImage(file("c.png")));
        QVERIFY_THROWS_EXCEPTION(Error, readGrayImage(file("c.png")));
    }

    void missingFileAndFolder()
    {
        QVERIFY_THROWS_EXCEPTION(Error, readColorImage(file("none.png")));
        QVERIFY_THROWS_EXCEPTION(Error, readColorImage(m_folder.path().toStdString()));
    }

    void resizing()
    {
        ColorImage image(4, 2);
        for (int x = 0; x < 4; ++x)
            for (int y = 0; y < 2; ++y)
                image.at(x, y, 0) = static_cast<std::uint8_t>(x < 2 ? 100 : 200);
        const ColorImage small = resizeArea(image, 2, 1);
        QCOMPARE(int(small.at(0, 0, 0)), 100);
        QCOMPARE(int(small.at(1, 0, 0)), 200);
        QCOMPARE(int(resizeArea(image, 1, 1).at(0, 0, 0)), 150);
        IdMap ids(2, 1);
        ids.at(0, 0) = 70000;
        ids.at(1, 0) = 3;
        const IdMap larger = resizeNearest(ids, 6, 2);
        QCOMPARE(larger.at(2, 1), 70000);
        QCOMPARE(larger.at(3, 0), 3);
        QVERIFY_THROWS_EXCEPTION(Error, resizeArea(image, 0, 3));
    }
};

QTEST_APPLESS_MAIN(ImageIoTest)
#include "tst_ImageIo.moc"
