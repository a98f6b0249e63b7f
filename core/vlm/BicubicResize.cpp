#include "core/vlm/BicubicResize.h"

#include <algorithm>
#include <cmath>

#include "core/base/Error.h"

namespace w2v {

namespace {

constexpr int kPrecision = 22; // bits of a fixed-point weight

struct Taps {
    int first = 0;
    std::vector<std::int32_t> weights;
};

double cubic(double x)
{
    constexpr double a = -0.5;
    x = std::abs(x);
    if (x < 1.0)
        return ((a + 2.0) * x - (a + 3.0)) * x * x + 1;
    if (x < 2.0)
        return (((x - 5) * x + 8) * x - 4) * a;
    return 0.0;
}

std::vector<Taps> computeTaps(int in, int out)
{
    const double scale = static_cast<double>(in) / out;
    const double filterScale = std::max(scale, 1.0);
    const double support = 2.0 * filterScale, inverse = 1.0 / filterScale;
    std::vector<Taps> taps(static_cast<std::size_t>(out));
    std::vector<double> weights;
    for (int i = 0; i < out; ++i) {
        const double centre = (i + 0.5) * scale;
        const int first = std::max(static_cast<int>(centre - support + 0.5), 0);
        const int last = std::min(static_cast<int>(centre + support + 0.5), in);
        weights.clear();
        double sum = 0;
        for (int x = first; x < last; ++x) {
            weights.push_back(cubic((x - centre + 0.5) * inverse));
            sum += weights.back();
        }
        auto& t = taps[static_cast<std::size_t>(i)];
        t.first = first;
        for (const double w : weights) {
            const double fixed = (sum != 0 ? w / sum : w) * (1 << kPrecision);
            t.weights.push_back(static_cast<std::int32_t>(fixed < 0 ? fixed - 0.5 : fixed + 0.5));
        }
    }
    return taps;
}

std::uint8_t toByte(std::int32_t sum)
{
    return static_cast<std::uint8_t>(std::clamp(sum >> kPrecision, 0, 255));
}

ColorImage resampleRows(const ColorImage& image, int width)
{
    const auto taps = computeTaps(image.width(), width);
    ColorImage out(width, image.height());
    for (int y = 0; y < image.height(); ++y) {
        const std::uint8_t* source = image.row(y);
        std::uint8_t* target = out.row(y);
        for (const Taps& t : taps) {
            std::int32_t sum[3] = {1 << (kPrecision - 1), 1 << (kPrecision - 1), 1 << (kPrecision - 1)};
            const std::uint8_t* p = source + static_cast<std::size_t>(t.first) * 3;
            for (const std::int32_t w : t.weights)
                for (std::int32_t& s : sum)
                    s += w * *p++;
            for (const std::int32_t s : sum)
                *target++ = toByte(s);
        }
    }
    return out;
}

ColorImage resampleColumns(const ColorImage& image, int height)
{
    const auto taps = computeTaps(image.height(), height);
    ColorImage out(image.width(), height);
    const std::size_t rowBytes = static_cast<std::size_t>(image.width()) * 3;
    std::vector<std::int32_t> sums(rowBytes);
    for (int y = 0; y < height; ++y) {
        std::fill(sums.begin(), sums.end(), 1 << (kPrecision - 1));
        const Taps& t = taps[static_cast<std::size_t>(y)];
        for (std::size_t k = 0; k < t.weights.size(); ++k) {
            const std::uint8_t* source = image.row(t.first + static_cast<int>(k));
            const std::int32_t w = t.weights[k];
            for (std::size_t i = 0; i < rowBytes; ++i)
                sums[i] += w * source[i];
        }
        std::transform(sums.begin(), sums.end(), out.row(y), toByte);
    }
    return out;
}

} // namespace

ColorImage resizeBicubic(const ColorImage& image, int width, int height)
{
    if (image.empty() || width < 1 || height < 1)
        throw Error("image", "cannot be resized from or to a size without pixels");
    ColorImage out = image.width() == width ? image : resampleRows(image, width);
    return out.height() == height ? out : resampleColumns(out, height);
}

} // namespace w2v
