#pragma once
#include <QObject>
#include <QStringList>
#include <QTimer>

#include "core/supervision/QaRecord.h"
#include "ui/session/Session.h"

namespace w2v {

class RecordPictures;

/// First-person replay: the views of a record's rollout from its first to its later picture, one after the other in the place of the first.
class RecordReplay : public QObject {
    Q_OBJECT
public:
    RecordReplay(Session& session, RecordPictures& pictures);

    void setRecord(const QaRecord* record); ///< stops
    /// False when there is nothing between the record's views to show.
    bool start(const RolloutRecord& rollout);
    void stop();
    bool isPlaying() const { return m_timer.isActive(); }

Q_SIGNALS:
    void ended();

private:
    void showNext();

    Session& m_session;
    RecordPictures& m_pictures;
    QStringList m_record;   ///< its images
    QStringList m_frames;
    qsizetype m_next = 0;
    int m_waited = 0;       ///< ticks for a picture that is being loaded
    QTimer m_timer;
};

} // namespace w2v
