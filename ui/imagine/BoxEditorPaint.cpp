// How the boxes are drawn.
#include <algorithm>

#include <QPainter>

#include "ui/imagine/BoxEditor.h"
#include "ui/imagine/CompareView.h"

namespace w2v {

namespace {

constexpr double kHandle = 7;
constexpr qsizetype kManyBoxes = 12; ///< from here on only names that matter are written

ColorRole roleOf(const ShownBox& shown)
{
    switch (shown.origin) {
    case BoxOrigin::Scene: return ColorRole::Truth;
    case BoxOrigin::Carried: return ColorRole::Imagined;
    case BoxOrigin::Detected:
    case BoxOrigin::Drawn: break;
    }
    return ColorRole::Observed;
}

} // namespace

QRectF BoxEditor::placeOf(int which, const QRectF& box) const
{
    const QSizeF one = pixelSize(which);
    const auto at = [&](QPointF units) { return m_view->placeOf({units.x() / one.width(), units.y() / one.height()}, which); };
    return {at(box.topLeft()), at(box.bottomRight())};
}

/// `brief`: where many boxes leave little room, why D2 alone leaves one out is told only on asking.
QString BoxEditor::tagOf(const ShownBox& shown, bool brief) const
{
    QString tag = shown.name;
    if (shown.origin == BoxOrigin::Carried)
        tag += tr(" · carried");
    if (m_rules && !shown.rule.isEmpty())
        tag += !shown.onlyLoss ? QStringLiteral(" · ") + shown.rule : brief ? tr(" · not in D2") : tr(" · not in D2: %1").arg(shown.rule);
    return tag;
}

void BoxEditor::paintTag(QPainter& painter, const QRectF& place, const QRectF& area, const QString& text, const QColor& color) const
{
    const QFontMetrics metrics = painter.fontMetrics();
    const QSizeF size(metrics.horizontalAdvance(text) + 10, metrics.height() + 2);
    QPointF at(place.left(), place.top() - size.height() - 1);
    if (at.y() < area.top())
        at.setY(std::max(place.top(), area.top()) + 1);
    at.setX(std::clamp(at.x(), area.left(), std::max(area.left(), area.right() - size.width())));
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    painter.drawRoundedRect(QRectF(at, size), 3, 3);
    painter.setPen(Theme::color(ColorRole::OnAccent, Theme::instance().mode()));
    painter.drawText(QRectF(at, size), Qt::AlignCenter, text);
}

void BoxEditor::paintBox(QPainter& painter, int which, const ShownBox& shown) const
{
    const Theme& theme = Theme::instance();
    const bool selected = shown.instance == m_selected, dropped = m_rules && !shown.rule.isEmpty() && !shown.onlyLoss;
    const bool loss = m_rules && !shown.rule.isEmpty() && shown.onlyLoss;
    const QRectF place = placeOf(which, boxOf(which, shown));
    const QColor color = theme.color(selected ? ColorRole::Accent : dropped ? ColorRole::Contradicts : roleOf(shown));
    painter.setBrush(selected ? QColor(color.red(), color.green(), color.blue(), 36) : QColor(Qt::transparent));
    painter.setPen(QPen(QColor(0, 0, 0, 120), 3.5)); // a dark line below keeps boxes readable on any picture
    painter.drawRect(place);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(color, selected ? 2.25 : 1.5, dropped ? Qt::DashLine : loss ? Qt::DotLine : Qt::SolidLine));
    painter.drawRect(place);
    if (!selected || which != m_which || m_locked || !m_editable[std::size_t(which)])
        return;
    painter.setPen(QPen(color, 1.5));
    painter.setBrush(theme.color(ColorRole::Surface));
    for (const double x : {place.left(), place.center().x(), place.right()})
        for (const double y : {place.top(), place.center().y(), place.bottom()})
            if (QPointF(x, y) != place.center())
                painter.drawRect(QRectF(x - kHandle / 2, y - kHandle / 2, kHandle, kHandle));
}

void BoxEditor::paintEvent(QPaintEvent*)
{
    const Theme& theme = Theme::instance();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(theme.font(TextStyle::Small));
    for (const int which : {0, 1}) {
        const QRectF area = m_view->visibleArea(which);
        if (area.isEmpty() || m_view->pictureSize(which).isEmpty())
            continue;
        painter.save();
        painter.setClipRect(area);
        const QList<ShownBox>& all = boxes(which);
        const ShownBox* chosen = find(which, m_selected);
        for (const ShownBox& shown : all)
            if (&shown != chosen)
                paintBox(painter, which, shown);
        if (chosen)
            paintBox(painter, which, *chosen);
        // Names above all boxes, the chosen one's last.
        const auto tag = [&](const ShownBox& shown) {
            const bool selected = &shown == chosen, dropped = m_rules && !shown.rule.isEmpty();
            const bool brief = all.size() > kManyBoxes && !selected && shown.instance != m_hovered;
            if (brief && !dropped)
                return;
            const QColor color = theme.color(selected ? ColorRole::Accent : dropped && !shown.onlyLoss ? ColorRole::Contradicts : roleOf(shown));
            paintTag(painter, placeOf(which, boxOf(which, shown)), area, tagOf(shown, brief), color);
        };
        for (const ShownBox& shown : all)
            if (&shown != chosen && shown.instance != m_hovered)
                tag(shown);
        if (const ShownBox* hovered = find(which, m_hovered); hovered && hovered != chosen)
            tag(*hovered);
        if (chosen && !isNaming())
            tag(*chosen);
        if (m_rubber && which == m_which) {
            painter.setBrush(theme.color(ColorRole::Accent, 0.15));
            painter.setPen(QPen(theme.color(ColorRole::Accent), 1.5));
            painter.drawRect(placeOf(which, *m_rubber));
        }
        painter.restore();
    }
}

} // namespace w2v
