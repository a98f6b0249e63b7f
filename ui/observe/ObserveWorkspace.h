#pragma once
#include <optional>

#include "ui/observe/PathDraft.h"
#include "ui/observe/PathOverlay.h"
#include "ui/observe/SceneLoader.h"
#include "ui/viewport/Viewport.h"
#include "ui/widgets/Workspace.h"

class QActionGroup;

namespace w2v {

class CalibrationPage;
class FloorGestures;
class LookAheadMonitor;
class ObserveInspector;
class PathCommands;
class PathGizmo;
class PathStripPanel;
class RolloutFrusta;
class Shelf;
class Stage;
class WalkRecorder;

/// Load, inspect, and draw the path: the first step of the loop.
class ObserveWorkspace : public Workspace {
    Q_OBJECT
public:
    ObserveWorkspace(Session& session, QWidget* parent = nullptr);
    ~ObserveWorkspace() override;

    QAction* primaryAction() override { return m_imagine; }
    QStringList breadcrumb() const override;
    bool isSettled() const override;
    QString describeDrop(const QStringList& paths) const override;
    void drop(const QStringList& paths) override;
    void activate() override;

    PathDraft& draft() { return *m_draft; }
    PathGizmo& gizmo() { return *m_gizmo; }
    PathCommands& commands() { return *m_commands; }
    LookAheadMonitor& lookAhead() { return *m_monitor; }
    CalibrationPage& calibration() { return *m_calibration; }
    RolloutFrusta& rolloutViews() { return *m_views; }
    Viewport& viewport();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void buildActions();
    void connectViewport();
    std::optional<StoredObservation> selected() const;
    void openSelected();
    void followCalibration();
    void showLoaded(const QString& id, const LoadedObservation& loaded);
    void openDraft();
    void refreshPath();
    void judgePath();
    void showFirstPerson();
    void imagine(bool stay);
    void calibrate();
    void updateState();
    Intrinsics viewCamera() const;
    bool collides(const std::vector<Action>& actions) const;
    bool refuses(const std::vector<Action>& path);
    std::vector<Action> movesTo(const Eigen::Vector3d& world, Qt::KeyboardModifiers modifiers) const;
    void setWalking(bool on);

    PathDraft* m_draft;
    SceneLoader* m_loader;
    Stage* m_stage;
    Shelf* m_shelf;
    ObserveInspector* m_inspector;
    PathStripPanel* m_strip;
    LookAheadMonitor* m_monitor;
    PathCommands* m_commands = nullptr;
    std::unique_ptr<PathGizmo> m_gizmo;
    FloorGestures* m_gestures;
    WalkRecorder* m_walk;
    CalibrationPage* m_calibration;
    RolloutFrusta* m_views;
    bool m_lookedThrough = false;  ///< before walking began
    QActionGroup* m_tools = nullptr;
    QAction* m_calibrate = nullptr;
    QAction *m_imagine = nullptr, *m_imagineHere = nullptr;
    QString m_openId, m_openName, m_refusal;
    LoadedObservation m_loaded;
    Calibration m_shown;                   ///< the calibration that was asked for
    PathOverlayOptions m_overlay;
};

} // namespace w2v
