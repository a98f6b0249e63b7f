#include "ui/observe/RolloutFrusta.h"

#include <algorithm>

#include <QImageReader>
#include <QJsonArray>

#include "core/base/Error.h"
#include "core/dataset/Project.h"
#include "ui/session/ImageConversion.h"
#include "ui/viewport/ThemeColors.h"

namespace w2v {

namespace {

constexpr float kSize = 0.3f;
constexpr double kQuiet = 0.45; ///< opacity of the lines of frames between key frames

/// Every how many frames one is shown.
int strideOf(int count)
{
    return std::max(1, (count + RolloutFrusta::kMostViews - 1) / RolloutFrusta::kMostViews);
}

QImage thumbnail(const QString& file)
{
    QImageReader reader(file);
    const QSize size = reader.size();
    if (size.isValid())
        reader.setScaledSize(size.scaled(RolloutFrusta::kThumbnail, RolloutFrusta::kThumbnail, Qt::KeepAspectRatio).boundedTo(size));
    return reader.read();
}

std::optional<Rigid3d> poseFrom(const QJsonArray& numbers)
{
    if (numbers.size() != 12)
        return std::nullopt;
    Rigid3d pose = Rigid3d::Identity();
    for (int i = 0; i < 12; ++i)
        pose.matrix()(i / 4, i % 4) = numbers[i].toDouble();
    return isValidPose(pose) ? std::optional(pose) : std::nullopt;
}

Intrinsics cameraFrom(const QJsonObject& json)
{
    return {json.value("fx").toDouble(), json.value("fy").toDouble(), json.value("cx").toDouble(), json.value("cy").toDouble(),
            json.value("width").toInt(), json.value("height").toInt()};
}

/// Where a rollout starts in the world of its observation: a picture without poses is its own world.
std::optional<Rigid3d> worldFromStart(const RolloutRecord& rollout)
{
    const auto found = rollout.provenance.find("world_from_start");
    if (found == rollout.provenance.end())
        return std::nullopt;
    if (found->is_null())
        return Rigid3d::Identity();
    try {
        return poseFromJson(*found, "world_from_start");
    } catch (const Error&) {
        return std::nullopt;
    }
}

} // namespace

RolloutFrusta::RolloutFrusta(Session& session, Viewport& viewport, QObject* parent) : QObject(parent), m_session(session), m_viewport(viewport)
{
    connect(&session.jobs(), &JobRunner::jobStarted, this, [this](Job* job) {
        const QJsonObject params = job->params();
        if (job->op() == "imagine" && params.value("project").toString() == m_session.projectPath() && params.value("observation").toString() == m_observation)
            follow(job);
    });
    connect(&session, &Session::selectionChanged, this, [this](const Selection& now, const Selection& before) {
        if (now.rollout != before.rollout)
            load();
        else if (now.rolloutFrame != before.rolloutFrame)
            show();
    });
    connect(&session.images(), &ImageCache::ready, this, &RolloutFrusta::requestPictures);
    connect(&Theme::instance(), &Theme::changed, this, &RolloutFrusta::show);
    connect(&viewport, &Viewport::viewsLost, this, [this] {
        ++m_generation;
        for (Frame& frame : m_frames) {
            frame.image.reset();
            frame.sent = false;
        }
    });
    connect(&viewport, &Viewport::availabilityChanged, this, [this](bool available) {
        for (Frame& frame : m_frames)
            if (available)
                send(frame);
    });
}

void RolloutFrusta::setObservation(const QString& id)
{
    if (id == m_observation)
        return;
    m_observation = id;
    load();
}

int RolloutFrusta::pictures() const
{
    return int(std::ranges::count_if(m_frames, [](const Frame& frame) { return frame.image != nullptr; }));
}

void RolloutFrusta::clear()
{
    ++m_generation;
    m_frames.clear();
    m_rollout.clear();
    show();
}

void RolloutFrusta::follow(Job* job)
{
    if (m_job)
        m_job->disconnect(this);
    m_job = job;
    clear();
    connect(job, &Job::event, this, &RolloutFrusta::takeFrame);
    connect(job, &Job::finished, this, [this](const QJsonObject& result) {
        if (!m_frames.empty() && m_rollout.isEmpty())
            m_rollout = result.value("rollout").toString(); // what is shown stays when it is chosen
    });
}

void RolloutFrusta::takeFrame(const QJsonObject& event)
{
    if (event.value("event").toString() == "kept")
        m_rollout = event.value("rollout").toString();
    if (event.value("event").toString() != "frame" || !event.contains("camera") || !m_rollout.isEmpty())
        return; // or another one was chosen meanwhile
    const int index = event.value("index").toInt(-1);
    const auto pose = poseFrom(event.value("world_from_camera").toArray());
    const Intrinsics camera = cameraFrom(event.value("camera").toObject());
    if (index < 0 || !pose || !camera.valid() || index % strideOf(event.value("count").toInt()) != 0)
        return;
    auto at = std::ranges::find(m_frames, index, &Frame::index); // a refined one takes the place of the first pass
    if (at == m_frames.end()) {
        if (count() >= kMostViews)
            return;
        m_frames.push_back({});
        at = std::prev(m_frames.end());
    }
    Frame frame;
    frame.index = index;
    frame.worldFromCamera = *pose;
    frame.camera = camera;
    frame.keyFrame = index == 0;
    frame.role = index == 0 ? ColorRole::Observed : ColorRole::Imagined;
    frame.image = at->image; // until the new one is there
    frame.picture = thumbnail(event.value("image").toString());
    *at = frame;
    show();
    send(*at);
}

void RolloutFrusta::load()
{
    const QString id = m_session.selection().rollout;
    if (!id.isEmpty() && id == m_rollout) {
        show();
        return;
    }
    if (id.isEmpty() && m_job && m_job->active())
        return;
    clear();
    Project* project = m_session.project();
    if (!project || id.isEmpty() || m_observation.isEmpty())
        return;
    try {
        const RolloutRecord rollout = project->rollout(id.toStdString());
        const auto start = worldFromStart(rollout);
        if (rollout.observation != m_observation.toStdString() || !start)
            return;
        m_rollout = id;
        const int stride = strideOf(int(rollout.frames.size()));
        const std::vector<int>& keys = rollout.trajectory.keyFrames;
        for (int i = 0; i < int(rollout.frames.size()); i += stride) {
            const RolloutFrame& stored = rollout.frames[std::size_t(i)];
            Frame frame;
            frame.index = i;
            frame.worldFromCamera = *start * stored.startFromCamera;
            frame.camera = rollout.trajectory.camera;
            frame.keyFrame = std::ranges::find(keys, i) != keys.end();
            frame.role = rollout.worldModel == "mesh" ? ColorRole::Truth : i == 0 ? ColorRole::Observed : ColorRole::Imagined;
            frame.reference = QString::fromStdString(stored.image);
            m_frames.push_back(frame);
        }
    } catch (const std::exception& error) {
        m_session.report("project", error);
    }
    show();
    requestPictures();
}

void RolloutFrusta::requestPictures()
{
    for (Frame& frame : m_frames)
        if (frame.picture.isNull() && !frame.reference.isEmpty()) {
            frame.picture = m_session.images().request(frame.reference, {kThumbnail, kThumbnail}).toImage();
            send(frame);
        }
}

void RolloutFrusta::send(Frame& frame)
{
    if (frame.picture.isNull() || frame.sent || !m_viewport.isAvailable())
        return;
    frame.sent = true;
    m_viewport.upload(fromQImage(frame.picture), [this, guard = QPointer(this), generation = m_generation, index = frame.index,
                                                  key = frame.picture.cacheKey()](std::shared_ptr<const ViewportImage> image) {
        if (!guard || generation != m_generation || !image)
            return; // another rollout, or the device went
        const auto at = std::ranges::find(m_frames, index, &Frame::index);
        if (at == m_frames.end() || at->picture.cacheKey() != key)
            return;
        at->image = std::move(image);
        show();
    });
}

void RolloutFrusta::show()
{
    const int chosen = m_rollout.isEmpty() || m_rollout != m_session.selection().rollout ? -1 : m_session.selection().rolloutFrame;
    const auto ratio = float(m_viewport.devicePixelRatioF());
    std::vector<FrustumMark> views;
    for (const Frame& frame : m_frames) {
        FrustumMark mark;
        mark.worldFromCamera = frame.worldFromCamera;
        mark.camera = frame.camera;
        mark.size = kSize;
        const bool current = frame.index == chosen;
        mark.color = viewportColor(current ? ColorRole::Accent : frame.role, current || frame.keyFrame ? 1 : kQuiet);
        mark.lineWidth = (current ? 2.5f : 1.0f) * ratio;
        mark.image = frame.image;
        mark.id = kFirstId + frame.index;
        views.push_back(mark);
    }
    m_viewport.views() = std::move(views);
    m_viewport.refresh();
    Q_EMIT changed();
}

} // namespace w2v
