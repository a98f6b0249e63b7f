#pragma once
#include <QPointer>

#include "ui/observe/PathGizmo.h"
#include "ui/observe/PathSettings.h"

class QMouseEvent;
class QWindow;

namespace w2v {

/// Left drags on the stage that edit the path instead of turning the view: a freehand curve while that tool is on, and the
/// gizmo's handles while it is shown. Everything else goes on to the viewport.
class FloorGestures : public QObject {
    Q_OBJECT
public:
    FloorGestures(Viewport& viewport, PathDraft& draft, PathGizmo& gizmo, QObject* parent = nullptr);

    void setFreehand(bool on);
    bool isFreehand() const { return m_freehand; }
    void setGizmo(bool on);
    bool isGizmoShown() const { return m_gizmoOn && m_draft.isOpen(); }
    void setSnap(const SnapSteps& snap) { m_snap = snap; }
    void cancel();

    /// What a drag under way would make of the path, for the overlay; empty when there is none.
    const std::vector<Action>& preview() const { return m_preview; }
    bool hasPreview() const { return m_hasPreview; }
    /// The freehand curve as drawn so far, world.
    const std::vector<Eigen::Vector3d>& curve() const { return m_curve; }

Q_SIGNALS:
    void previewChanged();                                     ///< draw again
    void explained(const QString& text);                       ///< live numbers for the hint line
    void finished(const std::vector<w2v::Action>& path, const QString& undoTitle, int playheadAfter);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void watch();
    bool pressed(const QMouseEvent* event);
    bool moved(const QMouseEvent* event);
    bool released();
    void fitCurve(bool last);

    Viewport& m_viewport;
    PathDraft& m_draft;
    PathGizmo& m_gizmo;
    SnapSteps m_snap;
    QPointer<QWindow> m_window;
    bool m_freehand = false, m_gizmoOn = false, m_drawing = false, m_hasPreview = false;
    std::vector<Eigen::Vector3d> m_curve;
    std::vector<Action> m_preview;
    int m_playheadAfter = -1;
};

} // namespace w2v
