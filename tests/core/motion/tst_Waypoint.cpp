#include <cmath>

#include <QTest>

#include "core/motion/Trajectory.h"
#include "core/motion/Waypoint.h"

using namespace w2v;

/// Drawn moves end where the click was, within the snap, and their texts hold round numbers.
class TestWaypoint : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void turnsTowardAndWalks_data()
    {
        QTest::addColumn<double>("x");
        QTest::addColumn<double>("z");
        QTest::addColumn<QString>("text");
        QTest::newRow("ahead") << 0.0 << 1.0 << "move forward 1 meters";
        QTest::newRow("right") << 2.0 << 0.0 << "turn right 90 degrees; move forward 2 meters";
        QTest::newRow("left ahead") << -1.0 << 1.0 << "turn left 50 degrees; move forward 1.4 meters";
        QTest::newRow("behind") << 0.0 << -0.52 << "turn right 180 degrees; move forward 0.5 meters";
        QTest::newRow("too near") << 0.01 << 0.03 << "turn right 20 degrees";
        QTest::newRow("here") << 0.0 << 0.0 << "";
    }

    void turnsTowardAndWalks()
    {
        QFETCH(double, x);
        QFETCH(double, z);
        QFETCH(QString, text);
        QCOMPARE(QString::fromStdString(actionText(actionsToward(Rigid3d::Identity(), {x, 1.5, z}))), text);
    }

    void endsNearTheClickFromAnywhere()
    {
        const std::vector<Action> before{{ActionKind::TurnRight, 70}, {ActionKind::Forward, 1.3}, {ActionKind::TurnLeft, 20}};
        const Rigid3d end = followActions(before, {}, {}).startFromCamera.back();
        for (int i = 0; i < 60; ++i) {
            const double angle = i * 0.7;
            const Eigen::Vector3d goal = end.translation() + Eigen::Vector3d(std::sin(angle), 1.2, std::cos(angle)) * (0.3 + 0.05 * i);
            std::vector<Action> all = before;
            for (const Action& action : actionsToward(end, goal))
                all.push_back(action);
            const Eigen::Vector3d reached = followActions(all, {}, {}).startFromCamera.back().translation();
            const double distance = std::hypot(goal.x() - end.translation().x(), goal.z() - end.translation().z());
            const double missed = std::hypot(reached.x() - goal.x(), reached.z() - goal.z());
            QVERIFY2(missed <= 0.051 + distance * std::sin(5.01 * 3.14159265 / 180), qPrintable(QString::number(missed)));
        }
    }

    void strafesWithoutTurning()
    {
        const auto actions = strafeToward(Rigid3d::Identity(), {-0.31, 0, 0.52});
        QCOMPARE(QString::fromStdString(actionText(actions)), "move forward 0.5 meters; move left 0.3 meters");
    }

    void numbersAreRound()
    {
        for (int i = 1; i < 40; ++i) {
            for (const Action& action : actionsToward(Rigid3d::Identity(), {0, 0, i * 0.1}))
                QVERIFY(QString::fromStdString(actionText(std::vector{action}, 6)).size() < 26);
        }
    }
};

QTEST_APPLESS_MAIN(TestWaypoint)
#include "tst_Waypoint.moc"
