#include "ui/chat/AdapterChooser.h"

#include <QDir>
#include <QDirIterator>
#include <QFileDialog>
#include <QFileInfo>
#include <QSettings>
#include <QSignalBlocker>

#include "ui/chat/ModelChooser.h"

namespace w2v {
namespace {

constexpr int kRemembered = 8, kMostLookedAt = 200; ///< folders
constexpr int kFolderItem = 1;                      ///< user data of "Choose a folder…"
constexpr int kKindRole = Qt::UserRole + 1;
const char* const kKey = "chat/adapters"; ///< for each model its adapters, "" = none, the last used first

bool isAdapter(const QString& folder)
{
    return QFileInfo(folder + QStringLiteral("/adapter_config.json")).isFile();
}

/// Adapters in `folder`, `inside` its folders: "" or "/adapter".
QStringList adaptersIn(const QString& folder, const QString& inside)
{
    QStringList found;
    QDirIterator entries(folder, QDir::Dirs | QDir::NoDotAndDotDot);
    for (int i = 0; i < kMostLookedAt && entries.hasNext(); ++i)
        if (const QString candidate = entries.next() + inside; isAdapter(candidate))
            found += candidate;
    found.sort();
    return found;
}

} // namespace

AdapterChooser::AdapterChooser(QWidget* parent) : QComboBox(parent)
{
    setObjectName(QStringLiteral("chatAdapter"));
    setAccessibleName(tr("Adapter"));
    setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    connect(this, &QComboBox::activated, this, [this](int index) {
        if (itemData(index, kKindRole).toInt() == kFolderItem) {
            refresh(); // back to what was chosen, in case the dialog is left
            chooseFolder();
        } else {
            choose(adapter());
        }
    });
    refresh();
}

void AdapterChooser::setModel(const QString& folder)
{
    m_model = folder;
    refresh();
}

void AdapterChooser::refresh()
{
    const QStringList used = QSettings().value(kKey).toMap().value(m_model).toStringList();
    {
        const QSignalBlocker block(this);
        clear();
        addItem(tr("No adapter"), QString());
        QStringList folders;
        for (const QString& folder : used)
            if (QFileInfo(folder).isDir()) // what is wrong with it is said when it is used
                folders += folder;
        if (!m_model.isEmpty()) {
            const QString parent = QFileInfo(m_model).path();
            folders += adaptersIn(parent, {});
            folders += adaptersIn(parent + QStringLiteral("/checkpoints"), QStringLiteral("/adapter")); // the model is what a run started from
        }
        for (const QString& folder : folders)
            if (findData(folder) < 0)
                addItem(shortFolderName(folder), folder);
        for (int i = 0; i < count(); ++i)
            setItemData(i, itemData(i), Qt::ToolTipRole);
        addItem(tr("Choose a folder…"));
        setItemData(count() - 1, kFolderItem, kKindRole);
        setCurrentIndex(used.isEmpty() ? 0 : std::max(0, findData(used.first())));
    }
    setEnabled(!m_model.isEmpty());
    setToolTip(adapter().isEmpty() ? tr("A LoRA adapter in the peft layout that is put on the model") : adapter());
    Q_EMIT adapterChanged();
}

QString AdapterChooser::adapter() const
{
    return currentData().toString();
}

void AdapterChooser::choose(const QString& folder)
{
    const QString chosen = folder.isEmpty() ? folder : QDir(folder).absolutePath();
    QSettings settings;
    QVariantMap all = settings.value(kKey).toMap();
    QStringList used = all.value(m_model).toStringList();
    used.removeAll(chosen);
    used.prepend(chosen);
    all.insert(m_model, QStringList(used.mid(0, kRemembered)));
    settings.setValue(kKey, all);
    refresh();
}

void AdapterChooser::chooseFolder()
{
    const QString folder = QFileDialog::getExistingDirectory(this, tr("Folder of an adapter"), m_model);
    if (!folder.isEmpty())
        choose(folder);
}

} // namespace w2v
