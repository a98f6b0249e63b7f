#pragma once
#include <QAbstractTableModel>
#include <QCache>
#include <QHash>

#include <string>
#include <vector>

#include "core/dataset/Project.h"

namespace w2v {

/// The records a filter chose, as rows. Holds the ids and reads a record when its row is looked at, so a hundred thousand
/// rows cost their ids only. The rows stay when a verdict makes them leave the filter: the queue does not shift under the
/// reader's hands; reload() asks the database again.
class RecordListModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { StateColumn, TaskColumn, QuestionColumn, AnswerColumn, SceneColumn, SplitColumn, ModeColumn, kColumns };
    enum Role { StateRole = Qt::UserRole + 1, TaskRole, AnswerRole, ReasonRole, IdRole };

    explicit RecordListModel(QObject* parent = nullptr);

    /// The project is borrowed; nullptr empties the list.
    void setProject(Project* project);
    void setFilter(const RecordFilter& filter);
    const RecordFilter& filter() const { return m_filter; }

    /// Reads the ids again; keeps the rows' order (by creation).
    void reload();
    /// Forgets what was read of these rows (or of all), for example after a verdict.
    void refresh(const std::string& id);
    void refreshAll();

    int rowOf(const std::string& id) const;
    std::string idAt(int row) const;
    /// The record of a row, or nullptr when the row or the record is gone. Valid until the next call.
    const QaRecord* recordAt(int row) const;
    const std::vector<std::string>& ids() const { return m_ids; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    Project* m_project = nullptr;
    RecordFilter m_filter;
    std::vector<std::string> m_ids;
    mutable QHash<QByteArray, int> m_rows; ///< built when first asked
    mutable QCache<int, QaRecord> m_cache;
};

/// The state in the user's language: "pending", "accepted" ...
QString recordStateText(const std::string& state);
/// The question without its <image> marks, on one line.
QString questionLine(const QaRecord& record);

} // namespace w2v
