#pragma once
#include <QAbstractTableModel>

#include <string>
#include <vector>

#include "ui/train/RunMonitor.h"

namespace w2v {

/// All runs of the project, newest first, with every point read so far.
class RunsModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { StatusColumn, NameColumn, StepColumn, LossColumn, ScoreColumn, EtaColumn, kColumns };
    enum Role { StatusRole = Qt::UserRole + 1, IdRole };

    struct Run {
        RunSummary summary;
        MetricTable metrics;
        std::vector<std::string> problems; ///< of its log, the first hundred
        std::uint64_t damaged = 0;         ///< records or lines of its log that were skipped
    };

    using QAbstractTableModel::QAbstractTableModel;

    void clear();
    /// Takes the points out of the update.
    void apply(MonitorUpdate& update);
    const Run* find(const std::string& id) const;
    const Run* at(int row) const;
    int rowOf(const std::string& id) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

Q_SIGNALS:
    /// `restarted`: all of its points are others than before.
    void metricsChanged(const QString& id, const std::vector<w2v::MetricChange>& changes, bool restarted);

private:
    std::vector<Run> m_runs; ///< newest first
};

/// The newest loss, as whichever trainer calls it; NaN when there is none.
double newestLoss(const MetricTable& metrics);
/// The mean over tasks of the newest held-out accuracies, percent; NaN before the first evaluation.
double heldOutMean(const MetricTable& metrics);
/// What people call the run.
QString runName(const RunSummary& run);
/// "1:05", "2:03:10"; a dash when not known.
QString durationText(double seconds);

} // namespace w2v
