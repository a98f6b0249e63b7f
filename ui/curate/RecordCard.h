#pragma once
#include <QWidget>

#include "core/supervision/QaRecord.h"
#include "ui/session/Session.h"

class QLabel;
class QPlainTextEdit;
class QStackedWidget;
class QVBoxLayout;
class QSplitter;

namespace w2v {

class Badge;
class RecordPictures;

/// One record, to be judged in three seconds: pictures large, question, answer, checks; edited in place.
class RecordCard : public QWidget {
    Q_OBJECT
public:
    explicit RecordCard(Session& session, QWidget* parent = nullptr);

    void setRecord(const QaRecord* record);
    RecordPictures& pictures() const { return *m_pictures; }

    void startEditing();
    bool isEditing() const;
    void stopEditing(bool keep);

    /// Shows where the record came from in place of the checks.
    void setEvidenceShown(bool on);
    bool isEvidenceShown() const;

Q_SIGNALS:
    void edited(const QString& id, const QString& question, const QString& answer);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void showChecks(const QaRecord& record);
    void showEvidence(const QaRecord& record);

    QString m_id, m_question, m_answer;
    RecordPictures* m_pictures;
    Badge *m_task, *m_state;
    QLabel *m_kind, *m_questionText, *m_answerText, *m_reason, *m_checks, *m_origin, *m_editHint;
    QPlainTextEdit *m_questionEdit, *m_answerEdit, *m_evidence;
    QStackedWidget *m_text, *m_side;
};

} // namespace w2v
