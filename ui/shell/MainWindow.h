#pragma once
#include <QList>
#include <QMainWindow>

#include "ui/session/Session.h"
#include "ui/widgets/Workspace.h"

class QMenu;
class QStackedWidget;

namespace w2v {

class ActivityBar;
class CommandPalette;
class DropHint;
class FirstSteps;
class HeaderBar;
class IssuesPopup;
class StartPage;
class StatusStrip;

/// The window: activity bar, header, the five workspaces (or the start page), status strip. It knows workspaces only
/// through their base class. Remembers its geometry and each workspace's docks.
class MainWindow : public QMainWindow {
    Q_OBJECT
public:
    explicit MainWindow(Session& session, QWidget* parent = nullptr);
    ~MainWindow() override;

    /// In the order of Ctrl+1..5. Takes ownership.
    void addWorkspace(Workspace* workspace);
    /// As addWorkspace(), but it is made only when it is wanted or makeNextWorkspace() comes to it.
    void planWorkspace(const QString& id, const QString& title, const QString& iconName, std::function<Workspace*()> make);
    /// Makes one of the planned workspaces; false when there is none left.
    bool makeNextWorkspace();
    /// After the last addWorkspace(): restores layouts and shows the first or the remembered workspace.
    void finishSetup();
    void showWorkspace(const QString& id);
    Workspace* currentWorkspace() const { return m_current; }
    Workspace* workspace(const QString& id); ///< made when it is only planned; null: there is none of this id
    bool isSettled() const;

    /// Opens the demo project, making it first when it is not there.
    void openDemo(const QString& folder = {});
    static QString defaultDemoFolder();
    void saveWindowState() const;
    void openPalette();

Q_SIGNALS:
    void languageRequested(const QString& code); ///< "en", "zh_CN": whoever made the window rebuilds it

protected:
    bool event(QEvent*) override;
    void closeEvent(QCloseEvent*) override;
    void dragEnterEvent(QDragEnterEvent*) override;
    void dragLeaveEvent(QDragLeaveEvent*) override;
    void dropEvent(QDropEvent*) override;

private:
    QAction* addGeneral(const QString& id, const QString& text, const QString& iconName, const QList<QKeySequence>& keys,
                        std::function<void()> run, std::function<QString()> commandLine = {});
    void buildActions();
    void showPage();
    bool showsWorkspace() const { return m_current && (m_session.hasProject() || m_withoutProject); }
    void updateHeader();
    void chooseProject();
    void newProject();
    void cyclePanels(bool backwards);
    void toggleTheme();
    QString describeDrop(const QStringList& paths) const;

    Session& m_session;
    ActivityBar* m_activity;
    HeaderBar* m_header;
    FirstSteps* m_steps;
    QStackedWidget* m_pages;
    StartPage* m_start;
    StatusStrip* m_status;
    CommandPalette* m_palette;
    IssuesPopup* m_issues;
    DropHint* m_dropHint;
    QMenu *m_projectMenu, *m_settingsMenu;
    struct Planned {
        QString id;
        std::function<Workspace*()> make;
    };
    void take(Workspace* workspace);
    void listWorkspace(const QString& id, const QString& title, const QString& iconName);
    QStringList m_order;                 ///< ids of all workspaces
    QList<Planned> m_planned;            ///< not made yet
    QList<Workspace*> m_workspaces;      ///< made
    bool m_isSetUp = false;
    Workspace* m_current = nullptr;
    bool m_withoutProject = false;       ///< a workspace was chosen that can do something without one
};

} // namespace w2v
