#pragma once
#include <QPointer>
#include <QThreadPool>
#include <QWidget>

#include "ui/observe/calibrate/CalibrationDraft.h"
#include "ui/session/Session.h"

namespace w2v {

class CalibrationCanvas;
class CalibrationPanel;

/// The calibration of one picture of the project, over the stage: canvas and panel. Marks are kept by the worker's
/// `observe.calibrate` as one named, undoable step.
class CalibrationPage : public QWidget {
    Q_OBJECT
public:
    explicit CalibrationPage(Session& session, QWidget* parent = nullptr);
    ~CalibrationPage() override;

    /// A single picture; nothing else is calibrated.
    static bool canCalibrate(const StoredObservation& observation);
    void open(const StoredObservation& observation);
    void close();
    bool isBusy() const { return m_loading || (m_job && m_job->active()); }
    CalibrationDraft& draft() { return *m_draft; }
    CalibrationCanvas& canvas() { return *m_canvas; }
    void runDepthModel(const QString& file, const QString& meaning, const QString& size);
    /// The command line that keeps the present marks.
    QString commandLine() const;

Q_SIGNALS:
    void closeRequested();

private:
    void followProject();
    QJsonObject params() const;
    void run(const QJsonObject& params, const QString& done);

    Session& m_session;
    CalibrationDraft* m_draft;
    CalibrationCanvas* m_canvas;
    CalibrationPanel* m_panel;
    QString m_id;
    Calibration m_opened;                  ///< as the project had it when the picture was read
    QPointer<Job> m_job;
    QThreadPool m_pool;
    quint64 m_ticket = 0;
    bool m_loading = false;
};

} // namespace w2v
