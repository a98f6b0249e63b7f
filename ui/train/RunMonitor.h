#pragma once
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <QObject>
#include <QThreadPool>
#include <QTimer>

#include "core/runs/RunFolder.h"
#include "core/training/MetricsWriter.h"

namespace w2v {

/// What has become known of one run since the last update.
struct RunUpdate {
    RunSummary run;
    std::vector<MetricsRow> rows;  ///< new ones
    bool restarted = false;        ///< forget the earlier rows first
};

struct MonitorUpdate {
    std::vector<RunUpdate> runs;               ///< all runs of the project, oldest first
    std::string detailRun;                     ///< whose log and samples these are
    std::optional<std::string> log;            ///< its end, when it changed
    std::optional<std::vector<Json>> samples;  ///< all of them, when they changed
};

/// Follows the run folders of a project off the UI thread: a run is found by its folder, whoever started it and whether or
/// not this window was there. Looks twice a second while something runs.
class RunMonitor : public QObject {
    Q_OBJECT
public:
    explicit RunMonitor(QObject* parent = nullptr);
    ~RunMonitor() override;

    void setFolder(const std::filesystem::path& runs);  ///< empty = nothing to follow; forgets all
    void setDetailRun(const std::string& id);
    void lookNow();

Q_SIGNALS:
    void updated(const w2v::MonitorUpdate& update);

private:
    struct Work;
    void deliver(const std::shared_ptr<Work>& work, const std::shared_ptr<const MonitorUpdate>& update);

    std::shared_ptr<Work> m_work;
    QThreadPool m_pool;
    QTimer m_timer;
    bool m_looking = false, m_again = false;
};

} // namespace w2v
