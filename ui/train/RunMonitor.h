#pragma once
#include <filesystem>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <QObject>
#include <QStringList>
#include <QThreadPool>
#include <QTimer>

#include "core/runs/Chain.h"
#include "core/runs/RunMetrics.h"

namespace w2v {

/// What has become known of one run since the last update.
struct RunUpdate {
    RunSummary run;
    MetricBatch batch;             ///< its new points
    bool more = false;             ///< others follow at once
};

/// How a stage of a chain stands.
struct StageView {
    std::string name;
    std::vector<std::string> needs;
    StageState state;
    std::string run;   ///< of a train stage that has begun
    double best = std::numeric_limits<double>::quiet_NaN(); ///< of a bench stage: the best overall score so far, percent
};

struct ChainView {
    std::string id, name;
    double created = 0; ///< seconds since 1970
    std::vector<StageView> stages;
};

struct MonitorUpdate {
    std::vector<RunUpdate> runs;               ///< all runs of the project, oldest first
    std::vector<ChainView> chains;             ///< oldest first
    std::string detailRun;                     ///< whose log and samples these are
    std::optional<std::string> log;            ///< its end, when it changed
    std::optional<std::vector<Json>> samples;  ///< all of them, when they changed
};

/// Follows the run folders of a project off the UI thread: a run is found by its folder, whoever started it and whether or
/// not this window was there. Looks twice a second while something runs or a log from outside is followed.
class RunMonitor : public QObject {
    Q_OBJECT
public:
    explicit RunMonitor(QObject* parent = nullptr);
    ~RunMonitor() override;

    void setFolder(const std::filesystem::path& runs);  ///< empty = nothing to follow; forgets all
    void setDetailRun(const std::string& id);
    void lookNow();
    /// Follows the logs at or below a path as runs of the project, or says why it cannot.
    void follow(const std::filesystem::path& path);

Q_SIGNALS:
    /// The receiver may take the points out of it.
    void updated(w2v::MonitorUpdate& update);
    void followed(const QStringList& runs);
    void followFailed(const QString& why);

private:
    struct Work;
    void deliver(const std::shared_ptr<Work>& work, const std::shared_ptr<MonitorUpdate>& update);

    std::shared_ptr<Work> m_work;
    QThreadPool m_pool;
    QTimer m_timer;
    bool m_looking = false, m_again = false;
};

} // namespace w2v
