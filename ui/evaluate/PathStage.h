#pragma once
#include <QTimer>
#include <QWidget>

#include "core/worldmodel/Rollout.h"

class QStackedLayout;

namespace w2v {

class PathView;
class SceneLoader;
class Session;
class Viewport;
struct LoadedObservation;

/// A rollout's path in the 3D view, with the scene it was walked in. The view is made when a path is first shown; until its device is
/// there, and where there is none, the path alone is drawn in its place.
class PathStage : public QWidget {
    Q_OBJECT
public:
    explicit PathStage(Session& session, QWidget* parent = nullptr);

    void setRollout(const RolloutRecord& rollout);
    void clear();
    bool isEmpty() const { return m_rollout.trajectory.startFromCamera.empty(); }
    bool isSettled() const;
    Viewport* viewport() const { return m_viewport; } ///< null before it was wanted
    PathView& drawing() const { return *m_drawing; }

protected:
    void showEvent(QShowEvent* event) override;

private:
    void loadSoon();
    void load();
    void draw(const LoadedObservation* loaded);

    Session& m_session;
    QStackedLayout* m_pages;
    PathView* m_drawing;
    Viewport* m_viewport = nullptr;
    SceneLoader* m_loader;
    RolloutRecord m_rollout;
    QTimer m_delay;           ///< stepping through questions loads nothing
};

} // namespace w2v
