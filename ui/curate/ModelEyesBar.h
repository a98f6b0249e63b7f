#pragma once
#include <QFrame>
#include <QPixmap>
#include <QPointer>

#include "core/supervision/QaRecord.h"
#include "ui/records/RecordPictures.h"
#include "ui/session/Session.h"

class QComboBox;
class QLabel;

namespace w2v {

/// Through the model's eyes: asks a worker how a model takes a record in (vlm.view), and tells the size of its pictures, its tokens and its
/// boxes in the model's coordinates. Hidden while it is off.
class ModelEyesBar : public QFrame {
    Q_OBJECT
public:
    explicit ModelEyesBar(Session& session, QWidget* parent = nullptr);

    void setOn(bool on);
    bool isOn() const { return m_on; }
    void setRecord(const QaRecord* record);
    void refresh() { ask(); }
    bool isAsking() const { return m_job && m_job->active(); }
    QString commandLine() const;

Q_SIGNALS:
    /// The pictures as the model gets them with the boxes on them; empty when there is nothing to show.
    void seen(const std::vector<QPixmap>& pictures, const std::vector<w2v::PictureMark>& marks);

private:
    void ask();
    void show(const QJsonObject& result);
    void chooseFolder();
    QJsonObject parameters() const;

    Session& m_session;
    QComboBox* m_model;
    QLabel* m_facts;
    QString m_record, m_label;
    QPointer<Job> m_job;
    bool m_on = false;
};

} // namespace w2v
