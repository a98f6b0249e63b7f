#include "ui/records/RecordReplay.h"

#include <algorithm>

#include "ui/records/RecordPictures.h"

namespace w2v {
namespace {

constexpr int kTick = 120;      ///< ms a view
constexpr int kMostWaiting = 50; ///< ticks
constexpr qsizetype kAhead = 4; ///< views that are loaded before they are due

} // namespace

RecordReplay::RecordReplay(Session& session, RecordPictures& pictures) : QObject(&pictures), m_session(session), m_pictures(pictures)
{
    m_timer.setInterval(kTick);
    connect(&m_timer, &QTimer::timeout, this, &RecordReplay::showNext);
}

void RecordReplay::setRecord(const QaRecord* record)
{
    m_timer.stop();
    m_record.clear();
    if (record)
        for (const std::string& image : record->images)
            m_record << QString::fromStdString(image);
}

bool RecordReplay::start(const RolloutRecord& rollout)
{
    m_frames.clear();
    for (const RolloutFrame& frame : rollout.frames)
        m_frames << QString::fromStdString(frame.image);
    if (m_record.size() == 2) {
        const qsizetype first = m_frames.indexOf(m_record[0]), last = m_frames.lastIndexOf(m_record[1]);
        if (first < 0 || last < first)
            return false;
        m_frames = m_frames.mid(first, last - first + 1);
    }
    if (m_record.isEmpty() || m_frames.size() < 2)
        return false;
    m_next = 0;
    m_waited = 0;
    m_timer.start();
    showNext();
    return true;
}

void RecordReplay::stop()
{
    if (!m_timer.isActive())
        return;
    m_timer.stop();
    Q_EMIT ended();
}

void RecordReplay::showNext()
{
    if (m_next >= m_frames.size()) {
        stop();
        return;
    }
    for (qsizetype i = m_next + 1; i < std::min(m_frames.size(), m_next + kAhead); ++i)
        (void)m_session.images().request(m_frames[i]);
    const QPixmap picture = m_session.images().request(m_frames[m_next]);
    if (picture.isNull()) {
        if (++m_waited > kMostWaiting)
            stop();
        return;
    }
    m_waited = 0;
    ++m_next;
    m_pictures.showSeen({picture}, {}, tr("replay %1 of %2").arg(m_next).arg(m_frames.size()));
}

} // namespace w2v
