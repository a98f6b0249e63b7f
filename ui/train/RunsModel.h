#pragma once
#include <QAbstractTableModel>

#include <string>
#include <vector>

#include "ui/train/RunMonitor.h"

namespace w2v {

/// All runs of the project, newest first, with every metric row read so far.
class RunsModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { StatusColumn, NameColumn, StepColumn, LossColumn, ScoreColumn, EtaColumn, kColumns };
    enum Role { StatusRole = Qt::UserRole + 1, IdRole };

    struct Run {
        RunSummary summary;
        std::vector<MetricsRow> rows;
    };

    using QAbstractTableModel::QAbstractTableModel;

    void clear();
    void apply(const MonitorUpdate& update);
    const Run* find(const std::string& id) const;
    const Run* at(int row) const;
    int rowOf(const std::string& id) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

Q_SIGNALS:
    /// `first`: index of the first new row; 0 after a restart.
    void rowsAdded(const QString& id, int first);

private:
    std::vector<Run> m_runs; ///< newest first
};

/// The newest finite value of a metric; NaN when there is none.
double lastValue(const std::vector<MetricsRow>& rows, std::string_view name);
/// The mean over tasks of the newest held-out accuracies, percent; NaN before the first evaluation.
double heldOutMean(const std::vector<MetricsRow>& rows);
/// What people call the run.
QString runName(const RunSummary& run);
/// "1:05", "2:03:10"; a dash when not known.
QString durationText(double seconds);

} // namespace w2v
