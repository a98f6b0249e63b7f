#include <QTemporaryDir>
#include <QTest>

#include <cmath>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/base/Json.h"
#include "core/base/Rng.h"
#include "core/exchange/PoseFile.h"
#include "core/exchange/Resample.h"

using namespace w2v;
using enum ActionKind;

namespace {

constexpr const char* kPath = "move forward 0.7 meters; turn left 33.5 degrees; move right 0.25 meters; turn right 120 degrees; move backward 1.1 meters";

CameraTrajectory samplePath()
{
    Intrinsics camera = intrinsicsFromFov(640, 480, 61);
    camera.cx += 3.25;
    camera.fy *= 1.01;
    return followActions(parseActions(kPath), {}, camera);
}

Rigid3d sampleStart()
{
    Rigid3d start = Rigid3d::Identity();
    start.linear() = Eigen::AngleAxisd(2.2, Eigen::Vector3d(0.1, 0.9, -0.2).normalized()).toRotationMatrix();
    start.translation() = Eigen::Vector3d(1.5, -1.45, 3.25);
    return start;
}

std::string messageOf(const std::function<void()>& run)
{
    try {
        run();
    } catch (const Error& error) {
        return error.what();
    }
    return {};
}

} // namespace

/// Poses survive every format, and damaged files end in one message.
class tst_PoseFiles : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;

    fs::path file(const std::string& name) { return fs::path(m_dir.path().toStdString()) / name; }
    fs::path written(PoseFormat format)
    {
        const fs::path path = file(std::string("out-") + poseFormatName(format)) / poseFileName(format);
        createFolder(format == PoseFormat::Colmap ? path : path.parent_path());
        writePoses(format == PoseFormat::Colmap ? path : path, format, samplePath(), sampleStart());
        return path;
    }
    std::string readError(const std::string& name, const std::string& text, PoseFormat format)
    {
        writeFileAtomic(file(name), text);
        return messageOf([&] { readPoses(file(name), format); });
    }

private Q_SLOTS:
    void roundTrips_data()
    {
        QTest::addColumn<int>("format");
        for (const PoseFormat format : poseFormats())
            QTest::newRow(poseFormatName(format)) << int(format);
    }

    void roundTrips()
    {
        QFETCH(const int, format);
        const auto kind = PoseFormat(format);
        const fs::path path = written(kind);
        QCOMPARE(recognisePoses(path), kind);
        const PoseSequence back = readPoses(path, kind);
        const CameraTrajectory trajectory = samplePath();
        QCOMPARE(back.frames.size(), trajectory.startFromCamera.size());
        // traj.json is relative to its first camera; the others keep where the path stands.
        const Rigid3d start = kind == PoseFormat::ReferenceTraj ? Rigid3d::Identity() : sampleStart();
        for (std::size_t i = 0; i < back.frames.size(); ++i) {
            const Eigen::Matrix4d expected = (start * trajectory.startFromCamera[i]).matrix();
            const double off = (back.frames[i].worldFromCamera.matrix() - expected).cwiseAbs().maxCoeff();
            QVERIFY2(off < 1e-9, qPrintable(QString("frame %1 is off by %2").arg(i).arg(off)));
            QVERIFY(back.frames[i].camera.has_value() || kind == PoseFormat::Tum);
        }
        if (kind != PoseFormat::Tum) {
            const Intrinsics camera = *back.frames[3].camera;
            QVERIFY(std::abs(camera.fy - trajectory.camera.fy) < 1e-9);
            QCOMPARE(camera.width, 640);
            QCOMPARE(camera.height, 480);
            if (kind != PoseFormat::NerfstudioPath) { // it has no principal point and one focal length
                QVERIFY(std::abs(camera.fx - trajectory.camera.fx) < 1e-9);
                QVERIFY(std::abs(camera.cx - trajectory.camera.cx) < 1e-9);
            }
        }
        // Words -> poses -> words.
        const ResampledPath again = actionsFromPoses(back.frames);
        QVERIFY(again.exact);
        QCOMPARE(QString::fromStdString(actionText(again.actions)), QString(kPath));
        QVERIFY(again.error.maxMeters < 1e-3 && again.maxHeightMeters < 1e-9);
        QVERIFY(again.worldFromStart.isApprox(start, 1e-9));
    }

    void ourTextIsLosslessAndDiffable()
    {
        const std::string text = readFile(written(PoseFormat::PathText));
        QVERIFY(QString::fromStdString(text).contains("\nturn left 33.5 degrees\nmove right 0.25 meters\n"));
        const PoseSequence back = readPoses(written(PoseFormat::PathText), PoseFormat::PathText);
        QCOMPARE(back.actions, samplePath().actions);
        CameraTrajectory odd = samplePath();
        odd.actions = {{Forward, 1.0 / 3}, {TurnLeft, 28.64788975654116}};
        writePoses(file("odd.path"), PoseFormat::PathText, odd, Rigid3d::Identity());
        QCOMPARE(readPoses(file("odd.path"), PoseFormat::PathText).actions, odd.actions);
    }

    void readsTheVariantsOfForeignFiles()
    {
        // Matrices as texts, keyframes only, intrinsics from a field of view.
        writeFileAtomic(file("a.json"), R"({"keyframes":[{"matrix":"[1,0,0,0, 0,1,0,0, 0,0,1,0, 0,0,0,1]","fov":50},
            {"matrix":[1,0,0,0, 0,1,0,0, 0,0,1,-2, 0,0,0,1],"fov":50}],"render_width":800,"render_height":600,"camera_path":[]})");
        const PoseSequence keys = readPoses(file("a.json"), recognisePoses(file("a.json")));
        QCOMPARE(keys.frames.size(), std::size_t(2));
        QCOMPARE(keys.warnings.size(), std::size_t(1));
        // GL looks along -z: that key lies two metres ahead.
        QCOMPARE(QString::fromStdString(actionText(actionsFromPoses(keys.frames).actions)), QString("move forward 2 meters"));
        // Synthetic sets have one angle; frames are put in the order of their names; scale is undone.
        writeFileAtomic(file("transforms.json"), R"({"camera_angle_x":0.9,"w":100,"h":80,"applied_scale":0.5,"frames":[
            {"file_path":"./r_10","transform_matrix":[[1,0,0,1],[0,1,0,0],[0,0,1,0],[0,0,0,1]]},
            {"file_path":"./r_2","transform_matrix":[[1,0,0,0],[0,1,0,0],[0,0,1,0],[0,0,0,1]]}]})");
        const PoseSequence set = readPoses(file("transforms.json"), PoseFormat::Transforms);
        QCOMPARE(set.frames[0].name, std::string("./r_2"));
        QCOMPARE(QString::fromStdString(actionText(actionsFromPoses(set.frames).actions)), QString("move right 2 meters"));
        QVERIFY(std::abs(set.frames[0].camera->fx - 50 / std::tan(0.45)) < 1e-9);
        QCOMPARE(set.frames[0].camera->cx, 50.0);
        // The reference's other shape, with GL axes.
        writeFileAtomic(file("traj.json"), R"({"transforms":{"frames":[
            {"transform_matrix":[[1,0,0,0],[0,1,0,0],[0,0,1,0],[0,0,0,1]],"fl_x":100,"fl_y":100,"w":64,"h":64,"file_path":"0.png"},
            {"transform_matrix":[[1,0,0,0],[0,1,0,0],[0,0,1,-1],[0,0,0,1]],"fl_x":100,"fl_y":100,"w":64,"h":64,"file_path":"1.png"}]}})");
        QCOMPARE(QString::fromStdString(actionText(actionsFromPoses(readPoses(file("traj.json"), recognisePoses(file("traj.json"))).frames).actions)),
                 QString("move forward 1 meters"));
        // A comment, a blank line, a lost pose, a missing last newline.
        writeFileAtomic(file("poses.txt"), "\xef\xbb\xbf# t x y z\r\n1.0 0 0 0 0 0 0 1\r\n\r\n2.0 nan 0 0 0 0 0 1\n3.0 0 0 1.5 0 0 0 1");
        const PoseSequence tum = readPoses(file("poses.txt"), recognisePoses(file("poses.txt")));
        QCOMPARE(tum.frames.size(), std::size_t(2));
        QCOMPARE(*tum.frames[1].seconds, 3.0);
        QCOMPARE(tum.warnings.size(), std::size_t(1));
        QCOMPARE(QString::fromStdString(actionText(actionsFromPoses(tum.frames).actions)), QString("move forward 1.5 meters"));
        // Ids out of order, names with blanks, lines of points.
        createFolder(file("model"));
        writeFileAtomic(file("model") / "cameras.txt", "# c\n7 SIMPLE_RADIAL 640 480 500 320 240 0.1\n");
        writeFileAtomic(file("model") / "images.txt", "9 1 0 0 0 0 0 -1 7 b c.png\n\n2 1 0 0 0 0 0 0 7 a.png\n1.0 2.0 -1 3 4 5\n");
        const PoseSequence model = readPoses(file("model"), recognisePoses(file("model")));
        QCOMPARE(model.frames[0].name, std::string("a.png"));
        QCOMPARE(model.frames[1].name, std::string("b c.png"));
        QCOMPARE(model.frames[1].camera->fy, 500.0);
        QCOMPARE(model.warnings.size(), std::size_t(1));
        // World to camera: -1 in z means one metre ahead.
        QCOMPARE(QString::fromStdString(actionText(actionsFromPoses(model.frames).actions)), QString("move forward 1 meters"));
    }

    void everyConventionComesBack()
    {
        for (const PoseConvention& convention : allConventions()) {
            QCOMPARE(conventionFromName(conventionName(convention)), convention);
            const Eigen::Matrix4d stored = storedFromPose(sampleStart(), convention);
            QVERIFY2(std::abs(stored.topLeftCorner<3, 3>().determinant() - 1) < 1e-9, conventionName(convention).c_str());
            QVERIFY(poseFromStored(stored, convention).isApprox(sampleStart(), 1e-12));
        }
        // Forward along each one's own forward axis is forward.
        Eigen::Matrix4d ahead = Eigen::Matrix4d::Identity();
        ahead(2, 3) = -1;
        QVERIFY((poseFromStored(ahead, conventionFromName("opengl-c2w")).translation() - Eigen::Vector3d(0, 0, -1)).norm() < 1e-12);
        const Rigid3d first = poseFromStored(Eigen::Matrix4d::Identity(), conventionFromName("body-z-up-c2w"));
        Eigen::Matrix4d step = Eigen::Matrix4d::Identity();
        step(0, 3) = 1;
        QVERIFY(((first.inverse() * poseFromStored(step, conventionFromName("body-z-up-c2w"))).translation() - Eigen::Vector3d(0, 0, 1)).norm() < 1e-12);
        QVERIFY_THROWS_EXCEPTION(Error, conventionFromName("opencv"));
    }

    void freePathsAreFittedAndTheErrorTold()
    {
        // A handheld walk along an arc: it bobs, pitches a little, and looks where it goes.
        Rng rng(4);
        std::vector<PosedFrame> frames;
        for (int i = 0; i <= 120; ++i) {
            const double a = i * 0.75 * M_PI / 180;
            PosedFrame frame;
            frame.worldFromCamera.translation() = Eigen::Vector3d(2 - 2 * std::cos(a), -1.5 + 0.02 * std::sin(i * 0.5), 2 * std::sin(a));
            frame.worldFromCamera.linear() = yawRotation(a) * Eigen::AngleAxisd(-0.15 + 0.02 * rng.normal(), Eigen::Vector3d::UnitX()).toRotationMatrix();
            frames.push_back(frame);
        }
        const ResampledPath path = actionsFromPoses(frames);
        QVERIFY(!path.exact);
        QVERIFY2(path.level, "the constant pitch belongs to the start, not to the path");
        QVERIFY2(path.error.maxMeters < 0.15, qPrintable(QString::number(path.error.maxMeters)));
        QVERIFY2(path.error.maxDegrees < 20, qPrintable(QString::number(path.error.maxDegrees)));
        QVERIFY(path.maxTiltDegrees > 5 && path.maxTiltDegrees < 15);
        QVERIFY(path.maxHeightMeters > 0.01 && path.maxHeightMeters < 0.05);
        QVERIFY(path.actions.size() < 30);
        const PosedFrame alone = frames[0];
        QVERIFY(actionsFromPoses(std::span(&alone, 1)).actions.empty());
        QVERIFY_THROWS_EXCEPTION(Error, actionsFromPoses({}));
    }

    void refusesDamage()
    {
        const auto says = [](const std::string& message, const char* words) {
            return QString::fromStdString(message).contains(words);
        };
        QVERIFY(says(readError("x.path", "w2v-path 2\n", PoseFormat::PathText), "newer"));
        QVERIFY(says(readError("x.path", "forward 1\n", PoseFormat::PathText), ":1"));
        QVERIFY(says(readError("x.path", "w2v-path 1\nforward 1\njump 2\n", PoseFormat::PathText), "x.path:3"));
        QVERIFY(says(readError("x.path", "w2v-path 1\nstart 1 2 3\n", PoseFormat::PathText), "12 nor 16"));
        QVERIFY(says(readError("x.path", "w2v-path 1\ncamera 0 0 1 1 1 1\n", PoseFormat::PathText), "camera"));
        QVERIFY(says(readError("x.path", "", PoseFormat::PathText), "not a path file"));
        const char* kFrames = R"({"frames":[{"file_path":"a","transform_matrix":%1}]})";
        const auto transforms = [&](const char* matrix) { return readError("x.json", QString(kFrames).arg(matrix).toStdString(), PoseFormat::Transforms); };
        QVERIFY(says(transforms("[[2,0,0,0],[0,2,0,0],[0,0,2,0],[0,0,0,1]]"), "not a rotation"));
        QVERIFY(says(transforms("[[1,0,0,0],[0,-1,0,0],[0,0,1,0],[0,0,0,1]]"), "mirrors"));
        QVERIFY(says(transforms("[[1,0,0,0],[0,1,0,0],[0,0,1,0],[0,0,1,1]]"), "last row"));
        QVERIFY(says(transforms("[[1,0,0],[0,1,0]]"), "12 nor 16"));
        QVERIFY(says(transforms("[[1,0,0,\"a\"],[0,1,0,0],[0,0,1,0]]"), "not a number"));
        QVERIFY(says(transforms("7"), "not a list"));
        QVERIFY(says(readError("x.json", "{\"frames\":[]}", PoseFormat::Transforms), "frames"));
        QVERIFY(says(readError("x.json", "{", PoseFormat::Transforms), "x.json"));
        QVERIFY(says(readError("x.json", "{\"keyframes\":[{}]}", PoseFormat::NerfstudioPath), "matrix"));
        QVERIFY(says(readError("x.json", "{\"transforms\":{\"frames\":[{\"c2w\":[1]}]}}", PoseFormat::ReferenceTraj), "12 nor 16"));
        QVERIFY(says(readError("x.txt", "1 2 3\n", PoseFormat::Tum), "3 numbers"));
        QVERIFY(says(readError("x.txt", "a b\n", PoseFormat::Tum), "x.txt:1"));
        QVERIFY(says(readError("x.txt", "# nothing\n", PoseFormat::Tum), "no pose"));
        createFolder(file("bad"));
        const auto colmap = [&](const char* cameras, const char* images) {
            writeFileAtomic(file("bad") / "cameras.txt", cameras);
            writeFileAtomic(file("bad") / "images.txt", images);
            return messageOf([&] { readPoses(file("bad"), PoseFormat::Colmap); });
        };
        QVERIFY(says(colmap("1 PINHOLE 640 480 500 500 320 240\n", "1 1 0 0 0 0 0 0 2 a.png\n\n"), "camera 2"));
        QVERIFY(says(colmap("1 PINHOLE 640 480 500\n", ""), "cameras.txt:1"));
        QVERIFY(says(colmap("1 WIDE 640 480 500\n", ""), "WIDE"));
        QVERIFY(says(colmap("1 PINHOLE 640 480 500 500 320 240\n", "1 0 0 0 0 0 0 0 1 a.png\n\n"), "quaternion"));
        QVERIFY(says(colmap("1 PINHOLE 640 480 500 500 320 240\n", "1 1 0 0\n"), "too early"));
        QVERIFY(says(colmap("1 PINHOLE 640 480 500 500 320 240\n", ""), "no image"));
        writeFileAtomic(file("strange.json"), "[1]");
        QVERIFY(says(messageOf([&] { recognisePoses(file("strange.json")); }), "no pose file"));
        QVERIFY(!messageOf([&] { recognisePoses(file("not-there.json")); }).empty());
        QVERIFY(!messageOf([&] { recognisePoses(fs::path(m_dir.path().toStdString())); }).empty());
        QVERIFY_THROWS_EXCEPTION(Error, poseFormatFromName("bvh"));
    }

    void cutAnywhereItNeverCrashes_data() { roundTrips_data(); }
    void cutAnywhereItNeverCrashes()
    {
        QFETCH(const int, format);
        const auto kind = PoseFormat(format);
        const fs::path whole = written(kind);
        const fs::path source = kind == PoseFormat::Colmap ? whole / "images.txt" : whole;
        const std::string text = readFile(source);
        Rng rng(9);
        for (int i = 0; i < 150; ++i) {
            std::string damaged = text.substr(0, std::size_t(rng.integer(0, std::int64_t(text.size()))));
            for (int k = 0; k < 3 && !damaged.empty() && i % 2; ++k)
                damaged[std::size_t(rng.integer(0, std::int64_t(damaged.size()) - 1))] = char(rng.integer(0, 255));
            writeFileAtomic(source, damaged);
            try {
                const PoseSequence sequence = readPoses(whole, kind);
                QVERIFY(!sequence.frames.empty());
                for (const PosedFrame& frame : sequence.frames)
                    QVERIFY(isValidPose(frame.worldFromCamera));
            } catch (const Error&) {
            }
        }
    }
};

QTEST_APPLESS_MAIN(tst_PoseFiles)
#include "tst_PoseFiles.moc"
