#include "ui/observe/calibrate/CalibrationCanvas.h"

#include <cmath>

#include <QAccessible>
#include <QMouseEvent>
#include <QPainter>

#include "ui/session/ImageConversion.h"

namespace w2v {

namespace {

constexpr double kReach = 10;        // device independent pixels around an end that take hold of it
constexpr double kShortestDrag = 8;

ColorRole roleOf(MarkTool tool)
{
    switch (tool) {
    case MarkTool::LinesA: return ColorRole::Contradicts;
    case MarkTool::LinesB: return ColorRole::Accent;
    case MarkTool::Floor: return ColorRole::Observed;
    case MarkTool::Room: return ColorRole::Imagined;
    case MarkTool::Length: return ColorRole::Truth;
    }
    return ColorRole::Text;
}

/// Every line twice: a dark one beneath keeps it readable on any picture.
void line(QPainter& painter, QPointF a, QPointF b, const QColor& color, double width = 2, Qt::PenStyle style = Qt::SolidLine)
{
    painter.setPen(QPen(QColor(0, 0, 0, 130), width + 2));
    painter.drawLine(a, b);
    painter.setPen(QPen(color, width, style));
    painter.drawLine(a, b);
}

} // namespace

CalibrationCanvas::CalibrationCanvas(CalibrationDraft& draft, QWidget* parent) : ImageView(parent), m_draft(draft)
{
    setObjectName("calibrate.canvas");
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::CrossCursor);
    setAccessibleName(tr("Picture with marks"));
    setPlaceholder(tr("Reading the picture"));
    connect(&draft, &CalibrationDraft::changed, this, qOverload<>(&QWidget::update));
    connect(&draft, &CalibrationDraft::selectionChanged, this, [this] {
        announce();
        update();
    });
}

QPointF CalibrationCanvas::widgetOf(const Eigen::Vector2d& pixel) const
{
    const QRectF target = imageRect();
    return {target.x() + pixel.x() / pixmap().width() * target.width(), target.y() + pixel.y() / pixmap().height() * target.height()};
}

Eigen::Vector2d CalibrationCanvas::pixelOf(QPointF widget) const
{
    const QRectF target = imageRect();
    return {(widget.x() - target.x()) / target.width() * pixmap().width(), (widget.y() - target.y()) / target.height() * pixmap().height()};
}

QString CalibrationCanvas::describe(const MarkHandle& handle)
{
    const QString end = handle.end == 0 ? tr("start") : tr("end");
    switch (handle.tool) {
    case MarkTool::LinesA: return tr("line %1 of direction A, %2").arg(handle.index + 1).arg(end);
    case MarkTool::LinesB: return tr("line %1 of direction B, %2").arg(handle.index + 1).arg(end);
    case MarkTool::Floor: return tr("floor point %1").arg(handle.index + 1);
    case MarkTool::Length: return tr("known length, %1").arg(end);
    case MarkTool::Room: break;
    }
    const QString seams[] = {tr("seam with the floor"), tr("seam with the ceiling"), tr("seam with the left wall"), tr("seam with the right wall"),
                             tr("where the room's lines meet")};
    return seams[std::clamp(handle.index, 0, 4)];
}

void CalibrationCanvas::announce()
{
    QString text;
    const auto all = m_draft.handles();
    if (m_draft.selected() >= 0 && m_draft.selected() < int(all.size())) {
        const MarkHandle& handle = all[std::size_t(m_draft.selected())];
        text = tr("%1 at %2, %3").arg(describe(handle)).arg(handle.at.x(), 0, 'f', 0).arg(handle.at.y(), 0, 'f', 0);
    }
    if (text == accessibleDescription())
        return;
    setAccessibleDescription(text);
    QAccessibleEvent event(this, QAccessible::DescriptionChanged);
    QAccessible::updateAccessibility(&event);
}

int CalibrationCanvas::handleAt(QPointF widget) const
{
    int best = -1;
    double nearest = kReach;
    const auto all = m_draft.handles();
    for (int i = 0; i < int(all.size()); ++i) {
        const QPointF away = widgetOf(all[std::size_t(i)].at) - widget;
        if (const double distance = std::hypot(away.x(), away.y()); distance < nearest) {
            nearest = distance;
            best = i;
        }
    }
    return best;
}

void CalibrationCanvas::mousePressEvent(QMouseEvent* event)
{
    if (!m_draft.isOpen() || pixmap().isNull())
        return;
    if (event->button() == Qt::RightButton) {
        m_pan = event->position();
        return;
    }
    if (event->button() != Qt::LeftButton)
        return;
    m_dragged = handleAt(event->position());
    if (m_dragged >= 0) {
        m_grip = widgetOf(m_draft.handles()[std::size_t(m_dragged)].at) - event->position();
        m_draft.select(m_dragged);
        return;
    }
    const Eigen::Vector2d at = pixelOf(event->position());
    switch (m_draft.tool()) {
    case MarkTool::Floor:
        if (imageRect().contains(event->position()))
            m_draft.addFloorPoint(at);
        break;
    case MarkTool::Room:
        m_draft.select(-1);
        break;
    default:
        m_drawn = PictureSegment{at, at};
    }
}

void CalibrationCanvas::mouseMoveEvent(QMouseEvent* event)
{
    if (m_pan && (event->buttons() & Qt::RightButton)) {
        const QRectF target = imageRect();
        const QPointF moved = event->position() - *m_pan;
        m_pan = event->position();
        setView(zoom(), center() - QPointF(moved.x() / target.width(), moved.y() / target.height()));
    } else if (m_dragged >= 0) {
        m_draft.move(m_dragged, pixelOf(event->position() + m_grip));
        announce();
    } else if (m_drawn) {
        m_drawn->to = pixelOf(event->position());
        update();
    } else {
        setCursor(handleAt(event->position()) >= 0 ? Qt::SizeAllCursor : Qt::CrossCursor);
    }
}

void CalibrationCanvas::mouseReleaseEvent(QMouseEvent* event)
{
    if (event->button() == Qt::RightButton)
        m_pan.reset();
    if (event->button() != Qt::LeftButton)
        return;
    m_dragged = -1;
    if (!m_drawn)
        return;
    const PictureSegment drawn = *std::exchange(m_drawn, std::nullopt);
    const QPointF along = widgetOf(drawn.to) - widgetOf(drawn.from);
    update();
    if (std::hypot(along.x(), along.y()) < kShortestDrag)
        return m_draft.select(-1);
    m_draft.addSegment(drawn);
    if (m_draft.tool() == MarkTool::Length)
        Q_EMIT lengthDrawn();
}

void CalibrationCanvas::addInTheMiddle()
{
    const double w = pixmap().width(), h = pixmap().height();
    if (m_draft.tool() == MarkTool::Floor)
        m_draft.addFloorPoint({w / 2, 0.8 * h});
    else if (m_draft.tool() != MarkTool::Room)
        m_draft.addSegment({{0.4 * w, 0.5 * h}, {0.6 * w, 0.5 * h}});
}

/// Keys of the marks before those of the path.
bool CalibrationCanvas::event(QEvent* event)
{
    if (event->type() == QEvent::ShortcutOverride) {
        const auto* key = static_cast<QKeyEvent*>(event);
        const bool plain = !(key->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier));
        for (const int mine : {Qt::Key_PageDown, Qt::Key_PageUp, Qt::Key_Left, Qt::Key_Right, Qt::Key_Up, Qt::Key_Down, Qt::Key_Insert,
                               Qt::Key_Delete, Qt::Key_Backspace, Qt::Key_Escape})
            if (plain && key->key() == mine) {
                event->accept();
                return true;
            }
    }
    return ImageView::event(event);
}

void CalibrationCanvas::keyPressEvent(QKeyEvent* event)
{
    const auto all = m_draft.handles();
    const int count = int(all.size()), chosen = m_draft.selected();
    const auto nudge = [&](double x, double y) {
        if (chosen < 0)
            return;
        const double step = event->modifiers() & Qt::ShiftModifier ? 10 : 1;
        m_draft.move(chosen, all[std::size_t(chosen)].at + step * Eigen::Vector2d(x, y));
        announce();
    };
    switch (event->key()) {
    case Qt::Key_PageDown: return count > 0 ? m_draft.select((chosen + 1) % count) : void();
    case Qt::Key_PageUp: return count > 0 ? m_draft.select((std::max(chosen, 0) + count - 1) % count) : void();
    case Qt::Key_Left: return nudge(-1, 0);
    case Qt::Key_Right: return nudge(1, 0);
    case Qt::Key_Up: return nudge(0, -1);
    case Qt::Key_Down: return nudge(0, 1);
    case Qt::Key_Insert: return addInTheMiddle();
    case Qt::Key_Delete:
    case Qt::Key_Backspace: return m_draft.removeSelected();
    case Qt::Key_Escape:
        if (m_drawn || chosen >= 0) {
            m_drawn.reset();
            m_draft.select(-1);
            return;
        }
        Q_EMIT leaveRequested();
        return;
    default: ImageView::keyPressEvent(event);
    }
}

void CalibrationCanvas::paintEvent(QPaintEvent* event)
{
    ImageView::paintEvent(event);
    if (!m_draft.isOpen() || pixmap().isNull())
        return;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    paintHorizon(painter);
    paintRoom(painter);
    paintMarks(painter);
}

/// Where the floor's plane vanishes: a check that anyone can make by eye.
void CalibrationCanvas::paintHorizon(QPainter& painter) const
{
    const auto& g = m_draft.geometry();
    const Calibration& marks = m_draft.marks();
    if (!g || (!g->directions && marks.floor.empty() && !marks.room))
        return;
    // down . ((x - cx) / fx, (y - cy) / fy, 1) = 0
    const auto heightAt = [&](double x) { return g->camera.cy - g->camera.fy * (g->down.z() + g->down.x() * (x - g->camera.cx) / g->camera.fx) / g->down.y(); };
    const double w = pixmap().width();
    line(painter, widgetOf({0, heightAt(0)}), widgetOf({w, heightAt(w)}), Theme::instance().color(ColorRole::Text), 1, Qt::DashLine);
}

void CalibrationCanvas::paintRoom(QPainter& painter) const
{
    const auto& g = m_draft.geometry();
    if (!g || !g->room || !m_draft.marks().room)
        return;
    const QColor color = Theme::instance().color(ColorRole::Imagined);
    const auto corners = farCorners(*g->room);
    const Eigen::Vector3d back = g->room->roomFromCamera.row(2).transpose(); // towards the far wall, camera axes
    for (std::size_t i = 0; i < 4; ++i) {
        const Eigen::Vector3d& a = corners[i];
        const Eigen::Vector3d& b = corners[(i + 1) % 4];
        if (a.z() > 0 && b.z() > 0)
            line(painter, widgetOf(project(g->camera, a)), widgetOf(project(g->camera, b)), color);
        // The edge between two walls, up to where it passes the camera.
        const double reach = (a.z() - 0.05 * a.norm()) / back.z();
        if (a.z() > 0 && back.z() > 0.1 && reach > 0)
            line(painter, widgetOf(project(g->camera, a)), widgetOf(project(g->camera, a - back * reach)), color, 1.5);
    }
}

void CalibrationCanvas::paintMarks(QPainter& painter) const
{
    const Theme& theme = Theme::instance();
    const Calibration& marks = m_draft.marks();
    for (const MarkTool tool : {MarkTool::LinesA, MarkTool::LinesB})
        for (const PictureSegment& drawn : marks.lines[tool == MarkTool::LinesA ? 0 : 1])
            line(painter, widgetOf(drawn.from), widgetOf(drawn.to), theme.color(roleOf(tool)));
    if (marks.length) {
        const QPointF a = widgetOf(marks.length->segment.from), b = widgetOf(marks.length->segment.to);
        line(painter, a, b, theme.color(ColorRole::Truth), 2.5);
        painter.setFont(theme.font(TextStyle::Small));
        const QString text = QString("%1 m").arg(marks.length->meters, 0, 'g', 4);
        const QRectF box = QRectF(painter.fontMetrics().boundingRect(text)).adjusted(-6, -3, 6, 3);
        const QRectF tag = box.translated((a + b) / 2 - box.center() + QPointF(0, -16));
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.color(ColorRole::Surface, 0.9));
        painter.drawRoundedRect(tag, 4, 4);
        painter.setPen(theme.color(ColorRole::Text));
        painter.drawText(tag, Qt::AlignCenter, text);
    }
    if (m_drawn)
        line(painter, widgetOf(m_drawn->from), widgetOf(m_drawn->to), theme.color(roleOf(m_draft.tool())));
    const auto all = m_draft.handles();
    for (int i = 0; i < int(all.size()); ++i) {
        const bool chosen = i == m_draft.selected();
        const QPointF at = widgetOf(all[std::size_t(i)].at);
        painter.setPen(QPen(QColor(0, 0, 0, 160), 1.5));
        painter.setBrush(chosen ? theme.color(ColorRole::Text) : theme.color(roleOf(all[std::size_t(i)].tool)));
        painter.drawEllipse(at, chosen ? 6.5 : 4.5, chosen ? 6.5 : 4.5);
    }
}

} // namespace w2v
