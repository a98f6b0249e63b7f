#include "ui/curate/FacetList.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>

#include "ui/theme/IconSet.h"
#include "ui/theme/Theme.h"

namespace w2v {
namespace {
constexpr int kBarHeight = 3;
}

FacetList::FacetList(const QString& title, bool many, QWidget* parent) : QWidget(parent), m_title(title), m_many(many)
{
    setAccessibleName(title);
    setFocusPolicy(Qt::TabFocus);
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

void FacetList::setValues(const QVector<Value>& values)
{
    m_values = values;
    m_current = std::clamp<int>(m_current, 0, std::max<int>(0, static_cast<int>(values.size()) - 1));
    updateGeometry();
    update();
}

void FacetList::setChosen(const QSet<QString>& keys)
{
    m_chosen = keys;
    update();
}

int FacetList::headHeight() const
{
    return QFontMetrics(Theme::instance().font(TextStyle::Small)).height() + space::kGap;
}

QSize FacetList::sizeHint() const
{
    return {160, headHeight() + static_cast<int>(m_values.size()) * space::kRow + space::kGap};
}

int FacetList::rowAt(int y) const
{
    const int row = (y - headHeight()) / space::kRow;
    return y >= headHeight() && row < m_values.size() ? row : -1;
}

void FacetList::toggle(int row)
{
    if (row < 0 || row >= m_values.size())
        return;
    const QString key = m_values[row].key;
    if (m_chosen.contains(key)) {
        m_chosen.remove(key);
    } else {
        if (!m_many)
            m_chosen.clear();
        m_chosen.insert(key);
    }
    m_current = row;
    update();
    Q_EMIT chosenChanged();
}

void FacetList::paintEvent(QPaintEvent*)
{
    const Theme& theme = Theme::instance();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(theme.font(TextStyle::Small));
    painter.setPen(theme.color(ColorRole::Muted));
    painter.drawText(QRect(space::kWide, 0, width() - 2 * space::kWide, headHeight()), Qt::AlignVCenter, m_title);

    qint64 most = 1;
    for (const Value& value : m_values)
        most = std::max(most, value.count);
    painter.setFont(theme.font(TextStyle::Body));
    const QFontMetrics metrics = painter.fontMetrics();
    for (int row = 0; row < m_values.size(); ++row) {
        const Value& value = m_values[row];
        const bool on = m_chosen.contains(value.key);
        const QRect area(space::kGap, headHeight() + row * space::kRow, width() - 2 * space::kGap, space::kRow);
        if (on || row == m_hovered) {
            painter.setPen(Qt::NoPen);
            painter.setBrush(theme.color(on ? ColorRole::Selection : ColorRole::Raised));
            painter.drawRoundedRect(area, space::kHalf, space::kHalf);
        }
        if (hasFocus() && row == m_current) {
            painter.setPen(QPen(theme.color(ColorRole::Accent), 1));
            painter.setBrush(Qt::NoBrush);
            painter.drawRoundedRect(QRectF(area).adjusted(0.5, 0.5, -0.5, -0.5), space::kHalf, space::kHalf);
        }
        const QRect inner = area.adjusted(space::kGap, 0, -space::kGap, 0);
        const QString count = QLocale::c().toString(value.count);
        const int countWidth = metrics.horizontalAdvance(count);
        // The bar is a quiet underline: the eye compares lengths, the text stays readable.
        const QRectF track(inner.left(), area.bottom() - kBarHeight, inner.width(), kBarHeight - 1);
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.color(ColorRole::Line, 0.6));
        painter.drawRoundedRect(track, 1, 1);
        painter.setBrush(theme.color(on ? ColorRole::Accent : ColorRole::Muted, on ? 1.0 : 0.7));
        if (value.count > 0)
            painter.drawRoundedRect(QRectF(track.topLeft(), QSizeF(std::max(2.0, track.width() * double(value.count) / double(most)), track.height())), 1, 1);
        painter.setPen(theme.color(value.count ? ColorRole::Text : ColorRole::Faint));
        painter.drawText(inner.adjusted(0, 0, -countWidth - space::kGap, -kBarHeight), Qt::AlignVCenter,
                         metrics.elidedText(value.label, Qt::ElideRight, inner.width() - countWidth - space::kGap));
        painter.setPen(theme.color(on ? ColorRole::Text : ColorRole::Muted));
        painter.drawText(inner.adjusted(0, 0, 0, -kBarHeight), Qt::AlignVCenter | Qt::AlignRight, count);
    }
}

void FacetList::mousePressEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton)
        toggle(rowAt(event->position().toPoint().y()));
}

void FacetList::mouseMoveEvent(QMouseEvent* event)
{
    const int row = rowAt(event->position().toPoint().y());
    if (row != m_hovered) {
        m_hovered = row;
        setCursor(row >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
        update();
    }
}

void FacetList::leaveEvent(QEvent*)
{
    m_hovered = -1;
    update();
}

void FacetList::keyPressEvent(QKeyEvent* event)
{
    switch (event->key()) {
    case Qt::Key_Up:
        m_current = std::max(0, m_current - 1);
        break;
    case Qt::Key_Down:
        m_current = std::min(static_cast<int>(m_values.size()) - 1, m_current + 1);
        break;
    case Qt::Key_Space:
    case Qt::Key_Return:
        toggle(m_current);
        break;
    default:
        QWidget::keyPressEvent(event);
        return;
    }
    update();
}

bool FacetList::event(QEvent* event)
{
    // Space and the arrows belong to the focused facet, not to the workspace's shortcuts.
    if (event->type() == QEvent::ShortcutOverride) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Space || key == Qt::Key_Up || key == Qt::Key_Down || key == Qt::Key_Return) {
            event->accept();
            return true;
        }
    }
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const int row = rowAt(help->pos().y());
        if (row >= 0)
            QToolTip::showText(help->globalPos(), m_values[row].label, this);
        return true;
    }
    return QWidget::event(event);
}

} // namespace w2v
