// Boxes by hand: drawn, moved, renamed, removed, and carried to other views through depth.
#include <QTest>

#include "core/base/Error.h"
#include "core/base/JobContext.h"
#include "core/detection/BoxEdits.h"
#include "core/detection/BoxOrigin.h"

using namespace w2v;

namespace {

constexpr int kSide = 100, kFrames = 5;
constexpr double kFocal = 100, kStep = 0.2; // pixels; metres to the right from view to view

/// A board 0.4 m wide and high, 1 m away and straight ahead of the first camera, before a wall at 4 m. In view i it lies 20 i pixels
/// further left; in the last one it is out of sight.
RolloutRecord views()
{
    RolloutRecord rollout;
    rollout.id = "r1";
    rollout.trajectory.camera = {kFocal, kFocal, kSide / 2.0, kSide / 2.0, kSide, kSide};
    for (int i = 0; i < kFrames; ++i) {
        Rigid3d pose = Rigid3d::Identity();
        pose.translation().x() = i * kStep;
        rollout.trajectory.startFromCamera.push_back(pose);
        RolloutFrame frame;
        frame.startFromCamera = pose;
        rollout.frames.push_back(frame);
    }
    return rollout;
}

DepthMap depthOf(std::size_t frame)
{
    DepthMap depth(kSide, kSide, 4.0f);
    for (int y = 30; y < 70; ++y)
        for (int x = 30 - 20 * int(frame); x < 70 - 20 * int(frame); ++x)
            if (x >= 0)
                depth.at(x, y) = 1;
    return depth;
}

const VisibleObject& only(const RolloutRecord& rollout, std::size_t frame)
{
    if (rollout.frames[frame].objects.size() != 1)
        qFatal("frame %zu has %zu boxes", frame, rollout.frames[frame].objects.size());
    return rollout.frames[frame].objects.front();
}

} // namespace

class TestBoxEdits : public QObject {
    Q_OBJECT
    const Box2d m_board{300, 300, 700, 700};
    SilentJobContext m_job;

private Q_SLOTS:
    void aDrawnBoxIsMeasured()
    {
        RolloutRecord rollout = views();
        const int number = drawBox(rollout, 0, "  board ", {700, 300, 300, 700}, depthOf(0)); // from any corner
        QCOMPARE(number, 1);
        const VisibleObject& object = only(rollout, 0);
        QCOMPARE(object.label, std::string("board"));
        QCOMPARE(object.box, m_board);
        QCOMPARE(object.visiblePixels, 1600);
        QVERIFY(std::abs(object.depth - 1) < 1e-6 && object.visibleShare == 1 && object.unique);
        QVERIFY(boxOrigin(rollout, 0, 1) == BoxOrigin::Drawn && hasBoxesByHand(rollout));
        QCOMPARE(rollout.provenance.at("objects").at("by").get<std::string>(), std::string("hand"));
        // Another of that name: neither name alone says which is meant. Cut to the picture.
        QCOMPARE(drawBox(rollout, 0, "board", {-50, 0, 100, 100}, {}), 2);
        QVERIFY(!rollout.frames[0].objects[0].unique && !rollout.frames[0].objects[1].unique);
        QCOMPARE(rollout.frames[0].objects[1].box, (Box2d{0, 0, 100, 100}));
        QCOMPARE(rollout.frames[0].objects[1].depth, 0.0);
    }

    void itIsCarriedWhereItsSurfaceIsSeen()
    {
        RolloutRecord rollout = views();
        drawBox(rollout, 1, "board", {100, 300, 500, 700}, depthOf(1));
        const CarriedObject carried = carryObject(rollout, 1, depthOf, m_job);
        QCOMPARE(carried.seen(), 3);
        applyCarried(rollout, carried);
        const auto near = [](const Box2d& a, const Box2d& b) { return intersectionOverUnion(a, b) > 0.9; };
        QVERIFY(near(only(rollout, 0).box, m_board));
        QVERIFY(near(only(rollout, 2).box, {0, 300, 300, 700}));
        QVERIFY(near(only(rollout, 3).box, {0, 300, 100, 700}));
        QVERIFY(rollout.frames[4].objects.empty()); // out of sight
        QCOMPARE(only(rollout, 1).box, (Box2d{100, 300, 500, 700}));
        QVERIFY(boxOrigin(rollout, 1, 1) == BoxOrigin::Drawn && boxOrigin(rollout, 2, 1) == BoxOrigin::Carried);
        QVERIFY(only(rollout, 0).visibleShare > 0.95);
        QVERIFY(std::abs(only(rollout, 3).visibleShare - 0.25) < 0.05);
        QVERIFY(std::abs(only(rollout, 3).depth - 1) < 1e-3);
        QCOMPARE(only(rollout, 3).label, std::string("board"));
    }

    void aSurfaceThatIsHiddenIsNotCarried()
    {
        RolloutRecord rollout = views();
        drawBox(rollout, 0, "board", m_board, depthOf(0));
        const CarriedObject carried = carryObject(rollout, 1, [](std::size_t i) {
            DepthMap depth = depthOf(i);
            if (i == 1)
                for (std::size_t k = 0; k < depth.pixels(); ++k)
                    depth.data()[k] = 0.5f; // something stands before the camera
            return depth;
        }, m_job);
        QVERIFY(!carried.views[1] && carried.views[2]);
    }

    void aMovedBoxIsAnAnchorOfItsOwn()
    {
        RolloutRecord rollout = views();
        drawBox(rollout, 0, "board", m_board, depthOf(0));
        applyCarried(rollout, carryObject(rollout, 1, depthOf, m_job));
        placeBox(rollout, 2, 1, {0, 400, 300, 600}, depthOf(2)); // only its middle
        QVERIFY(boxOrigin(rollout, 2, 1) == BoxOrigin::Drawn);
        QCOMPARE(only(rollout, 2).visibleShare, 1.0);
        applyCarried(rollout, carryObject(rollout, 1, depthOf, m_job));
        QCOMPARE(only(rollout, 2).box, (Box2d{0, 400, 300, 600})); // kept
        QVERIFY(std::abs(only(rollout, 3).box.y1 - 400) < 25);     // from the nearest view: the moved one
        QVERIFY(std::abs(only(rollout, 1).box.y1 - 300) < 25);
    }

    void namesAndRemovalsHoldForTheObject()
    {
        RolloutRecord rollout = views();
        drawBox(rollout, 0, "board", m_board, depthOf(0));
        applyCarried(rollout, carryObject(rollout, 1, depthOf, m_job));
        renameObject(rollout, 1, "picture");
        for (const std::size_t i : {0u, 1u, 2u, 3u})
            QCOMPARE(only(rollout, i).label, std::string("picture"));
        QVERIFY(boxOrigin(rollout, 2, 1) == BoxOrigin::Carried); // still
        removeBox(rollout, 1, 1);
        QVERIFY(rollout.frames[1].objects.empty() && !rollout.frames[2].objects.empty());
        removeBox(rollout, std::nullopt, 1);
        for (const RolloutFrame& frame : rollout.frames)
            QVERIFY(frame.objects.empty());
        // Its number is free again only because nothing remembers it.
        QCOMPARE(drawBox(rollout, 0, "board", m_board, {}), 1);
    }

    void instancesOfASceneStayTheTruth()
    {
        RolloutRecord rollout = views();
        VisibleObject chair;
        chair.instance = 7;
        chair.label = "chair";
        chair.box = {0, 200, 300, 600};
        chair.fullBox = {-200, 200, 300, 600};
        chair.visibleShare = 0.1;
        rollout.frames[0].objects = rollout.frames[1].objects = {chair};
        QVERIFY(boxOrigin(rollout, 0, 7) == BoxOrigin::Scene);
        renameObject(rollout, 7, "armchair");
        QVERIFY(boxOrigin(rollout, 0, 7) == BoxOrigin::Scene && boxOrigin(rollout, 1, 7) == BoxOrigin::Scene);
        placeBox(rollout, 0, 7, {0, 200, 320, 600}, {});
        QCOMPARE(rollout.frames[0].objects[0].visibleShare, 0.1); // how much is hidden is known
        QCOMPARE(rollout.frames[0].objects[0].fullBox, (Box2d{-200, 200, 320, 600}));
        QVERIFY(boxOrigin(rollout, 1, 7) == BoxOrigin::Scene);
        QCOMPARE(drawBox(rollout, 2, "lamp", m_board, {}), 8);
        QCOMPARE(rollout.provenance.at("objects").at("by").get<std::string>(), std::string("scene"));
    }

    void whatCannotBeIsRefused()
    {
        RolloutRecord rollout = views();
        QVERIFY_THROWS_EXCEPTION(Error, drawBox(rollout, 0, "  ", m_board, {}));
        QVERIFY_THROWS_EXCEPTION(Error, drawBox(rollout, 0, std::string(101, 'a'), m_board, {}));
        QVERIFY_THROWS_EXCEPTION(Error, drawBox(rollout, 0, "a\nb", m_board, {}));
        QVERIFY_THROWS_EXCEPTION(Error, drawBox(rollout, 5, "board", m_board, {}));
        QVERIFY_THROWS_EXCEPTION(Error, drawBox(rollout, 0, "board", {100, 100, 100.5, 900}, {}));
        QVERIFY_THROWS_EXCEPTION(Error, drawBox(rollout, 0, "board", {0, 0, std::nan(""), 900}, {}));
        QVERIFY_THROWS_EXCEPTION(Error, drawBox(rollout, 0, "board", {1100, 0, 1200, 100}, {}));
        QVERIFY_THROWS_EXCEPTION(Error, placeBox(rollout, 0, 1, m_board, {}));
        QVERIFY_THROWS_EXCEPTION(Error, renameObject(rollout, 1, "board"));
        QVERIFY_THROWS_EXCEPTION(Error, removeBox(rollout, 0, 1));
        QVERIFY_THROWS_EXCEPTION(Error, carryObject(rollout, 1, depthOf, m_job));
        QVERIFY(rollout.provenance.empty()); // nothing was noted
        drawBox(rollout, 0, "board", m_board, {});
        QVERIFY_THROWS_EXCEPTION(Error, carryObject(rollout, 1, [](std::size_t) { return DepthMap(); }, m_job));
    }
};

QTEST_GUILESS_MAIN(TestBoxEdits)
#include "tst_BoxEdits.moc"
