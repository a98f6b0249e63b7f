#include <QTest>

#include <cmath>

#include "core/base/Error.h"
#include "core/worldmodel/repair/FrameRepair.h"

using namespace w2v;

namespace {

constexpr int kSide = 96;

/// A textured wall at z = 2 m, seen from a camera that stands `right` metres beside the start.
RepairView wall(const Intrinsics& camera, double right, double brightness = 1)
{
    RepairView view{ColorImage(kSide, kSide), DepthMap(kSide, kSide, 2.0f), Mask(kSide, kSide, 255), Rigid3d::Identity()};
    view.startFromCamera.translation().x() = right;
    for (int y = 0; y < kSide; ++y)
        for (int x = 0; x < kSide; ++x) {
            const Eigen::Vector3d point = view.startFromCamera * unproject(camera, x + 0.5, y + 0.5, 2.0);
            for (int c = 0; c < 3; ++c) {
                const double linear = (0.25 + 0.1 * std::sin(5 * point.x() + c) + 0.1 * std::cos(4 * point.y() - c)) * brightness;
                view.color.at(x, y, c) = static_cast<std::uint8_t>(std::lround(255 * (1.055 * std::pow(linear, 1 / 2.4) - 0.055)));
            }
        }
    return view;
}

Mask box(int x1, int y1, int x2, int y2)
{
    Mask mask(kSide, kSide, 0);
    for (int y = y1; y < y2; ++y)
        for (int x = x1; x < x2; ++x)
            mask.at(x, y) = 255;
    return mask;
}

double worstDifference(const ColorImage& a, const ColorImage& b, const Mask& where, bool inside)
{
    double worst = 0;
    for (std::size_t i = 0; i < where.pixels(); ++i)
        if ((where.data()[i] != 0) == inside)
            for (std::size_t c = 0; c < 3; ++c)
                worst = std::max(worst, std::abs(double(a.data()[3 * i + c]) - double(b.data()[3 * i + c])));
    return worst;
}

} // namespace

class TestFrameRepair : public QObject {
    Q_OBJECT

    const Intrinsics m_camera = intrinsicsFromFov(kSide, kSide, 60);
    std::unique_ptr<Inpainter> m_inpainter = createClassicalInpainter();

private Q_SLOTS:
    void aRegionIsPaintedFromItsSurroundings()
    {
        const RepairView truth = wall(m_camera, 0);
        RepairView view = truth;
        const Mask region = box(40, 40, 56, 60);
        for (std::size_t i = 0; i < region.pixels(); ++i)
            if (region.data()[i] != 0)
                std::fill_n(view.color.data() + 3 * i, 3, std::uint8_t{0});
        refillRegion(view, region, m_camera, *m_inpainter);
        QCOMPARE(worstDifference(view.color, truth.color, region, false), 0.0);
        QVERIFY2(worstDifference(view.color, truth.color, region, true) < 40, qPrintable(QString::number(worstDifference(view.color, truth.color, region, true))));
        for (std::size_t i = 0; i < region.pixels(); ++i)
            QCOMPARE(view.observed.data()[i] != 0, region.data()[i] == 0);
    }

    void aRegionIsTakenFromWhereAnotherFrameSeesIt()
    {
        const RepairView truth = wall(m_camera, 0), other = wall(m_camera, 0.3);
        RepairView view = truth;
        const Mask region = box(50, 20, 80, 70);
        for (std::size_t i = 0; i < region.pixels(); ++i)
            if (region.data()[i] != 0)
                std::fill_n(view.color.data() + 3 * i, 3, std::uint8_t{0});
        QVERIFY(takeRegion(view, region, other, m_camera, *m_inpainter) > 0.99);
        QCOMPARE(worstDifference(view.color, truth.color, region, false), 0.0);
        QVERIFY2(worstDifference(view.color, truth.color, region, true) <= 6, qPrintable(QString::number(worstDifference(view.color, truth.color, region, true))));
        // What the other frame does not show is painted; what it does not see at all is refused.
        RepairView far = wall(m_camera, 1.6);
        RepairView partly = truth;
        const double share = takeRegion(partly, box(60, 20, 95, 70), far, m_camera, *m_inpainter);
        QVERIFY2(share > 0.05 && share < 0.95, qPrintable(QString::number(share)));
        RepairView none = truth;
        QVERIFY_THROWS_EXCEPTION(Error, takeRegion(none, box(2, 2, 10, 10), wall(m_camera, 3), m_camera, *m_inpainter));
        QVERIFY(none.color == truth.color);
    }

    void exposureIsThatOfTheOtherFrame()
    {
        const RepairView bright = wall(m_camera, 0, 1.4), normal = wall(m_camera, 0.2);
        RepairView view = bright;
        const auto gains = matchExposure(view, normal, m_camera);
        for (const double gain : gains)
            QVERIFY2(std::abs(gain - 1 / 1.4) < 0.02, qPrintable(QString::number(gain)));
        QVERIFY(worstDifference(view.color, wall(m_camera, 0).color, Mask(kSide, kSide, 255), true) <= 4);
        QVERIFY_THROWS_EXCEPTION(Error, matchExposure(view, wall(m_camera, 9), m_camera));
    }

    void impossibleRegionsAreRefused()
    {
        RepairView view = wall(m_camera, 0);
        const ColorImage before = view.color;
        QVERIFY_THROWS_EXCEPTION(Error, refillRegion(view, Mask(kSide, kSide, 0), m_camera, *m_inpainter));
        QVERIFY_THROWS_EXCEPTION(Error, refillRegion(view, Mask(kSide, kSide, 255), m_camera, *m_inpainter));
        QVERIFY_THROWS_EXCEPTION(Error, refillRegion(view, Mask(8, 8, 255), m_camera, *m_inpainter));
        RepairView small = view;
        small.color = ColorImage(8, 8);
        small.depth = DepthMap(8, 8, 2.0f);
        QVERIFY_THROWS_EXCEPTION(Error, takeRegion(view, box(2, 2, 10, 10), small, m_camera, *m_inpainter));
        QVERIFY_THROWS_EXCEPTION(Error, matchExposure(view, small, m_camera));
        QVERIFY_THROWS_EXCEPTION(Error, matchExposure(small, view, m_camera));
        QVERIFY(view.color == before);
    }
};

QTEST_APPLESS_MAIN(TestFrameRepair)
#include "tst_FrameRepair.moc"
