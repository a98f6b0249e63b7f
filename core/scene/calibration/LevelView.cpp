#include "core/scene/calibration/LevelView.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include <opencv2/imgproc.hpp>

#include "core/base/Error.h"
#include "core/image/OpenCvBridge.h"

namespace w2v {

namespace {

constexpr float kOneSurface = 1.05f; // ratio of neighbouring readings

Eigen::Matrix3d matrixOf(const Intrinsics& camera)
{
    Eigen::Matrix3d k;
    k << camera.fx, 0, camera.cx, 0, camera.fy, camera.cy, 0, 0, 1;
    return k;
}

} // namespace

Intrinsics levelCamera(const Intrinsics& camera, const Eigen::Matrix3d& levelFromCamera)
{
    Intrinsics level = camera;
    level.cx = level.cy = 0;
    const double w = camera.width, h = camera.height;
    const auto map = [&](double x, double y) -> Eigen::Vector2d {
        const Eigen::Vector3d ray = levelFromCamera * unproject(camera, x, y, 1.0);
        if (!(ray.z() > 0.05))
            throw Error("levelling", "the picture reaches straight up or down", "Only pictures that are tilted less can be levelled");
        return project(level, ray);
    };
    const std::array<Eigen::Vector2d, 4> corners = {map(0, 0), map(w, 0), map(w, h), map(0, h)};
    const Eigen::Vector2d middle = map(w / 2, h / 2);
    double scale = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < 4; ++i) {
        const Eigen::Vector2d along = corners[(i + 1) % 4] - corners[i], inward(-along.y(), along.x());
        for (const auto& corner : {Eigen::Vector2d(-w, -h), Eigen::Vector2d(w, -h), Eigen::Vector2d(w, h), Eigen::Vector2d(-w, h)})
            if (const double rate = -inward.dot(corner / 2); rate > 0)
                scale = std::min(scale, inward.dot(middle - corners[i]) / rate);
    }
    level.width = static_cast<int>(std::floor(w * scale + 1e-6));
    level.height = static_cast<int>(std::floor(h * scale + 1e-6));
    if (level.width < 16 || level.height < 16)
        throw Error("levelling", "nothing of the picture would be left", "Check the marks that say where the floor is");
    level.cx = level.width / 2.0 - middle.x();
    level.cy = level.height / 2.0 - middle.y();
    return level;
}

LevelView levelView(const ColorImage& color, const DepthMap& depth, const Intrinsics& camera, const Eigen::Matrix3d& levelFromCamera)
{
    LevelView view;
    view.camera = levelCamera(camera, levelFromCamera);
    const Eigen::Matrix3d pixelFromLevel = matrixOf(camera) * levelFromCamera.transpose() * matrixOf(view.camera).inverse();
    // OpenCV counts pixel centres from 0.
    Eigen::Matrix3d half = Eigen::Matrix3d::Identity();
    half(0, 2) = half(1, 2) = 0.5;
    const Eigen::Matrix3d warp = half.inverse() * pixelFromLevel * half;
    cv::Matx33d map;
    for (int r = 0; r < 3; ++r)
        for (int c = 0; c < 3; ++c)
            map(r, c) = warp(r, c);
    view.color = ColorImage(view.camera.width, view.camera.height);
    cv::Mat target = asMat(view.color);
    cv::warpPerspective(asMat(color), target, map, target.size(), cv::INTER_CUBIC | cv::WARP_INVERSE_MAP, cv::BORDER_REPLICATE);
    if (depth.empty())
        return view;
    view.depth = DepthMap(view.camera.width, view.camera.height);
    for (int y = 0; y < view.depth.height(); ++y)
        for (int x = 0; x < view.depth.width(); ++x) {
            const Eigen::Vector3d ray = levelFromCamera.transpose() * unproject(view.camera, x + 0.5, y + 0.5, 1.0);
            const Eigen::Vector2d pixel = project(camera, ray);
            if (const auto z = depthAt(depth, pixel.x(), pixel.y()))
                view.depth.at(x, y) = static_cast<float>(*z / ray.z()); // the levelled ray has depth 1
        }
    return view;
}

std::optional<double> depthAt(const DepthMap& depth, double x, double y)
{
    if (depth.empty() || !(x >= 0) || !(y >= 0) || !(x <= depth.width()) || !(y <= depth.height()))
        return std::nullopt;
    const auto column = [&](int c) { return std::clamp(c, 0, depth.width() - 1); };
    const auto row = [&](int r) { return std::clamp(r, 0, depth.height() - 1); };
    const auto known = [](float d) { return d > 0 && std::isfinite(d); };
    const double left = std::floor(x - 0.5), top = std::floor(y - 0.5), u = x - 0.5 - left, v = y - 0.5 - top;
    const int x0 = static_cast<int>(left), y0 = static_cast<int>(top);
    const std::array<float, 4> near = {depth.at(column(x0), row(y0)), depth.at(column(x0 + 1), row(y0)), depth.at(column(x0), row(y0 + 1)),
                                       depth.at(column(x0 + 1), row(y0 + 1))};
    const auto [least, most] = std::minmax_element(near.begin(), near.end());
    if (std::all_of(near.begin(), near.end(), known) && *most <= kOneSurface * *least)
        return 1 / ((1 - v) * ((1 - u) / near[0] + u / near[1]) + v * ((1 - u) / near[2] + u / near[3]));
    const float nearest = near[(v >= 0.5 ? 2u : 0u) + (u >= 0.5 ? 1u : 0u)];
    return known(nearest) ? std::optional<double>(nearest) : std::nullopt;
}

} // namespace w2v
