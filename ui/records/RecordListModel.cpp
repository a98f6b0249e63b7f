#include "ui/records/RecordListModel.h"

#include <QCoreApplication>
#include <QTextDocument>

#include "core/base/Error.h"

namespace w2v {

RecordListModel::RecordListModel(QObject* parent) : QAbstractTableModel(parent), m_cache(2000) {}

void RecordListModel::setProject(Project* project)
{
    m_project = project;
    reload();
}

void RecordListModel::setFilter(const RecordFilter& filter)
{
    m_filter = filter;
    reload();
}

void RecordListModel::reload()
{
    std::vector<std::string> ids;
    if (m_project)
        ids = m_project->recordIds(m_filter);
    beginResetModel();
    m_ids = std::move(ids);
    m_rows.clear();
    m_cache.clear();
    endResetModel();
}

void RecordListModel::refresh(const std::string& id)
{
    const int row = rowOf(id);
    if (row < 0)
        return;
    m_cache.remove(row);
    Q_EMIT dataChanged(index(row, 0), index(row, kColumns - 1));
}

void RecordListModel::refreshAll()
{
    m_cache.clear();
    if (!m_ids.empty())
        Q_EMIT dataChanged(index(0, 0), index(static_cast<int>(m_ids.size()) - 1, kColumns - 1));
}

int RecordListModel::rowOf(const std::string& id) const
{
    if (m_rows.isEmpty() && !m_ids.empty()) {
        m_rows.reserve(static_cast<qsizetype>(m_ids.size()));
        for (std::size_t i = 0; i < m_ids.size(); ++i)
            m_rows.insert(QByteArray::fromStdString(m_ids[i]), static_cast<int>(i));
    }
    return m_rows.value(QByteArray::fromStdString(id), -1);
}

std::string RecordListModel::idAt(int row) const
{
    return row >= 0 && row < static_cast<int>(m_ids.size()) ? m_ids[static_cast<std::size_t>(row)] : std::string();
}

const QaRecord* RecordListModel::recordAt(int row) const
{
    if (!m_project || row < 0 || row >= static_cast<int>(m_ids.size()))
        return nullptr;
    if (const QaRecord* known = m_cache.object(row))
        return known;
    try {
        auto record = std::make_unique<QaRecord>(m_project->record(m_ids[static_cast<std::size_t>(row)]));
        const QaRecord* raw = record.get();
        return m_cache.insert(row, record.release()) ? raw : nullptr;
    } catch (const Error&) {
        return nullptr; // removed by another process: the next reload drops the row
    }
}

int RecordListModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_ids.size());
}

int RecordListModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : kColumns;
}

QVariant RecordListModel::data(const QModelIndex& index, int role) const
{
    if (role == IdRole)
        return QString::fromStdString(idAt(index.row()));
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole && (role < StateRole || role > ReasonRole))
        return {};
    const QaRecord* record = recordAt(index.row());
    if (!record)
        return role == Qt::DisplayRole && index.column() == QuestionColumn ? tr("(removed)") : QVariant();
    switch (role) {
    case StateRole:
        return QString::fromStdString(record->state);
    case TaskRole:
        return QString::fromLatin1(taskName(record->task));
    case AnswerRole:
        return QString::fromStdString(record->answer);
    case ReasonRole:
        return QString::fromStdString(record->reason);
    default:
        break;
    }
    if (role == Qt::ToolTipRole) // records come from outside: never rich text
        return Qt::convertFromPlainText(data(index, Qt::DisplayRole).toString());
    switch (index.column()) {
    case StateColumn:
        return recordStateText(record->state);
    case TaskColumn:
        return QString::fromLatin1(taskName(record->task));
    case QuestionColumn:
        return questionLine(*record);
    case AnswerColumn:
        return QString::fromStdString(record->answer);
    case SceneColumn:
        return QString::fromStdString(record->scene);
    case SplitColumn:
        return QString::fromStdString(record->split);
    case ModeColumn:
        return QString::fromStdString(record->mode);
    default:
        return {};
    }
}

QVariant RecordListModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case StateColumn:
        return tr("State");
    case TaskColumn:
        return tr("Task");
    case QuestionColumn:
        return tr("Question");
    case AnswerColumn:
        return tr("Answer");
    case SceneColumn:
        return tr("Scene");
    case SplitColumn:
        return tr("Split");
    case ModeColumn:
        return tr("Mode");
    default:
        return {};
    }
}

QString recordStateText(const std::string& state)
{
    if (state == "accepted")
        return QCoreApplication::translate("w2v::RecordState", "accepted");
    if (state == "rejected")
        return QCoreApplication::translate("w2v::RecordState", "rejected");
    if (state == "second_look")
        return QCoreApplication::translate("w2v::RecordState", "second look");
    return QCoreApplication::translate("w2v::RecordState", "pending");
}

QString questionLine(const QaRecord& record)
{
    QString text = QString::fromStdString(record.question);
    text.replace(QStringLiteral("<image>"), QString());
    return text.simplified();
}

} // namespace w2v
