#include "ui/chat/ModelChooser.h"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QSettings>
#include <QSignalBlocker>
#include <QUrl>

#include "core/runs/RunFolder.h"
#include "ui/chat/ServerDialog.h"

namespace w2v {
namespace {

constexpr int kRemembered = 8;
enum Kind { ModelItem, FolderItem, ServerItem }; ///< what a line is: a model, "Choose a folder…", "Choose a server…"
constexpr int kKindRole = Qt::UserRole + 1;
const char* const kRecentKey = "chat/models";

/// A server's model as one line, "http://host:8000 name": addresses have no blanks, and no folder begins like this.
QString serverLine(const QString& address, const QString& model)
{
    return address + QLatin1Char(' ') + model;
}

bool isServerLine(const QString& key)
{
    return key.startsWith(QLatin1String("http://")) || key.startsWith(QLatin1String("https://"));
}

QString serverTitle(const QString& line)
{
    return QStringLiteral("%1 @ %2").arg(line.section(QLatin1Char(' '), 1), QUrl(line.section(QLatin1Char(' '), 0, 0)).authority());
}

} // namespace

QString shortFolderName(const QString& folder)
{
    const QFileInfo info(folder);
    return info.dir().dirName().isEmpty() ? info.fileName() : info.dir().dirName() + QLatin1Char('/') + info.fileName();
}

ModelChooser::ModelChooser(Session& session, int place, QWidget* parent)
    : QComboBox(parent), m_session(session), m_lastKey(place ? QStringLiteral("chat/model%1").arg(place + 1) : QStringLiteral("chat/model"))
{
    setObjectName(QStringLiteral("chatModel"));
    setAccessibleName(tr("Model"));
    setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    connect(this, &QComboBox::activated, this, [this](int index) {
        if (const int kind = itemData(index, kKindRole).toInt(); kind != ModelItem) {
            refresh(); // back to what was chosen, in case the dialog is left
            kind == FolderItem ? chooseFolder() : askForServer();
            return;
        }
        QSettings().setValue(m_lastKey, currentData());
        Q_EMIT modelChanged();
    });
    refresh();
}

void ModelChooser::refresh()
{
    const QString before = QSettings().value(m_lastKey).toString();
    {
        const QSignalBlocker block(this);
        clear();
        if (Project* project = m_session.project()) {
            const auto runs = listRuns(project->runsFolder());
            for (auto run = runs.rbegin(); run != runs.rend(); ++run) {
                const QString title = QString::fromStdString(shortRunName(run->id));
                const auto checkpoints = RunFolder::open(run->path).checkpoints();
                for (auto c = checkpoints.rbegin(); c != checkpoints.rend(); ++c)
                    addItem(tr("%1, step %2").arg(title).arg(c->first), QString::fromStdString(c->second.string()));
                if (std::error_code error; std::filesystem::exists(run->path / "base" / "config.json", error))
                    addItem(tr("%1, untrained").arg(title), QString::fromStdString((run->path / "base").string()));
            }
        }
        for (const QString& folder : QSettings().value(kRecentKey).toStringList())
            if (isServerLine(folder))
                addItem(serverTitle(folder), folder);
            else if (findData(folder) < 0 && QFileInfo(folder).isDir())
                addItem(shortFolderName(folder), folder);
        for (int i = 0; i < count(); ++i)
            setItemData(i, itemData(i), Qt::ToolTipRole);
        const auto more = [this](const QString& text, Kind kind) {
            addItem(text);
            setItemData(count() - 1, kind, kKindRole);
        };
        more(tr("Choose a folder…"), FolderItem);
        more(tr("Choose a server…"), ServerItem);
        setCurrentIndex(std::max(0, before.isEmpty() ? 0 : findData(before)));
    }
    setToolTip(currentData().toString());
    Q_EMIT modelChanged();
}

QString ModelChooser::model() const
{
    const QString key = currentData().toString();
    return isServerLine(key) ? QString() : key;
}

ChatModel ModelChooser::answerer() const
{
    ChatModel answerer;
    if (const QString key = currentData().toString(); isServerLine(key)) {
        answerer.server = key.section(QLatin1Char(' '), 0, 0);
        answerer.serverModel = key.section(QLatin1Char(' '), 1);
    } else {
        answerer.folder = key;
    }
    if (!answerer.isNobody())
        answerer.name = currentText();
    return answerer;
}

void ModelChooser::choose(const QString& folder)
{
    remember(QDir(folder).absolutePath());
    refresh();
}

void ModelChooser::chooseServer(const QString& address, const QString& serverModel)
{
    remember(serverLine(address, serverModel));
    refresh();
}

void ModelChooser::askForServer()
{
    const ChatModel now = answerer();
    auto* dialog = new ServerDialog(m_session, now.server, now.serverModel, window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] { chooseServer(dialog->server(), dialog->serverModel()); });
    dialog->open();
}

void ModelChooser::chooseFolder()
{
    const QString folder = QFileDialog::getExistingDirectory(this, tr("Folder of a model"));
    if (!folder.isEmpty())
        choose(folder);
}

void ModelChooser::remember(const QString& key)
{
    QSettings settings;
    QStringList recent = settings.value(kRecentKey).toStringList();
    recent.removeAll(key);
    recent.prepend(key);
    settings.setValue(kRecentKey, recent.mid(0, kRemembered));
    settings.setValue(m_lastKey, key);
}

} // namespace w2v
