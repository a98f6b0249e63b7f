#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "core/image/Raster.h"

namespace w2v {

/// A view boiled down for comparison with very many others.
struct ViewFingerprint {
    std::uint64_t differences = 0;            ///< difference hash: is each cell of 9x8 grey means brighter than its right neighbour?
    std::array<std::uint8_t, 192> colors{};   ///< 8x8 mean colours, RGB
    double contrast = 0;                      ///< standard deviation of those, 0..255
};

ViewFingerprint fingerprintOf(const ColorImage& image);

/// Views that look the same but for noise, recoding or a slight shift. Views with next to no contrast, such as a bare wall, never
/// count: they cannot be told apart in any case.
bool areNearDuplicates(const ViewFingerprint& a, const ViewFingerprint& b);

/// How much two views look alike, 0..1: 1 for equal ones, at least 0.89 for near-duplicates, about 0 for unrelated ones. Half of it is
/// where brightness rises and falls, half the mean colours.
double likenessOf(const ViewFingerprint& a, const ViewFingerprint& b);

/// All pairs of near-duplicates of different groups, as indices in ascending order. Finds pairs whose difference hashes differ in
/// at most three bits, by the four quarters of the hash of which one must be equal.
std::vector<std::pair<std::size_t, std::size_t>> nearDuplicatesAcross(std::span<const ViewFingerprint> views,
                                                                      std::span<const int> groups);

} // namespace w2v
