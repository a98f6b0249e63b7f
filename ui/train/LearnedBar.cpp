#include "ui/train/LearnedBar.h"

#include <cmath>

#include "core/supervision/QaRecord.h"
#include "ui/theme/Theme.h"
#include "ui/train/RunsModel.h"
#include "ui/widgets/Badge.h"
#include "ui/widgets/FlowLayout.h"

namespace w2v {
namespace {

constexpr double kMargin = 3; ///< points above the baseline before we call it learned: about one standard error of 250 questions

} // namespace

LearnedBar::LearnedBar(QWidget* parent) : QWidget(parent), m_flow(new FlowLayout(this, space::kHalf))
{
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Minimum);
}

void LearnedBar::show(const MetricTable& metrics, const std::vector<BenchmarkReport>& baselines)
{
    struct Chip {
        QString text;
        ColorRole role;
    };
    QVector<Chip> chips;
    const auto add = [&](const std::string& metric, const QString& title, Task task, Share TaskReport::*share) {
        const double score = lastValue(metrics, metric);
        if (!std::isfinite(score))
            return;
        double baseline = std::nan("");
        for (const BenchmarkReport& report : baselines)
            if (const TaskReport* of = report.of(task); of && (of->*share).n > 0)
                baseline = std::fmax(baseline, (of->*share).percent()); // fmax leaves out what is not a number
        if (!std::isfinite(baseline))
            chips.push_back({tr("%1  %2%").arg(title).arg(score, 0, 'f', 0), ColorRole::Muted});
        else if (score > baseline + kMargin)
            chips.push_back({tr("✓ %1 learned: %2%, without looking %3%").arg(title).arg(score, 0, 'f', 0).arg(baseline, 0, 'f', 0), ColorRole::Good});
        else
            chips.push_back({tr("✕ %1 not yet learned: %2%, without looking %3%").arg(title).arg(score, 0, 'f', 0).arg(baseline, 0, 'f', 0), ColorRole::Imagined});
    };
    for (int t = 0; t < kTaskCount; ++t) {
        const Task task = static_cast<Task>(t);
        const std::string metric = "eval/" + std::string(taskName(task));
        const QString title = QString::fromLatin1(taskName(task));
        add(metric + "/accuracy", title, task, &TaskReport::right);
        add(metric + "/direction", tr("%1 direction").arg(title), task, &TaskReport::direction);
    }
    QStringList shown;
    for (const Chip& chip : chips)
        shown += chip.text;
    if (shown == m_shown)
        return; // asked twice a second, changed once a minute
    m_shown = shown;
    while (QLayoutItem* item = m_flow->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    for (const Chip& chip : chips)
        m_flow->addWidget(new Badge(chip.text, chip.role));
    updateGeometry();
}

} // namespace w2v
