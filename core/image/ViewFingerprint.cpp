#include "core/image/ViewFingerprint.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdlib>
#include <unordered_map>

#include "core/image/ImageResize.h"

namespace w2v {

namespace {

constexpr int kMaxBits = 3;
constexpr double kMaxColorDifference = 4;  // of 255, mean
constexpr double kMinContrast = 12;

int greyOf(const std::uint8_t* rgb)
{
    return 299 * rgb[0] + 587 * rgb[1] + 114 * rgb[2];
}

/// Mean difference of the mean colours, 0..255.
double colorDifference(const ViewFingerprint& a, const ViewFingerprint& b)
{
    int difference = 0;
    for (std::size_t i = 0; i < a.colors.size(); ++i)
        difference += std::abs(static_cast<int>(a.colors[i]) - static_cast<int>(b.colors[i]));
    return difference / static_cast<double>(a.colors.size());
}

} // namespace

ViewFingerprint fingerprintOf(const ColorImage& image)
{
    ViewFingerprint print;
    if (image.empty())
        return print;
    const ColorImage cells = resizeArea(image, 9, 8), colors = resizeArea(image, 8, 8);
    int bit = 0;
    for (int y = 0; y < 8; ++y)
        for (int x = 0; x < 8; ++x, ++bit)
            if (greyOf(cells.row(y) + 3 * x) > greyOf(cells.row(y) + 3 * (x + 1)))
                print.differences |= std::uint64_t{1} << bit;
    std::copy(colors.data(), colors.data() + print.colors.size(), print.colors.begin());
    double sum = 0, squares = 0;
    for (const std::uint8_t value : print.colors) {
        sum += value;
        squares += static_cast<double>(value) * value;
    }
    const auto n = static_cast<double>(print.colors.size());
    print.contrast = std::sqrt(std::max(0.0, squares / n - sum / n * (sum / n)));
    return print;
}

bool areNearDuplicates(const ViewFingerprint& a, const ViewFingerprint& b)
{
    return std::min(a.contrast, b.contrast) >= kMinContrast && std::popcount(a.differences ^ b.differences) <= kMaxBits
        && colorDifference(a, b) <= kMaxColorDifference;
}

double likenessOf(const ViewFingerprint& a, const ViewFingerprint& b)
{
    constexpr double kUnrelatedBits = 24, kUnrelatedColors = 48; // unrelated views differ in about half of the 64 bits
    return 1 - 0.5 * std::min(1.0, std::popcount(a.differences ^ b.differences) / kUnrelatedBits) - 0.5 * std::min(1.0, colorDifference(a, b) / kUnrelatedColors);
}

std::vector<std::pair<std::size_t, std::size_t>> nearDuplicatesAcross(std::span<const ViewFingerprint> views,
                                                                      std::span<const int> groups)
{
    static_assert(kMaxBits == 3, "four quarters find three differing bits");
    std::vector<std::pair<std::size_t, std::size_t>> pairs;
    for (int quarter = 0; quarter < 4; ++quarter) {
        std::unordered_map<std::uint64_t, std::vector<std::size_t>> buckets;
        for (std::size_t i = 0; i < views.size(); ++i) {
            if (views[i].contrast < kMinContrast)
                continue;
            auto& bucket = buckets[views[i].differences >> (16 * quarter) & 0xFFFF];
            for (const std::size_t other : bucket)
                if (groups[i] != groups[other] && areNearDuplicates(views[i], views[other]))
                    pairs.emplace_back(other, i);
            bucket.push_back(i);
        }
    }
    std::sort(pairs.begin(), pairs.end());
    pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
    return pairs;
}

} // namespace w2v
