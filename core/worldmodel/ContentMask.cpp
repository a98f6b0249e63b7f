#include "core/worldmodel/ContentMask.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace w2v {

Mask contentMask(const ColorImage& color)
{
    constexpr double kBorderShare = 0.03;
    Mask content(color.width(), color.height(), 255);
    const auto blank = [&](int x, int y, bool white) {
        for (int c = 0; c < 3; ++c)
            if (white ? color.at(x, y, c) < 245 : color.at(x, y, c) > 8)
                return false;
        return true;
    };
    for (int side = 0; side < 4; ++side)
        for (const bool white : {true, false}) {
            const bool horizontal = side < 2, fromEnd = side % 2 == 1;
            const int lines = horizontal ? color.height() : color.width(), depth = horizontal ? color.width() : color.height();
            const int limit = std::max(2, static_cast<int>(kBorderShare * depth));
            const auto place = [&](int line, int i) {
                const int along = fromEnd ? depth - 1 - i : i;
                return horizontal ? std::pair(along, line) : std::pair(line, along);
            };
            std::vector<int> runs(static_cast<std::size_t>(lines));
            int deep = 0;
            for (int line = 0; line < lines; ++line) {
                int& run = runs[static_cast<std::size_t>(line)];
                while (run < limit && blank(place(line, run).first, place(line, run).second, white))
                    ++run;
                deep += run >= 2 && run < limit;
            }
            if (deep * 2 < lines)
                continue;
            for (int line = 0; line < lines; ++line) {
                // Beside the run lies a pixel or two of mixed colour.
                const int run = runs[static_cast<std::size_t>(line)];
                for (int i = 0; run > 0 && i < std::min(run + 2, depth); ++i)
                    content.at(place(line, i).first, place(line, i).second) = 0;
            }
        }
    return content;
}

} // namespace w2v
