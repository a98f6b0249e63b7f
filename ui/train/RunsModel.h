#pragma once
#include <QAbstractTableModel>

#include <map>
#include <string>
#include <vector>

#include "core/dataset/RunLabel.h"
#include "ui/train/RunMonitor.h"

namespace w2v {

/// All runs of the project, newest first, with every point read so far.
class RunsModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { StatusColumn, NameColumn, GroupColumn, TagsColumn, StepColumn, LossColumn, ScoreColumn, EtaColumn, StartColumn, kColumns };
    /// SortRole: what a column is sorted by; SearchRole: all that a filter looks at; HiddenRole: whether the run is hidden.
    enum Role { StatusRole = Qt::UserRole + 1, IdRole, SortRole, SearchRole, HiddenRole };

    struct Run {
        RunSummary summary;
        MetricTable metrics;
        RunLabel label;
        std::vector<std::string> problems; ///< of its log, the first hundred
        std::uint64_t damaged = 0;         ///< records or lines of its log that were skipped
    };

    using QAbstractTableModel::QAbstractTableModel;

    void clear();
    /// What people call the runs, and the groups and tags they put them into.
    void setLabels(const std::vector<RunLabel>& labels);
    /// The label of a run; an empty one when it has none.
    RunLabel labelOf(const std::string& id) const;
    /// Takes the points out of the update.
    void apply(MonitorUpdate& update);
    const Run* find(const std::string& id) const;
    const Run* at(int row) const;
    int rowOf(const std::string& id) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    /// Names, groups and tags are edited in place; edited() asks for the change.
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;

Q_SIGNALS:
    void edited(const QString& id, int column, const QString& text);
    /// `restarted`: all of its points are others than before.
    void metricsChanged(const QString& id, const std::vector<w2v::MetricChange>& changes, bool restarted);

private:
    /// The rows of these runs, the newest last.
    void takeRows(const std::vector<RunUpdate>& updates);
    QVariant sortValue(const Run& run, int column) const;

    std::vector<Run> m_runs; ///< newest first
    std::map<std::string, RunLabel> m_labels;
};

/// The newest loss, as whichever trainer calls it; NaN when there is none.
double newestLoss(const MetricTable& metrics);
/// The mean over tasks of the newest held-out accuracies, percent; NaN before the first evaluation.
double heldOutMean(const MetricTable& metrics);
/// What people call the run; the label's name goes first.
QString runName(const RunSummary& run);
QString runName(const RunsModel::Run& run);

} // namespace w2v
