#include "ui/train/SystemView.h"

#include <QHBoxLayout>
#include <QScrollArea>

#include "ui/plots/CurveChart.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/FactTable.h"

namespace w2v {
namespace {

constexpr int kLeastFacts = 260, kMostFacts = 300, kLeastChart = 140; ///< pixels
constexpr double kSecondsPerMinute = 60;

} // namespace

SystemView::SystemView(QWidget* parent) : QWidget(parent), m_facts(new FactTable)
{
    const auto chart = [this](const QString& title, const char* name, const QString& unit) {
        auto* made = new CurveChart(title);
        made->setObjectName(QLatin1String(name));
        made->setValueFormat(unit, 3);
        made->setXFormat(tr("%1 min"), 1);
        made->setMinimumWidth(kLeastChart);
        made->setEmptyText(tr("Sampled every five seconds while it runs."));
        return made;
    };
    m_processor = chart(tr("Processor"), "system.processor", QStringLiteral("%"));
    m_memory = chart(tr("Memory"), "system.memory", tr(" GiB"));
    m_processor->setToolTip(tr("run: what this run takes, of one core; machine: what everybody takes, of all cores; waits: how long the trainer waits for its batches, of a step"));
    m_gpu = chart(tr("GPU"), "system.gpu", QStringLiteral("%"));
    m_gpu->hide();
    m_facts->setContentsMargins(space::kGap, space::kHalf, space::kGap, space::kHalf);
    auto* facts = new QScrollArea;
    facts->setWidgetResizable(true);
    facts->setMinimumWidth(kLeastFacts);
    facts->setMaximumWidth(kMostFacts);
    facts->setWidget(m_facts);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(facts, 1);
    for (CurveChart* one : {m_processor, m_memory, m_gpu})
        layout->addWidget(one, 1);
}

void SystemView::show(const RunsModel::Run& run)
{
    if (run.summary.id != m_run) {
        m_run = run.summary.id;
        m_drawn.clear();
    }
    draw(*m_processor, run.metrics, {{"system/processor", tr("run")}, {"system/machine", tr("machine")},
                                     {"system/input_wait", tr("waits")}});
    draw(*m_memory, run.metrics, {{"system/memory", tr("run")}, {"system/memory_free", tr("free")}});
    std::vector<std::pair<std::string, QString>> gpus;
    for (int k = 0; run.metrics.find("system/gpu" + std::to_string(k)); ++k)
        gpus.emplace_back("system/gpu" + std::to_string(k), tr("GPU %1").arg(k));
    m_gpu->setVisible(!gpus.empty());
    draw(*m_gpu, run.metrics, gpus);
}

void SystemView::draw(CurveChart& chart, const MetricTable& metrics, const std::vector<std::pair<std::string, QString>>& curves)
{
    std::size_t points = 0;
    double start = 0;
    for (const auto& [name, text] : curves)
        if (const MetricColumn* column = metrics.find(name); column && column->size() > 0) {
            points += column->size();
            start = start > 0 ? std::min(start, column->times.front()) : column->times.front();
        }
    if (const auto drawn = m_drawn.find(&chart); drawn != m_drawn.end() && drawn->second == points)
        return;
    m_drawn[&chart] = points;
    chart.clearCurves();
    for (std::size_t i = 0; i < curves.size(); ++i) {
        const MetricColumn* column = metrics.find(curves[i].first);
        if (!column || column->size() == 0)
            continue;
        const int curve = chart.addCurve(curves[i].second, static_cast<int>(i));
        std::vector<double> minutes;
        for (const double time : column->times)
            minutes.push_back(std::max(minutes.empty() ? 0.0 : minutes.back(), (time - start) / kSecondsPerMinute));
        chart.append(curve, minutes, column->values);
    }
    chart.refresh();
}

} // namespace w2v
