#pragma once
#include <QWidget>

#include "ui/observe/LookAheadMonitor.h"

namespace w2v {

/// What lies ahead, frame by frame, under the playhead: how much of the view was observed (teal from below) and must be imagined
/// (amber above), a line for the overlap with the first view, and red teeth where the walker would bump into something or leave.
class LookAheadRibbon : public QWidget {
    Q_OBJECT
public:
    LookAheadRibbon(PathDraft& draft, QWidget* parent = nullptr);
    /// `frames` may be null: only what the floor tells is shown then. `blocked` has one entry per pose, or none.
    void setFrames(const std::vector<LookAheadFrame>* frames, std::vector<bool> blocked);
    /// "observed 62% · overlap 40% · nearest 1.2 m"; empty while a frame is not judged.
    QString shortTextOf(int pose) const;
    QSize sizeHint() const override { return {200, 22}; }

Q_SIGNALS:
    void changed(); ///< the frames were judged anew

protected:
    void paintEvent(QPaintEvent*) override;
    void mousePressEvent(QMouseEvent*) override;
    void mouseMoveEvent(QMouseEvent*) override;
    bool event(QEvent*) override;

private:
    double placeOf(double pose) const; ///< x
    int poseAt(double x) const;
    QString textOf(int pose) const;

    PathDraft& m_draft;
    std::vector<LookAheadFrame> m_frames;
    std::vector<bool> m_blocked;
};

} // namespace w2v
