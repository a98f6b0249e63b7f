#include "core/detection/BoxSurface.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

namespace w2v {

namespace {

constexpr double kSameSurface = 0.2, kSlack = 0.05; ///< share of the depth and metres that a surface may reach from its middle
constexpr double kOutliers = 0.02;                  ///< of a carried surface's pixels, at each side of their box

double medianOf(std::vector<float>& values)
{
    if (values.empty())
        return 0;
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

/// The pixel range of a box, clipped.
struct PixelBox {
    int x1, y1, x2, y2;
    PixelBox(const Box2d& box, int width, int height)
        : x1(std::clamp(static_cast<int>(std::floor(box.x1)), 0, width)), y1(std::clamp(static_cast<int>(std::floor(box.y1)), 0, height)),
          x2(std::clamp(static_cast<int>(std::ceil(box.x2)), 0, width)), y2(std::clamp(static_cast<int>(std::ceil(box.y2)), 0, height))
    {
    }
};

Box2d boxAround(const std::vector<std::size_t>& pixels, int width)
{
    std::vector<int> xs, ys;
    for (const std::size_t pixel : pixels) {
        xs.push_back(static_cast<int>(pixel % static_cast<std::size_t>(width)));
        ys.push_back(static_cast<int>(pixel / static_cast<std::size_t>(width)));
    }
    const auto cut = static_cast<std::size_t>(kOutliers * static_cast<double>(pixels.size()));
    const auto range = [cut](std::vector<int>& values) {
        std::sort(values.begin(), values.end());
        return std::pair<double, double>(values[cut], values[values.size() - 1 - cut] + 1);
    };
    const auto [x1, x2] = range(xs);
    const auto [y1, y2] = range(ys);
    return {x1, y1, x2, y2};
}

} // namespace

BoxSurface surfaceIn(const Box2d& box, int width, int height, const DepthMap& depth)
{
    const PixelBox all(box, width, height);
    const double quarterX = box.width() / 4, quarterY = box.height() / 4;
    const PixelBox middle({box.x1 + quarterX, box.y1 + quarterY, box.x2 - quarterX, box.y2 - quarterY}, width, height);
    BoxSurface surface;
    if (depth.width() == width && depth.height() == height) {
        std::vector<float> depths;
        for (int y = middle.y1; y < middle.y2; ++y)
            for (int x = middle.x1; x < middle.x2; ++x)
                if (const float z = depth.at(x, y); z > 0)
                    depths.push_back(z);
        surface.depth = medianOf(depths);
    }
    const double reach = kSameSurface * surface.depth + kSlack;
    for (int y = all.y1; y < all.y2; ++y)
        for (int x = all.x1; x < all.x2; ++x)
            if (surface.depth <= 0 || std::abs(depth.at(x, y) - surface.depth) <= reach)
                surface.pixels.push_back(static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x));
    return surface;
}

VisibleObject objectOfSurface(const std::vector<std::size_t>& pixels, const DepthMap& depth, std::size_t sourcePixels, double sourceDepth)
{
    std::vector<float> depths;
    for (const std::size_t pixel : pixels)
        depths.push_back(depth.data()[pixel]);
    VisibleObject object;
    object.depth = medianOf(depths);
    object.box = object.fullBox = boxInUnits(boxAround(pixels, depth.width()), depth.width(), depth.height());
    object.visiblePixels = static_cast<int>(pixels.size());
    const double nearer = object.depth > 0 ? sourceDepth / object.depth : 1; // the surface would fill so many more pixels across
    const double whole = static_cast<double>(sourcePixels) * nearer * nearer;
    object.visibleShare = std::min(1.0, static_cast<double>(pixels.size()) / std::max(1.0, whole));
    return object;
}

Box2d boxInPixels(const Box2d& box, int width, int height)
{
    return {box.x1 * width / 1000, box.y1 * height / 1000, box.x2 * width / 1000, box.y2 * height / 1000};
}

Box2d boxInUnits(const Box2d& pixels, int width, int height)
{
    return {1000 * pixels.x1 / width, 1000 * pixels.y1 / height, 1000 * pixels.x2 / width, 1000 * pixels.y2 / height};
}

void markUniqueNames(std::vector<VisibleObject>& objects)
{
    std::map<std::string, int> names;
    for (const VisibleObject& object : objects)
        ++names[object.label];
    for (VisibleObject& object : objects)
        object.unique = names[object.label] == 1;
}

} // namespace w2v
