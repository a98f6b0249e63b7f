#pragma once
#include <QDialog>
#include <QJsonObject>
#include <QPointer>

#include "ui/session/Session.h"

class QCheckBox;
class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;

namespace w2v {

class NumberField;

/// Finds objects in imagined views with an ONNX detector that the user supplies. Not modal; a worker opens the file, after the user said
/// that it may be opened.
class DetectorDialog : public QDialog {
    Q_OBJECT
public:
    explicit DetectorDialog(Session& session, QWidget* parent = nullptr);

private:
    QJsonObject parameters() const;
    void choose(QLineEdit* into, const QString& title, const QString& filter);
    void showReady();
    void start();
    void showResult(const QJsonObject& result);

    Session& m_session;
    QPointer<Job> m_job;
    QLineEdit *m_model, *m_classes;
    NumberField *m_score, *m_overlap;
    QCheckBox *m_only, *m_again, *m_trust;
    QProgressBar* m_progress;
    QLabel* m_state;
    QPushButton *m_start, *m_cancel;
    QString m_trusted;   ///< the file that may be opened
};

} // namespace w2v
