#include <QTest>

#include "core/worldmodel/LinkedViews.h"

using namespace w2v;

namespace {

constexpr int kSide = 100;

/// A wall at z = 3 m and before it a board at z = 2 m whose right edge is at x = 0, seen from `right` metres beside the start.
PlacedView boardBeforeWall(const Intrinsics& camera, double right)
{
    PlacedView view{nullptr, camera, Rigid3d::Identity()};
    view.commonFromCamera.translation().x() = right;
    auto depth = std::make_shared<DepthMap>(kSide, kSide, 3.0f);
    for (int y = 0; y < kSide; ++y)
        for (int x = 0; x < kSide; ++x)
            if (right + unproject(camera, x + 0.5, y + 0.5, 2).x() < 0)
                depth->at(x, y) = 2.0f;
    view.depth = depth;
    return view;
}

} // namespace

/// The pixel of the same point in another view, and what is said where it is not to be seen.
class TestLinkedViews : public QObject {
    Q_OBJECT

    const Intrinsics m_camera = intrinsicsFromFov(kSide, kSide, 60);

private Q_SLOTS:
    void aPointIsFoundWhereItIsSeen()
    {
        const PlacedView a = boardBeforeWall(m_camera, 0), b = boardBeforeWall(m_camera, 0.3);
        const Eigen::Vector2d onBoard(30.25, 40.5);
        const LinkedPixel found = linkPixel(a, onBoard, b);
        QCOMPARE(found.kind, LinkKind::Seen);
        const Eigen::Vector2d expected = project(m_camera, unproject(m_camera, 30.25, 40.5, 2) - Eigen::Vector3d(0.3, 0, 0));
        QVERIFY((found.pixel - expected).norm() < 1e-9);
        QVERIFY(std::abs(found.depth - 2) < 1e-6);
        const LinkedPixel back = linkPixel(b, found.pixel, a);
        QCOMPARE(back.kind, LinkKind::Seen);
        QVERIFY((back.pixel - onBoard).norm() < 1e-6);
    }

    void whatIsNotToBeSeenIsSaid()
    {
        const PlacedView a = boardBeforeWall(m_camera, 0), b = boardBeforeWall(m_camera, 0.6);
        // The wall just right of the board's edge is behind the board for a camera that stands to the... left of the first one.
        const PlacedView left = boardBeforeWall(m_camera, 0.9);
        const LinkedPixel hidden = linkPixel(left, project(m_camera, Eigen::Vector3d(-0.2 - 0.9, 0, 3)), a);
        QCOMPARE(hidden.kind, LinkKind::Hidden);
        // Beside the picture, and behind the camera.
        QCOMPARE(linkPixel(a, {1, 50}, b).kind, LinkKind::Outside);
        PlacedView turned = a;
        turned.commonFromCamera.linear() = yawRotation(3.14159265358979);
        const LinkedPixel behind = linkPixel(a, {20, 50}, turned);
        QCOMPARE(behind.kind, LinkKind::Outside);
        QVERIFY(behind.pixel.x() > kSide); // to the left of the first camera is to the right of one that looks back
        // A view that shows nothing at all before the wall does not have the board.
        PlacedView empty = a;
        empty.depth = std::make_shared<DepthMap>(kSide, kSide, 3.0f);
        QCOMPARE(linkPixel(a, {30, 50}, empty).kind, LinkKind::Elsewhere);
        QCOMPARE(linkPixel(empty, {30, 50}, a).kind, LinkKind::Hidden);
    }

    void withoutDepthPixelsAreLinked()
    {
        const PlacedView a = boardBeforeWall(m_camera, 0);
        PlacedView bare = boardBeforeWall(m_camera, 0.3);
        bare.depth = nullptr;
        QCOMPARE(linkPixel(a, {30, 50}, bare).kind, LinkKind::Unproven);
        bare.camera = m_camera.resized(50, 200);
        const LinkedPixel same = linkPixel(bare, {10, 20}, a);
        QCOMPARE(same.kind, LinkKind::SamePixel);
        QVERIFY((same.pixel - Eigen::Vector2d(20, 10)).norm() < 1e-9);
        PlacedView holed = a;
        auto depth = std::make_shared<DepthMap>(*a.depth);
        depth->at(30, 50) = 0;
        holed.depth = depth;
        QCOMPARE(linkPixel(holed, {30.5, 50.5}, a).kind, LinkKind::SamePixel);
        QCOMPARE(linkPixel(a, {-3, 50}, a).kind, LinkKind::SamePixel);
        QCOMPARE(linkPixel(a, {30, 50}, PlacedView()).kind, LinkKind::SamePixel);
    }

    void rolloutsAreLinkedWhereTheirStartsAreKnown()
    {
        RolloutRecord a, b;
        a.observation = b.observation = "o1";
        a.provenance["frame"] = b.provenance["frame"] = 1;
        QVERIFY(startFromOtherStart(a, b) && startFromOtherStart(a, b)->isApprox(Rigid3d::Identity()));
        b.provenance["frame"] = 2;
        QVERIFY(!startFromOtherStart(a, b));
        Rigid3d one = Rigid3d::Identity(), two = Rigid3d::Identity();
        one.translation() = Eigen::Vector3d(1, 0, 0);
        two.translation() = Eigen::Vector3d(1, 0, 2);
        a.provenance["world_from_start"] = poseToJson(one);
        QVERIFY(!startFromOtherStart(a, b));
        b.provenance["world_from_start"] = poseToJson(two);
        QVERIFY(startFromOtherStart(a, b)->translation().isApprox(Eigen::Vector3d(0, 0, 2)));
        b.metric = false;
        QVERIFY(!startFromOtherStart(a, b));
    }
};

QTEST_APPLESS_MAIN(TestLinkedViews)
#include "tst_LinkedViews.moc"
