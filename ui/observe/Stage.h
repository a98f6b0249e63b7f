#pragma once
#include <QWidget>

#include "ui/viewport/Viewport.h"

class QHBoxLayout;
class QLabel;
class QMenu;
class QStackedWidget;
class QToolButton;

namespace w2v {

class ElidedLabel;
class EmptyState;
class Notice;

/// The middle of the workspace: tool row, notices, and the viewport (or what to do while nothing is observed).
class Stage : public QWidget {
    Q_OBJECT
public:
    explicit Stage(QWidget* parent = nullptr);
    Viewport& viewport() { return *m_viewport; }
    EmptyState& empty() { return *m_empty; }
    void addTool(QAction* action);       ///< in order, from the left
    void addSeparator();
    /// A button named "stage.<name>" with the menu's title.
    QToolButton* addMenu(QMenu* menu, const QString& name, const QIcon& icon);
    void showHint(const QString& text);  ///< in the tool row: what a click would do
    void showViewport(bool on);
    void takeFocus();                    ///< keys that are held, like W A S D, go to the view as soon as there is one
    void setFront(QWidget* page);        ///< in place of viewport or empty page, until null
    void setBusy(const QString& text);   ///< over the empty page; empty text = not busy

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    Viewport* m_viewport;
    EmptyState* m_empty;
    QStackedWidget* m_pages;
    QWidget *m_behind = nullptr, *m_front = nullptr;
    QHBoxLayout* m_tools;
    int m_count = 0;
    bool m_wantsFocus = false;
    ElidedLabel* m_hint;
    QLabel *m_time, *m_busy;
    Notice* m_notice;
};

} // namespace w2v
