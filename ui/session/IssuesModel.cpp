#include "ui/session/IssuesModel.h"

namespace w2v {

int IssuesModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(m_issues.size());
}

QVariant IssuesModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= m_issues.size())
        return {};
    const Issue& issue = m_issues.at(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return issue.title;
    case Qt::ToolTipRole:
    case AdviceRole:
        return issue.advice;
    case LevelRole:
        return int(issue.level);
    case DetailsRole:
        return issue.details;
    case SourceRole:
        return issue.source;
    case TimeRole:
        return issue.time;
    default:
        return {};
    }
}

void IssuesModel::add(Issue issue)
{
    if (!issue.source.isEmpty())
        resolve(issue.source);
    if (!issue.time.isValid())
        issue.time = QDateTime::currentDateTime();
    beginInsertRows({}, 0, 0);
    m_issues.prepend(std::move(issue));
    endInsertRows();
    Q_EMIT countChanged();
}

void IssuesModel::resolve(const QString& source)
{
    for (int row = int(m_issues.size()) - 1; row >= 0; --row) {
        if (m_issues.at(row).source == source)
            dismiss(row);
    }
}

void IssuesModel::dismiss(int row)
{
    if (row < 0 || row >= m_issues.size())
        return;
    beginRemoveRows({}, row, row);
    m_issues.removeAt(row);
    endRemoveRows();
    Q_EMIT countChanged();
}

} // namespace w2v
