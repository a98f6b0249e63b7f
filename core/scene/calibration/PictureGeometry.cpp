#include "core/scene/calibration/PictureGeometry.h"

#include <cmath>
#include <numbers>

#include <fmt/format.h>

#include "core/base/Error.h"
#include "core/scene/calibration/LevelView.h"

namespace w2v {

namespace {

constexpr double kUsualFov = 54.0;     // degrees along the longer side
constexpr double kLeastTilt = 0.05;    // degrees; less is not worth an interpolation
constexpr double kNearHorizon = 0.005; // slope of a ray that meets the floor too far away to be measured

Intrinsics withFocal(const PictureSource& source, double pixels)
{
    const int width = source.color.width(), height = source.color.height();
    return {pixels, pixels, width / 2.0, height / 2.0, width, height};
}

void findCamera(const PictureSource& source, const Calibration& marks, PictureGeometry& g)
{
    const int width = source.color.width(), height = source.color.height();
    const auto say = [&](const std::string& how) { g.provenance.push_back(fmt::format("Focal length {:.1f} pixels {}.", g.camera.fx, how)); };
    switch (marks.focal) {
    case FocalSource::Value:
        g.camera = withFocal(source, marks.focalPixels);
        return say("as given");
    case FocalSource::Lines: {
        const VanishingFocal focal = focalFromVanishing(marks.lines[0], marks.lines[1], width, height);
        g.camera = withFocal(source, focal.pixels);
        return say(fmt::format("from lines of two directions at right angles ({} and {}; an error of one pixel in the marks makes {:.1f})",
                               marks.lines[0].size(), marks.lines[1].size(), focal.deviation));
    }
    case FocalSource::Exif:
        if (!source.exif)
            throw Error(source.subject, "its EXIF data gives no focal length", "Drag vanishing lines, or give the focal length in pixels");
        break;
    case FocalSource::Found:
        if (source.camera) {
            g.camera = *source.camera;
            return say("from the camera file");
        }
        if (!source.exif) {
            g.camera = intrinsicsFromFov(width, height, kUsualFov);
            g.warnings.push_back(fmt::format("No camera file lies beside the picture: a field of view of {} degrees along the longer side is assumed.",
                                             kUsualFov));
            return;
        }
    }
    g.camera = withFocal(source, source.exif->pixels);
    say("from EXIF: " + source.exif->how);
}

Eigen::Vector3d pointOfDepth(const PictureSource& source, const PictureGeometry& g, const Eigen::Vector2d& pixel)
{
    const auto depth = depthAt(source.depth, pixel.x(), pixel.y());
    if (!depth)
        throw Error(source.subject, fmt::format("no depth is known at pixel {:.0f}, {:.0f}", pixel.x(), pixel.y()), "Choose a point where depth is known");
    return unproject(g.camera, pixel.x(), pixel.y(), *depth);
}

void findDown(const PictureSource& source, const Calibration& marks, PictureGeometry& g)
{
    if (marks.lines[0].size() >= 2 && marks.lines[1].size() >= 2) {
        g.directions = roomDirections(marks.lines[0], marks.lines[1], g.camera);
        g.down = g.directions->down;
        checkTilt(g.down, "vanishing lines");
        g.provenance.push_back("Level by the directions of the vanishing lines.");
    }
    if (marks.floor.empty())
        return;
    if (source.depth.empty())
        throw Error("floor", "points of the floor are measured on depth, and the picture has none", "Draw a box room or drag vanishing lines instead");
    std::vector<Eigen::Vector3d> points;
    for (const Eigen::Vector2d& pixel : marks.floor)
        points.push_back(pointOfDepth(source, g, pixel));
    const FloorPlane plane = floorThrough(points);
    g.down = plane.down;
    g.floorBelow = plane.height;
    g.provenance.push_back(fmt::format("Level and floor by {} points of the floor (they deviate by {:.1f} % of the camera's height).", points.size(),
                                       100 * plane.deviation / plane.height));
}

void findRoom(const PictureSource& source, const Calibration& marks, PictureGeometry& g)
{
    if (!source.depth.empty()) {
        if (marks.room)
            throw Error("room", "the picture has depth already", "Leave the box room out");
        return;
    }
    BoxRoom room;
    if (marks.room) {
        room = roomFromMarks(g.camera, *marks.room, g.down, room.eyeHeight);
        g.provenance.push_back("Depth by the box room drawn over the picture.");
    } else {
        const Eigen::Vector3d ahead =
            g.directions ? g.directions->ahead : Eigen::Vector3d((Eigen::Vector3d::UnitZ() - g.down * g.down.z()).normalized());
        room.roomFromCamera << g.down.cross(ahead).transpose(), g.down.transpose(), ahead.transpose();
        g.warnings.push_back(fmt::format(
            "No depth file lies beside the picture: an empty box room is assumed (camera {} m above the floor, ceiling {} m above "
            "it, walls {} m to each side, {} m ahead), so shapes and distances are rough.",
            room.eyeHeight, room.ceiling, room.left, room.ahead));
    }
    g.down = room.roomFromCamera.row(1).transpose();
    g.floorBelow = room.eyeHeight;
    g.room = room;
}

void findScale(const PictureSource& source, const Calibration& marks, PictureGeometry& g)
{
    g.metric = !source.depth.empty() && (source.depthIsMeasured || marks.depthIsMetric);
    if (!marks.length)
        return;
    const PictureSegment& segment = marks.length->segment;
    const double length = (pointAt(source, marks, g, segment.from) - pointAt(source, marks, g, segment.to)).norm();
    if (!(length > 1e-6) || !std::isfinite(length))
        throw Error("length", "both ends of the known length are one point", "Drag it along something whose length is known");
    const double scale = marks.length->meters / length;
    g.depthScale = scale;
    if (g.floorBelow)
        *g.floorBelow *= scale;
    if (g.room)
        for (double* distance : {&g.room->eyeHeight, &g.room->ceiling, &g.room->left, &g.room->right, &g.room->ahead})
            *distance *= scale;
    g.provenance.push_back(fmt::format("Metres by a known length of {:g} m (factor {:.4g}).", marks.length->meters, scale));
    g.metric = true;
}

} // namespace

Eigen::Vector3d pointAt(const PictureSource& source, const Calibration& marks, const PictureGeometry& g, const Eigen::Vector2d& pixel)
{
    if (!source.depth.empty())
        return pointOfDepth(source, g, pixel);
    const Eigen::Vector3d ray = unproject(g.camera, pixel.x(), pixel.y(), 1.0);
    if (marks.room) {
        const double reach = reachInRoom(*g.room, ray);
        if (!(reach > 0))
            throw Error("room", "the point lies on no wall of the drawn room", "Choose a point ahead of the camera");
        return ray * reach;
    }
    // Only the floor's direction is known: a length has to lie on the floor.
    if (!g.directions)
        throw Error("length", "nothing says yet how far away its ends are", "Draw a box room, or drag vanishing lines and measure on the floor");
    const double slope = ray.normalized().dot(g.down);
    if (!(slope > kNearHorizon))
        throw Error("length", "an end lies above the horizon, and only the floor is known", "Drag it along the floor, or draw a box room");
    return ray * (*g.floorBelow / ray.dot(g.down));
}

PictureGeometry solvePicture(const PictureSource& source, const Calibration& calibration)
{
    PictureGeometry g;
    findCamera(source, calibration, g);
    if (!source.depth.empty() && !source.depthIsMeasured) {
        if (source.depth.width() != source.color.width() || source.depth.height() != source.color.height())
            throw Error(source.subject, "the stored depth has another size than the picture", "Run the depth model again");
        g.provenance.push_back(fmt::format("Depth by the model {}.", calibration.depthModel));
    }
    findDown(source, calibration, g);
    findRoom(source, calibration, g);
    findScale(source, calibration, g);
    g.levelled = std::acos(std::clamp(g.down.y(), -1.0, 1.0)) * 180 / std::numbers::pi > kLeastTilt;
    return g;
}

ObservationFrame calibratedFrame(PictureSource source, const PictureGeometry& g)
{
    ObservationFrame frame;
    frame.floorBelow = g.floorBelow;
    frame.camera = g.camera;
    const Eigen::Matrix3d level = g.levelled ? levelFromCamera(g.down) : Eigen::Matrix3d::Identity();
    if (g.levelled) {
        LevelView view = levelView(source.color, source.depth, g.camera, level);
        frame.camera = view.camera;
        frame.color = std::move(view.color);
        frame.depth = std::move(view.depth);
    } else {
        frame.color = std::move(source.color);
        frame.depth = std::move(source.depth);
    }
    if (g.room) {
        BoxRoom room = *g.room;
        room.roomFromCamera = room.roomFromCamera * level.transpose();
        frame.depth = boxRoomDepth(frame.camera, room);
    } else if (g.depthScale != 1) {
        for (std::size_t i = 0; i < frame.depth.pixels(); ++i)
            frame.depth.data()[i] *= static_cast<float>(g.depthScale);
    }
    return frame;
}

} // namespace w2v
