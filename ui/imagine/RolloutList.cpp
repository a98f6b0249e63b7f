#include "ui/imagine/RolloutList.h"

#include <algorithm>

#include <QAction>
#include <QCoreApplication>

#include "ui/theme/IconSet.h"
#include "ui/widgets/PictureRowDelegate.h"

namespace w2v {

namespace {

constexpr std::size_t kMostRows = 400; ///< bulk-made rollouts are looked at in Curate

} // namespace

QString worldModelTitle(const QString& id)
{
    if (id == "mesh")
        return QCoreApplication::translate("w2v::WorldModel", "exact render");
    if (id == "geometric")
        return QCoreApplication::translate("w2v::WorldModel", "geometric");
    if (id == "svc")
        return QStringLiteral("Stable Virtual Camera");
    if (id == "process")
        return QCoreApplication::translate("w2v::WorldModel", "program");
    if (id == "torchscript")
        return QCoreApplication::translate("w2v::WorldModel", "exported model");
    return id;
}

RolloutList::RolloutList(Session& session, QWidget* parent) : QListWidget(parent), m_session(session)
{
    setObjectName("imagine.rollouts");
    setProperty("look", "plain");
    setItemDelegate(new PictureRowDelegate(session.images(), this));
    setMouseTracking(true);
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setContextMenuPolicy(Qt::ActionsContextMenu);
    auto* remove = new QAction(themedIcon("trash"), tr("Remove this rollout"), this);
    remove->setShortcut(QKeySequence::Delete);
    remove->setShortcutContext(Qt::WidgetShortcut);
    connect(remove, &QAction::triggered, this, &RolloutList::removeCurrent);
    addAction(remove);
    connect(this, &QListWidget::currentItemChanged, this, [this](QListWidgetItem* item) {
        if (item)
            m_session.selectRollout(item->data(PictureRowDelegate::IdRole).toString());
    });
    connect(&session.images(), &ImageCache::ready, viewport(), qOverload<>(&QWidget::update));
}

void RolloutList::refresh()
{
    const QSignalBlocker blocker(this);
    Project* project = m_session.project();
    if (!project) {
        clear();
        m_shown.clear();
        return;
    }
    try {
        std::vector<std::string> ids = project->rolloutIds(m_session.selection().observation.toStdString());
        if (ids.empty() && !m_session.selection().observation.isEmpty())
            ids = project->rolloutIds();
        if (ids.size() > kMostRows)
            ids.resize(kMostRows);
        if (ids == m_shown && m_folder == m_session.projectPath()) {
            const auto chosen = std::find(ids.begin(), ids.end(), m_session.selection().rollout.toStdString());
            setCurrentItem(chosen == ids.end() ? nullptr : item(int(chosen - ids.begin())));
            return;
        }
        clear();
        m_shown = ids;
        m_folder = m_session.projectPath();
        QListWidgetItem* current = nullptr;
        for (const std::string& id : ids) {
            const RolloutRecord rollout = project->rollout(id);
            const QString text = QString::fromStdString(actionText(rollout.trajectory.actions, 2));
            auto* item = new QListWidgetItem(text.isEmpty() ? tr("start view") : text, this);
            item->setData(PictureRowDelegate::IdRole, QString::fromStdString(id));
            if (!rollout.frames.empty())
                item->setData(PictureRowDelegate::ThumbnailRole, QString::fromStdString(rollout.frames.back().image));
            item->setData(PictureRowDelegate::IconRole, "imagine");
            item->setData(PictureRowDelegate::DetailRole,
                          tr("%1 · %n frame(s)", nullptr, int(rollout.frames.size())).arg(worldModelTitle(QString::fromStdString(rollout.worldModel))));
            item->setToolTip(text);
            if (QString::fromStdString(id) == m_session.selection().rollout)
                current = item;
        }
        setCurrentItem(current);
    } catch (const std::exception& error) {
        m_session.report("project", error);
    }
}

void RolloutList::removeCurrent()
{
    const QListWidgetItem* item = currentItem();
    if (!item)
        return;
    const std::string id = item->data(PictureRowDelegate::IdRole).toString().toStdString();
    m_session.selectRollout({});
    m_session.edit([&](Project& project) { project.removeRollout(id); });
}

} // namespace w2v
