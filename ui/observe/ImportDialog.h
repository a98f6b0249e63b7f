#pragma once
#include <QDialog>
#include <QJsonObject>
#include <QPointer>

#include "ui/observe/PathDraft.h"

class QLabel;
class QPlainTextEdit;
class QPushButton;
class QTableWidget;

namespace w2v {

class FactTable;

/// A file of camera poses on its way to a path: what it is, how well actions follow it, and whether its axis convention holds in
/// the pictures (the doctor's evidence; another convention can be chosen there). Not modal; the work is done by the worker.
class ImportDialog : public QDialog {
    Q_OBJECT
public:
    ImportDialog(Session& session, PathDraft& draft, QWidget* parent = nullptr);
    void openFile(const QString& file);
    bool isBusy() const { return m_job && m_job->active(); }

private:
    void read(const QString& convention);
    void showResult(const QJsonObject& result);
    void examine();
    void showEvidence(const QJsonObject& result);
    void use();
    void run(const QString& op, const QJsonObject& params, const std::function<void(const QJsonObject&)>& done);

    Session& m_session;
    PathDraft& m_draft;
    QString m_file;
    QJsonObject m_result;
    QPointer<Job> m_job;
    QLabel* m_status;
    FactTable* m_facts;
    QPlainTextEdit* m_actions;
    QTableWidget* m_evidence;
    QPushButton *m_use, *m_doctor, *m_reread;
};

} // namespace w2v
