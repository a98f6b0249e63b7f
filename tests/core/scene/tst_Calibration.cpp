#include <cmath>
#include <numbers>
#include <random>

#include <QTest>

#include "core/base/Error.h"
#include "core/scene/LiftPoints.h"
#include "core/scene/calibration/LevelView.h"
#include "core/scene/calibration/PictureGeometry.h"

using namespace w2v;

namespace {

constexpr double kDegree = std::numbers::pi / 180;

/// A camera 1.62 m above the floor of a room, pitched down and rolled; every mark below is computed from it.
struct Truth {
    Intrinsics camera{850, 850, 400, 300, 800, 600};
    double height = 1.62;
    double pitch = 12, roll = 3, yaw = 28; // degrees; pitch down, room turned right
    BoxRoom room() const
    {
        BoxRoom r;
        r.roomFromCamera = rotation();
        r.eyeHeight = height;
        r.ceiling = 0.98;
        r.left = 2.9;
        r.right = 3.4;
        r.ahead = 5.7;
        return r;
    }
    Eigen::Matrix3d rotation() const
    {
        return (Eigen::AngleAxisd(yaw * kDegree, Eigen::Vector3d::UnitY()) * Eigen::AngleAxisd(-pitch * kDegree, Eigen::Vector3d::UnitX())
                * Eigen::AngleAxisd(roll * kDegree, Eigen::Vector3d::UnitZ())).toRotationMatrix();
    }
    Eigen::Vector3d down() const { return rotation().row(1).transpose(); }
    /// Pixel of a point in the room's axes, the camera at the origin.
    Eigen::Vector2d see(double x, double y, double z) const { return project(camera, rotation().transpose() * Eigen::Vector3d(x, y, z)); }
    PictureSegment edge(const Eigen::Vector3d& a, const Eigen::Vector3d& b) const
    {
        return {see(a.x(), a.y(), a.z()), see(b.x(), b.y(), b.z())};
    }
    std::vector<PictureSegment> depthEdges() const
    {
        return {edge({-1, height, 3}, {-1, height, 5}), edge({1.2, height, 3.5}, {1.2, height, 5.5}), edge({0.3, -0.9, 3}, {0.3, -0.9, 5})};
    }
    std::vector<PictureSegment> crossEdges() const
    {
        return {edge({-1, height, 4}, {1, height, 4}), edge({-1, 0.2, 5}, {1.5, 0.2, 5}), edge({-1, -0.8, 5}, {1.5, -0.8, 5})};
    }
    PictureSource source() const
    {
        PictureSource s;
        s.subject = "photograph";
        s.color = ColorImage(camera.width, camera.height, 120);
        return s;
    }
};

template <class F>
std::string reason(F&& f)
{
    try {
        f();
    } catch (const Error& error) {
        return error.what();
    }
    return {};
}

double depthError(const ObservationFrame& frame, const BoxRoom& room)
{
    const DepthMap truth = boxRoomDepth(frame.camera, room);
    double worst = 0;
    for (std::size_t i = 0; i < truth.pixels(); ++i)
        worst = std::max(worst, std::abs(double(frame.depth.data()[i]) / double(truth.data()[i]) - 1));
    return worst;
}

} // namespace

class CalibrationTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void linesGiveFocalLengthAndLevel()
    {
        const Truth t;
        for (const std::size_t count : {std::size_t(2), std::size_t(3)}) {
            auto a = t.depthEdges(), b = t.crossEdges();
            a.resize(count);
            b.resize(count);
            const VanishingFocal focal = focalFromVanishing(a, b, 800, 600);
            QVERIFY2(std::abs(focal.pixels - 850) < 1e-6, qPrintable(QString::number(focal.pixels)));
            QVERIFY(focal.deviation > 0.5 && focal.deviation < 300);
            Intrinsics camera = t.camera;
            camera.fx = camera.fy = focal.pixels;
            const RoomDirections seen = roomDirections(a, b, camera);
            QVERIFY((seen.down - t.down()).norm() < 1e-9);
            const Eigen::Vector3d ahead = t.rotation().row(2).transpose();
            QVERIFY((seen.ahead - ahead).norm() < 1e-9);
        }
    }

    void oneVerticalDirectionIsDown()
    {
        const Truth t;
        const std::vector<PictureSegment> upright = {t.edge({-1, -0.5, 4}, {-1, 1.2, 4}), t.edge({1.3, -0.5, 4}, {1.3, 1.2, 4})};
        const VanishingFocal focal = focalFromVanishing(t.depthEdges(), upright, 800, 600);
        QVERIFY(std::abs(focal.pixels - 850) < 1e-6);
        QVERIFY((roomDirections(t.depthEdges(), upright, t.camera).down - t.down()).norm() < 1e-9);
    }

    void theDeviationIsThatOfNoisyMarks()
    {
        const Truth t;
        const double said = focalFromVanishing(t.depthEdges(), t.crossEdges(), 800, 600).deviation;
        std::mt19937 random(7);
        std::normal_distribution<double> noise(0, 0.2); // small, so that the first order holds
        double sum = 0;
        constexpr int kTries = 4000;
        for (int i = 0; i < kTries; ++i) {
            std::vector<PictureSegment> lines[2] = {t.depthEdges(), t.crossEdges()};
            for (auto& direction : lines)
                for (PictureSegment& line : direction)
                    for (double* c : {&line.from.x(), &line.from.y(), &line.to.x(), &line.to.y()})
                        *c += noise(random);
            sum += std::pow((focalFromVanishing(lines[0], lines[1], 800, 600).pixels - 850) / 0.2, 2);
        }
        const double measured = std::sqrt(sum / kTries);
        QVERIFY2(std::abs(measured / said - 1) < 0.1, qPrintable(QString("%1 measured, %2 said").arg(measured).arg(said)));
    }

    void linesThatSayNothingAreRefused()
    {
        const std::vector<PictureSegment> level = {{{100, 100}, {700, 100}}, {{100, 500}, {700, 500}}};
        const std::vector<PictureSegment> deep = {{{100, 100}, {350, 280}}, {{700, 100}, {450, 280}}};
        QVERIFY(reason([&] { focalFromVanishing(level, deep, 800, 600); }).find("parallel in the picture") != std::string::npos);
        QVERIFY(reason([&] { focalFromVanishing(deep, deep, 800, 600); }).find("right angles") != std::string::npos);
        QVERIFY(reason([&] { focalFromVanishing(std::span(deep).first(1), level, 800, 600); }).find("two lines") != std::string::npos);
        const std::vector<PictureSegment> same = {{{100, 100}, {700, 100}}, {{200, 100}, {600, 100}}};
        QVERIFY(reason([&] { vanishingPoint(same, 800, 600); }).find("on each other") != std::string::npos);
        const std::vector<PictureSegment> shortOnes = {{{100, 100}, {101, 100}}, {{200, 300}, {600, 100}}};
        QVERIFY(reason([&] { vanishingPoint(shortOnes, 800, 600); }).find("too short") != std::string::npos);
        // With a focal length they still say what is level.
        const RoomDirections seen = roomDirections(level, deep, Truth().camera);
        QVERIFY(seen.down.y() > 0.9);
    }

    void floorThroughPoints()
    {
        const Truth t;
        const Eigen::Matrix3d back = t.rotation().transpose();
        std::vector<Eigen::Vector3d> points = {back * Eigen::Vector3d(-1, 1.62, 3), back * Eigen::Vector3d(1, 1.62, 3.3), back * Eigen::Vector3d(0, 1.62, 5)};
        FloorPlane plane = floorThrough(points);
        QVERIFY((plane.down - t.down()).norm() < 1e-9);
        QVERIFY(std::abs(plane.height - 1.62) < 1e-9);
        points.push_back(back * Eigen::Vector3d(1, 1.66, 5)); // 4 cm off
        plane = floorThrough(points);
        QVERIFY(plane.deviation > 0.005 && plane.deviation < 0.04);
        QVERIFY((levelFromCamera(t.down()) * t.down() - Eigen::Vector3d::UnitY()).norm() < 1e-12);
        QVERIFY(reason([&] { floorThrough(std::span(points).first(2)); }).find("three points") != std::string::npos);
        const std::vector<Eigen::Vector3d> line = {{0, 1, 1}, {0, 1, 2}, {0, 1, 3}};
        QVERIFY(reason([&] { floorThrough(line); }).find("one line") != std::string::npos);
        const std::vector<Eigen::Vector3d> wall = {{-1, 0, 3}, {1, 0, 3}, {0, 1, 3}};
        QVERIFY(reason([&] { floorThrough(wall); }).find("tilted") != std::string::npos);
        const std::vector<Eigen::Vector3d> ceiling = {{-1, -1, 3}, {1, -1, 3}, {0, -1, 4}};
        QVERIFY(reason([&] { floorThrough(ceiling); }).find("above the camera") != std::string::npos);
    }

    void roomMarksGiveTheRoomBack()
    {
        Truth t;
        t.yaw = 8;
        t.roll = 0;
        const BoxRoom room = t.room();
        const RoomMarks marks = marksOfRoom(t.camera, room);
        const BoxRoom back = roomFromMarks(t.camera, marks, t.down(), t.height);
        QVERIFY((back.roomFromCamera - room.roomFromCamera).norm() < 1e-9);
        for (const auto& [got, want] : {std::pair(back.ceiling, room.ceiling), {back.left, room.left}, {back.right, room.right}, {back.ahead, room.ahead}})
            QVERIFY2(std::abs(got - want) < 1e-9, qPrintable(QString("%1 for %2").arg(got).arg(want)));
        RoomMarks wrong = marks;
        std::swap(wrong.floor, wrong.ceiling);
        QVERIFY(reason([&] { roomFromMarks(t.camera, wrong, t.down()); }).find("floor") != std::string::npos);
        wrong = marks;
        std::swap(wrong.left, wrong.right);
        QVERIFY(reason([&] { roomFromMarks(t.camera, wrong, t.down()); }).find("left wall") != std::string::npos);
    }

    /// A photograph alone: lines, box and one known length give the whole room in metres, seen by a level camera.
    void photographBecomesAMetricRoom()
    {
        Truth t;
        t.yaw = 11;
        const BoxRoom room = t.room();
        Calibration marks;
        marks.focal = FocalSource::Lines;
        marks.lines = {t.depthEdges(), t.crossEdges()};
        marks.room = marksOfRoom(t.camera, room);
        marks.length = KnownLength{t.edge({-2.9, -0.4, 5.0}, {-2.9, 1.62, 5.0}), 2.02}; // a door frame on the left wall
        const PictureGeometry g = solvePicture(t.source(), marks);
        QVERIFY(std::abs(g.camera.fx - 850) < 1e-6);
        QVERIFY(g.metric && g.levelled && g.warnings.empty());
        QVERIFY(std::abs(*g.floorBelow - 1.62) < 1e-6);
        QVERIFY(std::abs(g.room->ahead - 5.7) < 1e-6 && std::abs(g.room->right - 3.4) < 1e-6 && std::abs(g.room->ceiling - 0.98) < 1e-6);
        const ObservationFrame frame = calibratedFrame(t.source(), g);
        BoxRoom level = room;
        level.roomFromCamera = room.roomFromCamera * levelFromCamera(t.down()).transpose();
        QVERIFY((level.roomFromCamera.row(1).transpose() - Eigen::Vector3d::UnitY()).norm() < 1e-9);
        QVERIFY2(depthError(frame, level) < 1e-5, qPrintable(QString::number(depthError(frame, level))));
        QCOMPARE(floorBelow(frame), *g.floorBelow);
    }

    /// A tilted depth picture: three clicks level it, and the floor is where it is.
    void threeClicksLevelADepthPicture()
    {
        Truth t;
        t.yaw = 5;
        PictureSource source = t.source();
        source.camera = t.camera;
        source.depth = boxRoomDepth(t.camera, t.room());
        source.depthIsMeasured = true;
        Calibration marks;
        marks.floor = {t.see(-0.5, 1.62, 4), t.see(0.8, 1.62, 4.2), t.see(0.2, 1.62, 5)};
        const PictureGeometry g = solvePicture(source, marks);
        QVERIFY(g.metric);
        QVERIFY((g.down - t.down()).norm() < 1e-4);
        QVERIFY(std::abs(*g.floorBelow - 1.62) < 1e-3);
        const ObservationFrame frame = calibratedFrame(source, g);
        QCOMPARE(frame.color.width(), frame.depth.width());
        int floorPixels = 0;
        for (int y = frame.depth.height() * 3 / 4; y < frame.depth.height(); y += 7)
            for (int x = 5; x < frame.depth.width(); x += 7) {
                const Eigen::Vector3d p = unproject(frame.camera, x + 0.5, y + 0.5, double(frame.depth.at(x, y)));
                if (std::abs(p.y() - 1.62) < 2e-3)
                    ++floorPixels;
            }
        QVERIFY2(floorPixels > 300, qPrintable(QString::number(floorPixels)));
        // A length known to be twice as long scales all.
        marks.length = KnownLength{t.edge({-0.5, 1.62, 4}, {0.5, 1.62, 4}), 2.0};
        const PictureGeometry twice = solvePicture(source, marks);
        QVERIFY(std::abs(*twice.floorBelow - 3.24) < 5e-3);
        QVERIFY(std::abs(double(calibratedFrame(source, twice).depth.at(100, 100)) / double(frame.depth.at(100, 100)) - 2) < 5e-3);
    }

    void aLengthOnTheFloorNeedsOnlyLines()
    {
        const Truth t;
        Calibration marks;
        marks.focal = FocalSource::Lines;
        marks.lines = {t.depthEdges(), t.crossEdges()};
        marks.length = KnownLength{t.edge({-1, 1.62, 4}, {0.5, 1.62, 5}), std::hypot(1.5, 1)};
        const PictureGeometry g = solvePicture(t.source(), marks);
        QVERIFY(g.metric);
        QVERIFY(std::abs(*g.floorBelow - 1.62) < 1e-6);
        QVERIFY(!g.warnings.empty()); // the walls are still assumed
        marks.length->segment.to = t.see(0, -0.5, 5);
        QVERIFY(reason([&] { solvePicture(t.source(), marks); }).find("above the horizon") != std::string::npos);
        marks.lines = {};
        marks.focal = FocalSource::Found;
        QVERIFY(reason([&] { solvePicture(t.source(), marks); }).find("how far away") != std::string::npos);
        marks = {};
        marks.floor = {{1, 1}, {2, 2}, {3, 1}};
        QVERIFY(reason([&] { solvePicture(t.source(), marks); }).find("has none") != std::string::npos);
    }

    void levellingKeepsEveryRay()
    {
        const Truth t;
        ColorImage color(800, 600);
        for (int y = 0; y < 600; ++y)
            for (int x = 0; x < 800; ++x) { // smooth, so that interpolation is nearly exact
                color.at(x, y, 0) = static_cast<std::uint8_t>(x * 255 / 799);
                color.at(x, y, 1) = static_cast<std::uint8_t>(y * 255 / 599);
            }
        const Eigen::Matrix3d level = levelFromCamera(t.down());
        const LevelView view = levelView(color, {}, t.camera, level);
        QVERIFY(view.color.width() > 500 && view.color.height() > 350);
        for (int y = 0; y < view.color.height(); y += 13)
            for (int x = 0; x < view.color.width(); x += 13) {
                const Eigen::Vector2d from = project(t.camera, level.transpose() * unproject(view.camera, x + 0.5, y + 0.5, 1.0));
                QVERIFY(from.x() > -0.01 && from.y() > -0.01 && from.x() < 800.01 && from.y() < 600.01); // nothing invented
                QVERIFY(std::abs(view.color.at(x, y, 0) - (from.x() - 0.5) * 255 / 799) < 2);
                QVERIFY(std::abs(view.color.at(x, y, 1) - (from.y() - 0.5) * 255 / 599) < 2);
            }
    }

    void marksSurviveJson()
    {
        const Truth t;
        Calibration marks;
        marks.focal = FocalSource::Value;
        marks.focalPixels = 812.25;
        marks.lines = {t.depthEdges(), t.crossEdges()};
        marks.floor = {{1, 2}, {3, 4}, {5, 6.5}};
        marks.room = marksOfRoom(t.camera, BoxRoom());
        marks.length = KnownLength{{{1, 2}, {3, 4}}, 2.5};
        marks.depth = "blob:abc";
        marks.depthModel = "model.onnx";
        QVERIFY(calibrationFromJson(calibrationToJson(marks)) == marks);
        QVERIFY(calibrationFromJson(nlohmann::ordered_json::object()).empty());
        QVERIFY(calibrationFromJson({{"focal", "1200"}}).focalPixels == 1200);
        for (const char* bad : {R"({"focal":"wide"})", R"({"focal":-3})", R"({"lines_a":[1,2,3]})", R"({"floor":[1,"x"]})", R"({"room":[1,2]})",
                                R"({"vanishing":[1,2]})", R"({"length":[1,2,3,4]})", R"({"meters":2})", R"({"length":[1,2,3,4],"meters":0})",
                                R"({"floor":[1,1e300]})", R"({"floor":7})"})
            QVERIFY_THROWS_EXCEPTION(Error, calibrationFromJson(nlohmann::ordered_json::parse(bad)));
    }
};

QTEST_GUILESS_MAIN(CalibrationTest)
#include "tst_Calibration.moc"
