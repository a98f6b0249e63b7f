#include "ui/observe/Shelf.h"

#include <QAction>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QPushButton>
#include <QRegularExpression>
#include <QStackedWidget>
#include <QVBoxLayout>

#include "ui/widgets/PictureRowDelegate.h"
#include "ui/theme/IconSet.h"
#include "ui/widgets/EmptyState.h"
#include "ui/widgets/Labels.h"

namespace w2v {

namespace {

const QStringList kImages{"png", "jpg", "jpeg", "ppm"};
const QStringList kMeshes{"gltf", "glb", "obj", "ply", "fbx", "dae"};
const QString kLibrary = QStringLiteral("sh3f"); // furniture

} // namespace

QString kindTitle(const QString& kind)
{
    if (kind.contains("mesh", Qt::CaseInsensitive))
        return Shelf::tr("room or mesh");
    if (kind.contains("posed", Qt::CaseInsensitive) || kind.contains("capture", Qt::CaseInsensitive))
        return Shelf::tr("posed capture");
    if (kind.contains("rgbd", Qt::CaseInsensitive) || kind.contains("depth", Qt::CaseInsensitive))
        return Shelf::tr("RGB-D image");
    if (kind.contains("photo", Qt::CaseInsensitive))
        return Shelf::tr("photograph");
    return kind;
}

Shelf::Shelf(Session& session, QWidget* parent)
    : QWidget(parent), m_session(session), m_search(new QLineEdit), m_list(new QListWidget), m_stack(new QStackedWidget)
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, space::kGap);
    layout->setSpacing(space::kGap);
    auto* top = new QHBoxLayout;
    top->setContentsMargins(space::kGap, 0, space::kGap, 0);
    m_search->setPlaceholderText(tr("Search"));
    m_search->setAccessibleName(tr("Search"));
    m_search->setClearButtonEnabled(true);
    m_search->addAction(themedIcon("search"), QLineEdit::LeadingPosition);
    top->addWidget(m_search);
    layout->addLayout(top);

    m_list->setObjectName("observe.shelf");
    m_list->setAccessibleName(tr("Observations"));
    m_list->setProperty("look", "plain");
    m_list->setItemDelegate(new PictureRowDelegate(session.images(), m_list));
    m_list->setMouseTracking(true);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setContextMenuPolicy(Qt::ActionsContextMenu);
    auto* remove = new QAction(themedIcon("trash"), tr("Remove from the project"), m_list);
    remove->setShortcut(QKeySequence::Delete);
    remove->setShortcutContext(Qt::WidgetShortcut);
    connect(remove, &QAction::triggered, this, &Shelf::removeCurrent);
    m_list->addAction(remove);
    auto* empty = new EmptyState("import", tr("Nothing observed yet"),
                                 tr("Drop a photograph, an RGB-D folder or a mesh here, or add a generated room."));
    m_stack->addWidget(m_list);
    m_stack->addWidget(empty);
    layout->addWidget(m_stack, 1);

    auto* buttons = new QBoxLayout(QBoxLayout::LeftToRight);
    buttons->setContentsMargins(space::kGap, 0, space::kGap, 0);
    buttons->setSpacing(space::kGap);
    m_buttons = buttons;
    auto* room = new QPushButton(themedIcon("room"), tr("Demo room"));
    room->setProperty("look", "tight");
    room->setObjectName("observe.addRoom");
    room->setToolTip(tr("Adds the next generated room: furnished, labelled, with exact depth"));
    connect(room, &QPushButton::clicked, this, &Shelf::addRoom);
    auto* file = new QPushButton(themedIcon("import"), tr("Add…"));
    file->setProperty("look", "tight");
    file->setToolTip(tr("A photograph, an RGB-D folder, or a mesh (glTF, OBJ, PLY, FBX, DAE)"));
    connect(file, &QPushButton::clicked, this, &Shelf::browse);
    buttons->addWidget(room, 3);
    buttons->addWidget(file, 2);
    layout->addLayout(buttons);

    connect(m_search, &QLineEdit::textChanged, this, &Shelf::filter);
    connect(m_list, &QListWidget::currentItemChanged, this, [this](QListWidgetItem* item) {
        if (item)
            m_session.selectObservation(item->data(PictureRowDelegate::IdRole).toString());
    });
    connect(&session, &Session::projectChanged, this, &Shelf::refresh);
    connect(&session, &Session::projectClosed, this, &Shelf::refresh);
    connect(&session, &Session::selectionChanged, this, [this](const Selection& now, const Selection& before) {
        if (now.observation != before.observation)
            refresh();
    });
    connect(&session.images(), &ImageCache::ready, m_list->viewport(), qOverload<>(&QWidget::update));
    refresh();
}

QSize Shelf::minimumSizeHint() const
{
    // The buttons go below each other when they do not fit side by side.
    return {0, QWidget::minimumSizeHint().height()};
}

void Shelf::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    int needed = 0;
    for (int i = 0; i < m_buttons->count(); ++i)
        needed += m_buttons->itemAt(i)->widget()->sizeHint().width() + space::kGap;
    m_buttons->setDirection(needed + space::kGap > width() ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
}

void Shelf::refresh()
{
    std::vector<StoredObservation> observations;
    if (Project* project = m_session.project()) {
        try {
            observations = project->observations();
        } catch (const std::exception& error) {
            m_session.report("project", error);
        }
    }
    const QSignalBlocker blocker(m_list);
    const QString chosen = m_session.selection().observation;
    m_list->clear();
    QListWidgetItem* current = nullptr;
    for (const StoredObservation& observation : observations) {
        auto* item = new QListWidgetItem(QString::fromStdString(observation.name), m_list);
        const QString id = QString::fromStdString(observation.id);
        item->setData(PictureRowDelegate::IdRole, id);
        item->setData(PictureRowDelegate::ThumbnailRole, QString::fromStdString(observation.thumbnail));
        const QString kind = QString::fromStdString(observation.kind);
        item->setData(PictureRowDelegate::IconRole, kind.contains("mesh") ? "room" : kind.contains("photo") ? "image" : "points");
        item->setData(PictureRowDelegate::DetailRole, kindTitle(kind));
        item->setToolTip(QString::fromStdString(observation.path));
        if (id == chosen)
            current = item;
    }
    m_list->setCurrentItem(current);
    m_stack->setCurrentIndex(observations.empty() ? 1 : 0);
    m_search->setVisible(observations.size() > 5);
    filter();
    if (!current && !observations.empty())
        QMetaObject::invokeMethod(this, [this, id = QString::fromStdString(observations.front().id)] {
            if (m_session.hasProject() && m_session.selection().observation.isEmpty())
                m_session.selectObservation(id);
        }, Qt::QueuedConnection);
}

void Shelf::filter()
{
    const QString text = m_search->text().trimmed();
    for (int row = 0; row < m_list->count(); ++row) {
        QListWidgetItem* item = m_list->item(row);
        item->setHidden(!item->text().contains(text, Qt::CaseInsensitive) && !item->toolTip().contains(text, Qt::CaseInsensitive));
    }
}

QString Shelf::recognise(const QString& path)
{
    const QFileInfo info(path);
    if (info.isDir()) {
        const QDir dir(path);
        const bool depth = dir.exists("depth") || dir.exists("depth.txt") || !dir.entryList({"*depth*"}).isEmpty();
        if (depth)
            return tr("Add the RGB-D folder %1").arg(info.fileName());
        return {};
    }
    const QString suffix = info.suffix().toLower();
    if (kMeshes.contains(suffix))
        return tr("Add the mesh %1").arg(info.fileName());
    if (suffix == kLibrary)
        return tr("Add a room furnished from %1").arg(info.fileName());
    if (kImages.contains(suffix))
        return tr("Add the photograph %1").arg(info.fileName());
    return {};
}

void Shelf::add(const QString& path)
{
    if (!m_session.hasProject())
        return;
    // A furniture library is no observation: a room is furnished from it.
    const QString observation = QFileInfo(path).suffix().toLower() == kLibrary ? QString("room:%1@%2").arg(nextRoom()).arg(path) : path;
    Job* job = m_session.jobs().start("observe", {{"path", observation}, {"project", m_session.projectPath()}});
    connect(job, &Job::finished, this, [this](const QJsonObject& result) {
        const QString id = result.value("observation").toString();
        if (!id.isEmpty())
            m_session.selectObservation(id);
    });
}

qint64 Shelf::nextRoom() const
{
    qint64 next = 1;
    static const QRegularExpression room("^room:(\\d+)(@|$)");
    if (Project* project = m_session.project()) {
        for (const StoredObservation& observation : project->observations()) {
            const QRegularExpressionMatch match = room.match(QString::fromStdString(observation.path));
            if (match.hasMatch())
                next = std::max(next, match.captured(1).toLongLong() + 1);
        }
    }
    return next;
}

void Shelf::addRoom()
{
    add(QString("room:%1").arg(nextRoom()));
}

void Shelf::browse()
{
    QMenu menu(this);
    QAction* file = menu.addAction(themedIcon("image"), tr("Photograph or mesh…"));
    QAction* folder = menu.addAction(themedIcon("folder"), tr("RGB-D folder…"));
    QAction* furniture = menu.addAction(themedIcon("room"), tr("Room of real furniture…"));
    furniture->setToolTip(tr("Furnishes the next generated room from a library of Sweet Home 3D (.sh3f)"));
    const QAction* chosen = menu.exec(QCursor::pos());
    QString path;
    if (chosen == file) {
        QStringList patterns;
        for (const QString& suffix : kImages + kMeshes)
            patterns << "*." + suffix;
        path = QFileDialog::getOpenFileName(this, tr("Add an observation"), QDir::homePath(),
                                            tr("Photographs and meshes (%1)").arg(patterns.join(' ')));
    } else if (chosen == furniture) {
        const QString installed = QStringLiteral("/usr/share/sweethome3d/furniture"); // of Debian's sweethome3d-furniture
        path = QFileDialog::getOpenFileName(this, tr("Furnish a room from a library"), QDir(installed).exists() ? installed : QDir::homePath(),
                                            tr("Furniture libraries of Sweet Home 3D (*.sh3f)"));
    } else if (chosen == folder) {
        path = QFileDialog::getExistingDirectory(this, tr("Add an RGB-D folder"), QDir::homePath());
    }
    if (!path.isEmpty())
        add(path);
}

void Shelf::removeCurrent()
{
    const QListWidgetItem* item = m_list->currentItem();
    if (!item)
        return;
    const std::string id = item->data(PictureRowDelegate::IdRole).toString().toStdString();
    m_session.selectObservation({});
    m_session.edit([&](Project& project) { project.removeObservation(id); });
}

} // namespace w2v
