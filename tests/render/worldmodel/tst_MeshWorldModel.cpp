#include <QtTest>

#include "core/base/Error.h"
#include "core/worldmodel/Observed.h"
#include "core/worldmodel/WorldModels.h"
#include "render/scene/SceneRendererFactory.h"
#include "tests/render/scene/TestScenes.h"

using namespace w2v;

// Drawing is needed for this backend, so its test lives here and not with core.
class TestMeshWorldModel : public QObject {
    Q_OBJECT
private:
    std::unique_ptr<GpuDevice> m_device;
    std::unique_ptr<SceneRenderer> m_renderer;

    static ImagineRequest request(const std::string& actions, int size = 96)
    {
        auto observation = std::make_shared<Observation>();
        observation->name = "test";
        observation->kind = ObservationKind::MeshScene;
        observation->scene = std::make_shared<Scene>(test::boxBeforeWall());
        observation->frames.resize(1);
        observation->frames[0].worldFromCamera = Rigid3d::Identity();
        ImagineRequest result;
        result.observation = observation;
        result.trajectory = followActions(parseActions(actions), {}, intrinsicsFromFov(size, size, 54));
        return result;
    }

    std::vector<ImaginedFrame> imagine(const ImagineRequest& request)
    {
        SilentJobContext job;
        std::vector<ImaginedFrame> frames;
        createWorldModel("mesh", *m_renderer)->imagine(request, [&](ImaginedFrame&& frame) { frames.push_back(std::move(frame)); }, job);
        return frames;
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_device = GpuDevice::create();
        m_renderer = createSceneRenderer(*m_device);
    }

    void framesComeInOrderWithEverything()
    {
        const ImagineRequest path = request("move forward 0.4 meters; turn left 10 degrees");
        const auto frames = imagine(path);
        QCOMPARE(frames.size(), path.trajectory.startFromCamera.size());
        for (std::size_t i = 0; i < frames.size(); ++i) {
            QCOMPARE(frames[i].index, static_cast<int>(i));
            QCOMPARE(frames[i].color.width(), 96);
            QCOMPARE(frames[i].instances.width(), 96);
            QCOMPARE(frames[i].objects.size(), 1ul);
            QCOMPARE(QString::fromStdString(frames[i].objects[0].label), QString("box"));
        }
        QCOMPARE(observedShare(frames[0].observed), 1.0);
    }

    void theMaskSaysWhatTheFirstViewSaw()
    {
        // Stepping right uncovers wall behind the box (imagined) and brings new wall in at the right edge (imagined).
        const auto frames = imagine(request("move right 0.6 meters", 128));
        const ImaginedFrame& last = frames.back();
        int behindBox = 0, edge = 0, wrong = 0;
        const Intrinsics camera = intrinsicsFromFov(128, 128, 54);
        for (int y = 2; y < 126; ++y)
            for (int x = 2; x < 126; ++x) {
                const Eigen::Vector3d world =
                    last.startFromCamera * unproject(camera, x + 0.5, y + 0.5, last.depth.at(x, y));
                const Eigen::Vector2d first = project(camera, world);
                const bool outside = first.x() < -1 || first.x() > 129;
                const bool clearlyInside = first.x() > 1 && first.x() < 127 && first.y() > 1 && first.y() < 127;
                const double reach = std::max(std::abs(world.x()), std::abs(world.y()));
                const bool hidden = world.z() > 4.9 && reach < 1.15;  // the box covers the wall out to 0.5 * 5 / 2
                const bool open = world.z() > 4.9 && reach > 1.35;
                const bool seen = last.observed.at(x, y) == 255;
                edge += outside && !seen;
                behindBox += hidden && !seen;
                wrong += (outside && seen) || (hidden && seen) || (clearlyInside && open && !seen);
            }
        QVERIFY(behindBox > 200);
        QVERIFY(edge > 500);
        QCOMPARE(wrong, 0);
        QVERIFY(observedShare(last.observed) > 0.5);
    }

    void supersamplingKeepsSizeAndPlaces()
    {
        ImagineRequest path = request("move forward 0.2 meters", 56);
        const auto plain = imagine(path);
        path.options["supersample"] = 2;
        const auto fine = imagine(path);
        QCOMPARE(fine.size(), plain.size());
        for (std::size_t i = 0; i < fine.size(); ++i) {
            QCOMPARE(fine[i].color.width(), 56);
            QCOMPARE(fine[i].depth.width(), 56);
            const Box2d &a = fine[i].objects.at(0).box, &b = plain[i].objects.at(0).box;
            QVERIFY(intersectionOverUnion(a, b) > 0.8);
            QVERIFY(std::abs(a.x1 - b.x1) <= 18.0 && std::abs(a.y2 - b.y2) <= 18.0); // a pixel is 17.9 units
        }
    }

    void badRequestsAreRefused()
    {
        ImagineRequest path = request("move forward 0.2 meters");
        path.options["supersample"] = 9;
        QVERIFY_EXCEPTION_THROWN(imagine(path), Error);
        path.options["supersample"] = "2";
        QVERIFY_EXCEPTION_THROWN(imagine(path), Error);
        path = request("move forward 0.2 meters");
        path.frame = 1;
        QVERIFY_EXCEPTION_THROWN(imagine(path), Error);
        path = request("move forward 0.2 meters");
        path.trajectory.startFromCamera.clear();
        QVERIFY_EXCEPTION_THROWN(imagine(path), Error);
        path = request("move forward 0.2 meters");
        std::const_pointer_cast<Observation>(path.observation)->scene.reset();
        QVERIFY_EXCEPTION_THROWN(imagine(path), Error);
        QVERIFY_EXCEPTION_THROWN(createWorldModel("dream", *m_renderer), Error);
    }

    void cancellingStops()
    {
        SilentJobContext job;
        int frames = 0;
        const auto stopAfterOne = [&](ImaginedFrame&&) {
            ++frames;
            job.stop();
        };
        QVERIFY_EXCEPTION_THROWN(createMeshWorldModel(*m_renderer)->imagine(request("move forward 1 meters"), stopAfterOne, job),
                                 Cancelled);
        QCOMPARE(frames, 1);
        QVERIFY(!imagine(request("move forward 0.2 meters")).empty()); // the renderer goes on working
    }

    void cleanupTestCase()
    {
        m_renderer.reset();
        m_device.reset();
        QCOMPARE(validationMessageCount(), 0);
    }
};

QTEST_APPLESS_MAIN(TestMeshWorldModel)
#include "tst_MeshWorldModel.moc"
