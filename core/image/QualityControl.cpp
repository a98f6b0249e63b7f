#include "core/image/QualityControl.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/base/Error.h"

namespace w2v {

namespace {

/// Mean of the squared deviations, accumulated in double.
template <class T>
double variance(const std::vector<T>& values)
{
    if (values.empty())
        return 0;
    double sum = 0;
    for (const T value : values)
        sum += static_cast<double>(value);
    const double mean = sum / static_cast<double>(values.size());
    double squares = 0;
    for (const T value : values)
        squares += (static_cast<double>(value) - mean) * (static_cast<double>(value) - mean);
    return squares / static_cast<double>(values.size());
}

/// -1 becomes 1 and size becomes size - 2; the only index of a line of one pixel is 0.
int mirrored(int index, int size)
{
    if (size == 1)
        return 0;
    return index < 0 ? -index : index >= size ? 2 * size - 2 - index : index;
}

} // namespace

GrayImage grayOf(const ColorImage& image)
{
    // 0.299, 0.587 and 0.114 in 15-bit fixed point, the first two rounded down and the rest given to blue, then truncated.
    constexpr int kRed = 9797, kGreen = 19234, kBlue = 3737, kShift = 15;
    GrayImage gray(image.width(), image.height());
    const std::uint8_t* from = image.data();
    for (std::size_t i = 0; i < image.pixels(); ++i, from += 3)
        gray.data()[i] = static_cast<std::uint8_t>((from[0] * kRed + from[1] * kGreen + from[2] * kBlue) >> kShift);
    return gray;
}

double laplacianVariance(const GrayImage& gray)
{
    const int width = gray.width(), height = gray.height();
    std::vector<int> values;
    values.reserve(gray.pixels());
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x)
            values.push_back(gray.at(mirrored(x - 1, width), y) + gray.at(mirrored(x + 1, width), y) +
                             gray.at(x, mirrored(y - 1, height)) + gray.at(x, mirrored(y + 1, height)) - 4 * gray.at(x, y));
    return variance(values);
}

double laplacianVarianceWrapped(const ColorImage& image)
{
    GrayImage gray(image.width(), image.height());
    for (std::size_t i = 0; i < image.pixels(); ++i) { // 16-bit fixed point, rounded: the fallback's own grey
        const std::uint8_t* rgb = image.data() + 3 * i;
        gray.data()[i] = static_cast<std::uint8_t>((rgb[0] * 19595 + rgb[1] * 38470 + rgb[2] * 7471 + 0x8000) >> 16);
    }
    const int width = gray.width(), height = gray.height();
    std::vector<float> values;
    values.reserve(gray.pixels());
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x)
            values.push_back(static_cast<float>(gray.at((x + width - 1) % width, y) + gray.at((x + 1) % width, y) +
                                                gray.at(x, (y + height - 1) % height) + gray.at(x, (y + 1) % height) -
                                                4 * gray.at(x, y)));
    return variance(values);
}

TemporalCheck checkTemporal(std::span<const ColorImage> frames, double minDifference, double maxDifference)
{
    TemporalCheck check;
    for (std::size_t i = 1; i < frames.size(); ++i) {
        const ColorImage& a = frames[i - 1];
        const ColorImage& b = frames[i];
        if (a.width() != b.width() || a.height() != b.height() || a.empty())
            throw Error("the frames", "are empty or differ in size", "Compare frames of one rollout");
        double sum = 0;
        for (std::size_t k = 0; k < a.bytes(); ++k)
            sum += std::abs(static_cast<int>(a.data()[k]) - static_cast<int>(b.data()[k]));
        const double difference = sum / 255.0 / static_cast<double>(a.bytes());
        check.minDifference = std::min(check.minDifference.value_or(difference), difference);
        check.maxDifference = std::max(check.maxDifference.value_or(difference), difference);
    }
    if (check.minDifference)
        check.passed = *check.minDifference >= minDifference && *check.maxDifference <= maxDifference;
    return check;
}

} // namespace w2v
