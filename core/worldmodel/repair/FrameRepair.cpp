#include "core/worldmodel/repair/FrameRepair.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include <fmt/format.h>

#include "core/base/Error.h"

namespace w2v {

namespace {

constexpr double kLeastTaken = 0.01, kSameDepth = 0.05;
constexpr std::size_t kLeastShared = 200; ///< pixels, for an exposure

void requireSize(const RepairView& view, const char* which, const Intrinsics& camera)
{
    const auto has = [&](const auto& raster) { return raster.width() == camera.width && raster.height() == camera.height; };
    if (!has(view.color) || (!view.depth.empty() && !has(view.depth)) || (!view.observed.empty() && !has(view.observed)))
        throw Error(which, "its picture does not have the size its path names", "Imagine the views again");
}

std::size_t regionPixels(const RepairView& view, const Mask& region, const Intrinsics& camera)
{
    requireSize(view, "the frame", camera);
    if (region.width() != camera.width || region.height() != camera.height)
        throw Error("region", fmt::format("is {}x{} pixels, the frame {}x{}", region.width(), region.height(), camera.width, camera.height));
    const auto pixels = static_cast<std::size_t>(std::count_if(region.data(), region.data() + region.pixels(), [](auto v) { return v != 0; }));
    if (pixels == 0)
        throw Error("region", "is empty", "Brush over what is to be repaired");
    if (pixels == region.pixels())
        throw Error("region", "is the whole frame", "Leave a part of it, or replace the frame");
    return pixels;
}

void markInvented(RepairView& view, const Mask& region)
{
    if (view.observed.empty())
        view.observed = Mask(region.width(), region.height(), 255);
    for (std::size_t i = 0; i < region.pixels(); ++i)
        if (region.data()[i] != 0)
            view.observed.data()[i] = 0;
}

void fill(RepairView& view, const Mask& missing, const Intrinsics& camera, Inpainter& inpainter)
{
    const bool hadDepth = !view.depth.empty();
    // Without depth a flat wall stands in, because the inpainter continues surfaces; only the colours are kept then.
    DepthMap depth = hadDepth ? view.depth : DepthMap(camera.width, camera.height, 2.0f);
    RoomPlanes planes;
    if (hadDepth) {
        Mask known = missing;
        for (std::size_t i = 0; i < known.pixels(); ++i)
            known.data()[i] = missing.data()[i] ? 0 : 255;
        planes = findRoomPlanes(view.color, depth, known, camera);
    }
    inpainter.fill(view.color, depth, missing, camera, planes);
    if (hadDepth)
        view.depth = std::move(depth);
}

double linear(std::uint8_t value)
{
    const double v = value / 255.0;
    return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4); // IEC 61966-2-1
}

std::uint8_t encoded(double value)
{
    const double v = std::clamp(value, 0.0, 1.0);
    return static_cast<std::uint8_t>(std::lround(255 * (v <= 0.0031308 ? 12.92 * v : 1.055 * std::pow(v, 1 / 2.4) - 0.055)));
}

} // namespace

void refillRegion(RepairView& view, const Mask& region, const Intrinsics& camera, Inpainter& inpainter)
{
    regionPixels(view, region, camera);
    fill(view, region, camera, inpainter);
    markInvented(view, region);
}

double takeRegion(RepairView& view, const Mask& region, const RepairView& from, const Intrinsics& camera, Inpainter& inpainter)
{
    const std::size_t pixels = regionPixels(view, region, camera);
    requireSize(from, "the other frame", camera);
    if (from.depth.empty())
        throw Error("the other frame", "has no depth, so it is not known where its pixels belong", "Choose another frame, or paint the region anew");
    const Rigid3d viewFromOther = view.startFromCamera.inverse() * from.startFromCamera;
    DepthMap nearest(camera.width, camera.height, std::numeric_limits<float>::infinity());
    ColorImage taken(camera.width, camera.height);
    for (int y = 0; y < camera.height; ++y)
        for (int x = 0; x < camera.width; ++x) {
            const float depth = from.depth.at(x, y);
            if (depth <= 0)
                continue;
            const Eigen::Vector3d point = viewFromOther * unproject(camera, x + 0.5, y + 0.5, depth);
            if (point.z() < 0.05)
                continue;
            const Eigen::Vector2d at = project(camera, point) - Eigen::Vector2d(0.5, 0.5);
            const auto z = static_cast<float>(point.z());
            // The four pixels around it: surfaces that come nearer stay closed.
            for (int dy = 0; dy < 2; ++dy)
                for (int dx = 0; dx < 2; ++dx) {
                    const double u = std::floor(at.x()) + dx, v = std::floor(at.y()) + dy;
                    if (u < 0 || v < 0 || u >= camera.width || v >= camera.height)
                        continue;
                    const int column = static_cast<int>(u), row = static_cast<int>(v);
                    if (region.at(column, row) == 0 || z >= nearest.at(column, row))
                        continue;
                    nearest.at(column, row) = z;
                    std::copy_n(&from.color.at(x, y), 3, &taken.at(column, row));
                }
        }
    Mask missing = region;
    std::size_t found = 0;
    DepthMap depth = view.depth.empty() ? DepthMap(camera.width, camera.height, 0.0f) : view.depth;
    ColorImage color = view.color;
    for (int y = 0; y < camera.height; ++y)
        for (int x = 0; x < camera.width; ++x) {
            if (region.at(x, y) == 0 || !std::isfinite(nearest.at(x, y)))
                continue;
            std::copy_n(&taken.at(x, y), 3, &color.at(x, y));
            depth.at(x, y) = nearest.at(x, y);
            missing.at(x, y) = 0;
            ++found;
        }
    const double share = static_cast<double>(found) / static_cast<double>(pixels);
    if (share < kLeastTaken)
        throw Error("the other frame", "does not show this region", "Choose a frame that sees the same place, or paint the region anew");
    view.color = std::move(color);
    if (!view.depth.empty())
        view.depth = std::move(depth);
    if (found < pixels)
        fill(view, missing, camera, inpainter);
    markInvented(view, region);
    return share;
}

std::array<double, 3> matchExposure(RepairView& view, const RepairView& reference, const Intrinsics& camera)
{
    requireSize(view, "the frame", camera);
    requireSize(reference, "the other frame", camera);
    if (view.depth.empty() || reference.depth.empty())
        throw Error("exposure", "cannot be compared: one of the frames has no depth");
    const Rigid3d otherFromView = reference.startFromCamera.inverse() * view.startFromCamera;
    std::array<std::vector<double>, 3> ratios;
    for (int y = 0; y < camera.height; ++y)
        for (int x = 0; x < camera.width; ++x) {
            const float depth = view.depth.at(x, y);
            if (depth <= 0)
                continue;
            const Eigen::Vector3d point = otherFromView * unproject(camera, x + 0.5, y + 0.5, depth);
            if (point.z() < 0.05)
                continue;
            const Eigen::Vector2d at = project(camera, point);
            if (at.x() < 0 || at.y() < 0 || at.x() >= camera.width || at.y() >= camera.height)
                continue;
            const int u = static_cast<int>(at.x()), v = static_cast<int>(at.y());
            const float seen = reference.depth.at(u, v);
            if (seen <= 0 || std::abs(seen - point.z()) > kSameDepth * point.z())
                continue;
            for (int c = 0; c < 3; ++c) {
                const std::uint8_t a = view.color.at(x, y, c), b = reference.color.at(u, v, c);
                if (a > 8 && b > 8 && a < 250 && b < 250) // neither black nor clipped
                    ratios[static_cast<std::size_t>(c)].push_back(linear(b) / linear(a));
            }
        }
    std::array<double, 3> gains{};
    for (std::size_t c = 0; c < 3; ++c) {
        if (ratios[c].size() < kLeastShared)
            throw Error("exposure", "the frames share too little to compare their brightness", "Choose a frame that sees the same place");
        const auto middle = ratios[c].begin() + static_cast<std::ptrdiff_t>(ratios[c].size() / 2);
        std::nth_element(ratios[c].begin(), middle, ratios[c].end());
        gains[c] = *middle;
    }
    std::array<std::array<std::uint8_t, 256>, 3> tables{};
    for (std::size_t c = 0; c < 3; ++c)
        for (std::size_t v = 0; v < 256; ++v)
            tables[c][v] = encoded(linear(static_cast<std::uint8_t>(v)) * gains[c]);
    for (int y = 0; y < camera.height; ++y)
        for (int x = 0; x < camera.width; ++x)
            for (int c = 0; c < 3; ++c)
                view.color.at(x, y, c) = tables[static_cast<std::size_t>(c)][view.color.at(x, y, c)];
    return gains;
}

} // namespace w2v
