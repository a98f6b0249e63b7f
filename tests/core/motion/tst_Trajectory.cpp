#include <QtTest>

#include <functional>
#include <numbers>

#include "core/base/Error.h"
#include "core/base/Json.h"
#include "core/motion/KeptFrames.h"
#include "core/motion/ReferenceTrajectory.h"
#include "core/motion/Trajectory.h"
#include "core/worldmodel/Rollout.h"

using namespace w2v;
using enum ActionKind;

namespace {

const Intrinsics kCamera = intrinsicsFromFov(64, 48, 90);

CameraTrajectory follow(const char* text, const StepLimits& limits = {})
{
    return followActions(parseActions(text), limits, kCamera);
}

RolloutRecord sampleRollout()
{
    RolloutRecord rollout;
    rollout.id = "r1";
    rollout.scene = "room:1";
    rollout.split = "train";
    rollout.seed = 18446744073709551615ull;
    rollout.metric = false;
    rollout.trajectory = keyFramesOnly(follow("forward 0.5; turn left 30"));
    for (const Rigid3d& pose : rollout.trajectory.startFromCamera) {
        RolloutFrame frame;
        frame.image = "blob:abc#1";
        frame.startFromCamera = pose;
        frame.observedShare = 0.75;
        frame.objects.push_back({3, "armchair", {1, 2, 3, 4}, {-5, 2, 3, 1004}, 77, 0.5, 2.25, false});
        rollout.frames.push_back(frame);
    }
    rollout.provenance["note"] = "x";
    return rollout;
}

} // namespace

class tst_Trajectory : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void turnsAndMovesGoTheRightWay()
    {
        const CameraTrajectory right = follow("turn right 90; forward 1");
        const Rigid3d& end = right.startFromCamera.back();
        QVERIFY((end.translation() - Eigen::Vector3d(1, 0, 0)).norm() < 1e-12);
        QVERIFY(std::abs(yawOf(end.linear()) - std::numbers::pi / 2) < 1e-12);
        const CameraTrajectory left = follow("turn left 90; forward 1; move left 2");
        QVERIFY((left.startFromCamera.back().translation() - Eigen::Vector3d(-1, 0, -2)).norm() < 1e-12);
        QVERIFY(yawOf(left.startFromCamera.back().linear()) < 0);
    }

    void framesFollowTheLimits()
    {
        const CameraTrajectory trajectory = follow("forward 0.5; turn left 30");
        QCOMPARE(trajectory.keyFrames, (std::vector<int>{0, 3, 9}));
        QCOMPARE(trajectory.startFromCamera.size(), std::size_t(10));
        for (std::size_t i = 1; i < trajectory.startFromCamera.size(); ++i) {
            const Rigid3d step = trajectory.startFromCamera[i - 1].inverse() * trajectory.startFromCamera[i];
            QVERIFY(step.translation().norm() <= 0.2 + 1e-12);
            QVERIFY(std::abs(yawOf(step.linear())) <= 5 * std::numbers::pi / 180 + 1e-12);
        }
        QCOMPARE(follow("forward 0.1", {0.2, 5, 8}).startFromCamera.size(), std::size_t(8));
        QCOMPARE(follow("").startFromCamera.size(), std::size_t(1));
        QCOMPARE(keyFramesOnly(trajectory).startFromCamera.size(), std::size_t(3));
        QVERIFY(keyFramesOnly(trajectory).startFromCamera.back().isApprox(trajectory.startFromCamera.back()));
        QVERIFY_THROWS_EXCEPTION(Error, follow("forward 1", {0, 5, 2}));
        QVERIFY_THROWS_EXCEPTION(Error, follow("forward 900", {1e-4, 5, 2}));
    }

    void inverseReturnsToTheStart()
    {
        std::vector<Action> actions = parseActions("forward 0.5; turn left 30; right 0.7; turn right 110");
        const std::vector<Action> back = inverseActions(actions);
        actions.insert(actions.end(), back.begin(), back.end());
        QVERIFY(followActions(actions, {}, kCamera).startFromCamera.back().isApprox(Rigid3d::Identity(), 1e-9));
    }

    void trajectoryFileRoundTrip()
    {
        const CameraTrajectory trajectory = follow("forward 0.5; turn left 30");
        const Json json = Json::parse(trajectoryToJson(trajectory).dump());
        const CameraTrajectory again = trajectoryFromJson(json, "file");
        QCOMPARE(again.actions.size(), std::size_t(2));
        QVERIFY(again.actions[1] == (Action{TurnLeft, 30}));
        QCOMPARE(again.keyFrames, trajectory.keyFrames);
        QVERIFY(again.startFromCamera.back().isApprox(trajectory.startFromCamera.back(), 0));
        QCOMPARE(again.camera.fx, kCamera.fx);
    }

    void damagedTrajectoriesAreRefused_data()
    {
        QTest::addColumn<QString>("pointer");
        QTest::addColumn<QString>("value");
        QTest::newRow("format") << "/format" << "\"other\"";
        QTest::newRow("newer") << "/version" << "2";
        QTest::newRow("nan pose") << "/poses/1/3" << "null";
        QTest::newRow("no rotation") << "/poses/1/0" << "7";
        QTest::newRow("huge pose") << "/poses/1/3" << "1e999";
        QTest::newRow("short pose") << "/poses/1" << "[1,2]";
        QTest::newRow("no pose") << "/poses" << "[]";
        QTest::newRow("first pose") << "/poses/0/3" << "1.0";
        QTest::newRow("key beyond") << "/key_frames/1" << "99";
        QTest::newRow("key text") << "/key_frames/1" << "\"a\"";
        QTest::newRow("key back") << "/key_frames" << "[0,3,2]";
        QTest::newRow("no key 0") << "/key_frames" << "[1]";
        QTest::newRow("action kind") << "/actions/0/kind" << "\"jump\"";
        QTest::newRow("negative") << "/actions/0/magnitude" << "-1";
        QTest::newRow("camera") << "/camera/fx" << "0";
        QTest::newRow("image size") << "/camera/width" << "1000000000";
        QTest::newRow("no camera") << "/camera" << "3";
    }

    void damagedTrajectoriesAreRefused()
    {
        QFETCH(const QString, pointer);
        QFETCH(const QString, value);
        Json json = trajectoryToJson(follow("forward 0.5; turn left 30"));
        const Json damage = value == "1e999" ? Json(1e308 * 10) : Json::parse(value.toStdString());
        json[Json::json_pointer(pointer.toStdString())] = damage;
        try {
            trajectoryFromJson(json, "the file x.json");
            QFAIL("was accepted");
        } catch (const Error& error) {
            QVERIFY2(std::string(error.what()).starts_with("the file x.json"), error.what());
        }
    }

    void rolloutRoundTrip()
    {
        const RolloutRecord rollout = sampleRollout();
        const RolloutRecord again = rolloutFromJson(Json::parse(rolloutToJson(rollout).dump()), "rollout");
        QCOMPARE(rolloutToJson(again).dump(), rolloutToJson(rollout).dump());
        QCOMPARE(again.seed, rollout.seed);
        QVERIFY(!again.metric);
        QCOMPARE(again.frames[1].objects[0].label, std::string("armchair"));
        QVERIFY(again.frames[1].objects[0].fullBox == (Box2d{-5, 2, 3, 1004}));
        QVERIFY(!again.frames[1].objects[0].unique);
    }

    void damagedRolloutsAreRefused()
    {
        const Json good = rolloutToJson(sampleRollout());
        const auto refused = [&](const std::function<void(Json&)>& damage) {
            Json json = good;
            damage(json);
            try {
                rolloutFromJson(json, "rollout");
                return false;
            } catch (const Error&) {
                return true;
            }
        };
        QVERIFY(refused([](Json& j) { j["format"] = "x"; }));
        QVERIFY(refused([](Json& j) { j["frames"].erase(j["frames"].begin()); }));
        QVERIFY(refused([](Json& j) { j["frames"][0]["objects"][0]["box"] = Json::array({1, 2}); }));
        QVERIFY(refused([](Json& j) { j["frames"][0]["objects"][0]["instance"] = 1.5; }));
        QVERIFY(refused([](Json& j) { j["seed"] = -1; }));
        QVERIFY(refused([](Json& j) { j["provenance"] = 3; }));
        QVERIFY(refused([](Json& j) { j = Json::array(); }));
    }

    void theFirstFramesAreAPathOfTheirOwn()
    {
        const std::vector<Action> actions{{Forward, 0.6}, {TurnLeft, 30}, {Forward, 0.4}};
        const CameraTrajectory whole = followActions(actions, {.maxMeters = 0.1, .maxDegrees = 5}, intrinsicsFromFov(64, 64, 60));
        for (std::size_t count = 1; count <= whole.startFromCamera.size(); ++count) {
            const CameraTrajectory part = firstFrames(whole, count);
            QCOMPARE(part.startFromCamera.size(), count);
            QCOMPARE(part.keyFrames.back(), static_cast<int>(count) - 1);
            QCOMPARE(part.keyFrames.size(), part.actions.size() + 1);
            // Its actions lead to its last pose.
            const Rigid3d end = followActions(part.actions, {}, whole.camera).startFromCamera.back();
            QVERIFY((end.matrix() - part.startFromCamera.back().matrix()).norm() < 1e-9);
        }
        QCOMPARE(firstFrames(whole, whole.startFromCamera.size()).actions, actions);
        QCOMPARE(firstFrames(whole, 1000).keyFrames, whole.keyFrames);
        QVERIFY(firstFrames(whole, 0).actions.empty());
    }

    void keptFrames()
    {
        QCOMPARE(uniformFrames(14, 6), (std::vector<int>{0, 3, 5, 8, 10, 13}));
        QCOMPARE(uniformFrames(5, 1), (std::vector<int>{4}));
        QCOMPARE(evenTargets(8, 3), (std::vector<int>{2, 4, 5}));
        QVERIFY_THROWS_EXCEPTION(Error, uniformFrames(5, 0));
        QVERIFY_THROWS_EXCEPTION(Error, uniformFrames(5, -1));
    }

    void referenceKeepsItsOddities()
    {
        ReferenceTrajectoryInput input;
        input.actions = {{Forward, 0.1}};
        input.minFrames = 8;
        input.width = input.height = 576;
        // 0.1 m in 8 frames: every step is under the threshold, so the reference loses the whole motion.
        QVERIFY(referenceTrajectory(input).prefixTokens.back().empty());
        QCOMPARE(referenceTrajectory(input).stepTokens.back(), (std::vector<std::string>{"FWD_0.014286"}));
        input.actions.clear();
        QVERIFY_THROWS_EXCEPTION(Error, referenceTrajectory(input));
        QVERIFY(!referenceMinFrames("2.7"));
        QCOMPARE(referenceMinFrames(2.7), std::optional<int>(2));
    }
};

QTEST_APPLESS_MAIN(tst_Trajectory)
#include "tst_Trajectory.moc"
