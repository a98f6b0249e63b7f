#pragma once
#include <QWidget>

#include <optional>

#include "core/supervision/QaRecord.h"
#include "ui/records/RecordSuggestion.h"
#include "ui/session/Session.h"

class QLabel;
class QPlainTextEdit;
class QStackedWidget;
class QVBoxLayout;
class QSplitter;

namespace w2v {

class Badge;
class ModelEyesBar;
class RecordPictures;
class RecordReplay;

/// One record, to be judged in three seconds: pictures large, question, answer, checks; edited in place.
class RecordCard : public QWidget {
    Q_OBJECT
public:
    explicit RecordCard(Session& session, QWidget* parent = nullptr);

    void setRecord(const QaRecord* record);
    RecordPictures& pictures() const { return *m_pictures; }
    ModelEyesBar& eyes() const { return *m_eyes; }
    /// The views between the record's pictures, played in the place of the first; again: back to the pictures. False when there are none.
    bool toggleReplay();
    bool isReplaying() const;
    const RecordSuggestion& suggestion() const { return m_suggestion; }

    void startEditing();
    bool isEditing() const;
    void stopEditing(bool keep);

    /// Shows where the record came from in place of the checks.
    void setEvidenceShown(bool on);
    bool isEvidenceShown() const;

Q_SIGNALS:
    void edited(const QString& id, const QString& question, const QString& answer);
    void suggestionTaken();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void showChecks(const QaRecord& record);
    void showEvidence(const QaRecord& record);
    const RolloutRecord* rolloutOf(const QaRecord& record); ///< kept until another is asked for; nullptr when there is none

    QString m_id, m_question, m_answer;
    RecordPictures* m_pictures;
    ModelEyesBar* m_eyes;
    RecordReplay* m_replay;
    RecordSuggestion m_suggestion;
    std::optional<RolloutRecord> m_rollout;
    bool m_hasRollout = false; ///< of the record that is shown
    Session& m_session;
    Badge *m_task, *m_state;
    QWidget* m_hint;
    QLabel *m_hintText;
    QLabel *m_kind, *m_questionText, *m_answerText, *m_reason, *m_checks, *m_origin, *m_editHint;
    QPlainTextEdit *m_questionEdit, *m_answerEdit, *m_evidence;
    QStackedWidget *m_text, *m_side;
};

} // namespace w2v
