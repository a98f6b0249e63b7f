#pragma once
#include <optional>

#include <QJsonObject>
#include <QScrollArea>

#include "ui/session/ImagineOptions.h"
#include "ui/session/Session.h"

class QComboBox;
class QLabel;
class QPushButton;

namespace w2v {

class FactTable;
class Notice;
class NumberField;
class OutsideModelForm;
class SvcOptionsForm;
class SharesBar;

/// What a rollout's record of its making ("run") obliges to say: random test weights, an unknown scale.
QStringList runNotes(const QJsonObject& run);

/// How the next imagination is made, and where the shown one came from.
class ImagineInspector : public QScrollArea {
    Q_OBJECT
public:
    explicit ImagineInspector(Session& session, QWidget* parent = nullptr);
    void show(const std::optional<RolloutRecord>& rollout, int frame);
    /// The limits of the verdict on the shown frame.
    void setThresholds(const QualityThresholds& thresholds);
    void showExpectation(const QString& text);
    /// What must be known of the running imagination; empty hides it.
    void showRunNotes(const QStringList& notes);
    QPushButton* sendButton() const { return m_send; }
    QPushButton* copyButton() const { return m_copy; }

Q_SIGNALS:
    void optionsChanged();

private:
    void store();
    void showQuality();

    Session& m_session;
    QComboBox *m_model, *m_size;
    NumberField *m_seed, *m_fov;
    SvcOptionsForm* m_svc;
    OutsideModelForm* m_outside;
    Notice *m_runNotice, *m_shownNotice;
    QLabel *m_expectation, *m_shareText;
    SharesBar* m_share;
    FactTable *m_frameFacts, *m_measured, *m_provenance;
    QLabel* m_verdict;
    QualityThresholds m_thresholds;
    std::optional<FrameQuality> m_quality; ///< of the shown frame
    QWidget* m_shown;
    QPushButton *m_send, *m_copy;
};

} // namespace w2v
