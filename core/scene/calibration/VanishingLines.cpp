#include "core/scene/calibration/VanishingLines.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <Eigen/Eigenvalues>
#include <fmt/format.h>

#include "core/base/Error.h"

namespace w2v {

namespace {

constexpr double kShortest = 0.01;     // of the picture's diagonal
constexpr double kFarthest = 50;       // half diagonals to a vanishing point that still tells the focal length
constexpr double kLeastFocal = 0.15, kMostFocal = 15; // picture diagonals; about 150 and 4 degrees

const char* kSubject = "vanishing lines";

/// (x - c) / s: the picture's middle at the origin, half its diagonal as the unit.
struct Centring {
    Eigen::Vector2d middle;
    double unit;
    Centring(int width, int height) : middle(width / 2.0, height / 2.0), unit(std::hypot(width, height) / 2) {}
    Eigen::Vector3d in(const Eigen::Vector2d& p) const { return ((p - middle) / unit).homogeneous(); }
    Eigen::Vector3d out(const Eigen::Vector3d& v) const
    {
        return {unit * v.x() + middle.x() * v.z(), unit * v.y() + middle.y() * v.z(), v.z()};
    }
};

Eigen::Vector3d meet(std::span<const PictureSegment> lines, const Centring& centring)
{
    if (lines.size() < 2)
        throw Error(kSubject, "each direction needs two lines", "Drag at least two lines along edges that are parallel in the room");
    Eigen::Matrix3d sum = Eigen::Matrix3d::Zero();
    std::vector<Eigen::Vector3d> all;
    for (const PictureSegment& line : lines) {
        const Eigen::Vector3d a = centring.in(line.from), b = centring.in(line.to);
        if (!((a - b).norm() > 2 * kShortest))
            throw Error(kSubject, "a line is too short to have a direction", "Drag it along the whole edge");
        Eigen::Vector3d l = a.cross(b);
        l /= l.head<2>().norm();
        all.push_back(l);
        sum += l * l.transpose();
    }
    if (all.size() == 2)
        return all[0].cross(all[1]).norm() > 1e-6
            ? all[0].cross(all[1]).normalized()
            : throw Error(kSubject, "two lines of one direction lie on each other", "Choose edges that are apart");
    const Eigen::SelfAdjointEigenSolver<Eigen::Matrix3d> solver(sum);
    if (solver.eigenvalues()[1] < 1e-9)
        throw Error(kSubject, "the lines of one direction lie on each other", "Choose edges that are apart");
    return solver.eigenvectors().col(0);
}

struct Pair {
    double focalSquared;  // units of Centring, negative or not finite when impossible
    Eigen::Vector3d first, second;
};

Pair solve(std::span<const PictureSegment> first, std::span<const PictureSegment> second, const Centring& centring)
{
    const Eigen::Vector3d a = meet(first, centring), b = meet(second, centring);
    return {-a.head<2>().dot(b.head<2>()) / (a.z() * b.z()), a, b};
}

/// One-pixel noise at every end, to first order.
double focalDeviation(std::span<const PictureSegment> first, std::span<const PictureSegment> second, const Centring& centring, double focal)
{
    std::vector<PictureSegment> lines[2] = {{first.begin(), first.end()}, {second.begin(), second.end()}};
    double variance = 0;
    for (auto& direction : lines)
        for (PictureSegment& line : direction)
            for (double* coordinate : {&line.from.x(), &line.from.y(), &line.to.x(), &line.to.y()}) {
                const double kept = *coordinate;
                *coordinate += 0.5;
                const double moved = std::sqrt(std::max(0.0, solve(lines[0], lines[1], centring).focalSquared)) * centring.unit;
                variance += 4 * (moved - focal) * (moved - focal);
                *coordinate = kept;
            }
    return std::sqrt(variance);
}

} // namespace

Eigen::Vector3d vanishingPoint(std::span<const PictureSegment> lines, int width, int height)
{
    const Centring centring(width, height);
    return centring.out(meet(lines, centring));
}

VanishingFocal focalFromVanishing(std::span<const PictureSegment> first, std::span<const PictureSegment> second, int width, int height)
{
    const Centring centring(width, height);
    const Pair pair = solve(first, second, centring);
    int number = 1;
    for (const Eigen::Vector3d& v : {pair.first, pair.second}) {
        if (!(v.head<2>().norm() < kFarthest * std::abs(v.z())))
            throw Error(kSubject, fmt::format("the lines of direction {} are parallel in the picture, which says nothing of the focal length", number),
                        "Use edges that run into the picture for both directions, or take the focal length from EXIF");
        ++number;
    }
    const double focal = std::sqrt(std::max(0.0, pair.focalSquared));
    if (!(focal > 2 * kLeastFocal) || !(focal < 2 * kMostFocal))
        throw Error(kSubject, "these two directions cannot be at right angles", "Drag the lines along edges of a right-angled corner");
    return {focal * centring.unit, focalDeviation(first, second, centring, focal * centring.unit)};
}

RoomDirections roomDirections(std::span<const PictureSegment> first, std::span<const PictureSegment> second, const Intrinsics& camera)
{
    const auto direction = [&](std::span<const PictureSegment> lines) {
        const Eigen::Vector3d v = vanishingPoint(lines, camera.width, camera.height);
        const Eigen::Vector3d ray((v.x() - camera.cx * v.z()) / camera.fx, (v.y() - camera.cy * v.z()) / camera.fy, v.z());
        return Eigen::Vector3d(ray.normalized() * (ray.z() < 0 ? -1.0 : 1.0));
    };
    RoomDirections found;
    found.first = direction(first);
    found.second = direction(second);
    const Eigen::Vector3d normal = found.first.cross(found.second);
    if (!(normal.norm() > 0.5)) // 30 degrees
        throw Error(kSubject, "both directions are nearly the same", "Drag the lines of the second direction along edges at right angles to the first");
    found.down = normal.normalized();
    for (const Eigen::Vector3d& d : {found.first, found.second})
        if (std::abs(d.y()) > std::abs(found.down.y()))
            found.down = d;
    if (found.down.y() < 0)
        found.down = -found.down;
    found.ahead = Eigen::Vector3d::Zero();
    for (const Eigen::Vector3d& d : {found.first, found.second, Eigen::Vector3d(normal.normalized())}) {
        const Eigen::Vector3d level = d - found.down * found.down.dot(d);
        if (level.norm() > 0.5 && std::abs(level.normalized().z()) > std::abs(found.ahead.z()))
            found.ahead = level.normalized() * (level.z() < 0 ? -1.0 : 1.0);
    }
    return found;
}

} // namespace w2v
