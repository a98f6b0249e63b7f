#include "ui/plots/BarChart.h"

#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace w2v {
namespace {
constexpr double kMaxBarWidth = 28;
constexpr double kWhisker = 3;
constexpr int kTicks = 4; ///< 0, 25, 50, 75, 100
} // namespace

BarChart::BarChart(QWidget* parent) : QWidget(parent)
{
    setMouseTracking(true);
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

void BarChart::set(const QVector<Kind>& kinds, const QVector<Group>& groups)
{
    m_kinds = kinds;
    m_groups = groups;
    update();
}

void BarChart::setEmptyText(const QString& text)
{
    m_empty = text;
    update();
}

QSize BarChart::sizeHint() const
{
    return {480, 200};
}

QSize BarChart::minimumSizeHint() const
{
    return {240, 140};
}

int BarChart::legendHeight() const
{
    return QFontMetrics(Theme::instance().font(TextStyle::Small)).height() + space::kGap;
}

QRectF BarChart::plotRect() const
{
    const QFontMetrics small(Theme::instance().font(TextStyle::Small));
    const double left = small.horizontalAdvance(QStringLiteral("100")) + space::kGap;
    const double bottom = 2 * small.height() + space::kGap;
    return QRectF(rect()).adjusted(left, legendHeight() + space::kHalf, -space::kHalf, -bottom);
}

QRectF BarChart::barRect(int group, int bar) const
{
    const QRectF plot = plotRect();
    const double slot = plot.width() / m_groups.size();
    const double width = std::min(kMaxBarWidth, slot * 0.8 / m_kinds.size());
    const double left = plot.left() + slot * (group + 0.5) - width * m_kinds.size() / 2 + width * bar;
    const double value = m_groups[group].bars.value(bar).value;
    const double height = std::isfinite(value) ? plot.height() * std::clamp(value, 0.0, 100.0) / 100 : 0;
    return {left + 1, plot.bottom() - height, width - 2, height};
}

QBrush BarChart::brushOf(int kind) const
{
    const Theme& theme = Theme::instance();
    if (m_kinds[kind].baseline)
        return QBrush(theme.color(ColorRole::Muted, kind % 2 ? 0.45 : 0.8), kind % 2 ? Qt::Dense4Pattern : Qt::BDiagPattern);
    return theme.series(m_kinds[kind].color);
}

void BarChart::paintLegend(QPainter& painter) const
{
    const Theme& theme = Theme::instance();
    painter.setFont(theme.font(TextStyle::Small));
    const QFontMetrics metrics = painter.fontMetrics();
    double x = plotRect().left();
    const double swatch = metrics.ascent();
    for (int kind = 0; kind < m_kinds.size(); ++kind) {
        const QRectF box(x, (legendHeight() - swatch) / 2, swatch, swatch);
        painter.setPen(m_kinds[kind].baseline ? QPen(theme.color(ColorRole::Muted)) : Qt::NoPen);
        painter.setBrush(brushOf(kind));
        painter.drawRoundedRect(box, 2, 2);
        painter.setPen(theme.color(ColorRole::Text));
        const int width = metrics.horizontalAdvance(m_kinds[kind].name);
        painter.drawText(QRectF(box.right() + space::kHalf, 0, width + 2, legendHeight()), Qt::AlignVCenter, m_kinds[kind].name);
        x = box.right() + space::kHalf + width + space::kWide;
    }
}

void BarChart::paintEvent(QPaintEvent*)
{
    const Theme& theme = Theme::instance();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(theme.font(TextStyle::Small));
    if (m_groups.isEmpty() || m_kinds.isEmpty()) {
        painter.setPen(theme.color(ColorRole::Muted));
        painter.drawText(rect().adjusted(space::kWide, 0, -space::kWide, 0), Qt::AlignCenter | Qt::TextWordWrap, m_empty);
        return;
    }
    paintLegend(painter);
    const QRectF plot = plotRect();
    const QFontMetrics metrics = painter.fontMetrics();
    for (int tick = 0; tick <= kTicks; ++tick) {
        const double y = plot.bottom() - plot.height() * tick / kTicks;
        painter.setPen(QPen(theme.color(ColorRole::Line, tick ? 0.6 : 1.0), 1));
        painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y));
        painter.setPen(theme.color(ColorRole::Muted));
        painter.drawText(QRectF(0, y - metrics.height() / 2.0, plot.left() - space::kHalf, metrics.height()), Qt::AlignRight | Qt::AlignVCenter,
                         QString::number(100 * tick / kTicks));
    }
    const double slot = plot.width() / m_groups.size();
    for (int g = 0; g < m_groups.size(); ++g) {
        const Group& group = m_groups[g];
        for (int b = 0; b < m_kinds.size(); ++b) {
            const Bar bar = group.bars.value(b);
            if (!std::isfinite(bar.value))
                continue;
            const QRectF box = barRect(g, b);
            painter.setPen(m_kinds[b].baseline ? QPen(theme.color(ColorRole::Muted), 1) : Qt::NoPen);
            painter.setBrush(brushOf(b));
            painter.drawRect(box);
            if (bar.high > bar.low) {
                const auto yOf = [&](double v) { return plot.bottom() - plot.height() * std::clamp(v, 0.0, 100.0) / 100; };
                const double x = box.center().x();
                painter.setPen(QPen(theme.color(ColorRole::Text), 1));
                painter.drawLine(QPointF(x, yOf(bar.low)), QPointF(x, yOf(bar.high)));
                for (const double v : {bar.low, bar.high})
                    painter.drawLine(QPointF(x - kWhisker, yOf(v)), QPointF(x + kWhisker, yOf(v)));
            }
        }
        const QRectF below(plot.left() + slot * g, plot.bottom() + space::kHalf, slot, metrics.height());
        painter.setPen(theme.color(ColorRole::Text));
        painter.drawText(below, Qt::AlignHCenter | Qt::AlignTop, group.label);
        painter.setPen(theme.color(group.noteRole));
        painter.drawText(below.translated(0, metrics.height()), Qt::AlignHCenter | Qt::AlignTop,
                         metrics.elidedText(group.note, Qt::ElideRight, static_cast<int>(slot) - space::kHalf));
    }
}

void BarChart::mouseReleaseEvent(QMouseEvent* event)
{
    const QRectF plot = plotRect();
    if (m_groups.isEmpty() || event->button() != Qt::LeftButton || event->position().x() < plot.left())
        return;
    const int group = static_cast<int>((event->position().x() - plot.left()) / (plot.width() / m_groups.size()));
    if (group >= 0 && group < m_groups.size())
        Q_EMIT groupClicked(group);
}

bool BarChart::event(QEvent* event)
{
    if (event->type() != QEvent::ToolTip || m_groups.isEmpty())
        return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    for (int g = 0; g < m_groups.size(); ++g)
        for (int b = 0; b < m_kinds.size(); ++b) {
            const QRectF box = barRect(g, b);
            if (QRectF(box.left(), plotRect().top(), box.width(), plotRect().height()).contains(help->pos()) && b < m_groups[g].bars.size()) {
                QToolTip::showText(help->globalPos(), m_groups[g].bars[b].tooltip, this);
                return true;
            }
        }
    QToolTip::hideText();
    return true;
}

} // namespace w2v
