#include "core/eval/EvaluationFigures.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "core/eval/EvaluationReport.h"

namespace w2v {

namespace {

// Pixels. Okabe and Ito's colours, which the colour blind tell apart.
constexpr std::array<const char*, 8> kColors{"#0072b2", "#e69f00", "#009e73", "#d55e00", "#56b4e9", "#cc79a7", "#999999", "#000000"};
constexpr int kWidth = 900, kPlotHeight = 220, kLeft = 46, kTop = 14, kBelow = 40, kLegendLine = 18, kLegendColumn = 290, kSmallWidth = 430;
constexpr std::size_t kLongestName = 44;

std::string escaped(const std::string& text)
{
    std::string result;
    for (const char c : text)
        result += c == '<' ? "&lt;" : c == '>' ? "&gt;" : c == '&' ? "&amp;" : c == '"' ? "&quot;" : std::string(1, c);
    return result;
}

std::string shortened(const std::string& name)
{
    if (name.size() <= kLongestName)
        return name;
    std::size_t from = name.size() - kLongestName; // names differ at their end
    while (from < name.size() && (static_cast<unsigned char>(name[from]) & 0xC0u) == 0x80u)
        ++from; // not within a character
    return "…" + name.substr(from);
}

const char* colorOf(std::size_t model)
{
    return kColors[model % kColors.size()];
}

std::string text(double x, double y, const std::string& words, const char* anchor = "middle", const char* color = "#1c1f24")
{
    return fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\" fill=\"{}\">{}</text>", x, y, anchor, color, escaped(words));
}

std::string line(double x1, double y1, double x2, double y2, const char* color, double width = 1)
{
    return fmt::format("<line x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\" stroke=\"{}\" stroke-width=\"{}\"/>", x1, y1, x2, y2, color, width);
}

/// Axes of percent and what is drawn between them.
class Plot {
public:
    explicit Plot(int width) : m_width(width)
    {
        for (int percent = 0; percent <= 100; percent += 20)
            m_body += line(kLeft, y(percent), right(), y(percent), "#e1e4e8") + text(kLeft - 6, y(percent) + 4, std::to_string(percent), "end", "#626b76");
    }
    double right() const { return m_width - 12; }
    double span() const { return right() - kLeft; }
    static double y(double percent) { return kTop + kPlotHeight * (1 - percent / 100); }
    static double bottom() { return kTop + kPlotHeight; }
    void add(const std::string& body) { m_body += body; }
    void mark(double x, const Share& share, const char* color)
    {
        add(line(x, y(share.low()), x, y(share.high()), color, 1.5)
            + fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"4\" fill=\"{}\"/>", x, y(share.percent()), color));
    }
    void axis(const std::string& words) { add(text(kLeft + span() / 2, bottom() + 34, words, "middle", "#626b76")); }

    /// With a legend of these models below.
    EvaluationFigure figure(const std::string& title, const AnswerTable& table, const std::vector<std::size_t>& models) const
    {
        const int perLine = std::max(1, (m_width - kLeft) / kLegendColumn), lines = (static_cast<int>(models.size()) + perLine - 1) / perLine;
        const int top = kTop + kPlotHeight + kBelow, height = top + lines * kLegendLine + 8;
        std::string svg = fmt::format("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"{1}\" viewBox=\"0 0 {0} {1}\" font-family=\"sans-serif\" "
                                      "font-size=\"11\" role=\"img\" aria-label=\"{2}\"><rect width=\"{0}\" height=\"{1}\" fill=\"white\"/>{3}",
                                      m_width, height, escaped(title), m_body);
        for (std::size_t i = 0; i < models.size(); ++i) {
            const double x = kLeft + static_cast<int>(i) % perLine * kLegendColumn, at = top + static_cast<int>(i) / perLine * kLegendLine;
            svg += fmt::format("<rect x=\"{:.0f}\" y=\"{:.0f}\" width=\"10\" height=\"10\" fill=\"{}\"/>", x, at, colorOf(models[i]))
                + text(x + 16, at + 9, shortened(table.models[models[i]]), "start");
        }
        return {title, svg + "</svg>", m_width, height};
    }

private:
    int m_width;
    std::string m_body;
};

EvaluationFigure accuracyByType(const AnswerTable& table)
{
    std::map<std::size_t, std::vector<Share>> types;
    std::vector<Share> all(table.models.size());
    for (std::size_t model = 0; model < table.models.size(); ++model)
        for (std::size_t i = 0; i < table.questions.size(); ++i) {
            const AnswerTable::Answer& answer = table.answers[model][i];
            if (!answer.given)
                continue;
            auto& shares = types[table.questions[i].type];
            shares.resize(table.models.size());
            for (Share* share : {&shares[model], &all[model]}) {
                ++share->n;
                share->right += answer.isRight();
            }
        }
    Plot plot(kWidth);
    std::vector<std::pair<std::string, const std::vector<Share>*>> groups{{"all", &all}};
    for (const auto& [type, shares] : types)
        groups.emplace_back(table.types[type].name, &shares);
    const double group = plot.span() / static_cast<double>(groups.size()), bar = 0.8 * group / static_cast<double>(std::max<std::size_t>(1, table.models.size()));
    for (std::size_t g = 0; g < groups.size(); ++g) {
        const double left = kLeft + (static_cast<double>(g) + 0.1) * group;
        for (std::size_t model = 0; model < table.models.size(); ++model) {
            const Share& share = (*groups[g].second)[model];
            if (!share.n)
                continue;
            const double x = left + static_cast<double>(model) * bar, middle = x + bar / 2;
            plot.add(fmt::format("<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" fill=\"{}\"/>", x, Plot::y(share.percent()), std::max(1.0, bar - 1),
                                 Plot::bottom() - Plot::y(share.percent()), colorOf(model))
                     + line(middle, Plot::y(share.low()), middle, Plot::y(share.high()), "#1c1f24"));
        }
        plot.add(text(left + 0.4 * group, Plot::bottom() + 16, groups[g].first));
    }
    std::vector<std::size_t> models(table.models.size());
    for (std::size_t i = 0; i < models.size(); ++i)
        models[i] = i;
    return plot.figure("Accuracy by type, percent, with 95 % intervals", table, models);
}

Share shareOf(const AnswerTable& table, std::size_t model)
{
    Share share;
    for (const AnswerTable::Answer& answer : table.answers[model])
        if (answer.given) {
            ++share.n;
            share.right += answer.isRight();
        }
    return share;
}

void addLatency(const AnswerTable& table, std::vector<EvaluationFigure>& figures)
{
    std::vector<std::size_t> models;
    double least = 1e300, most = 0;
    for (std::size_t model = 0; model < table.models.size(); ++model)
        if (const double seconds = medianSeconds(table, model); seconds > 0) {
            models.push_back(model);
            least = std::min(least, seconds);
            most = std::max(most, seconds);
        }
    if (models.empty())
        return;
    const double from = std::floor(std::log10(least) - 1e-9), to = std::max(from + 1, std::ceil(std::log10(most) + 1e-9));
    Plot plot(kSmallWidth);
    const auto x = [&](double seconds) { return kLeft + (std::log10(seconds) - from) / (to - from) * plot.span(); };
    for (double power = from; power <= to; ++power)
        plot.add(line(x(std::pow(10, power)), kTop, x(std::pow(10, power)), Plot::bottom(), "#e1e4e8")
                 + text(x(std::pow(10, power)), Plot::bottom() + 16, fmt::format("{:g}", std::pow(10, power))));
    for (const std::size_t model : models)
        plot.mark(x(medianSeconds(table, model)), shareOf(table, model), colorOf(model));
    plot.axis("median seconds an answer");
    figures.push_back(plot.figure("Accuracy over seconds", table, models));
}

void addReliability(const AnswerTable& table, std::vector<EvaluationFigure>& figures)
{
    std::vector<std::size_t> models;
    Plot plot(kSmallWidth);
    for (int percent = 0; percent <= 100; percent += 20)
        plot.add(text(kLeft + percent / 100.0 * plot.span(), Plot::bottom() + 16, std::to_string(percent)));
    plot.add(line(kLeft, Plot::bottom(), plot.right(), kTop, "#b7bdc6"));
    for (std::size_t model = 0; model < table.models.size(); ++model) {
        const std::vector<CalibrationBin> bins = calibration(table, model);
        if (calibrationError(bins) < 0)
            continue;
        models.push_back(model);
        std::string points;
        for (const CalibrationBin& bin : bins)
            if (bin.right.n) {
                const double x = kLeft + bin.meanConfidence * plot.span();
                points += fmt::format("{:.1f},{:.1f} ", x, Plot::y(bin.right.percent()));
                plot.mark(x, bin.right, colorOf(model));
            }
        plot.add(fmt::format("<polyline points=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"1.5\"/>", points, colorOf(model)));
    }
    if (models.empty())
        return;
    plot.axis("confidence, percent");
    figures.push_back(plot.figure("Accuracy over confidence", table, models));
}

} // namespace

std::vector<EvaluationFigure> evaluationFigures(const AnswerTable& table)
{
    std::vector<EvaluationFigure> figures;
    if (table.models.empty())
        return figures;
    figures.push_back(accuracyByType(table));
    addLatency(table, figures);
    addReliability(table, figures);
    return figures;
}

} // namespace w2v
