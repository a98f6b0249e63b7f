#include <QTemporaryDir>
#include <QTest>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/image/ImageIo.h"
#include "core/scene/BoxRoom.h"
#include "core/scene/Observation.h"
#include "tests/support/OrdinaryUser.h"

using namespace w2v;

namespace {

constexpr const char* kCamera = R"({"width":8,"height":6,"fx":8,"fy":8,"cx":3.5,"cy":2.5,"depth_scale":1000})";

bool mentions(const Observation& observation, const char* words)
{
    return std::any_of(observation.warnings.begin(), observation.warnings.end(), [&](const std::string& w) { return w.find(words) != std::string::npos; });
}

std::string message(const fs::path& path)
{
    try {
        openObservation(path.string());
    } catch (const Error& e) {
        return e.what();
    }
    return {};
}

} // namespace

class ObservationTest : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    fs::path m_root;

    void color(const fs::path& path, int width = 8, int height = 6) { writePng(m_root / path, ColorImage(width, height, 90)); }
    void depth(const fs::path& path, int width = 8, int height = 6) { writeDepthPng(m_root / path, DepthMap(width, height, 2.0f)); }
    void text(const fs::path& path, const std::string& content) { writeFileAtomic(m_root / path, content); }
    void capture(int frames, const std::string& poses)
    {
        createFolder(m_root / "color");
        createFolder(m_root / "depth");
        for (int i = 1; i <= frames; ++i) {
            color("color/" + std::to_string(i) + ".png");
            depth("depth/" + std::to_string(i) + ".png");
        }
        text("camera.json", kCamera);
        text("pose.txt", poses);
    }

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_root = m_folder->path().toStdString();
    }

    void photographGetsABoxRoom()
    {
        color("a.png");
        const Observation o = openObservation((m_root / "a.png").string());
        QCOMPARE(o.kind, ObservationKind::Photograph);
        QVERIFY(mentions(o, "box room"));
        QVERIFY(mentions(o, "field of view"));
        QCOMPARE(o.frames.front().depth.width(), 8);
        QVERIFY(!o.frames.front().worldFromCamera);
    }

    void boxRoomByHand()
    {
        const Intrinsics camera{100, 100, 50, 50, 100, 100};
        BoxRoom room;
        room.ahead = 4;
        room.eyeHeight = 1.5;
        const DepthMap depth = boxRoomDepth(camera, room);
        QCOMPARE(depth.at(50, 50), 4.0f);
        QVERIFY(std::abs(depth.at(50, 99) - 1.5 / 0.495) < 1e-5); // the floor below
        room.ahead = -1;
        QVERIFY_THROWS_EXCEPTION(Error, boxRoomDepth(camera, room));
    }

    void depthBesideThePicture()
    {
        color("a.png");
        depth("a_depth.png");
        text("a.json", kCamera);
        const Observation o = openObservation((m_root / "a.png").string());
        QCOMPARE(o.kind, ObservationKind::RgbdFrame);
        QCOMPARE(o.frames.front().depth.at(3, 3), 2.0f);
        QCOMPARE(o.frames.front().camera.cx, 4.0); // pixel centres become corners
        QVERIFY(o.warnings.empty());
        const auto json = describeObservation(o);
        QCOMPARE(json["kind"].get<std::string>(), std::string("rgbd"));
        QCOMPARE(json["depth_range_m"][0].get<double>(), 2.0);
    }

    void depthOfAnotherSize()
    {
        color("a.png");
        depth("a_depth.png", 7, 6);
        QVERIFY(message(m_root / "a.png").find("7 x 6") != std::string::npos);
    }

    void damagedDepthAndCamera()
    {
        color("a.png");
        text("a_depth.png", encodeDepthPng(DepthMap(8, 6, 1.0f)).substr(0, 40));
        QVERIFY(!message(m_root / "a.png").empty());
        fs::remove(m_root / "a_depth.png");
        text("camera.json", R"({"fx": -1, "fy": 8, "cx": 4, "cy": 3})");
        QVERIFY(!message(m_root / "a.png").empty());
        text("camera.json", R"({"fx": 8, "fy": "x", "cx": 4, "cy": 3})");
        QVERIFY(!message(m_root / "a.png").empty());
        text("camera.json", "{");
        QVERIFY(!message(m_root / "a.png").empty());
    }

    void posedCapture()
    {
        capture(11, [] {
            std::string poses = "\xef\xbb\xbf# tx ty tz qx qy qz qw\r\n";
            for (int i = 1; i <= 11; ++i)
                poses += std::to_string(i) + " 0 0 0 0 0 1\r\n";
            return poses;
        }());
        const Observation o = openObservation(m_root.string());
        QCOMPARE(o.kind, ObservationKind::PosedCapture);
        QCOMPARE(o.frames.size(), 11u);
        QCOMPARE(o.frames[9].name, std::string("10.png")); // 2 comes before 10
        QCOMPARE(o.frames[9].worldFromCamera->translation().x(), 10.0);
        QVERIFY(o.warnings.empty());
    }

    void someBadPoses()
    {
        capture(3, "0 0 0 0 0 0 1\nnan 0 0 0 0 0 1\n0 0 0 0 0 0 0\n");
        const Observation o = openObservation(m_root.string());
        QVERIFY(o.frames[0].worldFromCamera && !o.frames[1].worldFromCamera && !o.frames[2].worldFromCamera);
        QVERIFY(mentions(o, "2 of 3 poses"));
    }

    void onlyBadPoses()
    {
        capture(2, "nan nan nan nan nan nan nan\ninf 0 0 0 0 0 1\n");
        QVERIFY(message(m_root).find("no pose") != std::string::npos);
    }

    void poseFileIsGarbage()
    {
        capture(1, "here be dragons\n");
        QVERIFY(message(m_root).find("pose.txt:1") != std::string::npos);
    }

    void captureWithADepthOfAnotherSize()
    {
        capture(2, "0 0 0 0 0 0 1\n0 0 0 0 0 0 1\n");
        depth("depth/2.png", 4, 4);
        QVERIFY(message(m_root).find("2.png") != std::string::npos);
    }

    void tum()
    {
        createFolder(m_root / "rgb");
        createFolder(m_root / "depth");
        std::string rgb = "# color images\n", depths, poses = "# ground truth\n";
        for (int i = 0; i < 4; ++i) {
            const std::string stamp = "1305031102." + std::to_string(100000 + 33333 * i);
            const std::string depthStamp = "1305031102." + std::to_string(100000 + 33333 * i + (i == 3 ? 200000 : 9000));
            color("rgb/" + stamp + ".png", 640, 480);
            writeDepthPng(m_root / ("depth/" + depthStamp + ".png"), DepthMap(640, 480, 1.5f), 5000.0);
            rgb += stamp + " rgb/" + stamp + ".png\n";
            depths += depthStamp + " depth/" + depthStamp + ".png\n";
            poses += "1305031102." + std::to_string(101000 + 33333 * i) + " " + std::to_string(i) + " 0 0 0 0 0 1\n";
        }
        text("rgb.txt", rgb);
        text("depth.txt", depths);
        text("groundtruth.txt", poses);
        const Observation o = openObservation(m_root.string());
        QCOMPARE(o.kind, ObservationKind::PosedCapture);
        QCOMPARE(o.frames.size(), 4u);
        QVERIFY(std::abs(o.frames[0].depth.at(0, 0) - 1.5f) < 1e-4f);
        QVERIFY(o.frames[3].depth.empty()); // 0.2 s away
        QCOMPARE(o.frames[2].worldFromCamera->translation().x(), 2.0);
        QCOMPARE(o.frames[0].camera.fx, 525.0);
        QCOMPARE(o.frames[0].camera.cx, 320.0);
        text("rgb.txt", "1305031102.1 ../secret.png\n");
        QVERIFY(message(m_root).find("secret") != std::string::npos);
        text("rgb.txt", "when what\n");
        QVERIFY(message(m_root).find("rgb.txt:1") != std::string::npos);
        text("rgb.txt", "");
        QVERIFY(!message(m_root).empty());
    }

    void unknownThings()
    {
        QVERIFY(message(m_root).find("no capture") != std::string::npos);
        QVERIFY(message(m_root / "none.png").find("does not exist") != std::string::npos);
        text("empty.png", "");
        QVERIFY(message(m_root / "empty.png").find("empty") != std::string::npos);
        text("cut.png", encodePng(ColorImage(30, 30, 9)).substr(0, 60));
        QVERIFY(message(m_root / "cut.png").find("cut off") != std::string::npos);
        text("a.xyz", "hello");
        QVERIFY(message(m_root / "a.xyz").find(".xyz") != std::string::npos);
        QVERIFY(!message("").empty());
        QVERIFY(!message("room:").empty());
        QVERIFY(!message("room:-1").empty());
        QVERIFY(!message("room:99999999999999999999999").empty());
    }

    void withoutPermission()
    {
        m_folder.reset();
        const test::OrdinaryUser nobody;
        m_folder = std::make_unique<QTemporaryDir>(); // one that this user may enter
        m_root = m_folder->path().toStdString();
        color("a.png");
        fs::permissions(m_root / "a.png", fs::perms::none);
        QVERIFY(message(m_root / "a.png").find("ermission") != std::string::npos);
        createFolder(m_root / "closed");
        fs::permissions(m_root / "closed", fs::perms::none);
        QVERIFY(!message(m_root / "closed").empty());
        fs::permissions(m_root / "closed", fs::perms::owner_all);
    }

    void generatedRoom()
    {
        const Observation o = openObservation("room:4");
        QCOMPARE(o.kind, ObservationKind::MeshScene);
        QVERIFY(o.scene && !o.frames.empty());
        QVERIFY(o.frames.front().worldFromCamera && o.frames.front().camera.valid() && o.frames.front().color.empty());
        const auto json = describeObservation(o);
        QVERIFY(json["triangles"].get<int>() > 3000);
        QVERIFY(json["instances"].size() > 5);
    }

    void diningRoom()
    {
        const char* shared = std::getenv("W2V_SHARED");
        const fs::path folder = fs::path(shared ? shared : W2V_SOURCE_DIR "/../shared") / "data/dining_room";
        std::error_code code;
        if (!fs::exists(folder, code))
            QSKIP("the shared data is not here");
        const Observation o = openObservation(folder.string());
        QCOMPARE(o.kind, ObservationKind::PosedCapture);
        QCOMPARE(o.frames.size(), 5u);
        QVERIFY(o.warnings.empty());
        for (const ObservationFrame& f : o.frames)
            QVERIFY(f.worldFromCamera && f.color.width() == 640 && f.depth.height() == 480);
        // Depth of frame 1 moved into frame 2 lands on frame 2's own depth: poses, axes and intrinsics belong together.
        const ObservationFrame &a = o.frames[0], &b = o.frames[1];
        const Rigid3d bFromA = b.worldFromCamera->inverse() * *a.worldFromCamera;
        int near = 0, all = 0;
        for (int v = 20; v < 460; v += 4)
            for (int u = 20; u < 620; u += 4) {
                if (a.depth.at(u, v) <= 0)
                    continue;
                const Eigen::Vector3d p = bFromA * unproject(a.camera, u + 0.5, v + 0.5, a.depth.at(u, v));
                if (p.z() <= 0.1)
                    continue;
                const Eigen::Vector2d q = project(b.camera, p);
                if (q.x() < 0 || q.y() < 0 || q.x() >= 640 || q.y() >= 480)
                    continue;
                const float there = b.depth.at(static_cast<int>(q.x()), static_cast<int>(q.y()));
                if (there <= 0)
                    continue;
                ++all;
                near += std::abs(there - p.z()) < 0.1 * p.z();
            }
        QVERIFY2(all > 1000 && near > 0.7 * all, qPrintable(QString("%1 of %2").arg(near).arg(all)));
    }
};

QTEST_APPLESS_MAIN(ObservationTest)
#include "tst_Observation.moc"
