#include "ui/shell/MainWindow.h"

#include <algorithm>

#include <QCloseEvent>
#include <QDir>
#include <QDockWidget>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QMenu>
#include <QSettings>
#include <QStackedWidget>
#include <QStandardPaths>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/shell/ActivityBar.h"
#include "ui/shell/CommandPalette.h"
#include "ui/shell/DropHint.h"
#include "ui/shell/FirstSteps.h"
#include "ui/shell/HeaderBar.h"
#include "ui/shell/IssuesPopup.h"
#include "ui/shell/KeysDialog.h"
#include "ui/shell/KeysPopup.h"
#include "ui/shell/StartPage.h"
#include "ui/shell/StatusStrip.h"
#include "ui/theme/IconSet.h"
#include "ui/theme/Theme.h"

namespace w2v {

MainWindow::MainWindow(Session& session, QWidget* parent)
    : QMainWindow(parent), m_session(session), m_activity(new ActivityBar), m_header(new HeaderBar(session)),
      m_steps(new FirstSteps(session)), m_pages(new QStackedWidget), m_start(new StartPage(session)),
      m_status(new StatusStrip(session)), m_palette(new CommandPalette(session.commands(), this)),
      m_issues(new IssuesPopup(session.issues(), this)), m_dropHint(new DropHint(this)), m_projectMenu(new QMenu(this)),
      m_settingsMenu(new QMenu(this))
{
    setObjectName("mainWindow");
    setWindowIcon(QIcon(":/icons/app.svg"));
    setAcceptDrops(true);
    setMinimumSize(960, 600);
    resize(1280, 800);

    auto* body = new QWidget;
    auto* rows = new QVBoxLayout(body);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    auto* middle = new QHBoxLayout;
    middle->setSpacing(0);
    middle->addWidget(m_activity);
    auto* column = new QVBoxLayout;
    column->setSpacing(0);
    column->addWidget(m_header);
    column->addWidget(m_steps);
    column->addWidget(m_pages, 1);
    middle->addLayout(column, 1);
    rows->addLayout(middle, 1);
    rows->addWidget(m_status);
    setCentralWidget(body);
    m_pages->addWidget(m_start);

    buildActions();
    m_activity->settingsButton()->setMenu(m_settingsMenu);
    m_header->setProjectMenu(m_projectMenu);

    connect(m_activity, &ActivityBar::chosen, this, &MainWindow::showWorkspace);
    connect(m_steps, &FirstSteps::chosen, this, &MainWindow::showWorkspace);
    connect(m_header, &HeaderBar::paletteRequested, this, &MainWindow::openPalette);
    connect(m_palette, &CommandPalette::copied, this, [this] { m_status->flash(tr("Command line copied")); });
    connect(m_status, &StatusStrip::issuesRequested, this, [this] { m_issues->openAbove(m_status->issuesButton()); });
    connect(m_start, &StartPage::demoRequested, this, [this] { openDemo(); });
    connect(m_start, &StartPage::newRequested, this, &MainWindow::newProject);
    connect(m_start, &StartPage::openRequested, this, &MainWindow::chooseProject);
    connect(m_start, &StartPage::askRequested, this, [this] { showWorkspace("evaluate"); });
    connect(&session, &Session::workspaceRequested, this, &MainWindow::showWorkspace);
    connect(&session, &Session::projectOpened, this, &MainWindow::showPage);
    connect(&session, &Session::projectClosed, this, &MainWindow::showPage);
    updateHeader();
}

MainWindow::~MainWindow() = default;

QAction* MainWindow::addGeneral(const QString& id, const QString& text, const QString& iconName, const QList<QKeySequence>& keys,
                                std::function<void()> run, std::function<QString()> commandLine)
{
    auto* action = new QAction(themedIcon(iconName), text, this);
    action->setShortcuts(keys);
    action->setShortcutContext(Qt::WindowShortcut);
    connect(action, &QAction::triggered, this, [run = std::move(run)] { run(); });
    addAction(action);
    m_session.commands().add({"general." + id, tr("General"), action, std::move(commandLine)});
    return action;
}

void MainWindow::buildActions()
{
    addGeneral("palette", tr("Find an action"), "search", {QKeySequence("Ctrl+K"), QKeySequence("Ctrl+Shift+P")},
               [this] { openPalette(); });
    QAction* demo = addGeneral("demo", tr("Open the demo project"), "room", {}, [this] { openDemo(); }, [] {
        return copyAsCommand("demo.project", {{"project", defaultDemoFolder()}});
    });
    QAction* fresh = addGeneral("new", tr("New project…"), "plus", {QKeySequence::New}, [this] { newProject(); });
    QAction* open = addGeneral("open", tr("Open project…"), "folder", {QKeySequence::Open}, [this] { chooseProject(); });
    QAction* close = addGeneral("close", tr("Close the project"), "close", {}, [this] { m_session.closeProject(); });
    addAction(m_session.undoAction());
    addAction(m_session.redoAction());
    m_session.commands().add({"general.undo", tr("General"), m_session.undoAction(), {}});
    m_session.commands().add({"general.redo", tr("General"), m_session.redoAction(), {}});
    QAction* theme = addGeneral("theme", tr("Switch between dark and light"), "moon", {QKeySequence("Ctrl+Shift+L")},
                                [this] { toggleTheme(); });
    QAction* english = addGeneral("english", QStringLiteral("English"), "globe", {},
                                  [this] { Q_EMIT languageRequested("en"); });
    QAction* chinese = addGeneral("chinese", QStringLiteral("简体中文"), "globe", {},
                                  [this] { Q_EMIT languageRequested("zh_CN"); });
    QAction* keys = addGeneral("keys", tr("Show the keys"), "keyboard", {QKeySequence("?"), QKeySequence("F1")}, [this] {
        QStringList groups;
        if (m_current)
            groups << m_current->title();
        groups << tr("General");
        auto* popup = new KeysPopup(m_session.commands(), groups, this);
        popup->openOver(this);
    });
    QAction* changeKeys = addGeneral("changeKeys", tr("Change the keys…"), "keyboard", {}, [this] { (new KeysDialog(m_session.commands(), this))->show(); });
    addGeneral("issues", tr("Show the issues"), "warning", {QKeySequence("Ctrl+I")},
               [this] { m_issues->openAbove(m_status->issuesButton()); });
    addGeneral("nextPanel", tr("Next panel"), "panel", {QKeySequence("F6")}, [this] { cyclePanels(false); });
    addGeneral("previousPanel", tr("Previous panel"), "panel", {QKeySequence("Shift+F6")}, [this] { cyclePanels(true); });
    QAction* reset = addGeneral("resetLayout", tr("Reset this workspace's panels"), "refresh", {}, [this] {
        if (m_current)
            m_current->resetLayout();
    });
    QAction* full = addGeneral("fullScreen", tr("Full screen"), "focus", {QKeySequence("F11")},
                               [this] { isFullScreen() ? showNormal() : showFullScreen(); });
    QAction* steps = addGeneral("firstSteps", tr("Show the first steps"), "bulb", {}, [this] {
        QSettings().remove("firstSteps/hidden");
        m_steps->setVisible(m_session.hasProject());
    });
    QAction* quit = addGeneral("quit", tr("Quit"), "close", {QKeySequence("Ctrl+Q")}, [this] { QWidget::close(); });

    connect(m_projectMenu, &QMenu::aboutToShow, this, [this, demo, fresh, open, close] {
        m_projectMenu->clear();
        m_projectMenu->addActions({demo, fresh, open});
        m_projectMenu->addSeparator();
        for (const QString& folder : m_session.recentProjects()) {
            if (folder == m_session.projectPath())
                continue;
            QAction* recent = m_projectMenu->addAction(themedIcon("clock"), QFileInfo(folder).fileName());
            recent->setToolTip(folder);
            connect(recent, &QAction::triggered, this, [this, folder] { m_session.openProject(folder); });
        }
        m_projectMenu->addSeparator();
        close->setEnabled(m_session.hasProject());
        m_projectMenu->addAction(close);
    });
    QMenu* panels = new QMenu(tr("Panels"), m_settingsMenu);
    panels->setIcon(themedIcon("panel"));
    connect(panels, &QMenu::aboutToShow, this, [this, panels, reset] {
        panels->clear();
        if (m_current) {
            for (QDockWidget* dock : m_current->panels()) {
                QAction* toggle = panels->addAction(dock->windowTitle());
                toggle->setCheckable(true);
                toggle->setChecked(dock->isVisible());
                connect(toggle, &QAction::toggled, dock, &QWidget::setVisible);
            }
        }
        panels->addSeparator();
        panels->addAction(reset);
    });
    QMenu* language = new QMenu(tr("Language"), m_settingsMenu);
    language->setIcon(themedIcon("globe"));
    language->addActions({english, chinese});
    m_settingsMenu->addAction(theme);
    m_settingsMenu->addMenu(language);
    m_settingsMenu->addMenu(panels);
    m_settingsMenu->addActions({full, keys, changeKeys, steps});
    m_settingsMenu->addSeparator();
    m_settingsMenu->addAction(quit);
}

void MainWindow::addWorkspace(Workspace* workspace)
{
    listWorkspace(workspace->id(), workspace->title(), workspace->iconName());
    take(workspace);
}

void MainWindow::planWorkspace(const QString& id, const QString& title, const QString& iconName, std::function<Workspace*()> make)
{
    listWorkspace(id, title, iconName);
    m_planned.append({id, std::move(make)});
}

void MainWindow::listWorkspace(const QString& id, const QString& title, const QString& iconName)
{
    m_order.append(id);
    const QString keys = QString("Ctrl+%1").arg(m_order.size());
    m_activity->addWorkspace(id, title, iconName, keys);
    addGeneral("workspace." + id, tr("Go to %1").arg(title), iconName, {QKeySequence(keys)}, [this, id] { showWorkspace(id); });
}

void MainWindow::take(Workspace* workspace)
{
    m_workspaces.append(workspace);
    m_pages->addWidget(workspace);
    connect(workspace, &Workspace::breadcrumbChanged, this, [this, workspace] {
        if (workspace == m_current)
            updateHeader();
    });
    if (m_isSetUp) {
        KeyBindings(m_session.commands()).apply();
        workspace->restoreLayout();
    }
}

bool MainWindow::makeNextWorkspace()
{
    return !m_planned.isEmpty() && workspace(m_planned.first().id);
}

void MainWindow::finishSetup()
{
    KeyBindings(m_session.commands()).apply();
    const QSettings settings;
    if (settings.contains("window/geometry"))
        restoreGeometry(settings.value("window/geometry").toByteArray());
    for (Workspace* workspace : m_workspaces)
        workspace->restoreLayout();
    m_isSetUp = true;
    const QString remembered = settings.value("window/workspace").toString();
    if (!m_order.isEmpty())
        showWorkspace(m_order.contains(remembered) ? remembered : m_order.first());
    m_withoutProject = false; // nobody has chosen one yet
    showPage();
}

Workspace* MainWindow::workspace(const QString& id)
{
    for (Workspace* candidate : m_workspaces) {
        if (candidate->id() == id)
            return candidate;
    }
    for (qsizetype i = 0; i < m_planned.size(); ++i) {
        if (m_planned.at(i).id != id)
            continue;
        take(m_planned.takeAt(i).make());
        return m_workspaces.last();
    }
    return nullptr;
}

void MainWindow::showWorkspace(const QString& id)
{
    Workspace* next = workspace(id);
    if (!next)
        return;
    if (m_current && m_current != next)
        m_current->deactivate();
    const bool changed = m_current != next;
    m_current = next;
    m_withoutProject = !m_session.hasProject() && next->worksWithoutProject();
    m_activity->setCurrent(id);
    showPage();
    if (changed && m_session.hasProject()) {
        next->activate();
        if (next->centralWidget())
            next->centralWidget()->setFocus();
    }
}

void MainWindow::showPage()
{
    if (m_session.hasProject())
        m_withoutProject = false; // closing it leads to the start page
    if (showsWorkspace()) {
        const bool wasHidden = m_pages->currentWidget() == m_start;
        m_pages->setCurrentWidget(m_current);
        if (wasHidden) {
            m_current->activate();
            if (m_current->centralWidget())
                m_current->centralWidget()->setFocus();
        }
    } else {
        m_start->refresh();
        m_pages->setCurrentWidget(m_start);
    }
    updateHeader();
}

void MainWindow::updateHeader()
{
    const bool open = m_session.hasProject();
    QStringList parts;
    if (showsWorkspace())
        parts = QStringList{m_current->title()} + m_current->breadcrumb();
    m_header->setBreadcrumb(open ? m_session.projectName() : QString(), parts);
    m_header->setPrimaryAction(showsWorkspace() ? m_current->primaryAction() : nullptr);
    setWindowTitle(open ? tr("%1 – World2VLM Workbench").arg(m_session.projectName()) : tr("World2VLM Workbench"));
}

bool MainWindow::isSettled() const
{
    return m_session.jobs().isIdle() && !m_session.images().isLoading() && (!m_current || m_current->isSettled());
}

void MainWindow::openPalette()
{
    m_palette->open(this, m_current ? m_current->title() : QString());
}

QString MainWindow::defaultDemoFolder()
{
    return QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) + "/demo.w2v";
}

void MainWindow::openDemo(const QString& folder)
{
    const QString target = folder.isEmpty() ? defaultDemoFolder() : QDir(folder).absolutePath();
    const bool exists = Project::isProject(target.toStdString());
    if (exists && (!m_session.openProject(target) || m_session.project()->value("demo.ready")))
        return;
    QDir().mkpath(QFileInfo(target).path());
    Job* job = m_session.jobs().start("demo.project", {{"project", target}});
    const auto show = [this, target] {
        if (m_session.projectPath() != target && Project::isProject(target.toStdString()))
            m_session.openProject(target);
    };
    // One can begin with the first room while the rest is still being made.
    connect(job, &Job::progress, this, show);
    connect(job, &Job::finished, this, show);
    // Without the worker there is still a project to work in, and the issue says what is missing.
    connect(job, &Job::failed, this, [this, target, show] {
        show();
        if (!m_session.hasProject())
            m_session.createProject(target);
    });
}

void MainWindow::chooseProject()
{
    const QString folder = QFileDialog::getExistingDirectory(this, tr("Open a project folder (.w2v)"), QDir::homePath());
    if (!folder.isEmpty())
        m_session.openProject(folder);
}

void MainWindow::newProject()
{
    QString folder = QFileDialog::getSaveFileName(this, tr("Where to keep the new project"), QDir::homePath() + "/project.w2v",
                                                  tr("Project folder (*.w2v)"), nullptr, QFileDialog::DontConfirmOverwrite);
    if (folder.isEmpty())
        return;
    if (!folder.endsWith(".w2v"))
        folder += ".w2v";
    m_session.createProject(folder);
}

void MainWindow::toggleTheme()
{
    Theme& theme = Theme::instance();
    theme.setMode(theme.isDark() ? Theme::Mode::Light : Theme::Mode::Dark);
    QSettings().setValue("window/theme", theme.isDark() ? "dark" : "light");
}

void MainWindow::cyclePanels(bool backwards)
{
    if (!m_current)
        return;
    QList<QWidget*> stops;
    if (m_current->centralWidget())
        stops << m_current->centralWidget();
    for (QDockWidget* dock : m_current->panels()) {
        if (dock->isVisible())
            stops << dock;
    }
    if (stops.isEmpty())
        return;
    qsizetype at = -1;
    for (qsizetype i = 0; i < stops.size(); ++i) {
        const QWidget* focus = focusWidget();
        if (focus && (stops.at(i) == focus || stops.at(i)->isAncestorOf(focus)))
            at = i;
    }
    QWidget* next = stops.at((at + (backwards ? -1 : 1) + stops.size()) % stops.size());
    if (next->focusPolicy() & Qt::TabFocus) {
        next->setFocus(Qt::TabFocusReason);
        return;
    }
    for (QWidget* child : next->findChildren<QWidget*>()) {
        if (child->isVisible() && child->isEnabled() && (child->focusPolicy() & Qt::TabFocus)) {
            child->setFocus(Qt::TabFocusReason);
            return;
        }
    }
}

void MainWindow::saveWindowState() const
{
    QSettings settings;
    settings.setValue("window/geometry", saveGeometry());
    if (m_current)
        settings.setValue("window/workspace", m_current->id());
    for (const Workspace* workspace : m_workspaces)
        workspace->saveLayout();
}

bool MainWindow::event(QEvent* event)
{
    // A workspace's keys act wherever the focus is; but Space, Enter and arrows belong to the header's and the bar's own controls.
    const QWidget* focus = focusWidget();
    if (event->type() == QEvent::ShortcutOverride && focus && focus != this && !m_pages->isAncestorOf(focus)) {
        const auto* key = static_cast<QKeyEvent*>(event);
        constexpr int kOwn[] = {Qt::Key_Space, Qt::Key_Return, Qt::Key_Enter, Qt::Key_Left, Qt::Key_Right, Qt::Key_Up, Qt::Key_Down};
        if (key->modifiers() == Qt::NoModifier && std::find(std::begin(kOwn), std::end(kOwn), key->key()) != std::end(kOwn)) {
            event->accept();
            return true;
        }
    }
    return QMainWindow::event(event);
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    saveWindowState();
    event->accept();
}

} // namespace w2v
