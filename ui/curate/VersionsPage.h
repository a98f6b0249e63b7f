#pragma once
#include <QPointer>
#include <QWidget>

#include "core/dataset/DatasetVersions.h"
#include "ui/session/Session.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;

namespace w2v {

class ReportTable;

/// Frozen versions of the dataset: freeze one, see what changed between two, export one with the report of what the trainer would
/// not read. All of it runs in a worker.
class VersionsPage : public QWidget {
    Q_OBJECT
public:
    explicit VersionsPage(Session& session, QWidget* parent = nullptr);

    void refresh();         ///< reads the list anew
    bool isRunning() const { return m_job && m_job->active(); }

Q_SIGNALS:
    /// A record of a comparison was chosen.
    void recordChosen(const QString& id);

private:
    void freeze();
    void compare();
    void exportTo(const QString& folder, const QString& format);
    void askExport();
    void start(const QString& op, QJsonObject params, std::function<void(const QJsonObject&)> done);
    void showDiff(const QJsonObject& diff);
    void showExport(const QJsonObject& report);
    void updateButtons();
    QWidget* buildReport();

    Session& m_session;
    QPointer<Job> m_job;
    std::vector<DatasetVersion> m_versions;
    QLineEdit* m_name;
    QComboBox* m_which;
    QPushButton *m_freeze, *m_compare, *m_export, *m_cancel;
    QProgressBar* m_progress;
    QLabel *m_stage, *m_none, *m_title, *m_summary;
    ReportTable *m_list, *m_rows;
};

} // namespace w2v
