#include "ui/widgets/Workspace.h"

#include <algorithm>
#include <cmath>

#include <QAction>
#include <QDockWidget>
#include <QFrame>
#include <QSettings>
#include <QVBoxLayout>

#include "ui/theme/IconSet.h"
#include "ui/widgets/PanelRail.h"
#include "ui/widgets/PanelTitle.h"

namespace w2v {

namespace {

constexpr int kLayoutVersion = 1;
constexpr double kUsualWidth = 1232;  ///< pixels of a workspace in a window of 1280x800
constexpr double kMostGrowth = 1.3;
constexpr double kLargestShare = 0.6;
constexpr int kNarrow = 1360;         ///< pixels of a workspace; what can be spared is hidden below

bool isHorizontalBar(Qt::DockWidgetArea area)
{
    return area == Qt::BottomDockWidgetArea || area == Qt::TopDockWidgetArea;
}

} // namespace

Workspace::Workspace(QString id, QString title, QString iconName, Session& session, QWidget* parent)
    : QMainWindow(parent, Qt::Widget), m_id(std::move(id)), m_title(std::move(title)), m_iconName(std::move(iconName)),
      m_session(session), m_leftRail(new PanelRail("rail.left." + m_id)), m_rightRail(new PanelRail("rail.right." + m_id))
{
    addToolBar(Qt::LeftToolBarArea, m_leftRail);
    addToolBar(Qt::RightToolBarArea, m_rightRail);
    setObjectName("workspace." + m_id);
    setDockOptions(AnimatedDocks | AllowNestedDocks | AllowTabbedDocks);
    setCorner(Qt::BottomLeftCorner, Qt::LeftDockWidgetArea);
    setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);
    setCorner(Qt::TopLeftCorner, Qt::LeftDockWidgetArea);
    setCorner(Qt::TopRightCorner, Qt::RightDockWidgetArea);
    setContextMenuPolicy(Qt::NoContextMenu);
}

void Workspace::setStage(QWidget* stage)
{
    setCentralWidget(stage);
}

QDockWidget* Workspace::addPanel(const QString& panelId, const QString& panelTitle, QWidget* content, Qt::DockWidgetArea area,
                                 int extent, QWidget* tools)
{
    auto* dock = new QDockWidget(panelTitle, this);
    dock->setObjectName(m_id + "." + panelId);
    dock->setTitleBarWidget(new PanelTitle(dock, tools));
    auto* frame = new QFrame;
    frame->setProperty("look", "panel");
    frame->setMinimumSize(isHorizontalBar(area) ? QSize(200, std::max(64, content->minimumSizeHint().height())) : QSize(180, 80));
    auto* layout = new QVBoxLayout(frame);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(content);
    dock->setWidget(frame);
    addDockWidget(area, dock);
    resizeDocks({dock}, {extent}, isHorizontalBar(area) ? Qt::Vertical : Qt::Horizontal);
    dock->setProperty("extent", extent);
    m_panels.append(dock);
    (area == Qt::RightDockWidgetArea ? m_rightRail : m_leftRail)->add(dock);

    QAction* toggle = dock->toggleViewAction();
    toggle->setText(tr("Panel: %1").arg(panelTitle));
    m_session.commands().add({m_id + ".panel." + panelId, m_title, toggle, {}});
    return dock;
}

void Workspace::hideWhenNarrow(QDockWidget* dock)
{
    dock->setProperty("hideWhenNarrow", true);
}

QAction* Workspace::addCommand(const QString& commandId, const QString& text, const QString& iconName, const QKeySequence& keys,
                               std::function<void()> run, std::function<QString()> commandLine)
{
    auto* action = new QAction(themedIcon(iconName), text, this);
    action->setObjectName(m_id + "." + commandId);
    action->setShortcut(keys);
    action->setShortcutContext(Qt::WindowShortcut); // only the workspace that is shown counts
    action->setToolTip(keys.isEmpty() ? text : QString("%1  (%2)").arg(text, keys.toString(QKeySequence::NativeText)));
    connect(action, &QAction::triggered, this, [run = std::move(run)] { run(); });
    addAction(action);
    m_session.commands().add({m_id + "." + commandId, m_title, action, std::move(commandLine)});
    return action;
}

void Workspace::saveLayout() const
{
    if (!m_wasShown)
        return;
    QSettings settings;
    settings.setValue("layout/" + m_id, saveState(kLayoutVersion));
    for (const QDockWidget* dock : m_panels) {
        if (!dock->isVisibleTo(this) || dock->isFloating())
            continue;
        if (width() > 0 && !isHorizontalBar(dockWidgetArea(const_cast<QDockWidget*>(dock))))
            settings.setValue("share/" + dock->objectName(), double(dock->width()) / width());
    }
}

void Workspace::restoreLayout()
{
    if (m_defaultLayout.isEmpty())
        m_defaultLayout = saveState(kLayoutVersion);
    const QByteArray saved = QSettings().value("layout/" + m_id).toByteArray();
    if (!saved.isEmpty() && restoreState(saved, kLayoutVersion))
        applyShares();
    else
        applyExtents();
    m_leftRail->follow();
    m_rightRail->follow();
}

void Workspace::resizePanels(const std::function<int(const QDockWidget&, Qt::Orientation)>& extentOf)
{
    for (const Qt::Orientation direction : {Qt::Horizontal, Qt::Vertical}) {
        QList<QDockWidget*> docks;
        QList<int> extents;
        for (QDockWidget* dock : m_panels) {
            if (isHorizontalBar(dockWidgetArea(dock)) != (direction == Qt::Vertical) || dock->isFloating())
                continue;
            if (const int extent = extentOf(*dock, direction); extent > 0) {
                docks << dock;
                extents << extent;
            }
        }
        resizeDocks(docks, extents, direction);
    }
}

void Workspace::applyExtents()
{
    for (QDockWidget* dock : m_panels)
        if (dock->property("hideWhenNarrow").toBool())
            dock->setVisible(width() >= kNarrow);
    // Meant for a window of 1280x800; a wider one gives some of its room to the panels at the sides.
    resizePanels([this](const QDockWidget& dock, Qt::Orientation direction) {
        const double growth = direction == Qt::Horizontal ? std::clamp(width() / kUsualWidth, 1.0, kMostGrowth) : 1;
        return int(std::lround(dock.property("extent").toInt() * growth));
    });
}

void Workspace::applyShares()
{
    const QSettings settings;
    resizePanels([&](const QDockWidget& dock, Qt::Orientation direction) {
        const double share = std::clamp(settings.value("share/" + dock.objectName()).toDouble(), 0.0, kLargestShare);
        return direction == Qt::Horizontal ? int(std::lround(share * width())) : 0;
    });
}

void Workspace::showEvent(QShowEvent* event)
{
    QMainWindow::showEvent(event);
    if (m_wasShown)
        return;
    m_wasShown = true;
    // Docks take sizes only once the window has its own; from the second showing on they are the user's.
    QMetaObject::invokeMethod(this, &Workspace::restoreLayout, Qt::QueuedConnection);
}

void Workspace::resetLayout()
{
    QSettings().remove("layout/" + m_id);
    if (!m_defaultLayout.isEmpty())
        restoreState(m_defaultLayout, kLayoutVersion);
    restoreLayout();
}

} // namespace w2v
