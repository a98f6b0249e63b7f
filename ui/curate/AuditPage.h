#pragma once
#include <QPointer>
#include <QScrollArea>

#include "core/base/Json.h"
#include "core/supervision/QaRecord.h"
#include "ui/session/Session.h"

class QLabel;
class QProgressBar;
class QPushButton;

namespace w2v {

class BarChart;
class FactTable;
class ReportTable;

/// The audit of the project's records on one page: findings, what answers reach that never look, the reward's self-test, labels
/// against geometry, balance and split. Shows the newest audit of the project, whoever ran it; runs one in a worker.
class AuditPage : public QWidget {
    Q_OBJECT
public:
    explicit AuditPage(Session& session, QWidget* parent = nullptr);

    void attach();          ///< to the session's project
    void refresh();         ///< after the project changed: a newer audit, or records that it did not see
    void run();
    bool isRunning() const { return m_job && m_job->active(); }
    QString commandLine() const;

Q_SIGNALS:
    /// A finding was chosen. `ids` are the first of its records; empty: all of `tasks` (empty: of any task) are concerned.
    void findingChosen(const QString& title, const QStringList& ids, const QString& task);

private:
    void show(const Json& audit);
    void clear();
    void save();
    void showStale();
    QWidget* buildReport();
    QJsonObject parameters() const;

    Session& m_session;
    QPointer<Job> m_job;
    std::string m_stored;   ///< the text that is shown
    Json m_audit;
    QPushButton *m_run, *m_cancel, *m_save;
    QProgressBar* m_progress;
    QLabel *m_stage, *m_verdict, *m_note, *m_split, *m_noFindings;
    QScrollArea* m_report;
    ReportTable *m_findings, *m_reward, *m_labels, *m_noise;
    BarChart *m_blind, *m_balance, *m_directions;
};

} // namespace w2v
