#include "core/supervision/ReferenceBoxes.h"

#include <algorithm>
#include <cmath>

#include "core/motion/PythonText.h"
#include "core/motion/TextScanner.h"

namespace w2v {

namespace {

int scaled(double value, int size)
{
    return static_cast<int>(std::clamp(std::nearbyint(value / size * 1000.0), -1e9, 1e9));
}

/// The rule about size and place that drops a box.
std::optional<BoxRule> misplacedBy(const Box2d& box, int width, int height, const BoxFilter& filter)
{
    const double share = std::max(0.0, box.width()) * std::max(0.0, box.height()) /
        (static_cast<double>(width) * static_cast<double>(height));
    const double m = filter.edgeMargin;
    if (!(share >= filter.minArea))
        return BoxRule::TooSmall;
    if (!(share <= filter.maxArea))
        return BoxRule::TooLarge;
    const bool inside = box.x1 >= m * width && box.y1 >= m * height && box.x2 <= (1 - m) * width && box.y2 <= (1 - m) * height;
    return inside ? std::nullopt : std::optional(BoxRule::AtBorder);
}

/// bbox\s*\[n, n, n, n\] at `position`, which moves behind the match.
std::optional<Box2d> boxInText(std::u32string_view text, std::size_t& position)
{
    TextScanner scanner(text, position);
    if (!scanner.word(U"bbox"))
        return std::nullopt;
    scanner.blanks();
    const auto numbers = scanner.box();
    if (!numbers)
        return std::nullopt;
    position = scanner.position();
    return Box2d{(*numbers)[0], (*numbers)[1], (*numbers)[2], (*numbers)[3]};
}

} // namespace

Box1000 normalizeBox(const Box2d& box, int width, int height)
{
    if (width <= 0 || height <= 0)
        return {0, 0, 0, 0};
    return {std::clamp(scaled(box.x1, width), 0, 1000), std::clamp(scaled(box.y1, height), 0, 1000),
            std::clamp(scaled(box.x2, width), 0, 1000), std::clamp(scaled(box.y2, height), 0, 1000)};
}

std::string boxText(const Box1000& box)
{
    return '[' + std::to_string(box[0]) + ", " + std::to_string(box[1]) + ", " + std::to_string(box[2]) + ", " +
        std::to_string(box[3]) + ']';
}

Box2d toBox2d(const Box1000& box)
{
    return {static_cast<double>(box[0]), static_cast<double>(box[1]), static_cast<double>(box[2]), static_cast<double>(box[3])};
}

std::optional<BoxRule> droppedBy(const Box2d& box, int width, int height, double score, const BoxFilter& filter)
{
    if (!(width > 0 && height > 0 && box.x2 > box.x1 && box.y2 > box.y1))
        return BoxRule::Flat;
    if (!(score >= filter.minScore))
        return BoxRule::LowScore;
    return misplacedBy(box, width, height, filter);
}

bool keepsBox(const Box2d& box, int width, int height, double score, const BoxFilter& filter)
{
    return !droppedBy(box, width, height, score, filter);
}

std::optional<Box1000> cacheToolBox(const Box2d& box, int width, int height, double score, const BoxFilter& filter)
{
    if (width <= 0 || height <= 0 || score < filter.minScore || misplacedBy(box, width, height, filter))
        return std::nullopt;
    return Box1000{scaled(box.x1, width), scaled(box.y1, height), scaled(box.x2, width), scaled(box.y2, height)};
}

std::pair<std::string, int> normalizeBoxesInText(std::string_view text, std::span<const std::pair<int, int>> sizes)
{
    const std::u32string source = decodeUtf8(text);
    std::u32string result;
    int changed = 0;
    std::size_t index = 0;
    for (std::size_t at = 0; at < source.size();) {
        const auto box = sizes.empty() ? std::nullopt : boxInText(source, at);
        if (!box) {
            result += source[at++];
            continue;
        }
        const auto [width, height] = sizes[std::min(index++, sizes.size() - 1)];
        result += decodeUtf8("bbox " + boxText(normalizeBox(*box, width, height)));
        ++changed;
    }
    return {encodeUtf8(result), changed};
}

TrackStability checkTrack(std::span<const Box2d> boxes, double maxCenterShift, double minIou)
{
    TrackStability result;
    for (std::size_t i = 1; i < boxes.size(); ++i) {
        const Box2d& a = boxes[i - 1];
        const Box2d& b = boxes[i];
        const double shift = std::hypot((b.x1 + b.x2 - a.x1 - a.x2) / 2, (b.y1 + b.y2 - a.y1 - a.y2) / 2);
        result.maxCenterShift = std::max(result.maxCenterShift.value_or(shift), shift);
        const double iou = intersectionOverUnion(a, b);
        result.minIou = std::min(result.minIou.value_or(iou), iou);
    }
    if (result.minIou)
        result.passed = *result.maxCenterShift <= maxCenterShift && *result.minIou >= minIou;
    return result;
}

} // namespace w2v
