#include "ui/chat/ModelChooser.h"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QSettings>
#include <QSignalBlocker>

#include "core/runs/RunFolder.h"

namespace w2v {
namespace {

constexpr int kRemembered = 8;
constexpr int kFolderItem = 1; ///< user data of "Choose a folder…"
constexpr int kKindRole = Qt::UserRole + 1;
const char* const kRecentKey = "chat/models";
const char* const kLastKey = "chat/model";

} // namespace

QString shortFolderName(const QString& folder)
{
    const QFileInfo info(folder);
    return info.dir().dirName().isEmpty() ? info.fileName() : info.dir().dirName() + QLatin1Char('/') + info.fileName();
}

ModelChooser::ModelChooser(Session& session, QWidget* parent) : QComboBox(parent), m_session(session)
{
    setObjectName(QStringLiteral("chatModel"));
    setAccessibleName(tr("Model"));
    setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    connect(this, &QComboBox::activated, this, [this](int index) {
        if (itemData(index, kKindRole).toInt() == kFolderItem) {
            refresh(); // back to what was chosen, in case the dialog is left
            chooseFolder();
            return;
        }
        QSettings().setValue(kLastKey, model());
        Q_EMIT modelChanged();
    });
    refresh();
}

void ModelChooser::refresh()
{
    const QString before = QSettings().value(kLastKey).toString();
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
            if (findData(folder) < 0 && QFileInfo(folder).isDir())
                addItem(shortFolderName(folder), folder);
        for (int i = 0; i < count(); ++i)
            setItemData(i, itemData(i), Qt::ToolTipRole);
        addItem(tr("Choose a folder…"));
        setItemData(count() - 1, kFolderItem, kKindRole);
        setCurrentIndex(std::max(0, before.isEmpty() ? 0 : findData(before)));
    }
    setToolTip(model());
    Q_EMIT modelChanged();
}

QString ModelChooser::model() const
{
    return currentData().toString();
}

QString ModelChooser::modelName() const
{
    return model().isEmpty() ? QString() : currentText();
}

void ModelChooser::choose(const QString& folder)
{
    remember(QDir(folder).absolutePath());
    refresh();
}

void ModelChooser::chooseFolder()
{
    const QString folder = QFileDialog::getExistingDirectory(this, tr("Folder of a model"));
    if (!folder.isEmpty())
        choose(folder);
}

void ModelChooser::remember(const QString& folder)
{
    QSettings settings;
    QStringList recent = settings.value(kRecentKey).toStringList();
    recent.removeAll(folder);
    recent.prepend(folder);
    settings.setValue(kRecentKey, recent.mid(0, kRemembered));
    settings.setValue(kLastKey, folder);
}

} // namespace w2v
