#include "ui/observe/FloorGestures.h"

#include <tuple>

#include <QGuiApplication>
#include <QMouseEvent>

#include "core/motion/PathFit.h"
#include "ui/observe/ActionTexts.h"
#include "ui/session/Units.h"
#include "ui/viewport/ViewportWindow.h"

namespace w2v {

namespace {

constexpr double kMinStep = 0.01;         ///< metres between two points of a drawn curve
constexpr std::size_t kLiveSamples = 28;  ///< fitted while drawing; the last fit takes more
constexpr std::size_t kMaxPoints = 20'000;

} // namespace

FloorGestures::FloorGestures(Viewport& viewport, PathDraft& draft, PathGizmo& gizmo, QObject* parent)
    : QObject(parent), m_viewport(viewport), m_draft(draft), m_gizmo(gizmo)
{
    connect(&viewport, &Viewport::availabilityChanged, this, &FloorGestures::watch);
    watch();
}

void FloorGestures::watch()
{
    // The stage's native window appears once the device is known; it alone sees the mouse.
    if (m_window)
        return;
    for (QWindow* window : QGuiApplication::allWindows()) {
        if (qobject_cast<ViewportWindow*>(window) && !window->property("gestures").isValid()) {
            m_window = window;
            window->setProperty("gestures", true);
            window->installEventFilter(this);
            return;
        }
    }
}

void FloorGestures::setFreehand(bool on)
{
    m_freehand = on;
    cancel();
}

void FloorGestures::setGizmo(bool on)
{
    m_gizmoOn = on;
    cancel();
}

void FloorGestures::cancel()
{
    m_gizmo.release();
    m_gizmo.setHovered(PathGizmo::Handle::None);
    m_drawing = m_hasPreview = false;
    m_curve.clear();
    m_preview.clear();
    Q_EMIT previewChanged();
}

bool FloorGestures::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_window && m_draft.isOpen()) {
        switch (event->type()) {
        case QEvent::MouseButtonPress:
            return pressed(static_cast<QMouseEvent*>(event));
        case QEvent::MouseMove:
            return moved(static_cast<QMouseEvent*>(event));
        case QEvent::MouseButtonRelease:
            return released();
        default:
            break;
        }
    }
    return QObject::eventFilter(watched, event);
}

bool FloorGestures::pressed(const QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton || event->modifiers() != Qt::NoModifier)
        return false;
    const auto point = m_viewport.floorAt(event->position());
    if (!point)
        return false;
    if (m_gizmoOn)
        if (const PathGizmo::Handle handle = m_gizmo.at(event->position()); handle != PathGizmo::Handle::None) {
            m_viewport.setFocus(Qt::MouseFocusReason);
            m_gizmo.press(handle, *point);
            return true;
        }
    if (!m_freehand)
        return false;
    m_viewport.setFocus(Qt::MouseFocusReason);
    m_drawing = true;
    m_curve = {*point};
    return true;
}

bool FloorGestures::moved(const QMouseEvent* event)
{
    const auto point = m_viewport.floorAt(event->position());
    if (m_gizmo.isDragging()) {
        const auto action = point ? m_gizmo.drag(*point, m_snap) : std::nullopt;
        m_hasPreview = action.has_value();
        m_preview.clear();
        if (action) {
            try {
                std::tie(m_preview, m_playheadAfter) = m_gizmo.applied(*action);
            } catch (const std::exception&) {
                m_hasPreview = false; // the path is full
            }
            Q_EMIT explained(actionTitle(action->kind) + ' ' + actionAmount(*action));
        }
        Q_EMIT previewChanged();
        return true;
    }
    if (m_drawing) {
        if (point && (*point - m_curve.back()).norm() >= kMinStep && m_curve.size() < kMaxPoints) {
            m_curve.push_back(*point);
            fitCurve(false);
        }
        return true;
    }
    if (m_gizmoOn && event->buttons() == Qt::NoButton) {
        const PathGizmo::Handle handle = m_gizmo.at(event->position());
        if (handle != m_gizmo.hovered()) {
            m_gizmo.setHovered(handle);
            Q_EMIT previewChanged();
        }
    }
    return false;
}

bool FloorGestures::released()
{
    if (m_gizmo.isDragging()) {
        const std::vector<Action> path = m_preview;
        const bool changed = m_hasPreview;
        const int playhead = m_playheadAfter;
        cancel();
        if (changed)
            Q_EMIT finished(path, tr("drag the path's end"), playhead);
        return true;
    }
    if (!m_drawing)
        return false;
    fitCurve(true);
    const std::vector<Action> path = m_preview;
    const bool changed = m_hasPreview;
    cancel();
    if (changed)
        Q_EMIT finished(path, tr("draw freehand"), -1);
    return true;
}

void FloorGestures::fitCurve(bool last)
{
    const Rigid3d startFromWorld = m_draft.worldFromStart().inverse();
    std::vector<PathSample> samples;
    for (const Eigen::Vector3d& world : m_curve) {
        const Eigen::Vector3d p = startFromWorld * world;
        samples.push_back({p.x(), p.z(), {}});
    }
    try {
        PathFitOptions options;
        options.snap = m_snap;
        if (!last)
            options.maxSamples = kLiveSamples;
        const PathFit fit = fitPath(PlanarPose::of(m_draft.startFromEnd()), samples, options);
        m_preview = appended(m_draft.actions(), fit.actions);
        m_hasPreview = !fit.actions.empty();
        Q_EMIT explained(tr("%n move(s)", nullptr, int(fit.actions.size())) + QStringLiteral("  ·  ")
                         + tr("fit error %1 at most, %2 on average").arg(formatMeters(fit.error.maxMeters), formatMeters(fit.error.meanMeters)));
    } catch (const std::exception&) {
        m_hasPreview = false; // the path is full
    }
    Q_EMIT previewChanged();
}

} // namespace w2v
