#include "core/worldmodel/svc/Frames.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <fmt/format.h>

#include "core/base/Error.h"

namespace w2v::svc {

namespace {

constexpr int kStride = 64;

int nearestStride(int value)
{
    return static_cast<int>(std::floor(static_cast<double>(value) / kStride + 0.5)) * kStride;
}

/// By which sides are compared depends on the box's and the picture's aspect; not the same as the larger (or smaller) of both
/// side ratios when one is upright and the other is not.
double coverFactor(double width, double height, double boxWidth, double boxHeight, bool cover)
{
    const double box = boxWidth / boxHeight, picture = width / height;
    const double boxShort = std::min(boxWidth, boxHeight), boxLong = std::max(boxWidth, boxHeight);
    const double shortSide = std::min(width, height), longSide = std::max(width, height);
    const bool lying = box >= 1;
    const bool beyond = lying ? picture >= box : picture <= box; // more elongated than the box
    const bool across = lying ? picture < 1 : picture > 1;       // elongated along the other axis
    if (cover)
        return beyond ? boxShort / shortSide : across ? boxLong / shortSide : boxLong / longSide;
    return beyond ? boxLong / longSide : across ? boxShort / longSide : boxShort / shortSide;
}

/// Mean over [i * in / out, (i + 1) * in / out), bounds rounded outwards, along rows then columns.
Raster<float, 3> areaResized(const Raster<float, 3>& source, int width, int height)
{
    const auto bounds = [](int i, int in, int out) {
        const std::int64_t begin = static_cast<std::int64_t>(i) * in / out;
        const std::int64_t end = (static_cast<std::int64_t>(i + 1) * in + out - 1) / out;
        return std::pair(static_cast<int>(begin), static_cast<int>(end));
    };
    Raster<float, 3> rows(source.width(), height), result(width, height);
    for (int y = 0; y < height; ++y) {
        const auto [begin, end] = bounds(y, source.height(), height);
        for (int i = 0; i < source.width() * 3; ++i) {
            double sum = 0;
            for (int k = begin; k < end; ++k)
                sum += source.row(k)[i];
            rows.row(y)[i] = static_cast<float>(sum / (end - begin));
        }
    }
    for (int x = 0; x < width; ++x) {
        const auto [begin, end] = bounds(x, source.width(), width);
        for (int y = 0; y < height; ++y)
            for (int c = 0; c < 3; ++c) {
                double sum = 0;
                for (int k = begin; k < end; ++k)
                    sum += rows.at(k, y, c);
                result.at(x, y, c) = static_cast<float>(sum / (end - begin));
            }
    }
    return result;
}

FloatImage fitted(const Raster<float, 3>& source, const FitPlan& plan)
{
    const Raster<float, 3> resized = areaResized(source, plan.resizedWidth, plan.resizedHeight);
    FloatImage result(plan.width, plan.height);
    for (int y = 0; y < plan.height; ++y)
        for (int x = 0; x < plan.width; ++x) {
            const int sx = x + plan.left, sy = y + plan.top;
            if (sx < 0 || sy < 0 || sx >= resized.width() || sy >= resized.height())
                continue;
            for (int c = 0; c < 3; ++c)
                result.at(x, y, c) = resized.at(sx, sy, c) * 2 - 1;
        }
    return result;
}

} // namespace

Lens FitPlan::lens(const Lens& pixels, int sourceWidth, int sourceHeight) const
{
    Lens lens = pixels;
    lens.row(0) *= static_cast<float>(static_cast<double>(resizedWidth) / sourceWidth);
    lens.row(1) *= static_cast<float>(static_cast<double>(resizedHeight) / sourceHeight);
    lens(0, 2) -= static_cast<float>(left);
    lens(1, 2) -= static_cast<float>(top);
    return lens;
}

std::pair<int, int> sizeForShortSide(int width, int height, int shortSide)
{
    if (shortSide < 8 || shortSide % 8)
        throw Error("short side", fmt::format("{} is not a multiple of 8", shortSide), "Use a multiple of 64, for example 576.");
    const auto along = [&](int side, int other) { return static_cast<int>(static_cast<double>(shortSide) * side / other); };
    const int w = width < height ? shortSide : along(width, height), h = width < height ? along(height, width) : shortSide;
    return {nearestStride(w), nearestStride(h)};
}

FitPlan planFit(int sourceWidth, int sourceHeight, int width, int height, FitMode mode, double scale)
{
    FitPlan plan;
    plan.width = plan.resizedWidth = width;
    plan.height = plan.resizedHeight = height;
    if (mode == FitMode::Stretch)
        return plan;
    const double factor = coverFactor(sourceWidth, sourceHeight, width, height, mode == FitMode::Crop) / scale;
    plan.resizedWidth = static_cast<int>(std::ceil(factor * sourceWidth));
    plan.resizedHeight = static_cast<int>(std::ceil(factor * sourceHeight));
    if (mode == FitMode::Pad) {
        plan.left = -((width - plan.resizedWidth) / 2);
        plan.top = -((height - plan.resizedHeight) / 2);
        return plan;
    }
    const auto offset = [](int resized, int side) {
        return std::clamp(static_cast<int>(0.5 * resized) - side / 2, 0, std::max(0, resized - side));
    };
    plan.left = offset(plan.resizedWidth, width);
    plan.top = offset(plan.resizedHeight, height);
    return plan;
}

FloatImage fitPicture(const Raster<std::uint8_t, 4>& picture, const FitPlan& plan)
{
    Raster<float, 3> flat(picture.width(), picture.height());
    for (int y = 0; y < picture.height(); ++y)
        for (int x = 0; x < picture.width(); ++x) {
            const float alpha = static_cast<float>(picture.at(x, y, 3)) / 255.0f;
            for (int c = 0; c < 3; ++c)
                flat.at(x, y, c) = static_cast<float>(picture.at(x, y, c)) / 255.0f * alpha + (1 - alpha);
        }
    return fitted(flat, plan);
}

FloatImage fitPicture(const ColorImage& picture, const FitPlan& plan)
{
    Raster<float, 3> flat(picture.width(), picture.height());
    for (std::size_t i = 0; i < picture.bytes(); ++i)
        flat.data()[i] = static_cast<float>(picture.data()[i]) / 255.0f;
    return fitted(flat, plan);
}

ColorImage toBytes(const FloatImage& image)
{
    ColorImage bytes(image.width(), image.height());
    for (std::size_t i = 0; i < bytes.bytes(); ++i)
        bytes.data()[i] = static_cast<std::uint8_t>(std::clamp((image.data()[i] + 1) / 2 * 255, 0.0f, 255.0f));
    return bytes;
}

} // namespace w2v::svc
