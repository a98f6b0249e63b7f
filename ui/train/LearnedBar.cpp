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

void LearnedBar::show(const std::vector<MetricsRow>& rows)
{
    while (QLayoutItem* item = m_flow->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    const auto add = [this, &rows](const std::string& metric, const QString& title) {
        const double score = lastValue(rows, metric);
        if (!std::isfinite(score))
            return;
        const double baseline = lastValue(rows, metric + "/majority");
        auto* badge = new Badge;
        if (!std::isfinite(baseline))
            badge->set(tr("%1  %2%").arg(title).arg(score, 0, 'f', 0), ColorRole::Muted);
        else if (score > baseline + kMargin)
            badge->set(tr("✓ %1 learned  %2%, majority %3%").arg(title).arg(score, 0, 'f', 0).arg(baseline, 0, 'f', 0), ColorRole::Good);
        else
            badge->set(tr("✕ %1 not yet learned  %2%, majority %3%").arg(title).arg(score, 0, 'f', 0).arg(baseline, 0, 'f', 0), ColorRole::Imagined);
        m_flow->addWidget(badge);
    };
    for (int t = 0; t < kTaskCount; ++t) {
        const std::string task = taskName(static_cast<Task>(t));
        const QString title = QString::fromStdString(task);
        add("eval/" + task, title);
        add("eval/" + task + "/direction", tr("%1 direction").arg(title));
    }
    updateGeometry();
}

} // namespace w2v
