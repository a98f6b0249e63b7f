#pragma once
#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/geometry/Box2d.h"
#include "core/supervision/BoxRule.h"

namespace w2v {

/// A box in 0..1000 units a side, whole numbers, as questions and answers print it.
using Box1000 = std::array<int, 4>;

/// clamp(round(x / width * 1000), 0, 1000), dividing first, rounding half to even; all 0 for an image without a size.
Box1000 normalizeBox(const Box2d& pixels, int width, int height);

/// "[x1, y1, x2, y2]".
std::string boxText(const Box1000& box);
Box2d toBox2d(const Box1000& box);

/// Rules of the reference's detector filter; shares of the image.
struct BoxFilter {
    double minArea = 0.01, maxArea = 0.6;
    double edgeMargin = 0.01;
    double minScore = 0.3;
};

/// The rule that drops a box: it must be large enough, small enough, away from the border and certain enough; every limit is inclusive,
/// the box is not clipped. A picture without a size has flat boxes.
std::optional<BoxRule> droppedBy(const Box2d& pixels, int width, int height, double score, const BoxFilter& filter);
bool keepsBox(const Box2d& pixels, int width, int height, double score, const BoxFilter& filter);

/// The reference's other tool: does not clamp, and keeps flat boxes when minArea is 0. None where the box is dropped.
std::optional<Box1000> cacheToolBox(const Box2d& pixels, int width, int height, double score, const BoxFilter& filter);

/// Rewrites every "bbox [x1, y1, x2, y2]" in pixels to 0..1000 units: the i-th box by the i-th size, the last size repeating.
/// Returns the text and how many boxes it changed.
std::pair<std::string, int> normalizeBoxesInText(std::string_view text, std::span<const std::pair<int, int>> sizes);

struct TrackStability {
    bool passed = true;
    std::optional<double> maxCenterShift, minIou; ///< pixels; none under two boxes
};

/// Neighbouring boxes of a track must move at most `maxCenterShift` pixels and overlap by at least `minIou`.
TrackStability checkTrack(std::span<const Box2d> boxes, double maxCenterShift = 30, double minIou = 0.2);

} // namespace w2v
