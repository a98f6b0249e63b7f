#include <QTest>

#include <cmath>
#include <set>

#include "core/base/Error.h"
#include "core/motion/ActionSampler.h"
#include "core/motion/ActionText.h"

using namespace w2v;
using enum ActionKind;

namespace {

constexpr const char* kViewSettings = R"(svc: {H: 576}
action:
  distance: {min: 0.3, max: 2.0, unit: 0.1, max_step_per_frame: 0.25}
  angle: {min: 10.0, max: 90.0, unit: 10.0, max_step_per_frame: 4.0}
trajectory:
  min_num_frames: 8
  single_step: [forward, turn_left]
  multi_step_presets:
    - name: zigzag
      steps:
        - act: forward
          distance_range: [0.5, 1.5]
        - act: turn_left
          angle_range: [20.0, 60.0]
        - act: backward
sampling: {frame_keep_k: 6}
general: {seed: 42}
)";

constexpr const char* kVideoSettings = R"(single_step:
  - {name: turn_right, count: 2, angle_range: [10.0, 40.0], unit: 5.0}
multi_step_presets:
  - name: shift_left_forward
    count: 1
    steps:
      - {act: shift_left, distance_range: [0.2, 0.6], unit: 0.2}
      - {act: forward, distance_range: [0.4, 0.8], unit: 0.1}
)";

} // namespace

/// Trajectories drawn from settings files: names, amounts on the grid, the same for the same seed.
class tst_Sampler : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void oneRoundHasTheReferenceShape()
    {
        Rng rng(3);
        const auto scene = sampleTrajectories(referenceSettings(), 0, rng);
        QCOMPARE(scene.size(), std::size_t(9));
        QCOMPARE(scene[0].id, std::string("forward_00"));
        QCOMPARE(scene[5].id, std::string("turn_right_05"));
        QCOMPARE(scene[6].id, std::string("multi_step_00_forward_then_turn_left"));
        QCOMPARE(scene[8].id, std::string("multi_step_02_shift_left_then_forward_then_turn_right"));
        QCOMPARE(scene[8].actions.size(), std::size_t(3));
        QVERIFY(scene[7].actions[1].magnitude <= 3.0 + 1e-9);
        // 0.3 .. 1.0 by 0.4: the top value passes the range, as released.
        double largest = 0;
        for (int i = 0; i < 200; ++i)
            largest = std::max(largest, AmountRange{0.3, 1.0, 0.4}.sample(rng));
        QCOMPARE(largest, 1.1);
    }

    void readsTheViewGeneratorsFile()
    {
        const SamplerSettings settings = parseSamplerSettings(kViewSettings, "a.yaml");
        QCOMPARE(settings.recipes.size(), std::size_t(3));
        QCOMPARE(settings.limits.maxMeters, 0.25);
        QCOMPARE(settings.limits.maxDegrees, 4.0);
        QCOMPARE(settings.limits.minFramesPerAction, 8);
        QCOMPARE(settings.keptFrames, 6);
        QCOMPARE(settings.seed, std::int64_t(42));
        QCOMPARE(settings.recipes[2].name, std::string("zigzag"));
        QCOMPARE(settings.recipes[2].steps[1].amount.high, 60.0);
        QCOMPARE(settings.recipes[2].steps[2].amount.high, 2.0); // the global range
    }

    void readsTheVideoGeneratorsFile()
    {
        const SamplerSettings settings = parseSamplerSettings(kVideoSettings, "b.yaml");
        QCOMPARE(settings.recipes.size(), std::size_t(2));
        Rng rng(1);
        const auto round = sampleTrajectories(settings, 0, rng);
        QCOMPARE(round.size(), std::size_t(3));
        QCOMPARE(round[0].id, std::string("turn_right_00"));
        QCOMPARE(round[1].id, std::string("turn_right_01"));
        QCOMPARE(round[2].id, std::string("multi_step_00_shift_left_forward"));
        QCOMPARE(std::fmod(round[0].actions[0].magnitude, 5), 0.0);
    }

    void drawsAnyNumberOnTheGridAndRepeatably()
    {
        const SamplerSettings settings = parseSamplerSettings(kViewSettings, "a.yaml");
        Rng one(7), two(7), other(8);
        const auto a = sampleTrajectories(settings, 200, one), b = sampleTrajectories(settings, 200, two), c = sampleTrajectories(settings, 200, other);
        QCOMPARE(a.size(), std::size_t(200));
        std::set<std::string> ids;
        bool differs = false;
        for (std::size_t i = 0; i < a.size(); ++i) {
            ids.insert(a[i].id);
            QCOMPARE(a[i].id, b[i].id);
            QCOMPARE(a[i].actions, b[i].actions);
            differs = differs || a[i].actions != c[i].actions;
            for (const Action& action : a[i].actions) {
                const double unit = action.isTurn() ? 10 : 0.1;
                QVERIFY(std::abs(std::remainder(action.magnitude, unit)) < 1e-6);
                QCOMPARE(asWritten(std::vector{action}), std::vector{action});
            }
        }
        QCOMPARE(ids.size(), a.size());
        QVERIFY(differs);
    }

    void presetsAreTypical()
    {
        for (const TrajectoryRecipe& preset : pathPresets()) {
            const std::vector<Action> actions = typicalActions(preset);
            QCOMPARE(actions.size(), preset.steps.size());
            for (std::size_t i = 0; i < actions.size(); ++i)
                QVERIFY2(actions[i].magnitude >= preset.steps[i].amount.low - 1e-9 && actions[i].magnitude <= preset.steps[i].amount.high + 1e-9,
                         preset.name.c_str());
        }
        QCOMPARE(actionText(typicalActions(pathPresets()[0])), std::string("move forward 3 meters"));
    }

    void refusesDamage_data()
    {
        QTest::addColumn<QByteArray>("yaml");
        QTest::addColumn<QString>("says");
        QTest::newRow("not yaml") << QByteArray("trajectory: [") << "YAML";
        QTest::newRow("a list") << QByteArray("[1, 2]") << "settings";
        QTest::newRow("nothing") << QByteArray("") << "settings";
        QTest::newRow("no trajectories") << QByteArray("action: {}") << "no trajectory";
        QTest::newRow("unknown action") << QByteArray("trajectory: {single_step: [jump]}") << "none of";
        QTest::newRow("negative") << QByteArray("action: {distance: {min: -1}}\ntrajectory: {single_step: [forward]}") << "min";
        QTest::newRow("turned round") << QByteArray("action: {angle: {min: 90, max: 10}}\ntrajectory: {single_step: [forward]}") << "below";
        QTest::newRow("nan") << QByteArray("action: {distance: {unit: .nan}}\ntrajectory: {single_step: [forward]}") << "unit";
        QTest::newRow("three ends") << QByteArray("multi_step_presets: [{steps: [{act: forward, distance_range: [1, 2, 3]}]}]") << "distance_range";
        QTest::newRow("no steps") << QByteArray("multi_step_presets: [{name: a}]") << "no steps";
        QTest::newRow("huge") << QByteArray(2 << 20, '#') << "too long";
    }

    void refusesDamage()
    {
        QFETCH(const QByteArray, yaml);
        QFETCH(const QString, says);
        try {
            parseSamplerSettings(yaml.toStdString(), "c.yaml");
            QFAIL("was accepted");
        } catch (const Error& error) {
            QVERIFY2(QString(error.what()).contains(says), error.what());
        }
    }

    void cutAnywhereItNeverCrashes()
    {
        const std::string text = kViewSettings;
        for (std::size_t n = 0; n < text.size(); ++n) {
            try {
                parseSamplerSettings(text.substr(0, n), "cut.yaml");
            } catch (const Error&) {
            }
        }
    }
};

QTEST_APPLESS_MAIN(tst_Sampler)
#include "tst_Sampler.moc"
