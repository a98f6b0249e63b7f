#include "ui/imagine/LiveRollout.h"

#include <QJsonDocument>

#include "core/base/Json.h"

namespace w2v {

namespace {

constexpr int kMostFrames = 10'000;

QPixmap readPicture(const QString& source)
{
    static const QString inlinePng = QStringLiteral("data:image/png;base64,");
    QPixmap pixmap;
    if (source.startsWith(inlinePng))
        pixmap.loadFromData(QByteArray::fromBase64(source.mid(inlinePng.size()).toLatin1()));
    else
        pixmap.load(source);
    return pixmap;
}

} // namespace

LiveRollout::LiveRollout(Session& session, QObject* parent) : QObject(parent), m_session(session)
{
    connect(&session.jobs(), &JobRunner::jobStarted, this, [this](Job* job) {
        if (job->op() == "imagine" && job->params().value("project").toString() == m_session.projectPath())
            follow(job);
    });
}

void LiveRollout::follow(Job* job)
{
    if (m_job)
        m_job->disconnect(this);
    m_job = job;
    m_frames.clear();
    m_announcement = {};
    m_kept.clear();
    m_reused = false;
    connect(job, &Job::event, this, &LiveRollout::takeFrame);
    connect(job, &Job::ended, this, [this, job] {
        const QString rollout = job->state() == Job::State::Finished ? job->result().value("rollout").toString() : m_kept;
        m_reused = job->result().value("reused").toBool();
        if (job->state() == Job::State::Finished && !m_reused && job->started().isValid())
            m_lastSeconds = double(job->started().msecsTo(QDateTime::currentDateTime())) / 1000;
        Q_EMIT finished(rollout);
    });
    Q_EMIT started();
}

void LiveRollout::takeFrame(const QJsonObject& event)
{
    if (event.value("event").toString() == "estimate") {
        m_announcement = event;
        Q_EMIT announced();
    }
    if (event.value("event").toString() == "kept")
        m_kept = event.value("rollout").toString();
    if (event.value("event").toString() != "frame")
        return;
    const int index = event.value("index").toInt(-1);
    if (index < 0 || index >= kMostFrames)
        return;
    while (m_frames.size() <= index)
        m_frames.append(FilmFrame());
    FilmFrame& frame = m_frames[index];
    const QString image = event.value("image").toString();
    if (image.startsWith("blob:"))
        frame.reference = image;
    else
        frame.pixmap = readPicture(image);
    frame.observedShare = event.value("observed_share").toDouble(-1);
    frame.rough = event.value("rough").toBool();
    if (event.contains("quality"))
        try {
            frame.quality = frameQualityFromJson(parseJson(QJsonDocument(event.value("quality").toObject()).toJson(QJsonDocument::Compact).toStdString(), "worker"), "worker");
        } catch (const std::exception& error) {
            m_session.report("worker", error);
        }
    Q_EMIT frameArrived(index);
}

} // namespace w2v
