#include <cmath>
#include <random>

#include <QTest>

#include "core/image/ExifFocal.h"

using namespace w2v;

namespace {

/// A JPEG that is nothing but an EXIF block, little or big endian.
class ExifBytes {
public:
    explicit ExifBytes(bool big) : m_big(big) {}

    void number(std::uint16_t tag, std::uint32_t value, bool isShort = false) { m_entries.push_back({tag, isShort ? 3u : 4u, value, 0}); }
    void ratio(std::uint16_t tag, std::uint32_t over, std::uint32_t under) { m_entries.push_back({tag, 5, over, under}); }

    std::string file() const
    {
        std::string tiff = m_big ? "MM" : "II", values;
        put(tiff, 42, 2);
        put(tiff, 8, 4);
        put(tiff, 1, 2); // one entry: where the EXIF directory is
        put(tiff, 0x8769, 2);
        put(tiff, 4, 2);
        put(tiff, 1, 4);
        put(tiff, 26, 4);
        put(tiff, 0, 4);
        const std::size_t valuesAt = 26 + 2 + 12 * m_entries.size() + 4;
        put(tiff, static_cast<std::uint32_t>(m_entries.size()), 2);
        for (const Entry& entry : m_entries) {
            put(tiff, entry.tag, 2);
            put(tiff, entry.format, 2);
            put(tiff, 1, 4);
            if (entry.format == 5) {
                put(tiff, static_cast<std::uint32_t>(valuesAt + values.size()), 4);
                put(values, entry.a, 4);
                put(values, entry.b, 4);
            } else if (entry.format == 3) {
                put(tiff, entry.a, 2);
                put(tiff, 0, 2);
            } else {
                put(tiff, entry.a, 4);
            }
        }
        put(tiff, 0, 4);
        const std::string block = std::string("Exif\0\0", 6) + tiff + values;
        const auto length = block.size() + 2;
        return std::string("\xff\xd8\xff\xe1", 4) + static_cast<char>(length >> 8) + static_cast<char>(length & 255) + block + "\xff\xd9";
    }

private:
    struct Entry {
        std::uint16_t tag;
        std::uint32_t format, a, b;
    };
    void put(std::string& to, std::uint32_t value, int bytes) const
    {
        for (int i = 0; i < bytes; ++i)
            to.push_back(static_cast<char>(value >> (8 * (m_big ? bytes - 1 - i : i)) & 255));
    }
    bool m_big;
    std::vector<Entry> m_entries;
};

constexpr std::uint16_t kFocal = 0x920a, kFilm = 0xa405, kResolution = 0xa20e, kUnit = 0xa210, kWidth = 0xa002;

} // namespace

class ExifFocalTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void equivalentOnFilm()
    {
        for (const bool big : {false, true}) {
            ExifBytes exif(big);
            exif.ratio(kFocal, 425, 100);
            exif.number(kFilm, 26, true);
            const auto focal = exifFocal(exif.file(), 4000, 3000);
            QVERIFY(focal);
            QVERIFY(std::abs(focal->pixels - 26.0 * 5000 / 43.2666) < 0.5);
            QVERIFY(focal->how.find("26 mm") != std::string::npos);
        }
    }

    void resolutionOfTheSensor()
    {
        ExifBytes exif(true);
        exif.ratio(kFocal, 50, 1);
        exif.ratio(kResolution, 6000 * 10, 36); // pixels a centimetre: 6000 on 36 mm
        exif.number(kUnit, 3, true);
        exif.number(kWidth, 6000);
        const auto full = exifFocal(exif.file(), 6000, 4000), half = exifFocal(exif.file(), 3000, 2000);
        QVERIFY(full && half);
        QVERIFY(std::abs(full->pixels - 50.0 / 36 * 6000) < 1);
        QVERIFY(std::abs(half->pixels - 50.0 / 36 * 3000) < 1);
    }

    void nothingIsMadeOfNothing()
    {
        QVERIFY(!exifFocal("", 10, 10));
        QVERIFY(!exifFocal("\xff\xd8\xff\xd9", 10, 10));
        ExifBytes exif(false);
        exif.number(kFilm, 0, true);
        exif.ratio(kFocal, 5, 0);
        QVERIFY(!exifFocal(exif.file(), 4000, 3000));
        ExifBytes mad(false);
        mad.number(kFilm, 65000, true);
        QVERIFY(!exifFocal(mad.file(), 4000, 3000));
    }

    void damagedBlocksAreSurvived()
    {
        ExifBytes exif(false);
        exif.ratio(kFocal, 425, 100);
        exif.number(kFilm, 26, true);
        exif.ratio(kResolution, 1, 3);
        const std::string whole = exif.file();
        for (std::size_t n = 0; n < whole.size(); ++n)
            exifFocal(std::string_view(whole).substr(0, n), 4000, 3000);
        std::mt19937 random(3);
        for (int i = 0; i < 20000; ++i) {
            std::string bad = whole;
            for (int k = 0; k < 4; ++k)
                bad[random() % bad.size()] = static_cast<char>(random());
            const auto focal = exifFocal(bad, 4000, 3000);
            QVERIFY(!focal || (focal->pixels > 100 && focal->pixels < 1e6));
        }
    }
};

QTEST_GUILESS_MAIN(ExifFocalTest)
#include "tst_ExifFocal.moc"
