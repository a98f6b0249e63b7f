#include "core/supervision/ReferenceBoxes.h"

#include <algorithm>
#include <cmath>

#include "core/motion/PythonText.h"

namespace w2v {

namespace {

int scaled(double value, int size)
{
    return static_cast<int>(std::clamp(std::nearbyint(value / size * 1000.0), -1e9, 1e9));
}

bool insideRules(const Box2d& box, int width, int height, const BoxFilter& filter)
{
    const double share = std::max(0.0, box.width()) * std::max(0.0, box.height()) /
        (static_cast<double>(width) * static_cast<double>(height));
    const double m = filter.edgeMargin;
    return share >= filter.minArea && share <= filter.maxArea && box.x1 >= m * width && box.y1 >= m * height &&
        box.x2 <= (1 - m) * width && box.y2 <= (1 - m) * height;
}

/// bbox\s*\[\s*n\s*,\s*n\s*,\s*n\s*,\s*n\s*\] with n = -?\d+(\.\d+)?, from a position; moves it behind the match.
class BoxPattern {
public:
    explicit BoxPattern(std::u32string_view text) : m_text(text) {}

    std::optional<Box2d> match(std::size_t& position)
    {
        static constexpr std::u32string_view kWord = U"bbox";
        if (m_text.substr(position, kWord.size()) != kWord)
            return std::nullopt;
        m_at = position + kWord.size();
        std::array<double, 4> numbers{};
        if (!sign(U'['))
            return std::nullopt;
        for (std::size_t i = 0; i < 4; ++i)
            if (!number(numbers[i]) || !sign(i < 3 ? U',' : U']'))
                return std::nullopt;
        position = m_at;
        return Box2d{numbers[0], numbers[1], numbers[2], numbers[3]};
    }

private:
    void blanks()
    {
        while (m_at < m_text.size() && isPythonSpace(m_text[m_at]))
            ++m_at;
    }
    bool sign(char32_t expected)
    {
        blanks();
        if (m_at == m_text.size() || m_text[m_at] != expected)
            return false;
        ++m_at;
        return true;
    }
    bool digits(std::string& into)
    {
        const std::size_t before = into.size();
        for (; m_at < m_text.size(); ++m_at) {
            const auto digit = pythonDigit(m_text[m_at]);
            if (!digit)
                break;
            into += static_cast<char>('0' + *digit);
        }
        return into.size() > before;
    }
    bool number(double& value)
    {
        blanks();
        std::string text;
        if (m_at < m_text.size() && m_text[m_at] == U'-') {
            text += '-';
            ++m_at;
        }
        if (!digits(text))
            return false;
        if (m_at < m_text.size() && m_text[m_at] == U'.') {
            ++m_at;
            text += '.';
            if (!digits(text))
                return false;
        }
        const auto parsed = parsePythonFloat(text);
        value = parsed.value_or(0);
        return parsed.has_value();
    }

    std::u32string_view m_text;
    std::size_t m_at = 0;
};

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

bool keepsBox(const Box2d& box, int width, int height, double score, const BoxFilter& filter)
{
    return width > 0 && height > 0 && score >= filter.minScore && box.x2 > box.x1 && box.y2 > box.y1 &&
        insideRules(box, width, height, filter);
}

std::optional<Box1000> cacheToolBox(const Box2d& box, int width, int height, double score, const BoxFilter& filter)
{
    if (width <= 0 || height <= 0 || score < filter.minScore || !insideRules(box, width, height, filter))
        return std::nullopt;
    return Box1000{scaled(box.x1, width), scaled(box.y1, height), scaled(box.x2, width), scaled(box.y2, height)};
}

std::pair<std::string, int> normalizeBoxesInText(std::string_view text, std::span<const std::pair<int, int>> sizes)
{
    const std::u32string source = decodeUtf8(text);
    BoxPattern pattern(source);
    std::u32string result;
    int changed = 0;
    std::size_t index = 0;
    for (std::size_t at = 0; at < source.size();) {
        const auto box = sizes.empty() ? std::nullopt : pattern.match(at);
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
