#pragma once
#include <functional>

#include <QKeySequence>
#include <QMainWindow>
#include <QString>
#include <QStringList>

#include "ui/session/Session.h"

class QAction;
class QDockWidget;
class QLabel;

namespace w2v {

class PanelRail;

/// One of the five workspaces: a stage in the middle and panels (docks) around it. To plug one in:
///   1. Subclass it in ui/<name>/<Name>Workspace.h with a constructor taking (Session&, QWidget* parent).
///   2. In the constructor call setStage(), addPanel() for shelf / inspector / strip, addCommand() for every action, and
///      connect to the session's signals. Do nothing slow; load on activate() or when the session changes.
///   3. Override primaryAction() (the blue button of the header), breadcrumb(), and activate() when needed.
///   4. app/workbench constructs it and hands it to MainWindow::addWorkspace in order of Ctrl+1..5.
/// The base remembers dock and splitter layout under the workspace's id, widths of panels as shares of its own.
class Workspace : public QMainWindow {
    Q_OBJECT
public:
    /// id: "curate"; title: translated, "Curate"; iconName: see IconSet.
    Workspace(QString id, QString title, QString iconName, Session& session, QWidget* parent = nullptr);

    const QString& id() const { return m_id; }
    const QString& title() const { return m_title; }
    const QString& iconName() const { return m_iconName; }
    Session& session() const { return m_session; }

    /// The blue button at the right of the header; null = none. Its text and enabled state are followed live.
    virtual QAction* primaryAction() { return nullptr; }
    /// What is shown after the project's name: "living room 3", "path 2". Emit breadcrumbChanged() when it changes.
    virtual QStringList breadcrumb() const { return {}; }
    /// The workspace became visible / was left.
    virtual void activate() {}
    virtual void deactivate() {}
    /// Something can be done here while no project is open.
    virtual bool worksWithoutProject() const { return false; }
    /// False while something is still being drawn or loaded that a screenshot should wait for.
    virtual bool isSettled() const { return true; }
    /// Says what a drop of these local paths would do ("Add RGB-D folder dining_room"); empty = not wanted here.
    virtual QString describeDrop(const QStringList&) const { return {}; }
    virtual void drop(const QStringList&) {}

    void saveLayout() const;
    void restoreLayout();
    void resetLayout();                    ///< back to how the constructor arranged it
    const QList<QDockWidget*>& panels() const { return m_panels; }

Q_SIGNALS:
    void breadcrumbChanged();

protected:
    void showEvent(QShowEvent* event) override;
    void setStage(QWidget* stage);
    /// A dock with a thin title row. `extent`: preferred width (left, right) or height (top, bottom), pixels.
    /// `tools`: optional widget at the right end of the title row.
    QDockWidget* addPanel(const QString& panelId, const QString& panelTitle, QWidget* content, Qt::DockWidgetArea area,
                          int extent, QWidget* tools = nullptr);
    /// Leaves the room to the stage in narrow windows: there the panel is hidden at first, with its name on the rail at the edge.
    void hideWhenNarrow(QDockWidget* dock);
    /// An action with everything that goes with it: palette entry, key, tooltip ("Imagine (Ctrl+Return)"), key list.
    /// Keys act while this workspace is shown; text fields keep what they understand themselves. `commandLine`: what the palette shows as the headless way.
    QAction* addCommand(const QString& commandId, const QString& text, const QString& iconName, const QKeySequence& keys,
                        std::function<void()> run, std::function<QString()> commandLine = {});

private:
    void resizePanels(const std::function<int(const QDockWidget&, Qt::Orientation)>& extentOf); ///< 0: leave it
    void applyExtents();
    void applyShares();

    QString m_id, m_title, m_iconName;
    Session& m_session;
    QList<QDockWidget*> m_panels;
    PanelRail *m_leftRail, *m_rightRail;
    QByteArray m_defaultLayout;
    bool m_wasShown = false;   ///< only then do the docks have sizes worth keeping
};

} // namespace w2v
