#pragma once
#include <QTimer>
#include <QWidget>

#include <deque>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/training/MetricAxis.h"
#include "core/training/MetricBand.h"
#include "ui/train/MetricNames.h"

class QLabel;

namespace w2v {

class ChartGrid;
class CurveChart;
class RunsModel;

/// The curves of the chosen runs: a chart for each well-known quantity, and one for every other metric that the filter names. Many points
/// are drawn a slice at a time, so that the window stays quick.
class RunCharts : public QWidget {
    Q_OBJECT
public:
    explicit RunCharts(const RunsModel& runs, QWidget* parent = nullptr);

    CurveChart& chart(MetricPlace::Chart which) const { return *m_charts[which]; }
    /// The chart of a metric that has no well-known place; null when it is not shown.
    CurveChart* metricChart(const std::string& metric) const;

    void setRuns(const std::vector<std::string>& ids);
    const std::vector<std::string>& runs() const { return m_runs; }
    /// Of a run: these points are new or others than before.
    void update(const std::string& id, const std::vector<MetricChange>& changes, bool restarted);

    void setSmoothing(double weight); ///< of measured curves; schedules and rare evaluations are exact
    void setAxis(MetricAxis::Kind kind);
    MetricAxis::Kind axis() const { return m_axis; }
    /// Runs of one group are drawn as the mean of their curves with the range around it. `groups`: run -> group; a group of one stays a curve.
    void setBands(const std::map<std::string, std::string>& groups, BandKind kind);
    bool hasBands() const { return !m_groups.empty(); }
    /// Shows metrics without a well-known place whose name has these letters; with none they show only in runs that have no others.
    void setFilter(const QString& text);

Q_SIGNALS:
    void pointClicked(const QString& run, qint64 step);

private:
    struct Key {
        std::string run, metric;
        auto operator<=>(const Key&) const = default;
    };
    struct Curve {
        CurveChart* chart = nullptr;
        int number = 0;
        std::size_t drawn = 0; ///< points of the column
    };
    struct Pending {
        std::string run;
        std::size_t column = 0;
    };

    void rebuild();
    void drawBands();
    std::vector<std::string> banded(const std::string& group) const;
    bool isForeign() const;
    void work(int milliseconds);
    CurveChart* chartFor(const std::string& metric, const MetricPlace& place);
    void showCharts();
    QString curveName(const std::string& run, const QString& metric) const;
    void onClicked(CurveChart* chart, int number, double x);

    const RunsModel& m_model;
    ChartGrid* m_grid;
    QLabel* m_more;
    CurveChart* m_charts[MetricPlace::kCharts] = {};
    std::map<std::string, CurveChart*> m_others; ///< metric -> chart
    std::map<Key, Curve> m_curves;
    std::map<std::string, MetricAxis> m_axes;    ///< of the runs, while curves are drawn
    std::vector<std::string> m_runs;
    std::deque<Pending> m_pending;
    std::set<std::string> m_left;                ///< metrics without a chart
    QTimer m_timer, m_bandTimer;
    std::map<std::string, std::string> m_groups; ///< of the runs that are drawn as bands
    BandKind m_bandKind = BandKind::Range;
    QString m_filter;
    double m_smoothing = 0;
    bool m_foreign = false; ///< no chosen run has a metric with a well-known place
    MetricAxis::Kind m_axis = MetricAxis::Step;
};

} // namespace w2v
