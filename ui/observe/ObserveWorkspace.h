#pragma once
#include <optional>

#include "ui/observe/PathDraft.h"
#include "ui/observe/PathOverlay.h"
#include "ui/observe/SceneLoader.h"
#include "ui/viewport/Viewport.h"
#include "ui/widgets/Workspace.h"

class QActionGroup;

namespace w2v {

class ObserveInspector;
class PathStripPanel;
class Shelf;
class Stage;

/// Load, inspect, and draw the path: the first step of the loop.
class ObserveWorkspace : public Workspace {
    Q_OBJECT
public:
    ObserveWorkspace(Session& session, QWidget* parent = nullptr);

    QAction* primaryAction() override { return m_imagine; }
    QStringList breadcrumb() const override;
    bool isSettled() const override;
    QString describeDrop(const QStringList& paths) const override;
    void drop(const QStringList& paths) override;

    PathDraft& draft() { return *m_draft; }
    Viewport& viewport();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void buildActions();
    void connectViewport();
    void openSelected();
    void showLoaded(const QString& id, const LoadedObservation& loaded);
    void openDraft();
    void refreshPath();
    void showFirstPerson();
    void imagine();
    void updateState();
    Intrinsics viewCamera() const;
    std::vector<Action> movesTo(const Eigen::Vector3d& world, Qt::KeyboardModifiers modifiers) const;
    bool walkKey(const QKeyEvent* event);

    PathDraft* m_draft;
    SceneLoader* m_loader;
    Stage* m_stage;
    Shelf* m_shelf;
    ObserveInspector* m_inspector;
    PathStripPanel* m_strip;
    QActionGroup* m_tools = nullptr;
    QAction* m_imagine = nullptr;
    QString m_openId, m_openName;
    LoadedObservation m_loaded;
    PathOverlayOptions m_overlay;
};

} // namespace w2v
