#include "core/worldmodel/geometric/RoomPlanes.h"

#include <algorithm>
#include <cmath>

#include <Eigen/Eigenvalues>

#include "core/base/Rng.h"

namespace w2v {
namespace {

using Eigen::Vector3f;

constexpr int kSamplesASide = 64, kCandidates = 60;
constexpr std::size_t kMostPlanes = 6, kMostPlaces = 150;
constexpr float kFlat = 0.02f;        // relative bend of inverse depth beyond which a pixel lies on no plane
constexpr float kSameDirection = 0.9f;
constexpr double kMostBeyond = 0.04;  // share that may lie behind an outer plane: open doors, mirrors, noise
constexpr double kLeastSupport = 0.012;
constexpr float kFarthest = 30.0f;    // metres

struct Surfel {
    Vector3f place, normal, color;
};

float tolerance(const Surfel& s)
{
    return 0.02f + 0.012f * s.place.norm();
}

std::vector<Surfel> surfelsOf(const ColorImage& color, const DepthMap& depth, const Mask& known, const Intrinsics& camera)
{
    const int longer = std::max(depth.width(), depth.height());
    const int step = (longer + kSamplesASide - 1) / kSamplesASide, reach = std::max(1, longer / 100);
    const auto inverse = [&](int x, int y) {
        const float d = known.at(x, y) ? depth.at(x, y) : 0.0f;
        return d > 0 && std::isfinite(d) ? 1 / d : 0.0f;
    };
    const auto point = [&](int x, int y) -> Vector3f { return unproject(camera, x + 0.5, y + 0.5, depth.at(x, y)).cast<float>(); };
    std::vector<Surfel> surfels;
    for (int y = reach; y < depth.height() - reach; y += step)
        for (int x = reach; x < depth.width() - reach; x += step) {
            const float at = inverse(x, y), left = inverse(x - reach, y), right = inverse(x + reach, y), up = inverse(x, y - reach),
                        down = inverse(x, y + reach);
            if (std::min({at, left, right, up, down}) <= 0 || std::abs(left + right - 2 * at) > kFlat * at
                || std::abs(up + down - 2 * at) > kFlat * at)
                continue;
            Surfel s;
            s.place = point(x, y);
            s.normal = (point(x + reach, y) - point(x - reach, y)).cross(point(x, y + reach) - point(x, y - reach));
            if (!(s.normal.norm() > 1e-12f))
                continue;
            s.normal.normalize();
            if (s.normal.dot(s.place) > 0)
                s.normal = -s.normal;
            for (int c = 0; c < 3; ++c)
                s.color[c] = color.at(x, y, c);
            surfels.push_back(s);
        }
    return surfels;
}

bool lies(const Surfel& s, const Vector3f& normal, float offset)
{
    return std::abs(normal.dot(s.place) - offset) < tolerance(s) && normal.dot(s.normal) > kSameDirection;
}

/// Whether nearly everything is on the inner side.
bool encloses(const std::vector<Surfel>& all, const Vector3f& normal, float offset)
{
    std::size_t beyond = 0;
    for (const Surfel& s : all)
        beyond += normal.dot(s.place) - offset < -(0.12f + 0.03f * s.place.norm());
    return static_cast<double>(beyond) <= kMostBeyond * static_cast<double>(all.size());
}

std::size_t support(const std::vector<Surfel>& from, const Vector3f& normal, float offset)
{
    return static_cast<std::size_t>(std::count_if(from.begin(), from.end(), [&](const Surfel& s) { return lies(s, normal, offset); }));
}

void refine(const std::vector<Surfel>& from, RoomPlane& plane)
{
    for (int round = 0; round < 2; ++round) {
        Eigen::Vector3d mean = Eigen::Vector3d::Zero();
        Eigen::Matrix3d squares = Eigen::Matrix3d::Zero();
        double count = 0;
        for (const Surfel& s : from)
            if (lies(s, plane.normal, plane.offset)) {
                const Eigen::Vector3d p = s.place.cast<double>();
                mean += p;
                squares += p * p.transpose();
                ++count;
            }
        if (count < 3)
            return;
        mean /= count;
        Eigen::SelfAdjointEigenSolver<Eigen::Matrix3d> solver;
        solver.computeDirect(squares / count - mean * mean.transpose());
        Eigen::Vector3d normal = solver.eigenvectors().col(0);
        if (normal.dot(mean) > 0)
            normal = -normal;
        plane.normal = normal.cast<float>();
        plane.offset = static_cast<float>(normal.dot(mean));
    }
}

} // namespace

RoomPlanes findRoomPlanes(const ColorImage& color, const DepthMap& depth, const Mask& known, const Intrinsics& camera)
{
    const std::vector<Surfel> all = surfelsOf(color, depth, known, camera);
    const auto least = std::max<std::size_t>(12, static_cast<std::size_t>(kLeastSupport * static_cast<double>(all.size())));
    std::vector<Surfel> left = all;
    RoomPlanes planes;
    Rng rng(1);
    while (planes.size() < kMostPlanes && left.size() >= least) {
        RoomPlane best;
        std::size_t most = 0;
        for (int i = 0; i < kCandidates; ++i) {
            const Surfel& seed = rng.pick(left);
            const float offset = seed.normal.dot(seed.place);
            const std::size_t count = support(left, seed.normal, offset);
            if (count <= most || !encloses(all, seed.normal, offset))
                continue;
            most = count;
            best.normal = seed.normal;
            best.offset = offset;
        }
        if (most < least)
            break;
        refine(left, best);
        std::vector<Surfel> on, rest;
        for (const Surfel& s : left)
            (lies(s, best.normal, best.offset) ? on : rest).push_back(s);
        if (on.empty())
            break;
        left = std::move(rest);
        if (on.size() < least || !encloses(all, best.normal, best.offset))
            continue;
        const double stride = std::max(1.0, static_cast<double>(on.size()) / static_cast<double>(kMostPlaces));
        for (double at = 0; at < static_cast<double>(on.size()); at += stride) {
            best.places.push_back(on[static_cast<std::size_t>(at)].place);
            best.colors.push_back(on[static_cast<std::size_t>(at)].color);
        }
        planes.push_back(std::move(best));
    }
    return planes;
}

RoomPlanes movedPlanes(RoomPlanes planes, const Rigid3d& toFrom)
{
    const Eigen::Matrix3f turn = toFrom.linear().cast<float>();
    const Vector3f move = toFrom.translation().cast<float>();
    for (RoomPlane& plane : planes) {
        plane.normal = turn * plane.normal;
        plane.offset += plane.normal.dot(move);
        for (Vector3f& p : plane.places)
            p = turn * p + move;
    }
    return planes;
}

PlaneView viewOfPlanes(const RoomPlanes& planes, const Intrinsics& camera)
{
    constexpr float kBlur = 0.2f * 0.2f; // square metres: within 20 cm samples are averaged
    PlaneView view{DepthMap(camera.width, camera.height), FloatColor(camera.width, camera.height)};
    for (int y = 0; y < camera.height; ++y)
        for (int x = 0; x < camera.width; ++x) {
            const Vector3f ray(static_cast<float>((x + 0.5 - camera.cx) / camera.fx), static_cast<float>((y + 0.5 - camera.cy) / camera.fy), 1);
            const RoomPlane* hit = nullptr;
            float nearest = kFarthest;
            for (const RoomPlane& plane : planes) {
                const float towards = plane.normal.dot(ray);
                if (plane.offset > -0.02f || towards > -1e-3f) // the camera is outside, or it looks away
                    continue;
                if (const float at = plane.offset / towards; at < nearest) {
                    nearest = at;
                    hit = &plane;
                }
            }
            if (!hit)
                continue;
            const Vector3f place = ray * nearest;
            Vector3f sum = Vector3f::Zero();
            float weights = 0;
            for (std::size_t i = 0; i < hit->places.size(); ++i) {
                const float d = (hit->places[i] - place).squaredNorm() + kBlur, weight = 1 / (d * d);
                sum += weight * hit->colors[i];
                weights += weight;
            }
            view.depth.at(x, y) = nearest;
            for (int c = 0; c < 3; ++c)
                view.color.at(x, y, c) = sum[c] / weights;
        }
    return view;
}

} // namespace w2v
