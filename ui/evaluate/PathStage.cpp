#include "ui/evaluate/PathStage.h"

#include <QStackedLayout>

#include "core/motion/Trajectory.h"
#include "ui/evaluate/PathView.h"
#include "ui/observe/SceneLoader.h"
#include "ui/session/Session.h"
#include "ui/viewport/ThemeColors.h"
#include "ui/viewport/Viewport.h"

namespace w2v {
namespace {

constexpr int kDelayMs = 250;
constexpr float kStartFrustum = 0.4f, kFrustum = 0.25f; ///< metres
constexpr double kAboveFloor = 0.02;                    ///< metres; keeps the line out of the carpet

/// Where the rollout's first camera stands in the scene.
Rigid3d worldFromStart(const RolloutRecord& rollout, const Observation* observation)
{
    if (const auto pose = rollout.provenance.find("world_from_start"); pose != rollout.provenance.end() && !pose->is_null())
        return poseFromJson(*pose, "rollout " + rollout.id);
    const int frame = rollout.provenance.value("frame", 1) - 1;
    if (observation && frame >= 0 && frame < static_cast<int>(observation->frames.size()))
        return observation->frames[static_cast<std::size_t>(frame)].worldFromCamera.value_or(Rigid3d::Identity());
    return Rigid3d::Identity();
}

} // namespace

PathStage::PathStage(Session& session, QWidget* parent)
    : QWidget(parent), m_session(session), m_pages(new QStackedLayout(this)), m_drawing(new PathView), m_loader(new SceneLoader(this))
{
    setMinimumSize(m_drawing->minimumSize());
    m_pages->addWidget(m_drawing);
    m_delay.setSingleShot(true);
    m_delay.setInterval(kDelayMs);
    connect(&m_delay, &QTimer::timeout, this, &PathStage::load);
    connect(m_loader, &SceneLoader::loaded, this, [this](const QString&, const LoadedObservation& loaded) { draw(&loaded); });
    connect(m_loader, &SceneLoader::failed, this, [this] { draw(nullptr); }); // the path alone: what is wrong is said where the observation is
    connect(&Theme::instance(), &Theme::changed, this, [this] {
        if (m_viewport)
            loadSoon();
    });
}

void PathStage::setRollout(const RolloutRecord& rollout)
{
    m_rollout = rollout;
    m_drawing->set(rollout.trajectory);
    loadSoon();
}

void PathStage::clear()
{
    m_rollout = {};
    m_delay.stop();
    m_drawing->clear();
}

bool PathStage::isSettled() const
{
    return isEmpty() || !isVisible() || (!m_delay.isActive() && !m_loader->isLoading() && (m_pages->currentWidget() == m_drawing || m_viewport->isSettled()));
}

void PathStage::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    loadSoon();
}

void PathStage::loadSoon()
{
    if (!isEmpty() && isVisible())
        m_delay.start();
}

void PathStage::load()
{
    if (isEmpty() || !isVisible())
        return;
    if (!m_viewport) {
        m_viewport = new Viewport;
        m_viewport->setObjectName(QStringLiteral("pathViewport"));
        m_viewport->setAccessibleName(tr("Path in the scene"));
        m_pages->addWidget(m_viewport);
        connect(m_viewport, &Viewport::availabilityChanged, this, [this](bool available) {
            m_pages->setCurrentWidget(available ? static_cast<QWidget*>(m_viewport) : m_drawing);
        });
    }
    try {
        const auto stored = m_session.project() ? m_session.project()->observation(m_rollout.observation) : std::nullopt;
        const std::string path = stored ? stored->path : m_rollout.provenance.value("observation_path", "");
        if (!path.empty()) {
            m_loader->load(QString::fromStdString(m_rollout.id), QString::fromStdString(path), stored ? stored->calibration : Calibration());
            return;
        }
    } catch (const std::exception&) { // as a scene that cannot be read
    }
    draw(nullptr);
}

void PathStage::draw(const LoadedObservation* loaded)
{
    if (isEmpty() || !m_viewport)
        return;
    Rigid3d start = Rigid3d::Identity();
    try {
        start = worldFromStart(m_rollout, loaded ? loaded->observation.get() : nullptr);
    } catch (const std::exception& error) {
        m_session.report(QStringLiteral("evaluate.path"), error);
    }
    const CameraTrajectory& path = m_rollout.trajectory;
    ViewportScene& content = m_viewport->content();
    applyTheme(content);
    content.hideCeiling = true;
    content.grid.visible = !loaded || (loaded->observation && loaded->observation->scene);
    content.paths.clear();
    content.frusta.clear();
    content.marks.clear();
    const double floorBelow = loaded ? loaded->floorBelowStart : 1.5;
    PathStrip strip;
    strip.width = 3;
    for (const Rigid3d& pose : path.startFromCamera)
        strip.vertices.push_back({(start * (pose.translation() + Eigen::Vector3d(0, floorBelow - kAboveFloor, 0))).cast<float>(), viewportColor(ColorRole::Accent)});
    if (strip.vertices.size() > 1)
        content.paths.push_back(strip);
    for (std::size_t i = 0; i < path.keyFrames.size(); ++i) {
        const auto frame = static_cast<std::size_t>(path.keyFrames[i]);
        if (frame >= path.startFromCamera.size())
            continue;
        const ColorRole role = i ? ColorRole::Imagined : ColorRole::Observed;
        FrustumMark pyramid;
        pyramid.worldFromCamera = start * path.startFromCamera[frame];
        pyramid.camera = path.camera.valid() ? path.camera : intrinsicsFromFov(576, 576, 54);
        pyramid.size = i ? kFrustum : kStartFrustum;
        pyramid.color = viewportColor(role);
        pyramid.lineWidth = 2;
        content.frusta.push_back(pyramid);
        PointMark ball;
        ball.position = (start * (path.startFromCamera[frame].translation() + Eigen::Vector3d(0, floorBelow - kAboveFloor, 0))).cast<float>();
        ball.radius = 0.05f;
        ball.minPixels = 3;
        ball.color = viewportColor(role);
        content.marks.push_back(ball);
    }
    const bool same = loaded && loaded->scene && loaded->scene.get() == m_viewport->scene();
    if (!same)
        m_viewport->setScene(loaded ? loaded->scene : nullptr);
    m_viewport->refresh();
    if (!same)
        m_viewport->frameAll();
}

} // namespace w2v
