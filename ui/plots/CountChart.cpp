#include "ui/plots/CountChart.h"

#include <QHelpEvent>
#include <QMouseEvent>
#include <QToolTip>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

#include "ui/plots/QCustomPlotHeader.h"
#include "ui/theme/Theme.h"

namespace w2v {
namespace {
constexpr double kBarWidth = 0.64; ///< of the room for one
} // namespace

struct CountChart::Impl {
    QCustomPlot* plot = nullptr;
    QCPBars *counts = nullptr, *missing = nullptr;
    QSharedPointer<QCPAxisTickerText> names = QSharedPointer<QCPAxisTickerText>::create();
    QVector<Bar> bars;
};

CountChart::CountChart(QWidget* parent) : QWidget(parent), m(std::make_unique<Impl>())
{
    m->plot = new QCustomPlot(this);
    m->plot->setObjectName(QStringLiteral("plot"));
    m->plot->setAttribute(Qt::WA_OpaquePaintEvent, false);
    m->plot->setInteractions(QCP::Interactions());
    m->plot->installEventFilter(this);
    m->plot->setMouseTracking(true);
    m->counts = new QCPBars(m->plot->xAxis, m->plot->yAxis);
    m->missing = new QCPBars(m->plot->xAxis, m->plot->yAxis);
    m->missing->moveAbove(m->counts);
    for (QCPBars* bars : {m->counts, m->missing})
        bars->setWidth(kBarWidth);
    m->plot->xAxis->setTicker(m->names);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m->plot);
    connect(&Theme::instance(), &Theme::changed, this, &CountChart::applyTheme);
    applyTheme();
}

CountChart::~CountChart() = default;

void CountChart::set(const QVector<Bar>& bars)
{
    m->bars = bars;
    QVector<double> at, counts, missing;
    m->names->clear();
    double most = 1;
    for (int i = 0; i < bars.size(); ++i) {
        const Bar& bar = bars[i];
        at << i;
        counts << static_cast<double>(bar.count);
        missing << static_cast<double>(std::max<qint64>(0, bar.target - bar.count));
        m->names->addTick(i, bar.name);
        most = std::max(most, counts.back() + missing.back());
    }
    m->counts->setData(at, counts, true);
    m->missing->setData(at, missing, true);
    m->plot->xAxis->setRange(-0.6, std::max(1, static_cast<int>(bars.size())) - 0.4);
    m->plot->yAxis->setRange(0, 1.08 * most);
    m->plot->replot(QCustomPlot::rpQueuedReplot);
}

QRect CountChart::barRect(int bar) const
{
    if (bar < 0 || bar >= m->bars.size())
        return {};
    const double left = m->plot->xAxis->coordToPixel(bar - kBarWidth / 2), right = m->plot->xAxis->coordToPixel(bar + kBarWidth / 2);
    const auto tall = static_cast<double>(std::max(m->bars[bar].count, m->bars[bar].target));
    const double top = m->plot->yAxis->coordToPixel(tall), bottom = m->plot->yAxis->coordToPixel(0);
    return QRectF(QPointF(left, top), QPointF(right, bottom)).toAlignedRect().translated(m->plot->pos());
}

/// The whole column below and above a bar belongs to it, so that short bars can be hit.
int CountChart::barAt(const QPoint& at) const
{
    const auto bar = static_cast<int>(std::lround(m->plot->xAxis->pixelToCoord(at.x())));
    return bar >= 0 && bar < m->bars.size() ? bar : -1;
}

bool CountChart::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m->plot && event->type() == QEvent::MouseButtonRelease && static_cast<QMouseEvent*>(event)->button() == Qt::LeftButton) {
        if (const int bar = barAt(static_cast<QMouseEvent*>(event)->position().toPoint()); bar >= 0)
            Q_EMIT barClicked(bar);
        return true;
    }
    if (watched == m->plot && event->type() == QEvent::MouseMove)
        m->plot->setCursor(barAt(static_cast<QMouseEvent*>(event)->position().toPoint()) >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
    if (watched == m->plot && event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const int bar = barAt(help->pos());
        QToolTip::showText(help->globalPos(), bar >= 0 ? Qt::convertFromPlainText(m->bars[bar].tooltip) : QString(), m->plot);
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

void CountChart::applyTheme()
{
    const Theme& theme = Theme::instance();
    m->plot->setBackground(QBrush(Qt::NoBrush));
    for (QCPAxis* axis : {m->plot->xAxis, m->plot->yAxis}) {
        axis->setBasePen(axis == m->plot->yAxis ? QPen(Qt::NoPen) : QPen(theme.color(ColorRole::Line)));
        axis->setTickPen(Qt::NoPen);
        axis->setSubTickPen(Qt::NoPen);
        axis->setTickLabelColor(theme.color(ColorRole::Muted));
        axis->setTickLabelFont(theme.font(TextStyle::Small));
        axis->grid()->setPen(axis == m->plot->yAxis ? QPen(theme.color(ColorRole::Line, 0.5), 1) : QPen(Qt::NoPen));
        axis->grid()->setSubGridVisible(false);
        axis->grid()->setZeroLinePen(Qt::NoPen);
    }
    m->counts->setPen(Qt::NoPen);
    m->counts->setBrush(theme.color(ColorRole::Accent));
    m->missing->setPen(QPen(theme.color(ColorRole::Imagined), 1, Qt::DashLine));
    m->missing->setBrush(Qt::NoBrush);
    m->plot->replot(QCustomPlot::rpQueuedReplot);
}

} // namespace w2v
