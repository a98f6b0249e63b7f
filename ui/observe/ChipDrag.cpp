#include "ui/observe/ChipDrag.h"

#include <QAbstractButton>
#include <QApplication>
#include <QFrame>
#include <QMouseEvent>

#include "ui/theme/Theme.h"

namespace w2v {

namespace {

constexpr int kLineWidth = 2;

} // namespace

ChipDrag::ChipDrag(QWidget* row) : QObject(row), m_row(row), m_line(new QFrame(row))
{
    m_line->setAutoFillBackground(true);
    m_line->hide();
}

void ChipDrag::setChips(const QList<QAbstractButton*>& chips)
{
    end();
    m_chips = chips;
    for (QAbstractButton* chip : m_chips)
        chip->installEventFilter(this);
}

int ChipDrag::gapAt(int x) const
{
    int gap = 0;
    while (gap < m_chips.size() && m_chips[gap]->geometry().center().x() < x)
        ++gap;
    return gap;
}

void ChipDrag::showGap(int gap)
{
    QPalette palette = m_line->palette();
    palette.setColor(QPalette::Window, Theme::instance().color(ColorRole::Accent));
    m_line->setPalette(palette);
    const QRect beside = m_chips[std::min(gap, int(m_chips.size()) - 1)]->geometry();
    const int x = gap < m_chips.size() ? beside.left() - space::kHalf / 2 : beside.right() + space::kHalf / 2;
    m_line->setGeometry(std::max(0, x - kLineWidth / 2), beside.top(), kLineWidth, beside.height());
    m_line->raise();
    m_line->show();
}

void ChipDrag::end()
{
    if (m_dragged >= 0 && m_dragged < m_chips.size()) {
        m_chips[m_dragged]->setDown(false);
        m_chips[m_dragged]->unsetCursor();
    }
    m_dragged = -1;
    m_line->hide();
}

bool ChipDrag::eventFilter(QObject* watched, QEvent* event)
{
    auto* chip = static_cast<QAbstractButton*>(watched);
    const auto* mouse = static_cast<QMouseEvent*>(event);
    switch (event->type()) {
    case QEvent::MouseButtonPress:
        m_pressedAt = mouse->pos();
        break;
    case QEvent::MouseMove:
        if (!(mouse->buttons() & Qt::LeftButton))
            break;
        if (m_dragged < 0 && (mouse->pos() - m_pressedAt).manhattanLength() >= QApplication::startDragDistance()) {
            m_dragged = int(m_chips.indexOf(chip));
            chip->setCursor(Qt::ClosedHandCursor);
        }
        if (m_dragged >= 0) {
            showGap(gapAt(chip->mapToParent(mouse->pos()).x()));
            return true;
        }
        break;
    case QEvent::MouseButtonRelease:
        if (m_dragged >= 0) {
            const int from = m_dragged, gap = gapAt(chip->mapToParent(mouse->pos()).x()), to = gap > from ? gap - 1 : gap;
            end();
            if (to != from) // later: the chip that this event belongs to goes away
                QMetaObject::invokeMethod(this, [this, from, to] { Q_EMIT moved(from, to); }, Qt::QueuedConnection);
            return true;
        }
        break;
    default:
        break;
    }
    return QObject::eventFilter(watched, event);
}

} // namespace w2v
