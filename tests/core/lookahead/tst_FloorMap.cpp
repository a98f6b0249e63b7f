#include <QTest>

#include <cmath>

#include "core/base/Error.h"
#include "core/lookahead/LookAhead.h"
#include "core/scene/RoomGenerator.h"

using namespace w2v;

namespace {

/// An upright quadrilateral from (x0, z0) to (x1, z1), floor to 2 m.
void addWall(Scene& scene, float x0, float z0, float x1, float z1)
{
    Mesh mesh;
    mesh.positions = {{x0, 0, z0}, {x1, 0, z1}, {x1, -2, z1}, {x0, -2, z0}};
    mesh.indices = {0, 1, 2, 0, 2, 3};
    scene.meshes.push_back(mesh);
}

/// Four walls of 4 x 4 m around the origin and a floor.
Scene court()
{
    Scene scene;
    addWall(scene, -2, -2, 2, -2);
    addWall(scene, 2, -2, 2, 2);
    addWall(scene, 2, 2, -2, 2);
    addWall(scene, -2, 2, -2, -2);
    Mesh floor;
    floor.positions = {{-2, 0, -2}, {2, 0, -2}, {2, 0, 2}, {-2, 0, 2}};
    floor.indices = {0, 1, 2, 0, 2, 3};
    scene.meshes.push_back(floor);
    return scene;
}

} // namespace

class tst_FloorMap : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void roomsAreJudgedExactly()
    {
        const Scene room = generateRoom(3, {false, 16, 0.3});
        const FloorMap map(room);
        QVERIFY(map.isKnown());
        Rng rng(1);
        int blocked = 0;
        const Eigen::Vector3d size = room.room->sizes();
        for (int i = 0; i < 3000; ++i) {
            const Eigen::Vector3d p = room.room->min() + Eigen::Vector3d(rng.uniform(-0.1, 1.1) * size.x(), size.y(), rng.uniform(-0.1, 1.1) * size.z());
            const FloorMap::Place place = map.at(p, 0.2);
            QCOMPARE(!place.blocked && !place.outside, room.isFree(p.x(), p.z(), 0.2));
            blocked += place.blocked;
        }
        QVERIFY(blocked > 100);
    }

    void surfacesBecomeObstacles()
    {
        const Scene scene = court();
        const FloorMap map(scene);
        QVERIFY(map.isKnown());
        const auto middle = map.at({0, -1.5, 0}, 0.2);
        QVERIFY(!middle.blocked && !middle.outside);
        QVERIFY2(std::abs(middle.clearance - 2) < 0.1, qPrintable(QString::number(middle.clearance)));
        QVERIFY(map.at({1.85, -1.5, 0}, 0.2).blocked);
        QVERIFY(!map.at({1.6, -1.5, 0}, 0.2).blocked);
        QVERIFY(map.at({2.3, -1.5, 0}, 0.2).outside);
    }

    void pointsNeedCompany()
    {
        Scene scene;
        for (int i = 0; i < 200; ++i)
            scene.points.positions.emplace_back(1.0f, -0.01f * float(i), 1.0f);
        scene.points.positions.emplace_back(0.0f, -1.0f, 0.0f); // one stray reading
        scene.points.positions.emplace_back(NAN, 0.0f, 0.0f);
        const FloorMap map(scene);
        QVERIFY(map.at({1.1, -1.5, 1.0}, 0.2).blocked);
        QVERIFY(!map.at({0, -1.5, 0}, 0.2).blocked);
        QVERIFY2(!map.at({-5, -1.5, 0}, 0.2).outside, "points say nothing about where a room ends");
    }

    void knowsATiltedCamerasFloor()
    {
        // A wall 2 m ahead of a camera that stands 1.2 m above the floor, turned 90 degrees in its world.
        Scene scene;
        addWall(scene, -1, 2, 1, 2);
        addWall(scene, -1, -2, 1, -2);
        Rigid3d worldFromFrame = Rigid3d::Identity();
        worldFromFrame.linear() = Eigen::AngleAxisd(1.2, Eigen::Vector3d(0.3, 0.5, 0.8).normalized()).toRotationMatrix();
        worldFromFrame.translation() = Eigen::Vector3d(4, 5, 6);
        for (Mesh& mesh : scene.meshes)
            for (Eigen::Vector3f& p : mesh.positions)
                p = (worldFromFrame * (p.cast<double>() + Eigen::Vector3d(0, 1.2, 0))).cast<float>();
        const FloorMap map(scene, worldFromFrame.inverse(), 1.2);
        QVERIFY(map.at(worldFromFrame * Eigen::Vector3d(0, 0, 1.9), 0.2).blocked);
        QVERIFY(!map.at(worldFromFrame * Eigen::Vector3d(0, 0, 1.5), 0.2).blocked);
    }

    void nothingIsKnownOfNothing()
    {
        const FloorMap map{Scene{}};
        QVERIFY(!map.isKnown());
        QVERIFY(!map.at({0, 0, 0}, 0.2).blocked);
        QCOMPARE(map.at({0, 0, 0}, 0.2).clearance, FloorMap::kFar);
    }

    void problemsNameFrameAndAction()
    {
        const Scene scene = court();
        const FloorMap map(scene);
        const CameraTrajectory path = followActions(parseActions("turn right 90; forward 1.5; forward 1; backward 1.4"), {}, {});
        Rigid3d start = Rigid3d::Identity();
        start.translation().y() = -1.5;
        const auto problems = floorProblems(map, path, start, 0.2);
        QVERIFY(problems.size() >= 2);
        QCOMPARE(problems[0].trouble, LookAheadTrouble::Collision);
        QCOMPARE(problems[0].action, 2);
        QVERIFY(problems[0].firstPose > path.keyFrames[2]);
        QVERIFY(QString::fromStdString(problemText(problems[0])).startsWith("collides at frame "));
        QVERIFY(QString::fromStdString(problemText(problems[0])).endsWith("(action 3)"));
        QVERIFY(std::any_of(problems.begin(), problems.end(), [](const auto& p) { return p.trouble == LookAheadTrouble::Outside; }));
        QVERIFY(floorProblems(map, followActions(parseActions("forward 1"), {}, {}), start, 0.2).empty());
        QCOMPARE(policyFromName("refuse"), LookAheadPolicy::Refuse);
        QVERIFY_THROWS_EXCEPTION(Error, policyFromName("perhaps"));
    }
};

QTEST_APPLESS_MAIN(tst_FloorMap)
#include "tst_FloorMap.moc"
