#include "ui/theme/WorkbenchStyle.h"

#include <QPainter>
#include <QPainterPath>
#include <QStyleOption>

#include "ui/theme/IconSet.h"
#include "ui/theme/Theme.h"

namespace w2v {

namespace {

void drawChevron(QPainter* painter, const QRect& rect, const QString& icon, bool enabled)
{
    const int size = 14;
    const QPixmap pixmap = iconPixmap(icon, size, enabled ? ColorRole::Muted : ColorRole::Faint, painter->device()->devicePixelRatioF());
    const QPoint center = rect.center();
    painter->drawPixmap(center.x() - size / 2 + 1, center.y() - size / 2 + 1, pixmap);
}

} // namespace

WorkbenchStyle::WorkbenchStyle() : QProxyStyle("fusion") {}

void WorkbenchStyle::drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter, const QWidget* widget) const
{
    const Theme& theme = Theme::instance();
    const bool enabled = option->state & State_Enabled;
    switch (element) {
    case PE_IndicatorArrowDown:
    case PE_IndicatorSpinDown:
        drawChevron(painter, option->rect, "chevron-down", enabled);
        return;
    case PE_IndicatorArrowUp:
    case PE_IndicatorSpinUp:
        drawChevron(painter, option->rect, "chevron-up", enabled);
        return;
    case PE_IndicatorArrowLeft:
        drawChevron(painter, option->rect, "chevron-left", enabled);
        return;
    case PE_IndicatorArrowRight:
        drawChevron(painter, option->rect, "chevron-right", enabled);
        return;
    case PE_IndicatorBranch:
        if (option->state & State_Children)
            drawChevron(painter, option->rect, option->state & State_Open ? "chevron-down" : "chevron-right", enabled);
        return;
    case PE_FrameFocusRect:
        return;
    case PE_IndicatorCheckBox:
    case PE_IndicatorRadioButton:
    case PE_IndicatorItemViewItemCheck: {
        const QRectF box = QRectF(option->rect).adjusted(0.75, 0.75, -0.75, -0.75);
        const bool on = option->state & State_On, partly = option->state & State_NoChange;
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(QPen(theme.color(on || partly ? ColorRole::Accent : enabled ? ColorRole::Muted : ColorRole::Line), 1.5));
        painter->setBrush((on || partly) && enabled ? theme.color(ColorRole::Accent) : theme.color(ColorRole::Surface));
        const QPen mark(theme.color(enabled ? ColorRole::OnAccent : ColorRole::Muted), 2, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin);
        if (element == PE_IndicatorRadioButton) {
            painter->drawEllipse(box);
            if (on) {
                painter->setPen(Qt::NoPen);
                painter->setBrush(mark.color());
                painter->drawEllipse(box.center(), box.width() / 5, box.width() / 5);
            }
        } else {
            painter->drawRoundedRect(box, 3, 3);
            painter->setPen(mark);
            painter->setBrush(Qt::NoBrush);
            const auto at = [&](double x, double y) { return QPointF(box.left() + box.width() * x, box.top() + box.height() * y); };
            if (partly)
                painter->drawLine(at(0.27, 0.5), at(0.73, 0.5));
            else if (on)
                painter->drawPolyline(QPolygonF{at(0.24, 0.52), at(0.43, 0.71), at(0.77, 0.3)});
        }
        painter->restore();
        return;
    }
    default:
        QProxyStyle::drawPrimitive(element, option, painter, widget);
    }
}

int WorkbenchStyle::pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const
{
    switch (metric) {
    case PM_SmallIconSize:
    case PM_ButtonIconSize:
    case PM_ListViewIconSize:
    case PM_TabBarIconSize:
        return space::kIcon;
    case PM_ToolBarIconSize:
        return space::kIcon;
    case PM_IndicatorWidth:
    case PM_IndicatorHeight:
    case PM_ExclusiveIndicatorWidth:
    case PM_ExclusiveIndicatorHeight:
        return 16;
    case PM_DockWidgetSeparatorExtent:
    case PM_SplitterWidth:
        return 1;
    case PM_DockWidgetFrameWidth:
        return 0;
    default:
        return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int WorkbenchStyle::styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget, QStyleHintReturn* data) const
{
    switch (hint) {
    case SH_ToolTip_WakeUpDelay:
        return 400;
    case SH_EtchDisabledText:
        return 0;
    case SH_ComboBox_Popup:
        return 0;
    case SH_Slider_AbsoluteSetButtons:
        return Qt::LeftButton;
    default:
        return QProxyStyle::styleHint(hint, option, widget, data);
    }
}

} // namespace w2v
