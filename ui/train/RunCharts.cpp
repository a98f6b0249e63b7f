#include "ui/train/RunCharts.h"

#include <QElapsedTimer>
#include <QLabel>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>

#include "ui/plots/ChartGrid.h"
#include "ui/plots/CurveChart.h"
#include "ui/theme/Theme.h"
#include "ui/train/RunsModel.h"
#include "ui/widgets/Labels.h"

namespace w2v {
namespace {

constexpr std::size_t kSlice = 50'000;   ///< points that are drawn before the clock is looked at
constexpr int kAtOnce = 30, kATurn = 15; ///< milliseconds of drawing in a call, and in each turn of the event loop after it
constexpr std::size_t kMostOthers = 24;  ///< charts of metrics without a well-known place
constexpr int kBandInterval = 1500; ///< milliseconds until bands of growing curves are drawn anew
constexpr int kLeastHeight = 112, kChartHeight = 150; ///< pixels of a chart, at least; when there are more than fit

} // namespace

RunCharts::RunCharts(const RunsModel& runs, QWidget* parent) : QWidget(parent), m_model(runs)
{
    m_grid = new ChartGrid;
    const QString titles[] = {tr("Loss"), tr("Learning rate"), tr("Auxiliary loss: flow and depth"), tr("Reward"),
                              tr("Divergence"), tr("Accuracy on held-out scenes")};
    const QString empties[] = {tr("The first point comes with the first logged step."), tr("The first point comes with the first logged step."),
                               tr("This run has no auxiliary loss."), tr("This run has no reward."), tr("This run has no reference."),
                               tr("The first evaluation is still to come.")};
    for (int i = 0; i < MetricPlace::kCharts; ++i) {
        m_charts[i] = new CurveChart(titles[i]);
        m_charts[i]->setObjectName(QStringLiteral("chart%1").arg(i));
        m_charts[i]->setEmptyText(empties[i]);
        m_grid->add(m_charts[i]);
        connect(m_charts[i], &CurveChart::pointClicked, this, [this, chart = m_charts[i]](int number, double x) { onClicked(chart, number, x); });
    }
    m_charts[MetricPlace::HeldOut]->setValueFormat(QStringLiteral("%"), 3);
    m_charts[MetricPlace::LearningRate]->setValueFormat({}, 3);
    m_more = makeMuted({}, TextStyle::Small);
    m_more->setObjectName(QStringLiteral("moreMetrics"));
    m_more->setContentsMargins(space::kWide, 0, space::kGap, space::kGap);
    m_more->hide();
    auto* inside = new QWidget;
    auto* insideLayout = new QVBoxLayout(inside);
    insideLayout->setContentsMargins(0, 0, 0, 0);
    insideLayout->setSpacing(0);
    insideLayout->addWidget(m_grid, 1);
    insideLayout->addWidget(m_more);
    auto* scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(inside);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(scroll);
    m_timer.setInterval(0);
    connect(&m_timer, &QTimer::timeout, this, [this] { work(kATurn); });
    m_bandTimer.setInterval(kBandInterval);
    m_bandTimer.setSingleShot(true);
    connect(&m_bandTimer, &QTimer::timeout, this, &RunCharts::rebuild);
}

CurveChart* RunCharts::metricChart(const std::string& metric) const
{
    const auto found = m_others.find(metric);
    return found == m_others.end() ? nullptr : found->second;
}

void RunCharts::setRuns(const std::vector<std::string>& ids)
{
    m_runs = ids;
    std::erase_if(m_groups, [&](const auto& one) { return std::find(ids.begin(), ids.end(), one.first) == ids.end(); });
    rebuild();
}

void RunCharts::setSmoothing(double weight)
{
    m_smoothing = weight;
    for (const auto which : {MetricPlace::Loss, MetricPlace::Auxiliary, MetricPlace::Reward, MetricPlace::Divergence})
        m_charts[which]->setSmoothing(weight);
    for (const auto& [metric, chart] : m_others)
        chart->setSmoothing(weight);
    if (hasBands())
        m_bandTimer.start();
}

void RunCharts::setAxis(MetricAxis::Kind kind)
{
    if (kind == m_axis)
        return;
    m_axis = kind;
    rebuild();
}

void RunCharts::setFilter(const QString& text)
{
    if (text.trimmed() == m_filter)
        return;
    m_filter = text.trimmed();
    rebuild();
}

bool RunCharts::isForeign() const
{
    for (const std::string& id : m_runs)
        if (const RunsModel::Run* run = m_model.find(id))
            for (const MetricColumn& column : run->metrics.columns())
                if (placeOf(column.name).chart != MetricPlace::System)
                    return false;
    return true;
}

void RunCharts::rebuild()
{
    m_foreign = isForeign();
    m_curves.clear();
    m_axes.clear();
    m_pending.clear();
    m_left.clear();
    for (CurveChart* chart : m_charts)
        chart->clearCurves();
    for (const auto& [metric, chart] : m_others)
        m_grid->remove(chart);
    m_others.clear();
    const QString texts[] = {tr("step %1"), tr("%1 h"), tr("%1 samples"), tr("%1 tokens")};
    for (CurveChart* chart : m_charts)
        chart->setXFormat(texts[m_axis], m_axis == MetricAxis::Time ? 3 : 0);
    drawBands();
    for (const std::string& id : m_runs)
        if (const RunsModel::Run* run = m_model.find(id); run && !m_groups.contains(id))
            for (std::size_t i = 0; i < run->metrics.columns().size(); ++i)
                m_pending.push_back({id, i});
    work(kAtOnce);
}

void RunCharts::setBands(const std::map<std::string, std::string>& groups, BandKind kind)
{
    std::map<std::string, std::string> kept;
    for (const std::string& id : m_runs)
        if (const auto group = groups.find(id); group != groups.end() && !group->second.empty())
            if (std::count_if(m_runs.begin(), m_runs.end(), [&](const std::string& other) {
                    const auto its = groups.find(other);
                    return its != groups.end() && its->second == group->second;
                }) > 1)
                kept[id] = group->second;
    if (kept == m_groups && kind == m_bandKind)
        return;
    m_groups = kept;
    m_bandKind = kind;
    rebuild();
}

std::vector<std::string> RunCharts::banded(const std::string& group) const
{
    std::vector<std::string> runs;
    for (const auto& [run, its] : m_groups)
        if (its == group)
            runs.push_back(run);
    return runs;
}

/// Each run is smoothed by itself, as its own curve would be; then the mean and the range are taken.
void RunCharts::drawBands()
{
    std::set<std::string> groups;
    for (const auto& [run, group] : m_groups)
        groups.insert(group);
    int color = 0;
    for (const std::string& group : groups) {
        const std::vector<std::string> runs = banded(group);
        std::set<std::string> metrics;
        for (const std::string& id : runs)
            if (const RunsModel::Run* run = m_model.find(id))
                for (const MetricColumn& column : run->metrics.columns())
                    metrics.insert(column.name);
        for (const std::string& metric : metrics) {
            const MetricPlace place = placeOf(metric);
            CurveChart* chart = chartFor(metric, place);
            if (!chart)
                continue;
            std::vector<std::pair<std::vector<double>, std::vector<double>>> points;
            std::vector<std::string> drawn; // the runs of the points
            for (const std::string& id : runs) {
                const RunsModel::Run* run = m_model.find(id);
                const MetricColumn* column = run ? run->metrics.find(metric) : nullptr;
                if (!column)
                    continue;
                DebiasedSmoother smoother(chart == m_charts[MetricPlace::HeldOut] || chart == m_charts[MetricPlace::LearningRate] ? 0 : m_smoothing);
                std::vector<double> smooth;
                for (const double value : column->values)
                    smooth.push_back(smoother.next(value));
                points.emplace_back(MetricAxis(m_axis, run->metrics).of(*column, 0), std::move(smooth));
                drawn.push_back(id);
            }
            std::vector<BandInput> inputs;
            for (const auto& [x, y] : points)
                inputs.push_back({x, y});
            const MetricBand band = metricBand(inputs, m_bandKind);
            const QString name = QStringLiteral("%1 (%2) · %3").arg(QString::fromStdString(group)).arg(inputs.size()).arg(place.curve);
            const int shade = place.chart == MetricPlace::HeldOut && groups.size() == 1 ? place.color : color;
            if (!band.x.empty())
                chart->addBand(name, shade, band.x, band.mean, band.low, band.high);
            else // they have no place in common, such as one evaluation each at another step: as they are
                for (std::size_t i = 0; i < points.size(); ++i)
                    chart->append(chart->addCurve(curveName(drawn[i], place.curve), shade), points[i].first, points[i].second);
        }
        ++color;
    }
    for (CurveChart* chart : m_charts)
        chart->refresh();
}

void RunCharts::update(const std::string& id, const std::vector<MetricChange>& changes, bool restarted)
{
    if (std::find(m_runs.begin(), m_runs.end(), id) == m_runs.end())
        return;
    if (m_groups.contains(id)) {
        if (!m_bandTimer.isActive())
            m_bandTimer.start();
        return;
    }
    if (restarted || (m_foreign && !isForeign()))
        return rebuild();
    const RunsModel::Run* run = m_model.find(id);
    if (!run)
        return;
    m_axes.erase(id);
    if (m_axis == MetricAxis::Samples || m_axis == MetricAxis::Tokens) // places move when another count is logged
        return rebuild();
    for (const MetricChange& change : changes) {
        const auto found = m_curves.find({id, run->metrics.columns()[change.column].name});
        if (found != m_curves.end() && change.first < found->second.drawn) {
            found->second.chart->clearPoints(found->second.number);
            found->second.drawn = 0;
        }
        m_pending.push_back({id, change.column});
    }
    work(kAtOnce);
}

void RunCharts::work(int milliseconds)
{
    QElapsedTimer clock;
    clock.start();
    std::set<CurveChart*> touched;
    while (!m_pending.empty() && clock.elapsed() < milliseconds) {
        const Pending next = m_pending.front();
        const RunsModel::Run* run = m_model.find(next.run);
        if (!run || next.column >= run->metrics.columns().size()) {
            m_pending.pop_front();
            continue;
        }
        const MetricColumn& column = run->metrics.columns()[next.column];
        const MetricPlace place = placeOf(column.name);
        CurveChart* chart = chartFor(column.name, place);
        if (!chart) {
            m_pending.pop_front();
            continue;
        }
        const auto where = static_cast<int>(std::find(m_runs.begin(), m_runs.end(), next.run) - m_runs.begin());
        auto [found, added] = m_curves.try_emplace({next.run, column.name});
        Curve& curve = found->second;
        if (added) // alone, a curve has its metric's colour; in a comparison every run has one
            curve = {chart, chart->addCurve(curveName(next.run, place.curve), m_runs.size() > 1 ? where : place.color, place.dashed), 0};
        const MetricAxis& axis = m_axes.try_emplace(next.run, m_axis, run->metrics).first->second;
        const std::size_t last = std::min(column.size(), curve.drawn + kSlice);
        if (m_axis == MetricAxis::Step) {
            const std::vector<double> x(column.steps.begin() + static_cast<std::ptrdiff_t>(curve.drawn), column.steps.begin() + static_cast<std::ptrdiff_t>(last));
            chart->append(curve.number, x, std::span(column.values).subspan(curve.drawn, last - curve.drawn));
            curve.drawn = last;
        } else {
            chart->append(curve.number, axis.of(column, curve.drawn), std::span(column.values).subspan(curve.drawn));
            curve.drawn = column.size();
        }
        touched.insert(chart);
        if (curve.drawn >= column.size())
            m_pending.pop_front();
    }
    for (CurveChart* chart : touched)
        chart->refresh();
    if (m_pending.empty()) {
        m_timer.stop();
    } else if (!m_timer.isActive()) {
        m_timer.start();
    }
    showCharts();
}

CurveChart* RunCharts::chartFor(const std::string& metric, const MetricPlace& place)
{
    if (place.chart != MetricPlace::System)
        return m_charts[place.chart];
    if (const auto found = m_others.find(metric); found != m_others.end())
        return found->second;
    const bool wanted = m_filter.isEmpty() ? m_foreign : QString::fromStdString(metric).contains(m_filter, Qt::CaseInsensitive);
    if (!wanted || m_others.size() >= kMostOthers) {
        m_left.insert(metric);
        return nullptr;
    }
    auto* chart = new CurveChart(QString::fromStdString(metric));
    chart->setObjectName(QStringLiteral("metric.") + QString::fromStdString(metric));
    chart->setSmoothing(m_smoothing);
    m_grid->add(chart);
    chart->show();
    connect(chart, &CurveChart::pointClicked, this, [this, chart](int number, double x) { onClicked(chart, number, x); });
    return m_others[metric] = chart;
}

QString RunCharts::curveName(const std::string& run, const QString& metric) const
{
    const RunsModel::Run* known = m_model.find(run);
    return m_runs.size() > 1 && known ? QStringLiteral("%1 · %2").arg(runName(*known), metric) : metric;
}

/// Reinforcement runs have other curves than supervised ones: only charts with something to show stay.
void RunCharts::showCharts()
{
    const bool reinforced = m_charts[MetricPlace::Reward]->curveCount() > 0;
    const bool foreign = m_foreign && !m_others.empty();
    for (int i = 0; i < MetricPlace::kCharts; ++i) {
        const bool usual = i == MetricPlace::Reward || i == MetricPlace::Divergence ? reinforced : i == MetricPlace::Auxiliary ? !reinforced : true;
        m_grid->setShown(m_charts[i], m_charts[i]->curveCount() > 0 || (usual && !foreign));
    }
    int shown = 0;
    for (const CurveChart* chart : m_grid->charts())
        shown += chart->isHidden() ? 0 : 1;
    const int minimum = shown > MetricPlace::kCharts ? kChartHeight : kLeastHeight;
    for (CurveChart* chart : m_grid->charts())
        chart->setMinimumHeight(minimum);
    m_more->setVisible(!m_left.empty());
    if (!m_left.empty())
        m_more->setText(tr("%n more metrics, shown when the filter above names them", nullptr, static_cast<int>(m_left.size())));
}

void RunCharts::onClicked(CurveChart* chart, int number, double x)
{
    for (const auto& [key, curve] : m_curves)
        if (curve.chart == chart && curve.number == number)
            if (const RunsModel::Run* run = m_model.find(key.run))
                if (const MetricColumn* column = run->metrics.find(key.metric); column && column->size() > 0)
                    if (const auto step = MetricAxis(m_axis, run->metrics).stepAt(*column, x)) {
                        Q_EMIT pointClicked(QString::fromStdString(key.run), *step);
                        return;
                    }
}

} // namespace w2v
