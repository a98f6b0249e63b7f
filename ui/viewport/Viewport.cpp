#include "ui/viewport/Viewport.h"

#include <cmath>
#include <numbers>

#include <QStackedLayout>
#include <QVulkanInstance>

#include "ui/theme/Theme.h"
#include "ui/viewport/GpuThread.h"
#include "ui/viewport/ThemeColors.h"
#include "ui/viewport/ViewportWindow.h"
#include "ui/widgets/EmptyState.h"

namespace w2v {

namespace {

constexpr int kRestMs = 90;     ///< without movement for so long the frame is drawn again in full quality
constexpr int kFlyTickMs = 16;
constexpr int kMostRecoveries = 3; ///< of a lost device, then something is broken

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
        refreshLabels();
        drawSoon(false);
    });

    connect(m_gpu, &GpuThread::deviceReady, this, [this](const QString& name, bool software, void* instance) {
        m_device = name;
        m_software = software;
        buildWindow(instance);
        if (m_recoveries > 0) {
            m_gpu->setScene(m_scene, ++m_sceneTicket);
            refreshLabels();
        }
        Q_EMIT availabilityChanged(true, name);
    });
    connect(m_gpu, &GpuThread::deviceFailed, this, &Viewport::showUnavailable);
    connect(m_gpu, &GpuThread::sceneReady, this, [this](quint64 ticket) {
        m_sceneDone = ticket;
        drawSoon(false);
    });
    connect(m_gpu, &GpuThread::detailReady, this, [this](quint64 ticket) {
        m_detailDone = ticket;
        drawSoon(m_moving);
    });
    connect(m_gpu, &GpuThread::sceneFailed, this, [this](quint64 ticket, const QString& why) {
        m_sceneDone = m_detailDone = ticket;
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
    connectWindow();
    QWidget* container = QWidget::createWindowContainer(m_window, this);
    container->setObjectName("viewport.container");
    container->setMouseTracking(true);
    m_layout->addWidget(container);
    m_layout->setCurrentWidget(container);
    m_available = true;
    setTool(m_tool);
}

void Viewport::closeWindow()
{
    if (!m_window)
        return;
    QWidget* container = findChild<QWidget*>("viewport.container");
    m_window->disconnect(this);
    m_window->destroy();
    m_window = nullptr;
    m_attached = m_drawing = false;
    m_layout->setCurrentWidget(m_waiting);
    delete container; // and the window with it
    m_instance.reset();
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
    return m_attached && !m_drawing && !m_dirty && !m_restTimer.isActive() && m_sceneDone == m_sceneTicket && m_detailDone == m_sceneTicket;
}

ViewCamera Viewport::camera() const
{
    ViewCamera camera;
    camera.fovYDegrees = m_fovY;
    const double size = sceneSize();
    camera.orthoReach = std::max(500.0, 4 * size + 2 * m_rig.distance());
    if (isLookingThrough()) {
        camera.worldFromCamera = *m_firstPerson;
        camera.nearPlane = std::min(0.03, 1e-3 * size);
        if (m_firstPersonCamera.valid())
            camera.fovYDegrees = 2 * std::atan(0.5 * m_firstPersonCamera.height / m_firstPersonCamera.fy) * 180 / std::numbers::pi;
    } else {
        camera.worldFromCamera = m_rig.worldFromCamera();
        camera.nearPlane = std::min(0.03, 2e-3 * m_rig.distance());
        camera.orthoHeight = m_parallel ? m_rig.orthoHeight(m_fovY) : 0;
    }
    return camera;
}

double Viewport::sceneSize() const
{
    return m_scene && !m_scene->bounds.isEmpty() ? std::max(1e-6, m_scene->bounds.diagonal().norm()) : 10;
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
    m_gpu->draw(frameContent(), camera(), m_moving);
}

/// Nothing changed since the last frame: the picture only gains detail.
void Viewport::refine()
{
    if (m_drawing || !m_attached || m_failed || !m_window->isExposed())
        return;
    m_drawing = true;
    m_gpu->refine(frameContent(), camera());
}

void Viewport::onDrawn(const FrameStats& stats)
{
    m_drawing = false;
    if (stats.status == FrameStatus::DeviceLost) {
        recoverDevice();
        return;
    }
    if (stats.status == FrameStatus::SurfaceLost) {
        m_gpu->detach();
        m_attached = false;
        attach();
        m_dirty = true;
    } else if (stats.status == FrameStatus::Drawn) {
        m_lastFrame = stats;
        updateFrameTime();
        Q_EMIT framed(stats);
    }
    if (m_dirty)
        sendDraw();
    else if (stats.reduced && !m_moving)
        refine();
}

void Viewport::recoverDevice()
{
    if (!m_window || m_failed)
        return; // a second report of the same loss
    if (++m_recoveries > kMostRecoveries) {
        showUnavailable(tr("The graphics device was lost again and again. Restart the workbench to draw; nothing else is affected."));
        return;
    }
    m_gpu->detach();
    closeWindow();
    // Pictures belong to the lost device.
    m_figureLabel.reset();
    m_frameTimeLabel.reset();
    for (MeasuringTape::Length& length : m_tape.lengths())
        length.label.reset();
    for (std::vector<FrustumMark>* frusta : {&m_content.frusta, &m_views})
        for (FrustumMark& frustum : *frusta)
            frustum.image.reset();
    Q_EMIT viewsLost();
    m_available = false;
    m_dirty = true;
    m_gpu->restart();
}

void Viewport::upload(ColorImage picture, std::function<void(std::shared_ptr<const ViewportImage>)> done)
{
    m_gpu->upload({std::move(picture), {}}, std::move(done));
}

void Viewport::declareDeviceLost()
{
    m_gpu->declareLost();
    drawSoon(false);
}

void Viewport::setScene(std::shared_ptr<const Scene> scene, bool keepView)
{
    m_scene = std::move(scene);
    m_gpu->setScene(m_scene, ++m_sceneTicket);
    m_content.highlightedInstance.reset();
    m_tape.clear();
    m_rig.setScale(sceneSize());
    if (m_scene && !keepView) {
        setFlySpeed(std::clamp(sceneSize() / 5, 0.002, 1e4));
        frameAll();
    }
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
    if (m_lookThrough == on)
        return;
    m_lookThrough = on;
    drawSoon(false);
    Q_EMIT lookThroughChanged(on);
}

void Viewport::setFloor(const Eigen::Vector3d& point, const Eigen::Vector3d& normal)
{
    m_floorPoint = point;
    m_floorNormal = normal.normalized();
}

void Viewport::setTool(Tool tool)
{
    m_tool = tool;
    m_tape.cancel();
    if (m_window)
        m_window->setCursor(tool == Tool::Draw || tool == Tool::Measure ? Qt::CrossCursor : Qt::ArrowCursor);
    drawSoon(false);
}

void Viewport::frameAll()
{
    if (!m_scene)
        return;
    const Eigen::AlignedBox3d box = m_scene->room ? *m_scene->room : m_scene->bounds;
    m_rig.frame(box, m_fovY, double(std::max(1, width())) / std::max(1, height()), m_parallel);
    drawSoon(false);
}

void Viewport::focusOn(const Eigen::Vector3d& point, double distance)
{
    m_rig.focus(point, distance);
    drawSoon(false);
}

std::optional<Eigen::Vector3d> Viewport::floorAt(QPointF widget) const
{
    const ViewCamera view = camera();
    const Intrinsics intrinsics = viewIntrinsics(view, std::max(1, width()), std::max(1, height()));
    Eigen::Vector3d origin = view.worldFromCamera.translation(), direction;
    if (view.orthoHeight > 0) {
        const double meters = view.orthoHeight / std::max(1, height());
        origin = view.worldFromCamera * Eigen::Vector3d((widget.x() - intrinsics.cx) * meters, (widget.y() - intrinsics.cy) * meters, -view.orthoReach);
        direction = view.worldFromCamera.linear().col(2);
    } else {
        direction = view.worldFromCamera.linear() * unproject(intrinsics, widget.x(), widget.y(), 1.0);
    }
    const double along = direction.dot(m_floorNormal);
    if (std::abs(along) < 1e-9)
        return std::nullopt;
    const double t = (m_floorPoint - origin).dot(m_floorNormal) / along, farthest = std::max(200.0, 20 * sceneSize() + 2 * view.orthoReach);
    if (t <= 0 || t > farthest)
        return std::nullopt;
    return origin + direction * t;
}

std::optional<QPointF> Viewport::widgetAt(const Eigen::Vector3d& world) const
{
    const ViewCamera view = camera();
    const Eigen::Vector3d local = view.worldFromCamera.inverse() * world;
    const Intrinsics intrinsics = viewIntrinsics(view, std::max(1, width()), std::max(1, height()));
    if (view.orthoHeight > 0) {
        const double pixels = height() / view.orthoHeight;
        return QPointF(intrinsics.cx + local.x() * pixels, intrinsics.cy + local.y() * pixels);
    }
    if (local.z() <= 1e-6)
        return std::nullopt;
    const Eigen::Vector2d at = project(intrinsics, local);
    return QPointF(at.x(), at.y());
}

} // namespace w2v
