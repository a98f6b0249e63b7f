#include "ui/widgets/Workspace.h"

#include <QAction>
#include <QDockWidget>
#include <QFrame>
#include <QSettings>
#include <QVBoxLayout>

#include "ui/theme/IconSet.h"
#include "ui/widgets/PanelTitle.h"

namespace w2v {

namespace {

constexpr int kLayoutVersion = 1;

} // namespace

Workspace::Workspace(QString id, QString title, QString iconName, Session& session, QWidget* parent)
    : QMainWindow(parent, Qt::Widget), m_id(std::move(id)), m_title(std::move(title)), m_iconName(std::move(iconName)),
      m_session(session)
{
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
    frame->setMinimumSize(area == Qt::BottomDockWidgetArea || area == Qt::TopDockWidgetArea ? QSize(200, 64) : QSize(180, 80));
    auto* layout = new QVBoxLayout(frame);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(content);
    dock->setWidget(frame);
    addDockWidget(area, dock);
    const bool vertical = area == Qt::BottomDockWidgetArea || area == Qt::TopDockWidgetArea;
    resizeDocks({dock}, {extent}, vertical ? Qt::Vertical : Qt::Horizontal);
    dock->setProperty("extent", extent);
    m_panels.append(dock);

    QAction* toggle = dock->toggleViewAction();
    toggle->setText(tr("Panel: %1").arg(panelTitle));
    m_session.commands().add({m_id + ".panel." + panelId, m_title, toggle, {}});
    return dock;
}

QAction* Workspace::addCommand(const QString& commandId, const QString& text, const QString& iconName, const QKeySequence& keys,
                               std::function<void()> run, std::function<QString()> commandLine)
{
    auto* action = new QAction(themedIcon(iconName), text, this);
    action->setObjectName(m_id + "." + commandId);
    action->setShortcut(keys);
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    action->setToolTip(keys.isEmpty() ? text : QString("%1  (%2)").arg(text, keys.toString(QKeySequence::NativeText)));
    connect(action, &QAction::triggered, this, [run = std::move(run)] { run(); });
    addAction(action);
    m_session.commands().add({m_id + "." + commandId, m_title, action, std::move(commandLine)});
    return action;
}

void Workspace::saveLayout() const
{
    if (m_wasShown)
        QSettings().setValue("layout/" + m_id, saveState(kLayoutVersion));
}

void Workspace::restoreLayout()
{
    if (m_defaultLayout.isEmpty())
        m_defaultLayout = saveState(kLayoutVersion);
    const QByteArray saved = QSettings().value("layout/" + m_id).toByteArray();
    m_restored = !saved.isEmpty() && restoreState(saved, kLayoutVersion);
    if (!m_restored)
        applyExtents();
}

void Workspace::applyExtents()
{
    for (const Qt::Orientation direction : {Qt::Horizontal, Qt::Vertical}) {
        QList<QDockWidget*> docks;
        QList<int> extents;
        for (QDockWidget* dock : m_panels) {
            const Qt::DockWidgetArea area = dockWidgetArea(dock);
            const bool vertical = area == Qt::BottomDockWidgetArea || area == Qt::TopDockWidgetArea;
            if (vertical != (direction == Qt::Vertical) || dock->isFloating())
                continue;
            docks << dock;
            extents << dock->property("extent").toInt();
        }
        resizeDocks(docks, extents, direction);
    }
}

void Workspace::showEvent(QShowEvent* event)
{
    QMainWindow::showEvent(event);
    if (m_wasShown)
        return;
    m_wasShown = true;
    // Docks take sizes only once the window has its own; from the second showing on they are the user's.
    QMetaObject::invokeMethod(this, [this] {
        const QByteArray saved = QSettings().value("layout/" + m_id).toByteArray();
        if (saved.isEmpty() || !restoreState(saved, kLayoutVersion))
            applyExtents();
    }, Qt::QueuedConnection);
}

void Workspace::resetLayout()
{
    QSettings().remove("layout/" + m_id);
    if (!m_defaultLayout.isEmpty())
        restoreState(m_defaultLayout, kLayoutVersion);
    restoreLayout();
    m_restored = true;
}

} // namespace w2v
