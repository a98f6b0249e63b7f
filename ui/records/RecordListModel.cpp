#include "ui/records/RecordListModel.h"

#include <algorithm>

#include <QCoreApplication>
#include <QTextDocument>

#include "core/base/Error.h"
#include "ui/records/RecordLister.h"

namespace w2v {
namespace {

constexpr std::int64_t kMany = 20'000;             ///< records from which on the database is asked in another thread
constexpr int kPage = 128, kKeptRows = 64 * kPage; ///< rows

} // namespace

RecordListModel::RecordListModel(QObject* parent) : QAbstractTableModel(parent), m_lister(new RecordLister(this)), m_rows(kKeptRows)
{
    connect(m_lister, &RecordLister::listed, this, [this](const std::vector<std::int64_t>& numbers) {
        if (!m_only) // else a few were chosen meanwhile
            adopt(numbers);
    });
    connect(m_lister, &RecordLister::rowsRead, this, &RecordListModel::adoptRows);
    connect(m_lister, &RecordLister::failed, this, &RecordListModel::failed);
}

void RecordListModel::setProject(Project* project)
{
    m_project = project;
    m_only.reset();
    m_comparisons.clear();
    m_lister->setProject(project ? project->folder() : std::filesystem::path());
    reload();
}

void RecordListModel::setFilter(const RecordFilter& filter)
{
    m_only.reset();
    m_comparisons.clear();
    m_filter = filter;
    reload();
}

void RecordListModel::showOnly(std::vector<std::int64_t> numbers, QHash<qint64, AnswerComparison> comparisons)
{
    m_only = std::move(numbers);
    m_comparisons = std::move(comparisons);
    reload();
}

void RecordListModel::setOrder(RecordOrder order)
{
    m_order = order;
    reload();
}

void RecordListModel::reload()
{
    m_many = m_project && m_project->countRecords() > kMany;
    if (m_project && m_only)
        adopt(*m_only);
    else if (m_many)
        m_lister->list(m_filter, m_order);
    else
        adopt(m_project ? m_project->recordNumbers(m_filter, m_order) : std::vector<std::int64_t>());
}

bool RecordListModel::isListing() const
{
    return m_lister->isListing();
}

void RecordListModel::adopt(std::vector<std::int64_t> numbers)
{
    beginResetModel();
    m_numbers = std::move(numbers);
    m_rows.clear();
    m_asked.clear();
    m_current.reset();
    endResetModel();
    Q_EMIT listed();
}

void RecordListModel::fill(int first, const std::vector<RecordRow>& rows) const
{
    int row = first;
    for (const RecordRow& read : rows) {
        // What was removed meanwhile is not among the rows that were read.
        while (row < rowCount() && m_numbers[static_cast<std::size_t>(row)] != read.number)
            ++row;
        if (row >= rowCount())
            return;
        m_rows.insert(row, new RecordRow(read));
    }
}

void RecordListModel::adoptRows(int first, const std::vector<RecordRow>& rows)
{
    m_asked.remove(first);
    fill(first, rows);
    if (first < rowCount())
        Q_EMIT dataChanged(index(first, 0), index(std::min(first + kPage, rowCount()) - 1, kColumns - 1));
}

void RecordListModel::refresh(const std::string& id)
{
    const int row = rowOf(id);
    if (row < 0)
        return;
    m_current.reset();
    const std::vector<RecordRow> read = m_project->recordRows(std::span(&m_numbers[static_cast<std::size_t>(row)], 1));
    if (read.empty())
        m_rows.remove(row);
    else
        m_rows.insert(row, new RecordRow(read.front()));
    Q_EMIT dataChanged(index(row, 0), index(row, kColumns - 1));
}

void RecordListModel::refreshAll()
{
    m_rows.clear();
    m_asked.clear();
    m_current.reset();
    if (!m_numbers.empty())
        Q_EMIT dataChanged(index(0, 0), index(static_cast<int>(m_numbers.size()) - 1, kColumns - 1));
}

int RecordListModel::rowOf(const std::string& id) const
{
    const std::optional<std::int64_t> number = m_project && !id.empty() ? m_project->recordNumber(id) : std::nullopt;
    if (!number)
        return -1;
    const auto found = m_order == RecordOrder::Creation && !m_only ? std::lower_bound(m_numbers.begin(), m_numbers.end(), *number)
                                                        : std::find(m_numbers.begin(), m_numbers.end(), *number);
    return found != m_numbers.end() && *found == *number ? static_cast<int>(found - m_numbers.begin()) : -1;
}

std::string RecordListModel::idAt(int row) const
{
    if (!m_project || row < 0 || row >= rowCount())
        return {};
    if (const RecordRow* known = m_rows.object(row))
        return known->id;
    const std::vector<RecordRow> read = m_project->recordRows(std::span(&m_numbers[static_cast<std::size_t>(row)], 1));
    return read.empty() ? std::string() : read.front().id;
}

const QaRecord* RecordListModel::recordAt(int row) const
{
    if (!m_project || row < 0 || row >= rowCount())
        return nullptr;
    const std::int64_t number = m_numbers[static_cast<std::size_t>(row)];
    if (!m_current || m_currentNumber != number) {
        m_current.reset();
        try {
            m_current = m_project->record(number);
        } catch (const Error&) {
            // damaged; what the list shows of it stays
        }
        m_currentNumber = number;
    }
    return m_current ? &*m_current : nullptr;
}

const RecordRow* RecordListModel::rowAt(int row) const
{
    if (!m_project || row < 0 || row >= rowCount())
        return nullptr;
    if (const RecordRow* known = m_rows.object(row))
        return known;
    const int first = row - row % kPage;
    const auto begin = m_numbers.begin() + first;
    const std::vector<std::int64_t> page(begin, begin + std::min(kPage, rowCount() - first));
    if (m_many) {
        if (!m_asked.contains(first)) {
            m_asked.insert(first);
            m_lister->read(first, page);
        }
        return nullptr;
    }
    try {
        fill(first, m_project->recordRows(page));
    } catch (const Error&) {
        return nullptr;
    }
    return m_rows.object(row);
}

int RecordListModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_numbers.size());
}

int RecordListModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : kColumns;
}

QVariant RecordListModel::data(const QModelIndex& index, int role) const
{
    if (role == IdRole)
        return QString::fromStdString(idAt(index.row()));
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole && (role < StateRole || role > ComparisonRole))
        return {};
    const RecordRow* record = rowAt(index.row());
    if (!record) // not read yet, or removed by another process: the next reload drops the row
        return role == Qt::DisplayRole && index.column() == QuestionColumn && !m_many ? tr("(removed)") : QVariant();
    switch (role) {
    case StateRole:
        return QString::fromStdString(record->state);
    case TaskRole:
        return QString::fromLatin1(taskName(record->task));
    case AnswerRole:
        return QString::fromStdString(record->answer);
    case ReasonRole:
        return QString::fromStdString(record->reason);
    case ComparisonRole:
        return static_cast<int>(m_comparisons.value(record->number, AnswerComparison::None));
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
        return questionLine(record->question);
    case AnswerColumn: {
        const QString sign = comparisonSign(m_comparisons.value(record->number, AnswerComparison::None));
        return sign.isEmpty() ? QString::fromStdString(record->answer) : sign + QLatin1Char(' ') + QString::fromStdString(record->answer);
    }
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

QString comparisonSign(AnswerComparison comparison)
{
    return comparison == AnswerComparison::Same ? QStringLiteral("=") : comparison == AnswerComparison::Different ? QStringLiteral("≠") : QString();
}

QString questionLine(const std::string& question)
{
    QString text = QString::fromStdString(question);
    text.replace(QStringLiteral("<image>"), QString());
    return text.simplified();
}

} // namespace w2v
