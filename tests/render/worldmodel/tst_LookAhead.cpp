#include <QtTest>

#include "core/base/Error.h"
#include "core/lookahead/LookAhead.h"
#include "core/scene/BoxRoom.h"
#include "core/scene/RoomGenerator.h"
#include "render/scene/SceneRendererFactory.h"

using namespace w2v;

// Needs drawing, so it lives here and not with core.
class TestLookAhead : public QObject {
    Q_OBJECT
private:
    std::unique_ptr<GpuDevice> m_device;
    std::unique_ptr<SceneRenderer> m_renderer;

    /// The middle of an empty 4 x 4 m court with 2 m walls, 1.5 m above its floor, looking along z.
    static std::shared_ptr<Observation> court()
    {
        Scene scene;
        scene.materials.resize(1);
        const float s = 2;
        const float corners[5][2] = {{-s, -s}, {s, -s}, {s, s}, {-s, s}, {-s, -s}};
        for (int i = 0; i < 4; ++i) {
            Mesh wall;
            wall.positions = {{corners[i][0], 0, corners[i][1]}, {corners[i + 1][0], 0, corners[i + 1][1]},
                              {corners[i + 1][0], -3, corners[i + 1][1]}, {corners[i][0], -3, corners[i][1]}};
            wall.indices = {0, 1, 2, 0, 2, 3};
            scene.meshes.push_back(wall);
        }
        Mesh floor;
        floor.positions = {{-s, 0, -s}, {s, 0, -s}, {s, 0, s}, {-s, 0, s}};
        floor.indices = {0, 1, 2, 0, 2, 3};
        scene.meshes.push_back(floor);
        auto observation = std::make_shared<Observation>();
        observation->name = "court";
        observation->kind = ObservationKind::MeshScene;
        observation->scene = std::make_shared<Scene>(std::move(scene));
        observation->frames.resize(1);
        Rigid3d start = Rigid3d::Identity();
        start.translation().y() = -1.5;
        observation->frames[0].worldFromCamera = start;
        return observation;
    }

    static CameraTrajectory path(const char* text) { return followActions(parseActions(text), {}, intrinsicsFromFov(576, 576, 54)); }

private Q_SLOTS:
    void initTestCase()
    {
        m_device = GpuDevice::create();
        m_renderer = createSceneRenderer(*m_device);
    }

    void aTurnUncoversAndLosesByGeometry()
    {
        SilentJobContext job;
        LookAhead ahead(*m_renderer, court(), 0);
        const LookAheadReport report = ahead.check(path("turn right 54"), {}, {}, job);
        QCOMPARE(report.frames.size(), std::size_t(12));
        QVERIFY(report.frames[0].observed > 0.999);
        QVERIFY(report.frames[0].overlap > 0.999);
        for (std::size_t i = 1; i < report.frames.size(); ++i) {
            QVERIFY(report.frames[i].observed <= report.frames[i - 1].observed + 0.01);
            QVERIFY(std::abs(report.frames[i].observed + report.frames[i].imagined - 1) < 1e-12);
        }
        // Turned by the whole field of view: only the corners of the frustum still meet.
        QVERIFY2(report.frames.back().observed < 0.03, qPrintable(QString::number(report.frames.back().observed)));
        QVERIFY(report.frames.back().overlap < 0.03);
        // Half a turn: the view from its left edge, which lies straight ahead of the first view, to half of it was seen.
        const double half = LookAhead(*m_renderer, court(), 0).check(path("turn right 27"), {}, {}, job).frames.back().observed;
        QVERIFY2(std::abs(half - 0.5) < 0.06, qPrintable(QString::number(half)));
        QVERIFY(std::any_of(report.problems.begin(), report.problems.end(), [](const auto& p) { return p.trouble == LookAheadTrouble::MostlyImagined; }));
    }

    void walkingToTheWallComesNearAndCollides()
    {
        SilentJobContext job;
        LookAhead ahead(*m_renderer, court(), 0);
        const LookAheadReport report = ahead.check(path("forward 1.9"), {}, {}, job);
        for (const LookAheadFrame& frame : report.frames) {
            const double wall = 2 - 1.9 * frame.pose / double(report.frames.size() - 1);
            QVERIFY2(std::abs(frame.nearest - wall) < 0.03, qPrintable(QString("%1 against %2").arg(frame.nearest).arg(wall)));
            QVERIFY(frame.observed > 0.9); // only ever nearer to what it saw
        }
        QVERIFY(report.frames.back().overlap < 0.2);
        QVERIFY(report.frames.back().place.blocked);
        QCOMPARE(report.problems.size(), std::size_t(2));
        QCOMPARE(report.problems[0].trouble, LookAheadTrouble::Collision); // both with the last frame, 0.1 m before the wall
        QCOMPARE(report.problems[1].trouble, LookAheadTrouble::TooNear);
        const nlohmann::ordered_json json = lookAheadToJson(report);
        QCOMPARE(json.at("frames").size(), report.frames.size());
        QCOMPARE(json.at("problems")[0].at("action").get<int>(), 1);
        QVERIFY(json.at("problems")[0].at("text").get<std::string>().find("collides at frame") == 0);
    }

    void startsWhereItIsTold()
    {
        SilentJobContext job;
        LookAhead ahead(*m_renderer, court(), 0);
        Rigid3d start = Rigid3d::Identity();
        start.translation() = Eigen::Vector3d(0, -1.5, 1);
        QVERIFY(std::abs(ahead.check(path(""), start, {}, job).frames[0].nearest - 1) < 0.03);
    }

    void liftedViewsKnowWhatTheyMeasured()
    {
        auto observation = std::make_shared<Observation>();
        observation->name = "photograph";
        observation->frames.resize(1);
        ObservationFrame& frame = observation->frames[0];
        frame.camera = intrinsicsFromFov(160, 120, 70);
        frame.depth = boxRoomDepth(frame.camera);
        frame.color = ColorImage(160, 120, 128);
        for (std::size_t i = 0; i < frame.color.bytes(); ++i)
            frame.color.data()[i] = static_cast<std::uint8_t>(90 + i * 7 % 80);
        SilentJobContext job;
        LookAhead ahead(*m_renderer, observation, 0);
        const LookAheadReport report = ahead.check(followActions(parseActions("turn left 60"), {}, frame.camera), {}, {}, job);
        QVERIFY2(report.frames.front().observed > 0.9, qPrintable(QString::number(report.frames.front().observed)));
        QVERIFY2(report.frames.back().observed < 0.25, qPrintable(QString::number(report.frames.back().observed)));
        // The assumed room's front wall is 4 m away: walking into it collides.
        const LookAheadReport walk = ahead.check(followActions(parseActions("forward 4"), {}, frame.camera), {}, {}, job);
        QVERIFY(std::any_of(walk.problems.begin(), walk.problems.end(), [](const auto& p) { return p.trouble == LookAheadTrouble::Collision; }));
        ObservationFrame empty;
        empty.color = frame.color;
        empty.camera = frame.camera;
        auto blind = std::make_shared<Observation>();
        blind->name = "blind";
        blind->frames.push_back(empty);
        QVERIFY_THROWS_EXCEPTION(Error, LookAhead(*m_renderer, blind, 0));
    }

    void stopsWhenAsked()
    {
        SilentJobContext job;
        LookAhead ahead(*m_renderer, court(), 0);
        job.stop();
        QVERIFY_THROWS_EXCEPTION(Cancelled, ahead.check(path("forward 1"), {}, {}, job));
    }
};

QTEST_APPLESS_MAIN(TestLookAhead)
#include "tst_LookAhead.moc"
