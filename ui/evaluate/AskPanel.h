#pragma once
#include <QPointer>
#include <QTemporaryDir>
#include <QWidget>

#include "core/supervision/QaRecord.h"
#include "ui/session/Session.h"

class QComboBox;
class QLabel;
class QPlainTextEdit;
class QPushButton;

namespace w2v {

class Notice;

/// The right panel: choose a model (a checkpoint of a run, or any folder), measure it on the benchmark, or ask it about the
/// pictures on the stage; the reply arrives token by token.
class AskPanel : public QWidget {
    Q_OBJECT
public:
    AskPanel(Session& session, QAction* measure, QAction* ask, QWidget* parent = nullptr);

    /// The record whose pictures are asked about; its question is proposed.
    void setRecord(const QaRecord& record);
    /// Lists base and checkpoints again.
    void refreshModels();
    QString model() const;
    void ask();

Q_SIGNALS:
    void modelChanged();

private:
    void chooseFolder();
    QStringList pictureFiles();

    Session& m_session;
    QComboBox* m_models;
    QPlainTextEdit *m_question, *m_reply;
    QLabel *m_pictures, *m_speed;
    QPushButton* m_askButton;
    Notice* m_notice;
    QaRecord m_record;
    QString m_proposed;       ///< the record's question, as long as the user has not changed it
    QPointer<Job> m_job;
    QTemporaryDir m_files;
};

} // namespace w2v
