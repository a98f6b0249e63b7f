#pragma once
#include <QPointer>
#include <QStringList>

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/eval/BenchmarkReport.h"
#include "ui/theme/Theme.h"
#include "ui/train/MetricNames.h"
#include "ui/widgets/Workspace.h"

class QComboBox;
class QJsonObject;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QSlider;
class QStackedWidget;
class QTabWidget;
class QTimer;

namespace w2v {

class BaselineFitter;
class ChainPanel;
class CurveChart;
class EmptyState;
class ElidedLabel;
class DifferencesView;
class Job;
class LearnedBar;
class Notice;
class QueuePanel;
class RecipePanel;
class RunCharts;
class RunMonitor;
class RunNotes;
class RunsModel;
class RunsPanel;
class SamplesView;
class SystemView;
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
    RunCharts& charts() const { return *m_charts; }
    CurveChart& chart(MetricPlace::Chart which) const;
    RecipePanel& recipe() const { return *m_recipe; }
    /// Puts the logs at or below a path among the runs.
    void follow(const std::filesystem::path& path);

private:
    QWidget* buildStage();
    QWidget* buildDetails();
    void attach();
    void onUpdate(MonitorUpdate& update);
    void onSelection();
    void showDetails(const QString& run);
    void showAnswers(const QString& run, qint64 step);
    void askFollow();
    void onFollowed(const QStringList& runs);
    void showRun();
    void showSystem();
    void say(ColorRole role, const QString& icon, const QString& text, const QString& run);
    void start();
    void chooseRunOf(Job* job);
    void resume();
    void stop();
    void submit();
    void askChain();
    void askExport();
    void selectRun(const QString& run);
    void deleteChosen();
    void restoreLast();
    void pollSlurm();
    void lookForSlurm();
    Job* runJob(const QString& operation, const QJsonObject& parameters);
    void updateActions();

    RunsModel* m_runs;
    RunMonitor* m_monitor;
    BaselineFitter* m_fitter;
    std::vector<BenchmarkReport> m_baselines;
    RunsPanel* m_list;
    RunCharts* m_charts;
    QLineEdit* m_filter;
    QComboBox* m_axis;
    LearnedBar* m_learned;
    RecipePanel* m_recipe = nullptr;
    QueuePanel* m_queue = nullptr;
    ChainPanel* m_chains = nullptr;
    SamplesView* m_samples;
    QPlainTextEdit* m_log;
    SystemView* m_system;
    DifferencesView* m_differences;
    RunNotes* m_notes = nullptr;
    QTabWidget* m_details;
    QStackedWidget* m_stage;
    EmptyState *m_noProject, *m_noRuns;
    Notice* m_notice;
    ElidedLabel* m_runTitle;
    QLabel* m_smoothingText;
    QSlider* m_smoothing;
    QAction *m_start, *m_resume, *m_stop, *m_follow, *m_submit, *m_chain, *m_export, *m_delete, *m_restore;
    QTimer* m_slurmPoll;
    QPointer<Job> m_slurmJob;
    std::map<std::string, QString> m_slurm; ///< run -> job and state
    std::string m_said;           ///< run and status the notice speaks of
    QStringList m_deleted;        ///< runs that were deleted together last
    bool m_keepNotice = false;    ///< the notice speaks of other runs: it stays while the table moves to another one
    std::string m_awaited;        ///< a followed or started run that is to be chosen when it is seen
    bool m_known = false;         ///< the project's runs have been seen: what comes now is new
    std::string m_samplesRun;     ///< whose answers are shown
    std::optional<qint64> m_awaitedStep; ///< that the answers are to show when they are there
    bool m_selectNewest = false;
};

} // namespace w2v
