#pragma once
#include <QPointer>
#include <QWidget>

#include "core/dataset/Project.h"
#include "ui/imagine/LiveRollout.h"
#include "ui/imagine/QualityMeasures.h"

class QComboBox;
class QLabel;
class QToolButton;

namespace w2v {

class Filmstrip;

/// The bars of one measure under the frames of the filmstrip, with the limits as lines that are dragged (or moved with Up and
/// Down). While a line moves, the frames it rejects are marked at once; it is kept when it is let go.
class QualityBars : public QWidget {
    Q_OBJECT
public:
    explicit QualityBars(const Filmstrip& film, QWidget* parent = nullptr);
    void setFrames(const QList<FilmFrame>& frames);
    void setMeasure(const QualityMeasure& measure);
    void setThresholds(const QualityThresholds& thresholds);
    /// Height of a limit's line, pixels from the top.
    double lineOf(std::size_t limit) const;

Q_SIGNALS:
    void thresholdsChanged(const w2v::QualityThresholds& thresholds); ///< while dragging
    void released();                                                 ///< they are to be kept

protected:
    void paintEvent(QPaintEvent*) override;
    void mousePressEvent(QMouseEvent*) override;
    void mouseMoveEvent(QMouseEvent*) override;
    void mouseReleaseEvent(QMouseEvent*) override;
    void keyPressEvent(QKeyEvent*) override;

private:
    int limitAt(double y) const; ///< -1 = none
    void move(std::size_t limit, double place);
    void describe();

    const Filmstrip& m_film;
    QList<FilmFrame> m_frames;
    QualityMeasure m_measure;
    QualityThresholds m_thresholds;
    int m_dragged = -1, m_active = 0;
};

/// What was measured of the shown frames, below the filmstrip: the measure to look at, its bars and limits, how many frames the
/// limits reject and why. The limits belong to the project; questions are not made from rejected frames.
class QualityStrip : public QWidget {
    Q_OBJECT
public:
    QualityStrip(Session& session, Filmstrip& film, QWidget* parent = nullptr);
    void setFrames(const QList<FilmFrame>& frames);
    const QualityThresholds& thresholds() const { return m_thresholds; }
    QualityBars& bars() { return *m_bars; }

Q_SIGNALS:
    void thresholdsChanged();

private:
    void load();
    void save();
    void apply(const QualityThresholds& thresholds);
    void summarise();

    Session& m_session;
    Filmstrip& m_film;
    std::vector<QualityMeasure> m_measures;
    QualityThresholds m_thresholds;
    QList<FilmFrame> m_frames;
    QComboBox* m_choice;
    QLabel* m_summary;
    QToolButton* m_reset;
    QualityBars* m_bars;
};

} // namespace w2v
