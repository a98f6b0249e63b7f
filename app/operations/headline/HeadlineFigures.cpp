#include "app/operations/headline/HeadlineFigures.h"

#include <array>
#include <vector>

#include <fmt/format.h>

namespace w2v {

std::string accuracyFigure(const Json& table)
{
    // Sizes in pixels; Okabe and Ito's colours, which the colour blind tell apart.
    constexpr int kBar = 14, kGap = 22, kLeft = 46, kTop = 16, kHeight = 260, kLine = 20;
    static constexpr std::array<const char*, 8> kColors{"#999999", "#56b4e9", "#0072b2", "#009e73", "#e69f00", "#d55e00", "#cc79a7", "#000000"};
    std::vector<std::string> groups;
    for (const Json& task : table.at("tasks"))
        groups.push_back(task.get<std::string>());
    groups.emplace_back("mean");
    const Json& rows = table.at("rows");
    const int groupWidth = static_cast<int>(rows.size()) * kBar + kGap, width = kLeft + static_cast<int>(groups.size()) * groupWidth + 10;
    const int bottom = kTop + kHeight, height = bottom + 30 + static_cast<int>(rows.size()) * kLine + 10;
    const auto y = [&](double percent) { return bottom - percent / 100 * kHeight; };
    std::string svg = fmt::format("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"{1}\" viewBox=\"0 0 {0} {1}\" "
                                  "font-family=\"sans-serif\" font-size=\"12\">\n<rect width=\"{0}\" height=\"{1}\" fill=\"white\"/>\n", width, height);
    for (int percent = 0; percent <= 100; percent += 20)
        svg += fmt::format("<line x1=\"{0}\" y1=\"{1:.1f}\" x2=\"{2}\" y2=\"{1:.1f}\" stroke=\"#dddddd\"/><text x=\"{3}\" y=\"{4:.1f}\" "
                           "text-anchor=\"end\">{5} %</text>\n", kLeft, y(percent), width - 10, kLeft - 5, y(percent) + 4, percent);
    for (std::size_t g = 0; g < groups.size(); ++g) {
        const int left = kLeft + static_cast<int>(g) * groupWidth + kGap / 2;
        svg += fmt::format("<text x=\"{}\" y=\"{}\" text-anchor=\"middle\">{}</text>\n", left + static_cast<int>(rows.size()) * kBar / 2, bottom + 18, groups[g]);
        for (std::size_t r = 0; r < rows.size(); ++r) {
            const Json& figure = groups[g] == "mean" ? rows[r].at("mean") : rows[r].at("tasks").at(groups[g]);
            const double value = figure.at("value").get<double>(), low = figure.at("interval")[0].get<double>(), high = figure.at("interval")[1].get<double>();
            const double x = left + static_cast<double>(r) * kBar, middle = x + kBar / 2.0 - 1;
            svg += fmt::format("<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{}\" height=\"{:.1f}\" fill=\"{}\"/>", x, y(value), kBar - 2, bottom - y(value),
                               kColors[r % kColors.size()]);
            svg += fmt::format("<line x1=\"{0:.1f}\" y1=\"{1:.1f}\" x2=\"{0:.1f}\" y2=\"{2:.1f}\" stroke=\"#444444\"/>\n", middle, y(low), y(high));
        }
    }
    for (std::size_t r = 0; r < rows.size(); ++r) {
        const int top = bottom + 30 + static_cast<int>(r) * kLine;
        svg += fmt::format("<rect x=\"{}\" y=\"{}\" width=\"12\" height=\"12\" fill=\"{}\"/><text x=\"{}\" y=\"{}\">{}</text>\n", kLeft, top,
                           kColors[r % kColors.size()], kLeft + 18, top + 11, rows[r].at("title").get<std::string>());
    }
    return svg + "</svg>\n";
}

} // namespace w2v
