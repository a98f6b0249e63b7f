#include <QTemporaryDir>
#include <QTest>

#include <cmath>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/base/Json.h"
#include "core/base/Rng.h"
#include "core/exchange/ConventionDoctor.h"

using namespace w2v;

namespace {

fs::path shared()
{
    const QByteArray given = qgetenv("W2V_SHARED");
    return given.isEmpty() ? fs::path(W2V_SOURCE_DIR "/../shared") : fs::path(given.toStdString());
}

constexpr int kWidth = 240, kHeight = 180;

/// A bumpy painted wall, ray cast from a pose: enough for depth and for features.
DoctorFrame view(const Rigid3d& worldFromCamera, const PoseConvention& convention, bool withDepth)
{
    DoctorFrame frame;
    frame.camera = intrinsicsFromFov(kWidth, kHeight, 60);
    frame.color = ColorImage(kWidth, kHeight);
    frame.depth = DepthMap(kWidth, kHeight);
    const auto surface = [](double x, double y) { return 3 + 0.25 * std::sin(3 * x) * std::cos(2.3 * y) + 0.2 * x; };
    for (int v = 0; v < kHeight; ++v)
        for (int u = 0; u < kWidth; ++u) {
            const Eigen::Vector3d ray = unproject(frame.camera, u + 0.5, v + 0.5, 1);
            double t = 3;
            for (int k = 0; k < 14; ++k) {
                const Eigen::Vector3d p = worldFromCamera * (ray * t);
                t += (surface(p.x(), p.y()) - p.z()) * 0.8;
            }
            const Eigen::Vector3d p = worldFromCamera * (ray * t);
            frame.depth.at(u, v) = float(t);
            // Blocks of random grey: corners everywhere.
            const auto block = std::uint64_t(std::int64_t(std::floor(p.x() * 9)) * 7919 + std::int64_t(std::floor(p.y() * 9)) * 104729 + 1'000'000);
            const auto shade = std::uint8_t(40 + Rng(block).integer(0, 180));
            for (int c = 0; c < 3; ++c)
                frame.color.at(u, v, c) = shade;
        }
    if (!withDepth)
        frame.depth = {};
    frame.stored = storedFromPose(worldFromCamera, convention);
    return frame;
}

std::vector<DoctorFrame> walk(const PoseConvention& convention, bool withDepth)
{
    std::vector<DoctorFrame> frames;
    for (int i = 0; i < 3; ++i) {
        Rigid3d pose = Rigid3d::Identity();
        pose.linear() = yawRotation(0.12 * i) * Eigen::AngleAxisd(0.05 * i, Eigen::Vector3d::UnitX()).toRotationMatrix();
        pose.translation() = Eigen::Vector3d(-0.3 * i, 0.06 * i, 0.15 * i);
        frames.push_back(view(pose, convention, withDepth));
    }
    return frames;
}

} // namespace

/// The convention of posed pictures is found from the pictures, with figures, and admitted to be unknown where it is.
class tst_ConventionDoctor : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void findsEveryConvention_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<bool>("depth");
        for (const PoseConvention& convention : allConventions())
            for (const bool depth : {true, false})
                QTest::addRow("%s %s", conventionName(convention).c_str(), depth ? "depth" : "matches")
                    << QString::fromStdString(conventionName(convention)) << depth;
    }

    void findsEveryConvention()
    {
        QFETCH(const QString, name);
        QFETCH(const bool, depth);
        SilentJobContext job;
        const PoseConvention truth = conventionFromName(name.toStdString());
        const DoctorReport report = diagnoseConvention(walk(truth, depth), {CameraAxes::OpenGl, PoseDirection::CameraToWorld}, job);
        QCOMPARE(report.method, std::string(depth ? "depth" : "matches"));
        QVERIFY2(report.best.has_value(), report.verdict.c_str());
        QCOMPARE(QString::fromStdString(conventionName(*report.best)), name);
        QVERIFY(report.ranked.front().score > 0.6);
        QCOMPARE(report.ranked.size(), allConventions().size());
    }

    void admitsThatItCannotTell()
    {
        SilentJobContext job;
        std::vector<DoctorFrame> still{view(Rigid3d::Identity(), {}, true), view(Rigid3d::Identity(), {}, true)};
        const DoctorReport report = diagnoseConvention(still, {}, job);
        QVERIFY(!report.best);
        QVERIFY2(report.verdict.find("hardly moves") != std::string::npos, report.verdict.c_str());
        // Poses that belong to other pictures fit under no convention.
        std::vector<DoctorFrame> wrong = walk({}, true);
        Rng rng(3);
        for (DoctorFrame& frame : wrong) {
            frame.stored.topLeftCorner<3, 3>() = Eigen::Quaterniond(rng.normal(), rng.normal(), rng.normal(), rng.normal()).normalized().toRotationMatrix();
            frame.stored.topRightCorner<3, 1>() = Eigen::Vector3d(rng.normal(), rng.normal(), rng.normal()) * 5;
        }
        const DoctorReport none = diagnoseConvention(wrong, {}, job);
        QVERIFY2(!none.best, none.verdict.c_str());
        QVERIFY_THROWS_EXCEPTION(Error, diagnoseConvention(std::span(wrong).first(1), {}, job));
        for (DoctorFrame& frame : wrong) {
            frame.depth = {};
            frame.color = ColorImage(kWidth, kHeight, 128);
        }
        QVERIFY_THROWS_EXCEPTION(Error, diagnoseConvention(wrong, {}, job));
    }

    void recognisesAWrongFileOfTheDiningRoom_data()
    {
        QTest::addColumn<QString>("written");
        QTest::addColumn<bool>("depth");
        for (const char* written : {"opengl-c2w", "opencv-c2w", "opencv-w2c", "opengl-w2c", "left-y-up-c2w"})
            for (const bool depth : {true, false})
                QTest::addRow("%s %s", written, depth ? "depth" : "matches") << QString(written) << depth;
    }

    void recognisesAWrongFileOfTheDiningRoom()
    {
        QFETCH(const QString, written);
        QFETCH(const bool, depth);
        const fs::path room = shared() / "data" / "dining_room";
        std::error_code code;
        if (!fs::exists(room / "pose.txt", code))
            QSKIP("the dining room is not on this machine (set W2V_SHARED)");
        Observation observation = openObservation(room.string());
        QTemporaryDir folder;
        const PoseConvention truth = conventionFromName(written.toStdString());
        Json frames = Json::array();
        for (ObservationFrame& frame : observation.frames) {
            const Eigen::Matrix4d stored = storedFromPose(*frame.worldFromCamera, truth);
            Json rows = Json::array();
            for (int r = 0; r < 4; ++r)
                rows.push_back({stored(r, 0), stored(r, 1), stored(r, 2), stored(r, 3)});
            frames.push_back({{"file_path", "images/" + frame.name}, {"transform_matrix", rows}});
            if (!depth)
                frame.depth = {};
        }
        const fs::path file = fs::path(folder.path().toStdString()) / "transforms.json";
        writeJson(file, {{"fl_x", 518}, {"fl_y", 519}, {"cx", 325.5}, {"cy", 253.5}, {"w", 640}, {"h", 480}, {"frames", frames}});

        SilentJobContext job;
        PoseSequence sequence = readPoses(file, PoseFormat::Transforms);
        const DoctorReport report = diagnoseConvention(doctorFrames(sequence, file, &observation), sequence.convention, job);
        QVERIFY2(report.best.has_value(), doctorToJson(report).dump(1).c_str());
        QVERIFY2(conventionName(*report.best) == written.toStdString(), doctorToJson(report).dump(1).c_str());
        QCOMPARE(report.assumedHolds(), written == "opengl-c2w");
        // Read in the convention that was found, the poses are the room's own.
        sequence.reinterpret(*report.best);
        const Rigid3d expected = observation.frames[0].worldFromCamera->inverse() * *observation.frames[4].worldFromCamera;
        const Rigid3d found = sequence.frames[0].worldFromCamera.inverse() * sequence.frames[4].worldFromCamera;
        QVERIFY(expected.isApprox(found, 1e-6));
    }
};

QTEST_APPLESS_MAIN(tst_ConventionDoctor)
#include "tst_ConventionDoctor.moc"
