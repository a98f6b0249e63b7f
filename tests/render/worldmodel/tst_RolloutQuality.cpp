#include <QtTest>

#include "core/base/Json.h"
#include "core/motion/Trajectory.h"
#include "core/scene/RoomGenerator.h"
#include "core/worldmodel/quality/RolloutQuality.h"
#include "render/gpu/GpuDevice.h"
#include "render/scene/SceneRendererFactory.h"

using namespace w2v;

/// Motion that is measured from pixels, on exact renders of rooms whose true motion is known.
class TestRolloutQuality : public QObject {
    Q_OBJECT
private:
    static constexpr int kSide = 224, kRooms = 4;
    std::unique_ptr<GpuDevice> m_device;
    std::unique_ptr<SceneRenderer> m_renderer;

    struct Verdict {
        int frames = 0, measured = 0, scaled = 0, wrong = 0, rollouts = 0, flagged = 0;
    };

    /// Renders `actions` and claims that `claimed` was shown.
    void measure(Verdict& verdict, const Scene& room, SceneRenderer::Prepared& prepared, const Rigid3d& start, const std::string& actions,
                 const std::string& claimed, bool depthOfAll)
    {
        const Intrinsics camera = intrinsicsFromFov(kSide, kSide, 70);
        const StepLimits limits{10, 180, 5};
        const CameraTrajectory shown = followActions(parseActions(actions), limits, camera);
        const CameraTrajectory said = followActions(parseActions(claimed), limits, camera);
        for (const Rigid3d& pose : shown.startFromCamera) {
            const Eigen::Vector3d at = (start * pose).translation();
            if (!room.isFree(at.x(), at.z(), 0.25))
                return;
        }
        RolloutQuality quality(camera);
        bool flagged = false;
        for (std::size_t i = 0; i < shown.startFromCamera.size(); ++i) {
            RenderedView view = m_renderer->renderOne(prepared, {start * shown.startFromCamera[i], camera});
            const FrameQuality frame = quality.add(view.color, depthOfAll || i == 0 ? view.depth : DepthMap(), said.startFromCamera[i], i == 0);
            ++verdict.frames;
            if (!frame.motion)
                continue;
            ++verdict.measured;
            verdict.scaled += frame.motion->scaled;
            verdict.wrong += frame.motion->rotationError > 3
                || (frame.motion->scaled ? frame.motion->positionError : 0) > std::max(0.05, 0.1 * frame.motion->askedMeters);
            flagged = flagged || motionExcess(*frame.motion) > 1;
        }
        ++verdict.rollouts;
        verdict.flagged += flagged;
    }

    Verdict over(const std::vector<std::pair<std::string, std::string>>& cases, bool depthOfAll = true)
    {
        Verdict verdict;
        for (int i = 0; i < kRooms; ++i) {
            const std::uint64_t seed = 720'000 + static_cast<std::uint64_t>(i);
            const Scene room = generateRoom(seed, {true, 128, 1.0});
            const auto prepared = m_renderer->prepare(room);
            Rng rng = Rng(seed).fork("quality");
            for (int k = 0; k < 2; ++k)
                if (const auto start = sampleStandpoint(room, rng))
                    for (const auto& [shown, said] : cases)
                        measure(verdict, room, *prepared, *start, shown, said, depthOfAll);
        }
        qInfo("%d rollouts, %d flagged; %d of %d frames measured, %d of them off", verdict.rollouts, verdict.flagged, verdict.measured,
              verdict.frames, verdict.wrong);
        return verdict;
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_device = GpuDevice::create();
        m_renderer = createSceneRenderer(*m_device);
    }

    void rightMotionsAreAccepted()
    {
        std::vector<std::pair<std::string, std::string>> cases;
        for (const char* actions : {"turn left 20 degrees", "turn right 30 degrees", "move forward 0.6 meters", "move right 0.4 meters"})
            cases.emplace_back(actions, actions);
        const Verdict verdict = over(cases);
        QVERIFY(verdict.rollouts >= 20);
        QVERIFY(verdict.measured * 2 > verdict.frames);
        QVERIFY2(verdict.wrong * 20 <= verdict.measured, "more than 5% of the measured motions are off");
        QVERIFY2(verdict.flagged * 100 <= 3 * verdict.rollouts, "more than 3% of the right rollouts are flagged");
    }

    void wrongMotionsAreFlagged()
    {
        const Verdict verdict = over({{"turn left 20 degrees", "turn right 20 degrees"},
                                      {"turn right 30 degrees", "turn left 30 degrees"},
                                      {"move forward 0.6 meters", "move forward 0.9 meters"},
                                      {"move right 0.4 meters", "move right 0.6 meters"}});
        QVERIFY(verdict.rollouts >= 20);
        QVERIFY2(verdict.flagged * 100 >= 95 * verdict.rollouts, "fewer than 95% of the wrong rollouts are flagged");
    }

    /// Learned views have no depth, but the start view has: metres are still measured, and a path that was stretched or shrunk as a
    /// whole (what a rule that does not know metres makes of it) is found.
    void metresAreMeasuredFromTheFirstDepthAlone()
    {
        const Verdict right = over({{"move forward 0.6 meters", "move forward 0.6 meters"}, {"move right 0.4 meters", "move right 0.4 meters"}}, false);
        QVERIFY(right.rollouts >= 10);
        QVERIFY2(right.scaled * 2 > right.frames, qPrintable(QString::number(right.scaled)));
        QVERIFY(right.wrong * 20 <= right.measured);
        QVERIFY(right.flagged * 100 <= 3 * right.rollouts);
        const Verdict stretched = over({{"move forward 0.9 meters", "move forward 0.6 meters"}, {"move right 0.2 meters", "move right 0.4 meters"}}, false);
        QVERIFY(stretched.rollouts >= 10);
        QVERIFY2(stretched.flagged * 100 >= 95 * stretched.rollouts, qPrintable(QString::number(stretched.flagged)));
    }

    void whatIsSeenAgainAndWhatContradicts()
    {
        const Scene room = generateRoom(730'000, {true, 128, 1.0});
        const auto prepared = m_renderer->prepare(room);
        Rng rng(3);
        const auto start = sampleStandpoint(room, rng);
        QVERIFY(start);
        const Intrinsics camera = intrinsicsFromFov(kSide, kSide, 70);
        const RenderedView view = m_renderer->renderOne(*prepared, {*start, camera});
        RolloutQuality quality(camera);
        const FrameQuality first = quality.add(view.color, view.depth, Rigid3d::Identity(), true);
        QVERIFY(!first.change && !first.motion);
        QVERIFY(first.sharpness > 100);
        const FrameQuality again = quality.add(view.color, view.depth, Rigid3d::Identity(), false);
        QVERIFY(again.seenBefore > 0.9);
        QVERIFY(again.contradicts < 0.01);
        QVERIFY(*again.change < 1e-9);
        QVERIFY(*again.exposure < 0.01);
        QCOMPARE(judge(again), std::vector<QualityReason>{QualityReason::StandsStill});
        ColorImage darker = view.color, painted = view.color;
        for (std::size_t i = 0; i < darker.bytes(); ++i)
            darker.data()[i] = static_cast<std::uint8_t>(darker.data()[i] / 2);
        for (int y = 60; y < 160; ++y)
            for (int x = 60; x < 160; ++x)
                for (int c = 0; c < 3; ++c)
                    painted.at(x, y, c) = static_cast<std::uint8_t>(painted.at(x, y, c) + 128);
        QVERIFY(*quality.add(darker, view.depth, Rigid3d::Identity(), false).exposure > 0.4);
        QVERIFY(quality.add(painted, view.depth, Rigid3d::Identity(), false).contradicts > 0.15);
        const Json json = frameQualityToJson(again);
        QCOMPARE(frameQualityToJson(frameQualityFromJson(json, "test")).dump(), json.dump());
    }

    void cleanupTestCase()
    {
        m_renderer.reset();
        m_device.reset();
    }
};

QTEST_APPLESS_MAIN(TestRolloutQuality)
#include "tst_RolloutQuality.moc"
