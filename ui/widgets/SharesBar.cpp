#include "ui/widgets/SharesBar.h"

#include <QPainter>
#include <QPainterPath>

namespace w2v {

SharesBar::SharesBar(QWidget* parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

void SharesBar::setParts(const QList<Part>& parts, double target)
{
    m_parts = parts;
    m_target = target;
    QStringList lines;
    for (const Part& part : parts) {
        if (!part.label.isEmpty())
            lines << part.label;
    }
    setToolTip(lines.join('\n'));
    update();
}

void SharesBar::paintEvent(QPaintEvent*)
{
    const Theme& theme = Theme::instance();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF bar(0, (height() - 6) / 2.0, width(), 6);
    QPainterPath clip;
    clip.addRoundedRect(bar, 3, 3);
    painter.fillPath(clip, theme.color(ColorRole::Raised));
    double sum = 0;
    for (const Part& part : m_parts)
        sum += part.value;
    const double whole = std::max(sum, m_target);
    if (whole <= 0)
        return;
    painter.save();
    painter.setClipPath(clip);
    double x = 0;
    for (const Part& part : m_parts) {
        const double w = part.value / whole * bar.width();
        painter.fillRect(QRectF(x, bar.top(), w, bar.height()), theme.color(part.role));
        x += w;
    }
    painter.restore();
    if (m_target >= 0) {
        painter.setPen(QPen(theme.color(ColorRole::Text), 1.5));
        const double at = m_target / whole * (bar.width() - 1.5);
        painter.drawLine(QPointF(at, 0), QPointF(at, height()));
    }
}

} // namespace w2v
