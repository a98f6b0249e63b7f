#pragma once
#include <functional>
#include <optional>

#include "core/motion/Waypoint.h"
#include "ui/observe/PathDraft.h"
#include "ui/viewport/Viewport.h"

class QKeyEvent;

namespace w2v {

/// Walks the path in first person: keys on the stage append moves of one grid step, recorded as they are pressed. W S and the
/// up and down arrows walk, A D (or Shift with the arrows) sidestep, Q E and the arrows turn.
class WalkRecorder : public QObject {
    Q_OBJECT
public:
    /// `refuses`: says whether a path is not wanted (and tells why).
    WalkRecorder(Viewport& viewport, PathDraft& draft, std::function<bool(const std::vector<Action>&)> refuses, QObject* parent = nullptr);

    void setOn(bool on);
    bool isOn() const { return m_on; }
    /// Size of a step; 0 (no grid) means the usual 0.1 m and 10 degrees.
    void setSnap(const SnapSteps& snap);

Q_SIGNALS:
    void explained(const QString& text); ///< what was recorded, for the hint line

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    std::optional<Action> stepOf(const QKeyEvent& event) const;

    PathDraft& m_draft;
    std::function<bool(const std::vector<Action>&)> m_refuses;
    SnapSteps m_step;
    bool m_on = false;
};

} // namespace w2v
