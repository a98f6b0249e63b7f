#include "ui/viewport/Viewport.h"

#include <cmath>
#include <numbers>

#include <QKeyEvent>
#include <QMouseEvent>
#include <QStackedLayout>
#include <QVulkanInstance>
#include <QWheelEvent>

#include "ui/theme/Theme.h"
#include "ui/viewport/GpuThread.h"
#include "ui/viewport/ThemeColors.h"
#include "ui/viewport/ViewportWindow.h"
#include "ui/widgets/EmptyState.h"

namespace w2v {

namespace {

constexpr int kRestMs = 140;     ///< without movement for so long the frame is drawn again in full quality
constexpr int kFlyTickMs = 16;
constexpr double kClickSlop = 4; ///< pixels a click may wander

} // namespace

Viewport::Viewport(QWidget* parent)
    : QWidget(parent), m_gpu(new GpuThread(this)), m_layout(new QStackedLayout(this)), m_waiting(new QWidget),
      m_empty(new EmptyState("cube", tr("No 3D view on this machine"), {}))
{
    setObjectName("viewport");
    setFocusPolicy(Qt::StrongFocus);
    setMinimumSize(200, 150);
    setAccessibleName(tr("3D view"));
    m_layout->addWidget(m_waiting);
    m_layout->addWidget(m_empty);
    applyTheme(m_content);
    connect(&Theme::instance(), &Theme::changed, this, [this] {
        applyTheme(m_content);
        drawSoon(false);
    });

    connect(m_gpu, &GpuThread::deviceReady, this, [this](const QString& name, bool, void* instance) {
        m_device = name;
        buildWindow(instance);
        Q_EMIT availabilityChanged(true, name);
    });
    connect(m_gpu, &GpuThread::deviceFailed, this, &Viewport::showUnavailable);
    connect(m_gpu, &GpuThread::sceneReady, this, [this](quint64 ticket) {
        m_sceneDone = ticket;
        drawSoon(false);
    });
    connect(m_gpu, &GpuThread::sceneFailed, this, [this](quint64 ticket, const QString& why) {
        m_sceneDone = ticket;
        showUnavailable(why);
    });
    connect(m_gpu, &GpuThread::drawn, this, &Viewport::onDrawn);
    m_gpu->start();

    m_restTimer.setSingleShot(true);
    m_restTimer.setInterval(kRestMs);
    connect(&m_restTimer, &QTimer::timeout, this, [this] { drawSoon(false); });
    m_flyTimer.setInterval(kFlyTickMs);
    connect(&m_flyTimer, &QTimer::timeout, this, &Viewport::flyStep);
}

Viewport::~Viewport()
{
    m_gpu->detach();
    if (m_window) {
        m_window->disconnect(this);
        m_window->destroy();
    }
    m_instance.reset(); // before the VkInstance it borrowed
    delete m_gpu;
}

void Viewport::buildWindow(void* vulkanInstance)
{
    m_instance = std::make_unique<QVulkanInstance>();
    m_instance->setVkInstance(static_cast<VkInstance>(vulkanInstance));
    if (!m_instance->create()) {
        showUnavailable(tr("Qt could not use the Vulkan instance."));
        return;
    }
    m_window = new ViewportWindow;
    m_window->setVulkanInstance(m_instance.get());
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
            Q_EMIT floorHovered(floorAt(at), event->modifiers());
            return;
        }
        if (!m_dragging && (at - m_pressAt).manhattanLength() < kClickSlop)
            return;
        m_dragging = true;
        m_lastAt = at;
        if (m_lookThrough)
            return;
        const bool panning = m_button == Qt::MiddleButton || (m_button == Qt::LeftButton && event->modifiers() & Qt::ShiftModifier);
        if (panning)
            m_rig.pan(step.x(), step.y(), height(), m_fovY);
        else if (m_button == Qt::RightButton)
            m_rig.look(step.x(), step.y());
        else
            m_rig.orbit(step.x(), step.y());
        drawSoon(true);
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
    connect(m_window, &ViewportWindow::wheelTurned, this, [this](QWheelEvent* event) {
        if (m_button == Qt::RightButton) {
            m_flySpeed = std::clamp(m_flySpeed * std::pow(1.001, event->angleDelta().y()), 0.1, 20.0);
            return;
        }
        if (m_lookThrough)
            return;
        m_rig.zoom(std::pow(0.9988, event->angleDelta().y()));
        drawSoon(true);
    });
    connect(m_window, &ViewportWindow::mouseLeft, this, [this] { Q_EMIT floorHovered(std::nullopt, Qt::NoModifier); });

    QWidget* container = QWidget::createWindowContainer(m_window, this);
    container->setObjectName("viewport.container");
    container->setMouseTracking(true);
    m_layout->addWidget(container);
    m_layout->setCurrentWidget(container);
    m_available = true;
}

void Viewport::attach()
{
    if (m_attached || !m_window || m_failed)
        return;
    const VkSurfaceKHR surface = QVulkanInstance::surfaceForWindow(m_window);
    if (!surface) {
        showUnavailable(tr("The window system gave no Vulkan surface."));
        return;
    }
    m_attached = true;
    m_gpu->attach(surface, pixels().width(), pixels().height());
}

QSize Viewport::pixels() const
{
    return m_window ? m_window->size() * m_window->devicePixelRatio() : size();
}

void Viewport::showUnavailable(const QString& why)
{
    m_failed = true;
    m_available = false;
    m_drawing = false;
    m_empty->setText(why);
    m_layout->setCurrentWidget(m_empty);
    Q_EMIT availabilityChanged(false, {});
}

bool Viewport::isSettled() const
{
    if (m_failed || !isVisible())
        return true;
    return m_attached && !m_drawing && !m_dirty && !m_restTimer.isActive() && m_sceneDone == m_sceneTicket;
}

ViewCamera Viewport::camera() const
{
    ViewCamera camera;
    camera.fovYDegrees = m_fovY;
    if (m_lookThrough && m_firstPerson) {
        camera.worldFromCamera = *m_firstPerson;
        if (m_firstPersonCamera.valid())
            camera.fovYDegrees = 2 * std::atan(0.5 * m_firstPersonCamera.height / m_firstPersonCamera.fy) * 180 / std::numbers::pi;
    } else {
        camera.worldFromCamera = m_rig.worldFromCamera();
    }
    return camera;
}

void Viewport::refresh()
{
    drawSoon(false);
}

void Viewport::drawSoon(bool moving)
{
    m_moving = moving;
    m_dirty = true;
    if (moving)
        m_restTimer.start();
    if (!m_drawing)
        QMetaObject::invokeMethod(this, &Viewport::sendDraw, Qt::QueuedConnection);
}

void Viewport::sendDraw()
{
    if (!m_dirty || m_drawing || !m_attached || m_failed || !m_window->isExposed())
        return;
    m_dirty = false;
    m_drawing = true;
    const Eigen::Vector3d eye = camera().worldFromCamera.translation();
    m_content.hideCeiling = m_scene && m_scene->room && !m_scene->room->contains(eye);
    m_content.inset.reset();
    if (m_firstPerson && !m_lookThrough) {
        InsetView inset;
        inset.worldFromCamera = *m_firstPerson;
        inset.camera = m_firstPersonCamera;
        const QSize all = pixels();
        const double ratio = double(m_firstPersonCamera.width) / std::max(1, m_firstPersonCamera.height);
        const int edge = std::clamp(std::min(all.width() / 3, all.height() / 3), 96, 360);
        inset.width = ratio >= 1 ? edge : int(edge * ratio);
        inset.height = ratio >= 1 ? int(edge / ratio) : edge;
        const int margin = int(12 * m_window->devicePixelRatio());
        inset.x = all.width() - inset.width - margin;
        inset.y = all.height() - inset.height - margin;
        inset.border = viewportColor(ColorRole::Accent);
        inset.borderWidth = float(1.5 * m_window->devicePixelRatio());
        m_content.inset = inset;
    }
    m_gpu->draw(m_content, camera(), m_moving);
}

void Viewport::onDrawn(int status, double milliseconds, bool reduced)
{
    m_drawing = false;
    m_lastMilliseconds = milliseconds;
    Q_EMIT framed(milliseconds);
    if (FrameStatus(status) == FrameStatus::DeviceLost) {
        showUnavailable(tr("The graphics device was lost. Restart the workbench to draw again; nothing else is affected."));
        return;
    }
    if (FrameStatus(status) == FrameStatus::SurfaceLost) {
        m_gpu->detach();
        m_attached = false;
        attach();
        m_dirty = true;
    }
    if (reduced && !m_moving && !m_dirty)
        m_dirty = true;
    if (m_dirty)
        sendDraw();
}

void Viewport::setScene(std::shared_ptr<const Scene> scene, bool keepView)
{
    m_scene = std::move(scene);
    m_gpu->setScene(m_scene, ++m_sceneTicket);
    m_content.highlightedInstance.reset();
    m_measureFrom.reset();
    if (m_scene && !keepView)
        frameAll();
    drawSoon(false);
}

void Viewport::setFirstPerson(const std::optional<Rigid3d>& worldFromCamera, const Intrinsics& camera)
{
    m_firstPerson = worldFromCamera;
    m_firstPersonCamera = camera;
    drawSoon(false);
}

void Viewport::setLookThrough(bool on)
{
    m_lookThrough = on && m_firstPerson;
    drawSoon(false);
}

void Viewport::setFloor(const Eigen::Vector3d& point, const Eigen::Vector3d& normal)
{
    m_floorPoint = point;
    m_floorNormal = normal.normalized();
}

void Viewport::setTool(Tool tool)
{
    m_tool = tool;
    m_measureFrom.reset();
    if (m_window)
        m_window->setCursor(tool == Tool::Draw || tool == Tool::Measure ? Qt::CrossCursor : Qt::ArrowCursor);
    drawSoon(false);
}

void Viewport::frameAll()
{
    if (!m_scene)
        return;
    const Eigen::AlignedBox3d box = m_scene->room ? *m_scene->room : m_scene->bounds;
    m_rig.frame(box, m_fovY, double(std::max(1, width())) / std::max(1, height()));
    drawSoon(false);
}

void Viewport::focusOn(const Eigen::Vector3d& point, double distance)
{
    m_rig.focus(point, distance);
    drawSoon(false);
}

std::optional<Eigen::Vector3d> Viewport::floorAt(QPointF widget) const
{
    const Intrinsics intrinsics = viewIntrinsics(camera(), std::max(1, width()), std::max(1, height()));
    const Rigid3d pose = camera().worldFromCamera;
    const Eigen::Vector3d direction = pose.linear() * unproject(intrinsics, widget.x(), widget.y(), 1.0);
    const Eigen::Vector3d eye = pose.translation();
    const double along = direction.dot(m_floorNormal);
    if (std::abs(along) < 1e-9)
        return std::nullopt;
    const double t = (m_floorPoint - eye).dot(m_floorNormal) / along;
    if (t <= 0 || t > 200)
        return std::nullopt;
    return eye + direction * t;
}

std::optional<QPointF> Viewport::widgetAt(const Eigen::Vector3d& world) const
{
    const Eigen::Vector3d local = camera().worldFromCamera.inverse() * world;
    if (local.z() <= 1e-6)
        return std::nullopt;
    const Intrinsics intrinsics = viewIntrinsics(camera(), std::max(1, width()), std::max(1, height()));
    const Eigen::Vector2d at = project(intrinsics, local);
    return QPointF(at.x(), at.y());
}

void Viewport::click(QPointF at, Qt::KeyboardModifiers modifiers)
{
    if (m_tool == Tool::Draw || m_tool == Tool::Walk) {
        if (const auto point = floorAt(at))
            Q_EMIT floorClicked(*point, modifiers);
        return;
    }
    const double ratio = m_window->devicePixelRatio();
    m_gpu->pick(m_content, camera(), int(at.x() * ratio), int(at.y() * ratio), [this, at](const ViewportRenderer::Pick& pick) {
        const bool hit = pick.depth > 0;
        const std::optional<Eigen::Vector3d> point = hit ? std::optional(pick.point) : floorAt(at);
        if (m_tool == Tool::Measure) {
            if (point)
                measureAt(*point);
            return;
        }
        m_content.highlightedInstance = hit && pick.instance > 0 ? std::optional(pick.instance) : std::nullopt;
        m_focusPoint = hit ? std::optional(pick.point) : m_focusPoint;
        drawSoon(false);
        Q_EMIT objectPicked(hit ? pick.instance : 0, point.value_or(Eigen::Vector3d::Zero()));
    });
}

void Viewport::measureAt(const Eigen::Vector3d& point)
{
    if (!m_measureFrom) {
        m_measureFrom = point;
        return;
    }
    PathStrip tape;
    tape.width = 2;
    for (const Eigen::Vector3d& end : {*m_measureFrom, point})
        tape.vertices.push_back({end.cast<float>(), viewportColor(ColorRole::Text)});
    m_content.paths.push_back(tape);
    const double meters = (point - *m_measureFrom).norm();
    m_measureFrom.reset();
    drawSoon(false);
    Q_EMIT measured(meters);
}

void Viewport::keyPressEvent(QKeyEvent* event)
{
    switch (event->key()) {
    case Qt::Key_F:
        if (m_focusPoint)
            focusOn(*m_focusPoint, std::min(m_rig.distance(), 3.0));
        else
            frameAll();
        return;
    case Qt::Key_Home:
        frameAll();
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
