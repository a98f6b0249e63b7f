#include <QTest>

#include <cmath>
#include <numbers>

#include "core/base/Error.h"
#include "core/base/Rng.h"
#include "core/motion/PathFit.h"

using namespace w2v;
using enum ActionKind;

namespace {

QString textOf(const std::vector<Action>& actions)
{
    return QString::fromStdString(actionText(actions));
}

/// A hand's drawing of the points: more of them, a little off.
std::vector<PathSample> drawn(const std::vector<PathSample>& corners, double wobble, Rng& rng)
{
    std::vector<PathSample> curve;
    for (std::size_t i = 0; i + 1 < corners.size(); ++i)
        for (int k = 0; k < 25; ++k) {
            const double t = k / 25.0;
            curve.push_back({corners[i].right + t * (corners[i + 1].right - corners[i].right) + wobble * rng.normal(),
                             corners[i].forward + t * (corners[i + 1].forward - corners[i].forward) + wobble * rng.normal(), {}});
        }
    curve.push_back(corners.back());
    return curve;
}

bool onGrid(const std::vector<Action>& actions, const SnapSteps& snap)
{
    for (const Action& action : actions)
        if (std::abs(std::remainder(action.magnitude, action.isTurn() ? snap.degrees : snap.meters)) > 1e-6)
            return false;
    return true;
}

/// The obvious way: aim at every next half metre of the curve.
std::vector<Action> greedy(const std::vector<PathSample>& curve)
{
    std::vector<Action> actions;
    PlanarPose pose;
    std::size_t from = 0;
    for (std::size_t i = 0; i < curve.size(); ++i) {
        const bool far = std::hypot(curve[i].right - curve[from].right, curve[i].forward - curve[from].forward) >= 0.5;
        if (!far && i + 1 < curve.size())
            continue;
        for (const Action& action : actionsToward(pose.startFromCamera(), {curve[i].right, 0, curve[i].forward})) {
            actions.push_back(action);
            pose = pose.after(action);
        }
        from = i;
    }
    return actions;
}

} // namespace

/// Drawn curves become actions: few, on the grid, close, with the error that is reported.
class tst_PathFit : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void findsTheActionsBehindACleanCurve()
    {
        Rng rng(1);
        const auto straight = fitPath({}, drawn({{0, 0, {}}, {0, 2, {}}}, 0, rng));
        QCOMPARE(textOf(straight.actions), "move forward 2 meters");
        QVERIFY(straight.error.maxMeters < 1e-9);
        const auto corner = fitPath({}, drawn({{0, 0, {}}, {0, 1, {}}, {1.5, 1, {}}}, 0, rng));
        QCOMPARE(textOf(corner.actions), "move forward 1 meters; turn right 90 degrees; move forward 1.5 meters");
        const auto shaky = fitPath({}, drawn({{0, 0, {}}, {0, 1, {}}, {1.5, 1, {}}}, 0.02, rng));
        QCOMPARE(shaky.actions.size(), std::size_t(3));
        QVERIFY(shaky.error.maxMeters < 0.12);
    }

    void startsWhereTheWalkerStands()
    {
        const PlanarPose start{1, 2, 90};
        const auto fit = fitPath(start, std::vector<PathSample>{{1.5, 2, {}}, {2.5, 2, {}}});
        QCOMPARE(textOf(fit.actions), "move forward 1.5 meters");
    }

    void nothingForNothing()
    {
        QVERIFY(fitPath({}, {}).actions.empty());
        QVERIFY(fitPath({}, std::vector<PathSample>{{0, 0, {}}, {0, 0, {}}}).actions.empty());
        QVERIFY_THROWS_EXCEPTION(Error, fitPath({}, std::vector<PathSample>{{NAN, 0, {}}}));
    }

    void anArcStaysWithinTheGrid_data()
    {
        QTest::addColumn<double>("meters");
        QTest::addColumn<double>("degrees");
        QTest::addColumn<double>("most");
        QTest::newRow("0.1 m, 10 degrees") << 0.1 << 10.0 << 0.14;
        QTest::newRow("0.05 m, 5 degrees") << 0.05 << 5.0 << 0.09;
        QTest::newRow("0.5 m, 30 degrees") << 0.5 << 30.0 << 0.5;
        QTest::newRow("free") << 0.0 << 0.0 << 0.09;
    }

    void anArcStaysWithinTheGrid()
    {
        QFETCH(const double, meters);
        QFETCH(const double, degrees);
        QFETCH(const double, most);
        std::vector<PathSample> arc;
        for (int i = 0; i <= 90; ++i) {
            const double a = i * std::numbers::pi / 180;
            arc.push_back({2 - 2 * std::cos(a), 2 * std::sin(a), {}});
        }
        PathFitOptions options;
        options.snap = {meters, degrees};
        const PathFit fit = fitPath({}, arc, options);
        QVERIFY2(fit.error.maxMeters <= most, qPrintable(QString("%1 m: %2").arg(fit.error.maxMeters).arg(textOf(fit.actions))));
        QVERIFY2(fit.actions.size() <= 14, qPrintable(textOf(fit.actions)));
        if (meters > 0)
            QVERIFY2(onGrid(fit.actions, options.snap), qPrintable(textOf(fit.actions)));
        const PathFitError again = pathFitError({}, fit.actions, arc);
        QVERIFY(std::abs(again.maxMeters - fit.error.maxMeters) < 1e-6);
    }

    void isNeverWorseThanAimingOnAverage()
    {
        Rng rng(5);
        double fitted = 0, aimed = 0;
        for (int i = 0; i < 25; ++i) {
            std::vector<PathSample> corners{{0, 0, {}}};
            double heading = 0;
            for (int k = 0; k < 4; ++k) {
                heading += rng.uniform(-1, 1);
                const double length = rng.uniform(0.4, 1.2);
                corners.push_back({corners.back().right + length * std::sin(heading), corners.back().forward + length * std::cos(heading), {}});
            }
            const std::vector<PathSample> curve = drawn(corners, 0.015, rng);
            const PathFit fit = fitPath({}, curve);
            QVERIFY(onGrid(fit.actions, {}));
            QVERIFY2(fit.error.maxMeters < 0.2, qPrintable(QString::number(fit.error.maxMeters)));
            fitted += fit.error.meanMeters;
            aimed += pathFitError({}, greedy(curve), curve).meanMeters;
        }
        QVERIFY2(fitted < 0.8 * aimed, qPrintable(QString("fitted %1, aimed %2").arg(fitted / 25).arg(aimed / 25)));
    }

    void followsHeadings()
    {
        // Sideways along a wall while facing it, then a turn on the spot.
        std::vector<PathSample> samples;
        for (int i = 0; i <= 20; ++i)
            samples.push_back({0.05 * i, 0, 0.0});
        for (int i = 1; i <= 9; ++i)
            samples.push_back({1, 0, -10.0 * i});
        const PathFit fit = fitPath({}, samples);
        QCOMPARE(textOf(fit.actions), "move right 1 meters; turn left 90 degrees");
        QVERIFY(fit.error.maxMeters < 1e-6 && fit.error.maxDegrees < 1e-6);
    }

    void orbitsKeepTheirDistanceAndFaceThePoint()
    {
        const PlanarPose start{0.5, -1, 20};
        const std::vector<Action> actions = orbitActions(start, 1.2, 1.5, 180, 9);
        const double radius = std::hypot(0.7, 2.5);
        PlanarPose pose = start;
        int chords = 0;
        for (const Action& action : actions) {
            pose = pose.after(action);
            if (action.isTurn())
                continue;
            ++chords;
            QCOMPARE(action.kind, ShiftRight);
            QVERIFY(std::abs(std::hypot(pose.right - 1.2, pose.forward - 1.5) - radius) < 0.01);
        }
        QCOMPARE(chords, 9);
        const double toward = std::atan2(1.2 - pose.right, 1.5 - pose.forward) * 180 / std::numbers::pi;
        QVERIFY(std::abs(wrappedDegrees(pose.degrees - toward)) < 0.5);
        // Half a turn ends opposite.
        QVERIFY(std::hypot(pose.right - (2.4 - 0.5), pose.forward - 4) < 0.03);
        QVERIFY_THROWS_EXCEPTION(Error, orbitActions(start, 0.5, -1, 90, 3));
        QVERIFY_THROWS_EXCEPTION(Error, orbitActions(start, 2, 2, 90, 0));
    }
};

QTEST_APPLESS_MAIN(tst_PathFit)
#include "tst_PathFit.moc"
