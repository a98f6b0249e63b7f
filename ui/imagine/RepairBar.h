#pragma once
#include <optional>

#include <QFrame>
#include <QJsonObject>

#include "core/worldmodel/Rollout.h"

class QLabel;
class QPushButton;
class QSlider;
class QSpinBox;

namespace w2v {

/// The tools that repair the shown frame: paint the brushed region anew, take it from another frame, clone pixels, match the exposure,
/// put another picture in its place, and back again.
class RepairBar : public QFrame {
    Q_OBJECT
public:
    explicit RepairBar(QWidget* parent = nullptr);
    void show(const std::optional<RolloutRecord>& rollout, int frame);
    void setRegion(bool marked);
    void setBusy(bool busy);
    /// The brush clones pixels instead of marking a region.
    bool isCloning() const;
    void setCloned(bool source, bool paint);
    /// What the last repair did, or why it could not be done.
    void say(const QString& text);

Q_SIGNALS:
    void brushChanged(double radius); ///< pixels of the picture
    void clearRequested();
    void cloningChanged();
    void cloneRequested();
    /// Parameters of the operation `imagine.repair` beside project, rollout, frame and mask.
    void repairRequested(const QJsonObject& params, bool withRegion);

private:
    void update();

    QSlider* m_brush;
    QSpinBox* m_from;
    QPushButton *m_cloning, *m_clone, *m_again, *m_take, *m_exposure, *m_replace, *m_revert, *m_clear;
    QLabel* m_said;
    bool m_marked = false, m_busy = false, m_cloned = false;
    int m_frames = 0, m_frame = 0, m_edits = 0;
};

} // namespace w2v
