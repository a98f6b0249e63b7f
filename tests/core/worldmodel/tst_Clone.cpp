#include <QTest>

#include "core/base/Error.h"
#include "core/worldmodel/repair/Clone.h"

using namespace w2v;

/// Cloning copies the source's pixels with a soft edge and nothing else.
class TestClone : public QObject {
    Q_OBJECT

    static RepairView grey(int side, std::uint8_t value)
    {
        return {ColorImage(side, side, value), DepthMap(side, side, 2.0f), Mask(side, side, 255), Rigid3d::Identity()};
    }

    static ColorImage ramp(int side)
    {
        ColorImage image(side, side);
        for (int y = 0; y < side; ++y)
            for (int x = 0; x < side; ++x) {
                image.at(x, y, 0) = static_cast<std::uint8_t>(2 * x);
                image.at(x, y, 1) = static_cast<std::uint8_t>(2 * y);
                image.at(x, y, 2) = 200;
            }
        return image;
    }

private Q_SLOTS:
    void theBrushIsHardInTheMiddleAndSoftAtItsEdge()
    {
        Mask coverage(64, 64, 0);
        const PixelArea area = dragSoftBrush(coverage, {32, 32}, {32, 32}, 10);
        QCOMPARE(int(coverage.at(32, 32)), 255);
        QCOMPARE(int(coverage.at(36, 32)), 255);
        QVERIFY(coverage.at(39, 32) > 0 && coverage.at(39, 32) < 255);
        QVERIFY(coverage.at(38, 32) > coverage.at(40, 32));
        QCOMPARE(int(coverage.at(43, 32)), 0);
        QVERIFY(area.x1 <= 22 && area.x2 >= 42 && area.x1 >= 20 && area.x2 <= 44);
        // A drag covers the way between; again over the same place changes nothing.
        dragSoftBrush(coverage, {32, 32}, {52, 32}, 10);
        QCOMPARE(int(coverage.at(45, 32)), 255);
        const Mask before = coverage;
        dragSoftBrush(coverage, {32, 32}, {52, 32}, 10);
        QVERIFY(coverage == before);
        QVERIFY(dragSoftBrush(coverage, {32, 32}, {1e300 * 1e300, 0}, 10).empty());
        dragSoftBrush(coverage, {-500, -500}, {-400, -400}, 10); // beside the picture
        QVERIFY(coverage == before);
    }

    void pixelsComeFromTheSourceWithTheOffset()
    {
        RepairView view = grey(64, 90);
        const ColorImage source = ramp(64);
        Mask coverage(64, 64, 0);
        dragSoftBrush(coverage, {20, 30}, {20, 30}, 8);
        const Mask changed = cloneOnto(view, coverage, source, 15, -5);
        for (int y = 0; y < 64; ++y)
            for (int x = 0; x < 64; ++x)
                for (int c = 0; c < 3; ++c) {
                    const int share = coverage.at(x, y), value = view.color.at(x, y, c);
                    if (share == 0)
                        QCOMPARE(value, 90);
                    else if (share == 255)
                        QCOMPARE(value, int(source.at(x + 15, y - 5, c)));
                    else
                        QVERIFY(std::abs(value - (share * source.at(x + 15, y - 5, c) + (255 - share) * 90) / 255.0) <= 1);
                }
        for (std::size_t i = 0; i < changed.pixels(); ++i) {
            QCOMPARE(changed.data()[i] != 0, coverage.data()[i] >= 128);
            QCOMPARE(view.observed.data()[i] == 0, changed.data()[i] != 0);
            QCOMPARE(view.depth.data()[i], 2.0f);
        }
    }

    void whatTheSourceDoesNotHaveStays()
    {
        RepairView view = grey(32, 90);
        const ColorImage source = ramp(20); // another size
        const Mask all(32, 32, 255);
        cloneOnto(view, all, source, 0, 0);
        QCOMPARE(int(view.color.at(19, 19, 2)), 200);
        QCOMPARE(int(view.color.at(20, 19, 2)), 90);
        RepairView before = grey(32, 90);
        QVERIFY_THROWS_EXCEPTION(Error, cloneOnto(before, all, source, 100, 0));
        QVERIFY_THROWS_EXCEPTION(Error, cloneOnto(before, all, source, 2000000000, 2000000000));
        QVERIFY_THROWS_EXCEPTION(Error, cloneOnto(before, Mask(32, 32, 0), source, 0, 0));
        QVERIFY_THROWS_EXCEPTION(Error, cloneOnto(before, Mask(8, 8, 255), source, 0, 0));
        QVERIFY(before.color == ColorImage(32, 32, 90));
    }
};

QTEST_APPLESS_MAIN(TestClone)
#include "tst_Clone.moc"
