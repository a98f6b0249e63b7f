#pragma once
#include <QElapsedTimer>
#include <QTimer>
#include <QWidget>

#include "ui/observe/LookAheadRibbon.h"
#include "ui/observe/PathDraft.h"

class QAbstractButton;
class QComboBox;
class QHBoxLayout;
class QLabel;
class QLineEdit;
class QMenu;
class QScrollArea;
class QSlider;
class QToolButton;

namespace w2v {

class ChipDrag;

/// The strip under the stage: playhead and what lies ahead, the moves as chips, the same path as one editable line of text with its
/// canonical form, and a field that appends short commands.
class PathStripPanel : public QWidget {
    Q_OBJECT
public:
    PathStripPanel(Session& session, PathDraft& draft, QWidget* parent = nullptr);
    void togglePlay();
    void focusText();
    /// The field for short commands, which go to the end or in at the playhead.
    void focusAppend(bool atPlayhead = false);
    void step(int poses);
    /// The choice of paths, for the title row of the panel.
    QWidget* tools() const { return m_tools; }
    /// The menu of everything that can be done to the path, at the end of the tools.
    void setMenu(QMenu* menu);
    LookAheadRibbon& ribbon() { return *m_ribbon; }
    /// A sentence about the path as a whole ("passes through furniture at move 2"); empty = none.
    void setWarning(const QString& text);

Q_SIGNALS:
    void left(); ///< Escape in one of the fields: the keyboard goes back to the stage

protected:
    void resizeEvent(QResizeEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void refresh();
    void refreshChips();
    void refreshPaths();
    void showPlayhead();
    void showCurrentChip();
    void showProblem();
    void showCanonical();
    void appendTyped();
    void setTypedPlace(bool atPlayhead);
    void playTick();

    Session& m_session;
    PathDraft& m_draft;
    QToolButton* m_play;
    QSlider* m_slider;
    QLabel *m_position, *m_problem;
    QScrollArea* m_scroll;
    QHBoxLayout* m_chips;
    QList<QAbstractButton*> m_chipButtons;
    ChipDrag* m_chipDrag;
    std::vector<Action> m_shownActions;
    QLineEdit *m_text, *m_append;
    bool m_atPlayhead = false;      ///< where typed moves go
    QLabel* m_canonical;
    LookAheadRibbon* m_ribbon;
    QToolButton* m_menu;
    QString m_warning;
    QWidget* m_tools;
    QComboBox* m_paths;
    QTimer m_playTimer;
    QElapsedTimer m_playClock;
    double m_playFrom = 0;          ///< seconds into the path where playing began
    std::vector<double> m_times;    ///< of the poses, walking
};

} // namespace w2v
