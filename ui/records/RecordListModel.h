#pragma once
#include <QAbstractTableModel>
#include <QCache>
#include <QHash>
#include <QSet>

#include <optional>
#include <string>
#include <vector>

#include "core/dataset/Project.h"

namespace w2v {

class RecordLister;

/// Whether a record gives the answer of the record it is shown beside; none for answers that cannot be compared.
enum class AnswerComparison { None, Same, Different };

/// The records a filter chose, as rows. Holds 8 bytes a record and reads rows as they are looked at. A long list is asked for in
/// another thread: the old one stays until the new one is there, and rows are empty until they are read, so that the window never
/// waits. The rows stay when a verdict makes them leave the filter: the queue does not shift under the reader's hands; reload()
/// asks the database again.
class RecordListModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { StateColumn, TaskColumn, QuestionColumn, AnswerColumn, SceneColumn, SplitColumn, ModeColumn, kColumns };
    enum Role { StateRole = Qt::UserRole + 1, TaskRole, AnswerRole, ReasonRole, ComparisonRole, IdRole };

    explicit RecordListModel(QObject* parent = nullptr);

    /// The project is borrowed; nullptr empties the list.
    void setProject(Project* project);
    void setFilter(const RecordFilter& filter);
    const RecordFilter& filter() const { return m_filter; }
    /// Lists these records in this order, whatever the filter says, until setFilter(). `comparisons`: of their answers with that of a
    /// record they are shown beside, by number.
    void showOnly(std::vector<std::int64_t> numbers, QHash<qint64, AnswerComparison> comparisons = {});
    bool showsOnlySome() const { return m_only.has_value(); }
    const QHash<qint64, AnswerComparison>& comparisons() const { return m_comparisons; }
    void setOrder(RecordOrder order);
    RecordOrder order() const { return m_order; }

    /// Lists anew. With a project of few records the list is there on return, else when listed() says so.
    void reload();
    bool isListing() const;
    /// Forgets what was read of these rows (or of all), for example after a verdict.
    void refresh(const std::string& id);
    void refreshAll();

    int rowOf(const std::string& id) const;
    std::string idAt(int row) const;
    /// The record of a row, or nullptr when the row or the record is gone. Valid until the next call.
    const QaRecord* recordAt(int row) const;
    const std::vector<std::int64_t>& numbers() const { return m_numbers; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

Q_SIGNALS:
    void listed();                         ///< a list that was asked for is there
    void failed(const QString& why);

private:
    void adopt(std::vector<std::int64_t> numbers);
    void adoptRows(int first, const std::vector<RecordRow>& rows);
    void fill(int first, const std::vector<RecordRow>& rows) const;
    const RecordRow* rowAt(int row) const;

    Project* m_project = nullptr;
    RecordLister* m_lister;
    RecordFilter m_filter;
    std::optional<std::vector<std::int64_t>> m_only; ///< what showOnly() was given
    QHash<qint64, AnswerComparison> m_comparisons;
    RecordOrder m_order = RecordOrder::Creation;
    std::vector<std::int64_t> m_numbers;
    bool m_many = false;                   ///< rows come from the lister
    mutable QCache<int, RecordRow> m_rows;
    mutable QSet<int> m_asked;             ///< first rows of the pages that are under way
    mutable std::optional<QaRecord> m_current; ///< what recordAt() gave
    mutable std::int64_t m_currentNumber = 0;
};

/// The state in the user's language: "pending", "accepted" ...
QString recordStateText(const std::string& state);
/// "=" or "≠"; empty for none.
QString comparisonSign(AnswerComparison comparison);
/// The question without its <image> marks, on one line.
QString questionLine(const std::string& question);

} // namespace w2v
