#pragma once
#include <QTimer>
#include <QWidget>

#include "ui/observe/PathDraft.h"

class QComboBox;
class QHBoxLayout;
class QLabel;
class QLineEdit;
class QScrollArea;
class QSlider;
class QToolButton;

namespace w2v {

/// The strip under the stage: playhead, the moves as chips, and the same path as one editable line of text.
class PathStripPanel : public QWidget {
    Q_OBJECT
public:
    PathStripPanel(Session& session, PathDraft& draft, QWidget* parent = nullptr);
    void togglePlay();
    void focusText();
    void step(int poses);
    /// The choice of paths, for the title row of the panel.
    QWidget* tools() const { return m_tools; }
    /// A sentence about the path as a whole ("passes through furniture at move 2"); empty = none.
    void setWarning(const QString& text);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void refresh();
    void refreshChips();
    void refreshPaths();
    void showPlayhead();
    void showProblem();

    Session& m_session;
    PathDraft& m_draft;
    QToolButton* m_play;
    QSlider* m_slider;
    QLabel *m_position, *m_problem;
    QScrollArea* m_scroll;
    QHBoxLayout* m_chips;
    QList<QToolButton*> m_chipButtons;
    std::vector<Action> m_shownActions;
    QLineEdit* m_text;
    QString m_warning;
    QWidget* m_tools;
    QComboBox* m_paths;
    QTimer m_playTimer;
};

} // namespace w2v
