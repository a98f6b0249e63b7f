#include "core/worldmodel/repair/Clone.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "core/base/Error.h"

namespace w2v {

namespace {

constexpr double kHardShare = 0.5; ///< of the radius

/// 1 in the middle, 0 at the radius, smooth between.
double brushProfile(double distance, double radius)
{
    const double t = std::clamp((distance / radius - kHardShare) / (1 - kHardShare), 0.0, 1.0);
    return 1 - t * t * (3 - 2 * t);
}

} // namespace

PixelArea dragSoftBrush(Mask& coverage, const Eigen::Vector2d& from, const Eigen::Vector2d& to, double radius)
{
    if (!(radius > 0) || !from.allFinite() || !to.allFinite())
        return {};
    const auto bound = [](double value, int most) { return static_cast<int>(std::clamp(value, 0.0, static_cast<double>(most))); };
    const PixelArea area{bound(std::min(from.x(), to.x()) - radius, coverage.width()), bound(std::min(from.y(), to.y()) - radius, coverage.height()),
                         bound(std::max(from.x(), to.x()) + radius + 1, coverage.width()), bound(std::max(from.y(), to.y()) + radius + 1, coverage.height())};
    const Eigen::Vector2d way = to - from;
    const double length2 = way.squaredNorm();
    for (int y = area.y1; y < area.y2; ++y)
        for (int x = area.x1; x < area.x2; ++x) {
            const Eigen::Vector2d pixel(x + 0.5, y + 0.5);
            const double along = length2 > 0 ? std::clamp((pixel - from).dot(way) / length2, 0.0, 1.0) : 0;
            const double share = brushProfile((pixel - from - along * way).norm(), radius);
            coverage.at(x, y) = std::max(coverage.at(x, y), static_cast<std::uint8_t>(std::lround(255 * share)));
        }
    return area;
}

void blendClone(ColorImage& target, const ColorImage& base, const Mask& coverage, const ColorImage& source, int dx, int dy, PixelArea area)
{
    for (int y = area.y1; y < area.y2; ++y)
        for (int x = area.x1; x < area.x2; ++x) {
            const int u = x + dx, v = y + dy;
            const bool there = u >= 0 && v >= 0 && u < source.width() && v < source.height();
            const int share = there ? coverage.at(x, y) : 0;
            for (int c = 0; c < 3; ++c)
                target.at(x, y, c) = static_cast<std::uint8_t>(
                    share == 0 ? base.at(x, y, c) : (share * source.at(u, v, c) + (255 - share) * base.at(x, y, c) + 127) / 255);
        }
}

Mask cloneOnto(RepairView& view, const Mask& coverage, const ColorImage& source, int dx, int dy)
{
    const int width = view.color.width(), height = view.color.height();
    if (coverage.width() != width || coverage.height() != height)
        throw Error("clone", fmt::format("the painted mask is {}x{} pixels, the frame {}x{}", coverage.width(), coverage.height(), width, height));
    Mask changed(width, height, 0);
    bool any = false;
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x) {
            const std::int64_t u = std::int64_t{x} + dx, v = std::int64_t{y} + dy;
            if (coverage.at(x, y) == 0 || u < 0 || v < 0 || u >= source.width() || v >= source.height())
                continue;
            any = true;
            if (coverage.at(x, y) >= 128)
                changed.at(x, y) = 255;
        }
    if (!any)
        throw Error("clone", "nothing is copied: the mask is empty, or its pixels come from outside of the source", "Choose the source nearer");
    const ColorImage base = view.color;
    blendClone(view.color, base, coverage, source, dx, dy, {0, 0, width, height});
    if (view.observed.empty())
        view.observed = Mask(width, height, 255);
    for (std::size_t i = 0; i < changed.pixels(); ++i)
        if (changed.data()[i] != 0)
            view.observed.data()[i] = 0;
    return changed;
}

} // namespace w2v
