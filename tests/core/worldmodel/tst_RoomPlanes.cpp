#include <cmath>

#include <QtTest>

#include "core/scene/BoxRoom.h"
#include "core/worldmodel/geometric/RoomPlanes.h"

using namespace w2v;

namespace {

const BoxRoom kRoom{Eigen::Matrix3d::Identity(), 1.5, 1.1, 1.6, 1.4, 3.5};

/// What each side of the room looks like.
void paint(ColorImage& color, const DepthMap& depth, const Intrinsics& camera)
{
    for (int y = 0; y < color.height(); ++y)
        for (int x = 0; x < color.width(); ++x) {
            const Eigen::Vector3d p = unproject(camera, x + 0.5, y + 0.5, depth.at(x, y));
            const int side = std::abs(p.y() - 1.5) < 1e-3 ? 0 : std::abs(p.y() + 1.1) < 1e-3 ? 1 : std::abs(p.x()) > 1.39 ? 2 : 3;
            color.at(x, y, 0) = static_cast<std::uint8_t>(40 + 60 * side);
        }
}

} // namespace

class TestRoomPlanes : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aBoxHasItsSides()
    {
        const Intrinsics camera = intrinsicsFromFov(160, 120, 75);
        const DepthMap depth = boxRoomDepth(camera, kRoom);
        ColorImage color(160, 120);
        paint(color, depth, camera);
        const RoomPlanes planes = findRoomPlanes(color, depth, Mask(160, 120, 255), camera);
        QCOMPARE(planes.size(), std::size_t(5));
        const Eigen::Vector3f normals[] = {{0, -1, 0}, {0, 1, 0}, {1, 0, 0}, {-1, 0, 0}, {0, 0, -1}};
        const float offsets[] = {-1.5f, -1.1f, -1.6f, -1.4f, -3.5f};
        for (int i = 0; i < 5; ++i) {
            const bool found = std::any_of(planes.begin(), planes.end(), [&](const RoomPlane& p) {
                return p.normal.dot(normals[i]) > 0.9995f && std::abs(p.offset - offsets[i]) < 0.01f;
            });
            QVERIFY2(found, qPrintable(QString::number(i)));
        }
    }

    void furnitureIsNoWall()
    {
        const Intrinsics camera = intrinsicsFromFov(160, 120, 75);
        DepthMap depth = boxRoomDepth(camera, kRoom);
        for (int y = 40; y < 100; ++y)
            for (int x = 50; x < 110; ++x)
                depth.at(x, y) = std::min(depth.at(x, y), 1.2f); // a cupboard's front: a tenth of the picture
        const RoomPlanes planes = findRoomPlanes(ColorImage(160, 120), depth, Mask(160, 120, 255), camera);
        QVERIFY(!planes.empty());
        for (const RoomPlane& plane : planes)
            QVERIFY(plane.normal.z() > -0.9f || plane.offset < -3);
    }

    void planesGoOnBeyondThePicture()
    {
        const Intrinsics camera = intrinsicsFromFov(120, 120, 60);
        const DepthMap depth = boxRoomDepth(camera, kRoom);
        ColorImage color(120, 120);
        paint(color, depth, camera);
        const RoomPlanes planes = findRoomPlanes(color, depth, Mask(120, 120, 255), camera);
        // A wider view from elsewhere; its truth is the same room seen from there.
        Rigid3d startFromView = Rigid3d::Identity();
        startFromView.translation() = Eigen::Vector3d(0.2, 0.1, 0.3);
        BoxRoom there = kRoom;
        there.eyeHeight -= 0.1;
        there.ceiling += 0.1;
        there.left += 0.2;
        there.right -= 0.2;
        there.ahead -= 0.3;
        const Intrinsics wide = intrinsicsFromFov(60, 60, 80);
        const DepthMap truth = boxRoomDepth(wide, there);
        const PlaneView view = viewOfPlanes(movedPlanes(planes, startFromView.inverse()), wide);
        int wrong = 0, colors = 0;
        for (int y = 0; y < 60; ++y)
            for (int x = 0; x < 60; ++x) {
                wrong += std::abs(view.depth.at(x, y) - truth.at(x, y)) > 0.02f * truth.at(x, y);
                const Eigen::Vector3d p = unproject(wide, x + 0.5, y + 0.5, truth.at(x, y));
                if (p.y() > there.eyeHeight - 1e-3 && std::abs(p.x()) < 0.8) // the floor, away from its borders
                    colors += std::abs(view.color.at(x, y, 0) - 40) > 2;
            }
        QVERIFY2(wrong < 36, qPrintable(QString::number(wrong)));
        QCOMPARE(colors, 0);
    }

    void nothingKnownGivesNothing()
    {
        const Intrinsics camera = intrinsicsFromFov(40, 30, 60);
        QVERIFY(findRoomPlanes(ColorImage(40, 30), DepthMap(40, 30), Mask(40, 30, 255), camera).empty());
        QVERIFY(findRoomPlanes(ColorImage(40, 30), DepthMap(40, 30, 2), Mask(40, 30), camera).empty());
        QVERIFY(findRoomPlanes(ColorImage(1, 1), DepthMap(1, 1, 2), Mask(1, 1, 255), {10, 10, 0.5, 0.5, 1, 1}).empty());
        const PlaneView view = viewOfPlanes({}, camera);
        QCOMPARE(view.depth.at(5, 5), 0.0f);
    }
};

QTEST_APPLESS_MAIN(TestRoomPlanes)
#include "tst_RoomPlanes.moc"
