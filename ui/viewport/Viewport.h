#pragma once
#include <functional>
#include <memory>
#include <optional>

#include <QElapsedTimer>
#include <QSet>
#include <QTimer>
#include <QWidget>

#include "core/scene/Scene.h"
#include "render/scene/ViewportRenderer.h"
#include "render/scene/AxisGizmo.h"
#include "ui/viewport/CameraRig.h"
#include "ui/viewport/MeasuringTape.h"

class QStackedLayout;
class QVulkanInstance;

namespace w2v {

class EmptyState;
class GpuThread;
class ViewportWindow;

/// The 3D stage: draws a scene and what lies on it with Vulkan on a thread of its own, and turns the mouse into camera
/// moves and clicks. Without Vulkan it shows why, and everything around it works on.
///
/// Left-drag orbits, middle- or Shift-drag pans, the wheel zooms, right-drag with WASD QE flies (the wheel sets the speed), F
/// looks at the selection, Home sees all; the axes in the corner are clicked for views from the sides. In the Draw tool a plain
/// left click is a floorClicked(). A lost device or surface is made anew.
class Viewport : public QWidget {
    Q_OBJECT
public:
    enum class Tool { Select, Draw, Walk, Measure };

    /// What lies over the scene on demand.
    struct Overlays {
        int pointSize = 2;        ///< of point clouds, logical pixels
        bool figure = false;      ///< a standing person of 1.7 m at the orbit's target
        bool coverage = false;    ///< tints what the first-person camera sees
        bool sky = false;
        bool frameTime = false;   ///< how long frames take and how much of the scene they hold
        bool views = true;        ///< views() on their frusta
    };

    explicit Viewport(QWidget* parent = nullptr);
    ~Viewport() override;

    bool isAvailable() const { return m_available; }
    bool isSoftware() const { return m_software; }
    QString deviceName() const { return m_device; }
    /// Nothing is being uploaded or drawn and the picture is at full quality.
    bool isSettled() const;

    /// Null: nothing. `keepView`: the eye stays where it is.
    void setScene(std::shared_ptr<const Scene> scene, bool keepView = false);
    const Scene* scene() const { return m_scene.get(); }

    /// Paths, frusta and marks on the scene; call refresh() after changing them.
    ViewportScene& content() { return m_content; }
    void refresh();

    /// Pictures of views on the frusta of their cameras, beside what content() has; call refresh() after changing them. Pictures are of
    /// the device: after viewsLost() they have to be made again.
    std::vector<FrustumMark>& views() { return m_views; }
    /// Puts a picture on the device; `done` gets null without one.
    void upload(ColorImage picture, std::function<void(std::shared_ptr<const ViewportImage>)> done);

    /// The first-person picture in the corner; none hides it.
    void setFirstPerson(const std::optional<Rigid3d>& worldFromCamera, const Intrinsics& camera);
    /// Shows the stage through the first-person camera while on; turning the view goes back outside.
    void setLookThrough(bool on);
    bool isLookingThrough() const { return m_lookThrough && m_firstPerson; }

    /// A plane for clicks: points p with normal.(p - point) = 0, world. Default: the floor y = 0.
    void setFloor(const Eigen::Vector3d& point, const Eigen::Vector3d& normal);
    void setOverlays(const Overlays& overlays);
    const Overlays& overlays() const { return m_overlays; }
    void clearMeasurements();
    const MeasuringTape& tape() const { return m_tape; }

    /// Parallel, from a side; turning the view goes back to perspective.
    void setStandardView(StandardView side);
    void setParallel(bool on);
    bool isParallel() const { return m_parallel && !isLookingThrough(); }
    const CameraRig& rig() const { return m_rig; }

    void setTool(Tool tool);
    Tool tool() const { return m_tool; }
    void frameAll();
    void focusOn(const Eigen::Vector3d& point, double distance = 3);
    /// Looks at the focus point, or sees all when there is none.
    void focusOnSelection();
    void setFocusPoint(const std::optional<Eigen::Vector3d>& point) { m_focusPoint = point; }

    /// Where a point of the widget hits the floor, none when it looks away from it.
    std::optional<Eigen::Vector3d> floorAt(QPointF widget) const;
    /// The widget position of a world point, none behind the eye.
    std::optional<QPointF> widgetAt(const Eigen::Vector3d& world) const;
    const FrameStats& lastFrame() const { return m_lastFrame; }
    /// Where the gizmo's part is drawn, widget coordinates.
    QPointF gizmoAt(AxisGizmo::Part part) const;
    /// Makes the graphics device count as lost, to test the recovery.
    void declareDeviceLost();

Q_SIGNALS:
    void availabilityChanged(bool available, const QString& device);
    void floorClicked(const Eigen::Vector3d& world, Qt::KeyboardModifiers modifiers);
    void floorHovered(const std::optional<Eigen::Vector3d>& world, Qt::KeyboardModifiers modifiers);
    void objectPicked(int instance, const Eigen::Vector3d& world); ///< instance 0: nothing there
    void elementPicked(int id, const Eigen::Vector3d& world);      ///< a mark or frustum of content() that has an id
    void measured(double meters);
    void framed(const w2v::FrameStats& stats);
    void parallelChanged(bool on);
    void lookThroughChanged(bool on);
    void flySpeedChanged(double metersPerSecond);
    void viewsLost();

protected:
    void keyPressEvent(QKeyEvent*) override;
    void keyReleaseEvent(QKeyEvent*) override;
    void focusOutEvent(QFocusEvent*) override;

private:
    void buildWindow(void* vulkanInstance);
    void attach();
    void onDrawn(const FrameStats& stats);
    void connectWindow();
    void closeWindow();
    void recoverDevice();
    ViewportScene frameContent();
    void addOverlays(ViewportScene& frame);
    void updateFrameTime();
    void refreshLabels();
    void dragged(QPointF step, Qt::KeyboardModifiers modifiers);
    void wheel(double delta);
    bool clickGizmo(QPointF at);
    void setFlySpeed(double metersPerSecond);
    void showUnavailable(const QString& why);
    void drawSoon(bool moving);
    void sendDraw();
    void refine();
    void flyStep();
    void click(QPointF at, Qt::KeyboardModifiers modifiers);
    double sceneSize() const;
    ViewCamera camera() const;
    QSize pixels() const;

    GpuThread* m_gpu;
    std::unique_ptr<QVulkanInstance> m_instance;
    ViewportWindow* m_window = nullptr;   ///< owned by its container
    QStackedLayout* m_layout;
    QWidget* m_waiting;
    EmptyState* m_empty;
    bool m_available = false, m_attached = false, m_failed = false, m_software = false;
    int m_recoveries = 0;
    QString m_device;

    std::shared_ptr<const Scene> m_scene;
    ViewportScene m_content;
    std::vector<FrustumMark> m_views;
    quint64 m_sceneTicket = 0, m_sceneDone = 0, m_detailDone = 0;
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
    FrameStats m_lastFrame;
    double m_fovY = 50;
    bool m_parallel = false, m_parallelOnce = false; ///< once: until the view is turned

    Overlays m_overlays;
    MeasuringTape m_tape;
    Eigen::Vector3f m_figureFoot = Eigen::Vector3f::Zero();
    std::shared_ptr<const ViewportImage> m_figureLabel, m_frameTimeLabel;
    QElapsedTimer m_frameTimeAge;
    double m_frameTimeRate = 0;          ///< shown frames a second, lately
    int m_frameTimeCount = 0;

    QPointF m_pressAt, m_lastAt;
    Qt::MouseButton m_button = Qt::NoButton;
    bool m_dragging = false;
    QSet<int> m_keys;
    QTimer m_flyTimer;
    QElapsedTimer m_flyClock;
    double m_flySpeed = 1.5;   ///< metres a second
};

} // namespace w2v
