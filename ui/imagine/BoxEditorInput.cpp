// What mouse and keys do to the boxes.
#include <algorithm>
#include <cmath>
#include <utility>

#include <QKeyEvent>
#include <QMouseEvent>

#include "ui/imagine/BoxEditor.h"
#include "ui/imagine/CompareView.h"

namespace w2v {

namespace {

constexpr double kHandleReach = 6, kLeastDrag = 4; ///< of this widget

bool isArrow(int key)
{
    return key == Qt::Key_Left || key == Qt::Key_Right || key == Qt::Key_Up || key == Qt::Key_Down;
}

bool isModifier(int key)
{
    return key == Qt::Key_Shift || key == Qt::Key_Control || key == Qt::Key_Alt || key == Qt::Key_Meta || key == Qt::Key_AltGr;
}

/// Left to right, top to bottom, inside the picture, and not flatter than `least`.
QRectF inside(QRectF box, QSizeF least)
{
    box = box.normalized().intersected(QRectF(0, 0, 1000, 1000));
    box.setWidth(std::max(box.width(), least.width()));
    box.setHeight(std::max(box.height(), least.height()));
    box.moveLeft(std::min(box.left(), 1000 - box.width()));
    box.moveTop(std::min(box.top(), 1000 - box.height()));
    return box;
}

QRectF moved(QRectF box, QPointF by)
{
    box.moveLeft(std::clamp(box.left() + by.x(), 0.0, 1000 - box.width()));
    box.moveTop(std::clamp(box.top() + by.y(), 0.0, 1000 - box.height()));
    return box;
}

} // namespace

QPointF BoxEditor::unitsAt(int which, QPointF place) const
{
    const QPointF pixel = m_view->pixelAt(which, place);
    const QSizeF one = pixelSize(which);
    return {std::clamp(pixel.x() * one.width(), 0.0, 1000.0), std::clamp(pixel.y() * one.height(), 0.0, 1000.0)};
}

QSizeF BoxEditor::pixelSize(int which) const
{
    const QSizeF size = m_view->pictureSize(which);
    return {1000 / std::max(1.0, size.width()), 1000 / std::max(1.0, size.height())};
}

std::optional<BoxEditor::Handle> BoxEditor::handleAt(QPointF place) const
{
    const ShownBox* shown = selectedBox();
    if (!shown)
        return std::nullopt;
    const QRectF at = placeOf(m_which, boxOf(m_which, *shown));
    if (!at.adjusted(-kHandleReach, -kHandleReach, kHandleReach, kHandleReach).contains(place))
        return std::nullopt;
    // Of a box smaller than its handles the nearer side counts.
    const auto side = [](double low, double high, double value) {
        const double toLow = std::abs(value - low), toHigh = std::abs(value - high);
        return std::min(toLow, toHigh) > kHandleReach ? 0 : toLow < toHigh ? -1 : 1;
    };
    const Handle handle{side(at.left(), at.right(), place.x()), side(at.top(), at.bottom(), place.y())};
    return handle.x || handle.y ? std::optional(handle) : std::nullopt;
}

QList<int> BoxEditor::boxesAt(int which, QPointF place) const
{
    QList<int> found;
    const QList<ShownBox>& all = boxes(which);
    for (auto it = all.rbegin(); it != all.rend(); ++it) // painted last: the smallest
        if (placeOf(which, boxOf(which, *it)).adjusted(-3, -3, 3, 3).contains(place))
            found.append(it->instance);
    return found;
}

void BoxEditor::click(int which, QPointF place)
{
    const QList<int> found = boxesAt(which, place);
    const qsizetype now = which == m_which ? found.indexOf(m_selected) : -1;
    select(which, found.isEmpty() ? 0 : found.at((now + 1) % found.size()));
}

void BoxEditor::drag(QPointF place)
{
    const QPointF from = unitsAt(m_which, m_pressed), to = unitsAt(m_which, place);
    if (m_drag == Drag::Draw) {
        const bool far = std::abs(place.x() - m_pressed.x()) > kLeastDrag && std::abs(place.y() - m_pressed.y()) > kLeastDrag;
        m_rubber = far ? std::optional(inside(QRectF(from, to), pixelSize(m_which))) : std::nullopt;
    } else if (m_drag == Drag::Move) {
        m_preview = Preview{m_which, m_selected, moved(m_before, to - from)};
    } else if (m_drag == Drag::Resize) {
        QRectF box = m_before;
        if (m_handle.x < 0)
            box.setLeft(box.left() + to.x() - from.x());
        else if (m_handle.x > 0)
            box.setRight(box.right() + to.x() - from.x());
        if (m_handle.y < 0)
            box.setTop(box.top() + to.y() - from.y());
        else if (m_handle.y > 0)
            box.setBottom(box.bottom() + to.y() - from.y());
        m_preview = Preview{m_which, m_selected, inside(box, pixelSize(m_which))};
    }
    update();
}

void BoxEditor::stopDrag()
{
    m_drag = Drag::None;
    m_rubber.reset();
    if (!m_commit.isActive())
        m_preview.reset();
    update();
}

void BoxEditor::mousePressEvent(QMouseEvent* event)
{
    const QPointF place = event->position();
    if (isNaming())
        finishNaming(true);
    const int which = m_view->pictureAt(place);
    m_passing = event->button() != Qt::LeftButton;
    if (m_passing || m_view->pictureSize(which).isEmpty()) {
        event->ignore(); // the view pans
        return;
    }
    flush();
    m_pressed = place;
    if (m_locked || !m_editable[std::size_t(which)]) {
        click(which, place);
        return;
    }
    const ShownBox* shown = which == m_which ? selectedBox() : nullptr;
    const auto handle = shown ? handleAt(place) : std::nullopt;
    const bool within = shown && placeOf(which, shown->box).contains(place);
    if (shown && !(event->modifiers() & Qt::ShiftModifier) && (handle || within)) {
        m_drag = handle ? Drag::Resize : Drag::Move;
        m_handle = handle.value_or(Handle());
        m_before = shown->box;
    } else {
        m_drag = Drag::Draw;
        if (which != m_which)
            m_selected = 0;
        m_which = which;
    }
}

void BoxEditor::mouseMoveEvent(QMouseEvent* event)
{
    const QPointF place = event->position();
    if (m_passing && event->buttons()) {
        event->ignore();
        update();
        return;
    }
    if (m_drag != Drag::None) {
        drag(place);
        return;
    }
    const int which = m_view->pictureAt(place);
    const QList<int> over = boxesAt(which, place);
    const int hovered = over.isEmpty() ? 0 : over.first();
    if (std::exchange(m_hovered, hovered) != hovered)
        update();
    showCursor(place);
}

void BoxEditor::mouseReleaseEvent(QMouseEvent* event)
{
    if (std::exchange(m_passing, false)) {
        event->ignore();
        return;
    }
    const Drag done = m_drag;
    if (done == Drag::None)
        return;
    drag(event->position());
    const std::optional<QRectF> rubber = m_rubber;
    const bool still = (event->position() - m_pressed).manhattanLength() < kLeastDrag;
    m_drag = Drag::None;
    m_rubber.reset();
    if (done == Drag::Draw) {
        if (rubber)
            Q_EMIT drawn(m_which, *rubber);
        else
            click(m_which, event->position());
    } else if (still) {
        m_preview.reset();
        if (done == Drag::Move)
            click(m_which, event->position());
    } else {
        flush();
    }
    update();
}

void BoxEditor::mouseDoubleClickEvent(QMouseEvent* event)
{
    const int which = m_view->pictureAt(event->position());
    const QList<int> found = boxesAt(which, event->position());
    if (event->button() != Qt::LeftButton || found.isEmpty()) {
        event->ignore(); // the view fits its pictures
        return;
    }
    stopDrag();
    if (!found.contains(m_selected) || which != m_which)
        select(which, found.first());
    startNaming();
}

void BoxEditor::leaveEvent(QEvent*)
{
    m_hovered = 0;
    update();
}

void BoxEditor::showCursor(QPointF place)
{
    const ShownBox* shown = m_view->pictureAt(place) == m_which ? selectedBox() : nullptr;
    if (m_locked || !m_editable[std::size_t(m_view->pictureAt(place))]) {
        setCursor(Qt::ArrowCursor);
    } else if (const auto handle = shown ? handleAt(place) : std::nullopt) {
        setCursor(handle->x == 0 ? Qt::SizeVerCursor : handle->y == 0 ? Qt::SizeHorCursor : handle->x == handle->y ? Qt::SizeFDiagCursor : Qt::SizeBDiagCursor);
    } else {
        setCursor(shown && placeOf(m_which, shown->box).contains(place) ? Qt::SizeAllCursor : Qt::CrossCursor);
    }
}

bool BoxEditor::isWanted(const QKeyEvent& event) const
{
    const int key = event.key();
    if (key == Qt::Key_Escape)
        return true;
    if (!selectedBox())
        return false;
    return isArrow(key) || key == Qt::Key_Delete || key == Qt::Key_Backspace || key == Qt::Key_F2 || key == Qt::Key_Return || key == Qt::Key_Enter;
}

bool BoxEditor::event(QEvent* event)
{
    if (event->type() == QEvent::ShortcutOverride) {
        const auto& key = static_cast<const QKeyEvent&>(*event);
        if (!isArrow(key.key()) && !isModifier(key.key()))
            flush(); // before an undo, above all
        const bool plain = !(key.modifiers() & Qt::ControlModifier) || isArrow(key.key());
        if (plain && isWanted(key)) {
            event->accept();
            return true;
        }
    }
    return QWidget::event(event);
}

/// Tab goes from box to box, and on to the next widget after the last.
bool BoxEditor::focusNextPrevChild(bool next)
{
    const QList<ShownBox>& all = boxes(m_which);
    qsizetype at = next ? -1 : all.size();
    for (qsizetype i = 0; i < all.size(); ++i)
        if (all.at(i).instance == m_selected)
            at = i;
    at += next ? 1 : -1;
    if (at < 0 || at >= all.size())
        return QWidget::focusNextPrevChild(next);
    select(m_which, all.at(at).instance);
    return true;
}

void BoxEditor::nudge(int dx, int dy, bool resize)
{
    const ShownBox* shown = selectedBox();
    if (!shown)
        return;
    const QSizeF one = pixelSize(m_which);
    const QRectF box = boxOf(m_which, *shown);
    const QPointF by(dx * one.width(), dy * one.height());
    m_preview = Preview{m_which, m_selected, resize ? inside(QRectF(box.topLeft(), box.bottomRight() + by), one) : moved(box, by)};
    if (!m_commit.isActive()) // from the first: a key held down is kept in between
        m_commit.start();
    update();
}

void BoxEditor::keyPressEvent(QKeyEvent* event)
{
    const int key = event->key();
    if (key == Qt::Key_Escape) {
        if (m_drag != Drag::None)
            stopDrag();
        else if (m_selected)
            select(m_which, 0);
        else
            Q_EMIT left();
        return;
    }
    if (!isWanted(*event) || m_locked || !m_editable[std::size_t(m_which)]) {
        QWidget::keyPressEvent(event);
        return;
    }
    const bool shift = event->modifiers() & Qt::ShiftModifier;
    if (isArrow(key)) {
        const int step = shift ? 10 : 1;
        nudge(key == Qt::Key_Left ? -step : key == Qt::Key_Right ? step : 0, key == Qt::Key_Up ? -step : key == Qt::Key_Down ? step : 0,
              event->modifiers() & Qt::ControlModifier);
    } else if (key == Qt::Key_Delete || key == Qt::Key_Backspace) {
        Q_EMIT removeRequested(m_which, m_selected, shift);
    } else {
        startNaming();
    }
}

} // namespace w2v
