#pragma once
#include <QAbstractListModel>
#include <QDateTime>
#include <QJsonObject>
#include <QList>

namespace w2v {

struct Issue {
    enum class Level { Notice, Warning, Error };
    Level level = Level::Error;
    QString title;     ///< one sentence: what happened
    QString advice;    ///< one sentence: what to do
    QString details;   ///< folded, copyable: log tail, command
    QString source;    ///< key: a newer issue of the same source replaces the older; resolve(source) removes it
    QDateTime time;
};

/// What needs attention, newest first, until solved or dismissed.
class IssuesModel : public QAbstractListModel {
    Q_OBJECT
public:
    enum Role { LevelRole = Qt::UserRole + 1, AdviceRole, DetailsRole, SourceRole, TimeRole };

    using QAbstractListModel::QAbstractListModel;
    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

    void add(Issue issue);
    void resolve(const QString& source);
    void dismiss(int row);
    const Issue& at(int row) const { return m_issues.at(row); }

Q_SIGNALS:
    void countChanged();

private:
    QList<Issue> m_issues;
};

} // namespace w2v
