// What is dropped on the window.
#include <QDragEnterEvent>
#include <QFileInfo>
#include <QMimeData>

#include "ui/shell/DropHint.h"
#include "ui/shell/MainWindow.h"

namespace w2v {

namespace {

QStringList localPaths(const QMimeData* data)
{
    QStringList paths;
    for (const QUrl& url : data->urls()) {
        if (url.isLocalFile())
            paths << url.toLocalFile();
    }
    return paths;
}

} // namespace

QString MainWindow::describeDrop(const QStringList& paths) const
{
    if (paths.size() == 1 && Project::isProject(paths.first().toStdString()))
        return tr("Open the project %1").arg(QFileInfo(paths.first()).fileName());
    if (!m_session.hasProject())
        return m_withoutProject ? m_current->describeDrop(paths) : QString();
    QString text = m_current ? m_current->describeDrop(paths) : QString();
    for (Workspace* workspace : m_workspaces) {
        if (text.isEmpty())
            text = workspace->describeDrop(paths);
    }
    return text;
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event)
{
    const QStringList paths = localPaths(event->mimeData());
    if (paths.isEmpty())
        return;
    const QString text = describeDrop(paths);
    m_dropHint->showOver(this, text.isEmpty() ? tr("Nothing here can open this") : text, !text.isEmpty());
    event->setDropAction(Qt::CopyAction);
    event->accept();
}

void MainWindow::dragLeaveEvent(QDragLeaveEvent*)
{
    m_dropHint->hide();
}

void MainWindow::dropEvent(QDropEvent* event)
{
    m_dropHint->hide();
    const QStringList paths = localPaths(event->mimeData());
    if (describeDrop(paths).isEmpty())
        return;
    event->acceptProposedAction();
    if (paths.size() == 1 && Project::isProject(paths.first().toStdString())) {
        m_session.openProject(paths.first());
        return;
    }
    Workspace* target = m_current && !m_current->describeDrop(paths).isEmpty() ? m_current : nullptr;
    for (Workspace* workspace : m_workspaces) {
        if (!target && !workspace->describeDrop(paths).isEmpty())
            target = workspace;
    }
    if (target) {
        showWorkspace(target->id());
        target->drop(paths);
    }
}

} // namespace w2v
