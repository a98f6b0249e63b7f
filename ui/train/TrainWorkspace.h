#pragma once
#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/eval/BenchmarkReport.h"
#include "ui/train/MetricNames.h"
#include "ui/widgets/Workspace.h"

class QJsonObject;
class QLabel;
class QPlainTextEdit;
class QSlider;
class QStackedWidget;
class QTableView;
class QTabWidget;

namespace w2v {

class BaselineFitter;
class ChartGrid;
class CurveChart;
class EmptyState;
class FactTable;
class LearnedBar;
class Notice;
class RecipePanel;
class RunMonitor;
class RunsModel;
class SamplesView;
struct MonitorUpdate;

/// Train: runs on the left, their curves in the middle, answers and log below, the recipe of the next run on the right.
class TrainWorkspace : public Workspace {
    Q_OBJECT
public:
    explicit TrainWorkspace(Session& session, QWidget* parent = nullptr);
    ~TrainWorkspace() override;

    QAction* primaryAction() override;
    QStringList breadcrumb() const override;
    void activate() override;

    RunsModel& runs() const { return *m_runs; }
    CurveChart& chart(MetricPlace::Chart which) const { return *m_charts[which]; }
    RecipePanel& recipe() const { return *m_recipe; }

private:
    QWidget* buildStage();
    QWidget* buildDetails();
    void attach();
    void onUpdate(const MonitorUpdate& update);
    void onRowsAdded(const QString& id, int first);
    void onSelection();
    void rebuildCharts();
    void showCharts();
    void appendRows(const std::string& run, std::size_t first, std::set<CurveChart*>& touched);
    void showRun();
    void showSystem();
    std::vector<std::string> chosenRuns() const;
    void start();
    void resume();
    void stop();
    void runJob(const QString& operation, const QJsonObject& parameters);
    void updateActions();

    RunsModel* m_runs;
    RunMonitor* m_monitor;
    BaselineFitter* m_fitter;
    std::vector<BenchmarkReport> m_baselines;
    QTableView* m_table;
    ChartGrid* m_grid;
    CurveChart* m_charts[MetricPlace::kCharts] = {};
    std::map<std::pair<std::string, std::string>, int> m_curves; ///< (run, metric) -> curve of its chart
    std::vector<std::string> m_plotted;                           ///< runs in the charts
    LearnedBar* m_learned;
    RecipePanel* m_recipe = nullptr;
    SamplesView* m_samples;
    QPlainTextEdit* m_log;
    FactTable* m_system;
    QTabWidget* m_details;
    QStackedWidget* m_stage;
    EmptyState *m_noProject, *m_noRuns;
    Notice* m_notice;
    QLabel *m_runTitle, *m_smoothingText;
    QSlider* m_smoothing;
    QAction *m_start, *m_resume, *m_stop;
    std::string m_said;                                           ///< run and status the notice speaks of
    bool m_selectNewest = false;
};

} // namespace w2v
