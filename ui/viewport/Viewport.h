#pragma once
#include <memory>
#include <optional>

#include <QElapsedTimer>
#include <QSet>
#include <QTimer>
#include <QWidget>

#include "core/scene/Scene.h"
#include "render/scene/ViewportRenderer.h"
#include "ui/viewport/CameraRig.h"

class QStackedLayout;
class QVulkanInstance;

namespace w2v {

class EmptyState;
class GpuThread;
class ViewportWindow;

/// The 3D stage: draws a scene and what lies on it with Vulkan on a thread of its own, and turns the mouse into camera
/// moves and clicks. Without Vulkan it shows why, and everything around it works on.
///
/// Left-drag orbits, middle- or Shift-drag pans, the wheel zooms, right-drag with WASD QE flies, F looks at the selection,
/// Home sees all. In the Draw tool a plain left click is a floorClicked().
class Viewport : public QWidget {
    Q_OBJECT
public:
    enum class Tool { Select, Draw, Walk, Measure };

    explicit Viewport(QWidget* parent = nullptr);
    ~Viewport() override;

    bool isAvailable() const { return m_available; }
    QString deviceName() const { return m_device; }
    /// Nothing is being uploaded or drawn and the picture is at full quality.
    bool isSettled() const;

    /// Null: nothing. `keepView`: the eye stays where it is.
    void setScene(std::shared_ptr<const Scene> scene, bool keepView = false);
    const Scene* scene() const { return m_scene.get(); }

    /// Paths, frusta and marks on the scene; call refresh() after changing them.
    ViewportScene& content() { return m_content; }
    void refresh();

    /// The first-person picture in the corner; none hides it.
    void setFirstPerson(const std::optional<Rigid3d>& worldFromCamera, const Intrinsics& camera);
    /// Shows the stage through the first-person camera while on.
    void setLookThrough(bool on);
    bool isLookingThrough() const { return m_lookThrough; }

    /// A plane for clicks: points p with normal.(p - point) = 0, world. Default: the floor y = 0.
    void setFloor(const Eigen::Vector3d& point, const Eigen::Vector3d& normal);
    void setTool(Tool tool);
    Tool tool() const { return m_tool; }
    void frameAll();
    void focusOn(const Eigen::Vector3d& point, double distance = 3);
    /// What F looks at.
    void setFocusPoint(const std::optional<Eigen::Vector3d>& point) { m_focusPoint = point; }

    /// Where a point of the widget hits the floor, none when it looks away from it.
    std::optional<Eigen::Vector3d> floorAt(QPointF widget) const;
    /// The widget position of a world point, none behind the eye.
    std::optional<QPointF> widgetAt(const Eigen::Vector3d& world) const;
    double lastFrameMilliseconds() const { return m_lastMilliseconds; }

Q_SIGNALS:
    void availabilityChanged(bool available, const QString& device);
    void floorClicked(const Eigen::Vector3d& world, Qt::KeyboardModifiers modifiers);
    void floorHovered(const std::optional<Eigen::Vector3d>& world, Qt::KeyboardModifiers modifiers);
    void objectPicked(int instance, const Eigen::Vector3d& world); ///< instance 0: nothing there
    void measured(double meters);
    void framed(double milliseconds);

protected:
    void keyPressEvent(QKeyEvent*) override;
    void keyReleaseEvent(QKeyEvent*) override;
    void focusOutEvent(QFocusEvent*) override;

private:
    void buildWindow(void* vulkanInstance);
    void attach();
    void onDrawn(int status, double milliseconds, bool reduced);
    void showUnavailable(const QString& why);
    void drawSoon(bool moving);
    void sendDraw();
    void flyStep();
    void click(QPointF at, Qt::KeyboardModifiers modifiers);
    void measureAt(const Eigen::Vector3d& point);
    ViewCamera camera() const;
    QSize pixels() const;

    GpuThread* m_gpu;
    std::unique_ptr<QVulkanInstance> m_instance;
    ViewportWindow* m_window = nullptr;   ///< owned by its container
    QStackedLayout* m_layout;
    QWidget* m_waiting;
    EmptyState* m_empty;
    bool m_available = false, m_attached = false, m_failed = false;
    QString m_device;

    std::shared_ptr<const Scene> m_scene;
    ViewportScene m_content;
    quint64 m_sceneTicket = 0, m_sceneDone = 0;
    CameraRig m_rig;
    Tool m_tool = Tool::Select;
    Eigen::Vector3d m_floorPoint = Eigen::Vector3d::Zero(), m_floorNormal = Eigen::Vector3d(0, -1, 0);
    std::optional<Eigen::Vector3d> m_focusPoint;
    std::optional<Rigid3d> m_firstPerson;
    Intrinsics m_firstPersonCamera;
    bool m_lookThrough = false;

    // One draw is under way at a time; a change meanwhile asks for the next.
    bool m_drawing = false, m_dirty = false, m_moving = false;
    QTimer m_restTimer;
    double m_lastMilliseconds = 0;
    double m_fovY = 50;

    QPointF m_pressAt, m_lastAt;
    Qt::MouseButton m_button = Qt::NoButton;
    bool m_dragging = false;
    QSet<int> m_keys;
    QTimer m_flyTimer;
    QElapsedTimer m_flyClock;
    double m_flySpeed = 1.5;   ///< metres a second
    std::optional<Eigen::Vector3d> m_measureFrom;
};

} // namespace w2v
