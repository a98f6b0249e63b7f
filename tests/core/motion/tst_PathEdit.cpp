#include <QTest>

#include <cmath>

#include "core/base/Error.h"
#include "core/base/Rng.h"
#include "core/motion/PathEdit.h"
#include "core/motion/PathSpeech.h"
#include "core/motion/PlanarPose.h"
#include "core/motion/WalkingTime.h"

using namespace w2v;
using enum ActionKind;

namespace {

std::vector<Action> path(const char* text)
{
    return parseActions(text);
}

QString textOf(const std::vector<Action>& actions)
{
    return QString::fromStdString(actionText(actions));
}

Rigid3d endOf(const std::vector<Action>& actions)
{
    return followActions(actions, {}, {}).startFromCamera.back();
}

} // namespace

/// Edits of the action list: each result is what its text says, and leads where a recomputation leads.
class tst_PathEdit : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyEditByName_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<int>("at");
        QTest::addColumn<int>("to");
        QTest::addColumn<double>("amount");
        QTest::addColumn<QString>("expected");
        // before: forward 1; turn left 30; move right 0.5
        QTest::newRow("mirror") << "mirror" << 0 << 0 << 0.0 << "move forward 1 meters; turn right 30 degrees; move left 0.5 meters";
        QTest::newRow("reverse") << "reverse" << 0 << 0 << 0.0 << "move right 0.5 meters; turn left 30 degrees; move forward 1 meters";
        QTest::newRow("inverse") << "inverse" << 0 << 0 << 0.0 << "move left 0.5 meters; turn right 30 degrees; move backward 1 meters";
        QTest::newRow("scale") << "scale" << 0 << 0 << 1.5 << "move forward 1.5 meters; turn left 30 degrees; move right 0.75 meters";
        QTest::newRow("length") << "length" << 0 << 0 << 3.0 << "move forward 2 meters; turn left 30 degrees; move right 1 meters";
        QTest::newRow("remove") << "remove" << 1 << 0 << 0.0 << "move forward 1 meters; move right 0.5 meters";
        QTest::newRow("duplicate") << "duplicate" << 1 << 0 << 0.0 << "move forward 1 meters; turn left 30 degrees; turn left 30 degrees; move right 0.5 meters";
        QTest::newRow("move later") << "move" << 0 << 2 << 0.0 << "turn left 30 degrees; move right 0.5 meters; move forward 1 meters";
        QTest::newRow("move earlier") << "move" << 2 << 0 << 0.0 << "move right 0.5 meters; move forward 1 meters; turn left 30 degrees";
        QTest::newRow("split") << "split" << 0 << 0 << 0.3 << "move forward 0.3 meters; move forward 0.7 meters; turn left 30 degrees; move right 0.5 meters";
        QTest::newRow("split at an end") << "split" << 1 << 0 << 30.0 << "move forward 1 meters; turn left 30 degrees; move right 0.5 meters";
        QTest::newRow("insert") << "insert" << 1 << 0 << 10.0 << "move forward 1 meters; turn left 10 degrees; move backward 2 meters; turn left 20 degrees; move right 0.5 meters";
        QTest::newRow("insert between") << "insert" << 1 << 0 << 0.0 << "move forward 1 meters; move backward 2 meters; turn left 30 degrees; move right 0.5 meters";
        QTest::newRow("append") << "append" << 0 << 0 << 0.0 << "move forward 1 meters; turn left 30 degrees; move right 0.5 meters; move backward 2 meters";
    }

    void everyEditByName()
    {
        QFETCH(const QString, name);
        QFETCH(const int, at);
        QFETCH(const int, to);
        QFETCH(const double, amount);
        QFETCH(const QString, expected);
        const NamedEdit edit{name.toStdString(), std::size_t(at), std::size_t(to), amount, path("back 2")};
        QCOMPARE(textOf(edited(path("forward 1; turn left 30; move right 0.5"), edit)), expected);
    }

    void refusesWhatIsNotThere()
    {
        const std::vector<Action> actions = path("forward 1");
        QVERIFY_THROWS_EXCEPTION(Error, removedAt(actions, 1));
        QVERIFY_THROWS_EXCEPTION(Error, movedTo(actions, 0, 1));
        QVERIFY_THROWS_EXCEPTION(Error, scaledActions(actions, 0));
        QVERIFY_THROWS_EXCEPTION(Error, scaledActions(actions, NAN));
        QVERIFY_THROWS_EXCEPTION(Error, scaledActions(actions, 5000));
        QVERIFY_THROWS_EXCEPTION(Error, scaledToLength(path("turn left 3"), 1));
        QVERIFY_THROWS_EXCEPTION(Error, edited(actions, {"twist", 0, 0, 0, {}}));
        const std::vector<Action> many(1000, {Forward, 0.1});
        QVERIFY_THROWS_EXCEPTION(Error, appended(many, actions));
    }

    void inverseLeadsBackExactly()
    {
        const std::vector<Action> there = path("f 0.7; tl 33; r 0.2; tr 120; b 1.1; tl 7");
        QVERIFY(endOf(appended(there, inverseActions(there))).isApprox(Rigid3d::Identity(), 1e-12));
    }

    void splittingChangesNoPose()
    {
        const std::vector<Action> before = path("f 1.03; tl 33.5; r 0.77");
        const CameraTrajectory trajectory = followActions(before, {}, {});
        for (int pose = 0; pose < int(trajectory.startFromCamera.size()); ++pose) {
            const std::vector<Action> after = splitAt(before, positionOf(trajectory, pose));
            QVERIFY(after.size() <= before.size() + 1);
            QVERIFY(endOf(after).isApprox(endOf(before), 1e-12));
        }
        QCOMPARE(positionOf(trajectory, int(trajectory.startFromCamera.size()) - 1).action, before.size());
    }

    void manyTurnsDoNotDrift()
    {
        std::vector<Action> actions;
        for (int i = 0; i < 500; ++i) {
            actions.push_back({TurnLeft, 36});
            actions.push_back({Forward, 0.1});
        }
        const CameraTrajectory trajectory = followActions(actions, {}, {});
        const Rigid3d end = trajectory.startFromCamera.back();
        QVERIFY2(end.isApprox(Rigid3d::Identity(), 1e-12), "fifty regular decagons end where they began");
        for (const Rigid3d& pose : trajectory.startFromCamera)
            QVERIFY((pose.linear() * pose.linear().transpose()).isIdentity(1e-15));
    }

    void walkingGrowsAndShrinks()
    {
        std::vector<Action> actions;
        for (int i = 0; i < 5; ++i)
            actions = walked(actions, {Forward, 0.1});
        QCOMPARE(textOf(actions), "move forward 0.5 meters");
        for (int i = 0; i < 5; ++i)
            actions = walked(actions, {Backward, 0.1});
        QVERIFY(actions.empty());
        QCOMPARE(textOf(walked(path("forward 0.05"), {Backward, 0.1})), "move forward 0.05 meters; move backward 0.1 meters");
    }

    void playsAtWalkingSpeed()
    {
        const CameraTrajectory trajectory = followActions(path("forward 1.2; turn left 90"), {}, {});
        const std::vector<double> times = walkingTimes(trajectory);
        QCOMPARE(times.size(), trajectory.startFromCamera.size());
        QVERIFY(std::abs(times[std::size_t(trajectory.keyFrames[1])] - 1) < 1e-9);
        QVERIFY(std::abs(times.back() - 3) < 1e-9);
        QCOMPARE(poseAtTime(times, 0), 0);
        QCOMPARE(poseAtTime(times, 1), trajectory.keyFrames[1]);
        QCOMPARE(poseAtTime(times, 99), int(times.size()) - 1);
        QVERIFY(std::is_sorted(times.begin(), times.end()));
    }

    void saysThePath()
    {
        QCOMPARE(spokenPath({}), std::string("The path is empty."));
        QCOMPARE(spokenPath(path("forward 1; turn left 90; forward 0.5")),
                 std::string("3 steps, 1.5 meters in all. Walk forward 1 meters. Turn left 90 degrees. Walk forward 0.5 meters. "
                             "You end 1 meters ahead and 0.5 meters to the left of the start, facing 90 degrees to the left."));
        QCOMPARE(spokenPath(path("forward 1; backward 1")),
                 std::string("2 steps, 2 meters in all. Walk forward 1 meters. Walk backward 1 meters. You end where you started, facing the same way."));
        SpokenWords words;
        words.steps[0] = "%1!";
        QVERIFY(spokenPath(path("f 2"), words).find(" 2! ") != std::string::npos);
    }

    void tenThousandRandomEditsStayOneObject()
    {
        Rng rng(2026);
        std::vector<Action> actions;
        // A second account of every edit: the end pose, recomputed by matrices from the text alone.
        for (int i = 0; i < 10'000; ++i) {
            const auto n = std::int64_t(actions.size());
            const auto any = [&] { return std::size_t(rng.integer(0, std::max<std::int64_t>(0, n - 1))); };
            const auto amount = [&](ActionKind kind) { return Action{kind}.isTurn() ? double(rng.integer(1, 1800)) / 10 : double(rng.integer(1, 3000)) / 1000; };
            const auto kind = ActionKind(rng.integer(0, 5));
            const std::vector<Action> some{{kind, amount(kind)}};
            const PathPosition at{any(), n ? rng.uniform(0, actions[any()].magnitude) : 0};
            switch (rng.integer(0, 13)) {
            case 0: case 1: actions = appended(actions, some); break;
            case 2: actions = insertAt(actions, n ? at : PathPosition{}, some); break;
            case 3: if (n) actions = splitAt(actions, at); break;
            case 4: if (n) actions = removedAt(actions, any()); break;
            case 5: if (n) actions = duplicatedAt(actions, any()); break;
            case 6: if (n) actions = movedTo(actions, any(), any()); break;
            case 7: if (n) actions = replacedAt(actions, any(), some[0]); break;
            case 8: actions = reversedActions(actions); break;
            case 9: actions = mirroredActions(actions); break;
            case 10: actions = asWritten(inverseActions(actions)); break;
            case 11: if (lengthMeters(actions) > 0.01) actions = scaledToLength(actions, rng.uniform(0.5, 20)); break;
            case 12: actions = walked(actions, some[0]); break;
            default: actions = parseActions(actionText(actions)); break;
            }
            if (actions.size() > 40)
                actions.resize(20);
            const std::string text = actionText(actions);
            QCOMPARE(parseActions(text), actions);
            const CameraTrajectory trajectory = followActions(parseActions(text), {0.5, 30, 2}, {});
            Rigid3d again = Rigid3d::Identity();
            for (const Action& action : actions) {
                Rigid3d step = Rigid3d::Identity();
                const double m = action.magnitude;
                switch (action.kind) {
                case Forward: step.translation().z() = m; break;
                case Backward: step.translation().z() = -m; break;
                case ShiftLeft: step.translation().x() = -m; break;
                case ShiftRight: step.translation().x() = m; break;
                case TurnLeft: step.linear() = yawRotation(-action.radians()); break;
                case TurnRight: step.linear() = yawRotation(action.radians()); break;
                }
                again = again * step;
            }
            QVERIFY2((again.matrix() - trajectory.startFromCamera.back().matrix()).cwiseAbs().maxCoeff() < 1e-9, text.c_str());
        }
    }
};

QTEST_APPLESS_MAIN(tst_PathEdit)
#include "tst_PathEdit.moc"
