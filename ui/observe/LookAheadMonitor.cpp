#include "ui/observe/LookAheadMonitor.h"

#include <QFileInfo>
#include <QJsonArray>

#include "ui/session/ImagineOptions.h"

namespace w2v {

namespace {

constexpr int kRestMs = 500;
constexpr int kLongestPath = 600; ///< poses; longer ones are checked on the command line

} // namespace

LookAheadMonitor::LookAheadMonitor(Session& session, PathDraft& draft, QObject* parent) : QObject(parent), m_session(session), m_draft(draft)
{
    m_timer.setSingleShot(true);
    m_timer.setInterval(kRestMs);
    connect(&m_timer, &QTimer::timeout, this, &LookAheadMonitor::start);
    connect(&draft, &PathDraft::changed, this, &LookAheadMonitor::restart);
}

QJsonObject LookAheadMonitor::params() const
{
    if (!m_draft.isOpen() || !m_draft.isValid())
        return {};
    QJsonObject params = imagineParams(m_session, m_draft.stored(), ImagineOptions::load());
    params["actions"] = QString::fromStdString(actionText(m_draft.actions()));
    params.remove("world_model");
    params.remove("seed");
    const Intrinsics& camera = m_draft.camera();
    if (camera.valid()) {
        params["size"] = QString("%1x%2").arg(camera.width).arg(camera.height);
        params["fov"] = 2 * std::atan(0.5 * std::max(camera.width, camera.height) / camera.fx) * 180 / M_PI;
    }
    return params;
}

void LookAheadMonitor::restart()
{
    const QJsonObject now = params();
    if (now == m_checked && (m_frames || (m_job && m_job->active())))
        return;
    if (m_job)
        m_job->cancel();
    m_job = nullptr;
    m_checked = {};
    const bool had = m_frames.has_value();
    m_frames.reset();
    if (had)
        Q_EMIT changed();
    const bool worth = !now.isEmpty() && !m_draft.actions().empty() && m_draft.poses() <= kLongestPath
        && QFileInfo::exists(m_session.jobs().workerProgram());
    worth ? m_timer.start() : m_timer.stop();
}

void LookAheadMonitor::start()
{
    const QJsonObject now = params();
    if (now.isEmpty())
        return;
    m_checked = now;
    m_job = m_session.jobs().start("trajectory.check", now);
    connect(m_job, &Job::finished, this, [this, job = m_job](const QJsonObject& result) {
        if (job == m_job)
            adopt(result);
    });
}

void LookAheadMonitor::adopt(const QJsonObject& result)
{
    std::vector<LookAheadFrame> frames;
    for (const QJsonValue& value : result.value("frames").toArray()) {
        const QJsonObject entry = value.toObject();
        LookAheadFrame frame;
        frame.pose = entry.value("pose").toInt();
        frame.place = {entry.value("collides").toBool(), entry.value("outside").toBool(), entry.value("clearance_m").toDouble()};
        frame.observed = entry.value("observed").toDouble();
        frame.imagined = entry.value("imagined").toDouble();
        frame.nearest = entry.value("nearest_m").toDouble();
        frame.overlap = entry.value("overlap").toDouble();
        frames.push_back(frame);
    }
    if (int(frames.size()) == m_draft.poses()) {
        m_frames = std::move(frames);
        Q_EMIT changed();
    }
}

} // namespace w2v
