// Mouse and keyboard of the viewport.
#include <cmath>

#include <QKeyEvent>
#include <QMouseEvent>
#include <QWheelEvent>

#include "ui/viewport/GpuThread.h"
#include "ui/viewport/Viewport.h"
#include "ui/viewport/ViewportWindow.h"

namespace w2v {

namespace {

constexpr double kClickSlop = 4; ///< pixels a click may wander

StandardView sideOf(AxisGizmo::Part part)
{
    switch (part) {
    case AxisGizmo::Part::Right: return StandardView::Right;
    case AxisGizmo::Part::Left: return StandardView::Left;
    case AxisGizmo::Part::Up: return StandardView::Top;
    case AxisGizmo::Part::Down: return StandardView::Bottom;
    case AxisGizmo::Part::Ahead: return StandardView::Back;
    default: return StandardView::Front;
    }
}

} // namespace

void Viewport::connectWindow()
{
    connect(m_window, &ViewportWindow::exposedChanged, this, [this](bool exposed) {
        if (exposed) {
            attach();
            drawSoon(false);
        }
    });
    connect(m_window, &ViewportWindow::sizeChanged, this, [this] {
        if (!m_attached)
            return;
        m_gpu->resize(pixels().width(), pixels().height());
        drawSoon(true);
    });
    connect(m_window, &ViewportWindow::surfaceGoing, this, [this] {
        m_gpu->detach();
        m_attached = false;
        m_drawing = false;
    });
    connect(m_window, &ViewportWindow::mousePressed, this, [this](QMouseEvent* event) {
        setFocus(Qt::MouseFocusReason);
        m_pressAt = m_lastAt = event->position();
        m_button = event->button();
        m_dragging = false;
    });
    connect(m_window, &ViewportWindow::mouseMoved, this, [this](QMouseEvent* event) {
        const QPointF at = event->position(), step = at - m_lastAt;
        if (m_button == Qt::NoButton) {
            const auto floor = floorAt(at);
            if (m_tape.isOpen()) {
                m_tape.hover(floor);
                drawSoon(false);
            }
            Q_EMIT floorHovered(floor, event->modifiers());
            return;
        }
        if (!m_dragging && (at - m_pressAt).manhattanLength() < kClickSlop)
            return;
        m_dragging = true;
        m_lastAt = at;
        setLookThrough(false);
        dragged(step, event->modifiers());
    });
    connect(m_window, &ViewportWindow::mouseReleased, this, [this](QMouseEvent* event) {
        const bool clicked = !m_dragging && m_button == Qt::LeftButton && event->button() == Qt::LeftButton;
        m_button = Qt::NoButton;
        m_dragging = false;
        if (clicked)
            click(event->position(), event->modifiers());
    });
    connect(m_window, &ViewportWindow::mouseDoubleClicked, this, [this](QMouseEvent* event) {
        if (m_tool == Tool::Select) {
            if (const auto point = floorAt(event->position()))
                focusOn(*point, m_rig.distance() * 0.6);
        }
    });
    connect(m_window, &ViewportWindow::wheelTurned, this, [this](QWheelEvent* event) { wheel(event->angleDelta().y()); });
    connect(m_window, &ViewportWindow::mouseLeft, this, [this] {
        m_tape.hover(std::nullopt);
        Q_EMIT floorHovered(std::nullopt, Qt::NoModifier);
    });
}

void Viewport::dragged(QPointF step, Qt::KeyboardModifiers modifiers)
{
    const bool panning = m_button == Qt::MiddleButton || (m_button == Qt::LeftButton && modifiers & Qt::ShiftModifier);
    if (panning) {
        m_rig.pan(step.x(), step.y(), height(), m_fovY);
    } else {
        if (m_parallelOnce)
            setParallel(false);
        if (m_button == Qt::RightButton)
            m_rig.look(step.x(), step.y());
        else
            m_rig.orbit(step.x(), step.y());
    }
    drawSoon(true);
}

void Viewport::wheel(double delta)
{
    if (m_button == Qt::RightButton || !m_keys.isEmpty()) {
        setFlySpeed(m_flySpeed * std::pow(1.001, delta));
        Q_EMIT flySpeedChanged(m_flySpeed);
        return;
    }
    if (isLookingThrough())
        return;
    m_rig.zoom(std::pow(0.9988, delta));
    drawSoon(true);
}

void Viewport::setFlySpeed(double metersPerSecond)
{
    const double size = sceneSize();
    m_flySpeed = std::clamp(metersPerSecond, 0.005 * size, 5 * size);
}

void Viewport::focusOnSelection()
{
    if (m_focusPoint)
        focusOn(*m_focusPoint, std::min(m_rig.distance(), 0.4 * sceneSize()));
    else
        frameAll();
}

void Viewport::setStandardView(StandardView side)
{
    setLookThrough(false);
    m_rig.lookFrom(side);
    setParallel(true);
    m_parallelOnce = true;
}

void Viewport::setParallel(bool on)
{
    const bool changed = m_parallel != on;
    m_parallel = on;
    m_parallelOnce = false;
    drawSoon(false);
    if (changed)
        Q_EMIT parallelChanged(on);
}

QPointF Viewport::gizmoAt(AxisGizmo::Part part) const
{
    const AxisGizmo gizmo(camera().worldFromCamera, height(), 1);
    for (const AxisGizmo::End& end : gizmo.ends())
        if (end.part == part)
            return {end.at.x(), end.at.y()};
    return {gizmo.middle().x(), gizmo.middle().y()};
}

bool Viewport::clickGizmo(QPointF at)
{
    const auto part = AxisGizmo(camera().worldFromCamera, height(), 1).hit(float(at.x()), float(at.y()));
    if (!part || !m_content.axisGizmo)
        return false;
    if (*part == AxisGizmo::Part::Middle)
        setParallel(!m_parallel);
    else
        setStandardView(sideOf(*part));
    return true;
}

void Viewport::click(QPointF at, Qt::KeyboardModifiers modifiers)
{
    if (clickGizmo(at))
        return;
    if (m_tool == Tool::Draw || m_tool == Tool::Walk) {
        if (const auto point = floorAt(at))
            Q_EMIT floorClicked(*point, modifiers);
        return;
    }
    const double ratio = m_window->devicePixelRatio();
    ViewportScene content = m_content;
    if (m_overlays.views)
        content.frusta.insert(content.frusta.end(), m_views.begin(), m_views.end());
    content.pixelRatio = float(ratio);
    m_gpu->pick(std::move(content), camera(), int(at.x() * ratio), int(at.y() * ratio), [this, at](const ViewportRenderer::Pick& pick) {
        using Kind = ViewportRenderer::PickKind;
        const bool hit = pick.kind != Kind::Nothing, element = pick.kind == Kind::Mark || pick.kind == Kind::Frustum;
        const std::optional<Eigen::Vector3d> point = hit ? std::optional(pick.point) : floorAt(at);
        if (m_tool == Tool::Measure) {
            const MeasuringTape::Length* length = point ? m_tape.click(*point) : nullptr;
            if (length) {
                Q_EMIT measured(length->meters());
                refreshLabels();
            }
            drawSoon(false);
            return;
        }
        m_focusPoint = hit ? std::optional(pick.point) : m_focusPoint;
        if (element) {
            Q_EMIT elementPicked(pick.id, pick.point);
            return;
        }
        m_content.highlightedInstance = hit && pick.instance > 0 ? std::optional(pick.instance) : std::nullopt;
        drawSoon(false);
        Q_EMIT objectPicked(hit ? pick.instance : 0, point.value_or(Eigen::Vector3d::Zero()));
    });
}

void Viewport::keyPressEvent(QKeyEvent* event)
{
    switch (event->key()) {
    case Qt::Key_Escape:
        if (!m_tape.isOpen() && (m_tool != Tool::Measure || m_tape.lengths().empty()))
            break;
        if (m_tape.isOpen())
            m_tape.cancel();
        else
            m_tape.clear();
        drawSoon(false);
        return;
    case Qt::Key_W:
    case Qt::Key_A:
    case Qt::Key_S:
    case Qt::Key_D:
    case Qt::Key_Q:
    case Qt::Key_E:
        if (event->modifiers() & (Qt::ControlModifier | Qt::AltModifier))
            break;
        if (!event->isAutoRepeat()) {
            m_keys.insert(event->key());
            m_flyClock.start();
            m_flyTimer.start();
        }
        return;
    default:
        break;
    }
    QWidget::keyPressEvent(event);
}

void Viewport::keyReleaseEvent(QKeyEvent* event)
{
    if (!event->isAutoRepeat())
        m_keys.remove(event->key());
    QWidget::keyReleaseEvent(event);
}

void Viewport::focusOutEvent(QFocusEvent* event)
{
    m_keys.clear();
    QWidget::focusOutEvent(event);
}

void Viewport::flyStep()
{
    if (m_keys.isEmpty()) {
        m_flyTimer.stop();
        return;
    }
    const double seconds = std::min(0.1, double(m_flyClock.restart()) / 1000);
    const auto held = [this](int key) { return m_keys.contains(key) ? 1.0 : 0.0; };
    const Eigen::Vector3d step(held(Qt::Key_D) - held(Qt::Key_A), held(Qt::Key_Q) - held(Qt::Key_E), held(Qt::Key_W) - held(Qt::Key_S));
    m_rig.fly(step * (m_flySpeed * seconds));
    drawSoon(true);
}

} // namespace w2v
