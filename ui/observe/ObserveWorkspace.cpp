#include "ui/observe/ObserveWorkspace.h"

#include <QAction>

#include "core/base/Timeline.h"

#include "ui/observe/FloorGestures.h"
#include "ui/observe/LookAheadMonitor.h"
#include "ui/observe/ObserveInspector.h"
#include "ui/observe/PathCommands.h"
#include "ui/observe/PathGizmo.h"
#include "ui/observe/PathStripPanel.h"
#include "ui/observe/RolloutFrusta.h"
#include "ui/observe/Shelf.h"
#include "ui/observe/Stage.h"
#include "ui/observe/WalkRecorder.h"
#include "ui/observe/calibrate/CalibrationPage.h"
#include "ui/session/ImagineOptions.h"
#include "ui/session/Units.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/EmptyState.h"

namespace w2v {

ObserveWorkspace::ObserveWorkspace(Session& session, QWidget* parent)
    : Workspace("observe", tr("Observe"), "observe", session, parent), m_draft(new PathDraft(session, this)),
      m_loader(new SceneLoader(this)), m_stage(new Stage), m_shelf(new Shelf(session)),
      m_inspector(new ObserveInspector(session, *m_draft)), m_strip(new PathStripPanel(session, *m_draft)),
      m_monitor(new LookAheadMonitor(session, *m_draft, this)), m_gizmo(std::make_unique<PathGizmo>(*m_draft, m_stage->viewport())),
      m_gestures(new FloorGestures(m_stage->viewport(), *m_draft, *m_gizmo, this)),
      m_walk(new WalkRecorder(m_stage->viewport(), *m_draft, [this](const std::vector<Action>& path) { return refuses(path); }, this)),
      m_calibration(new CalibrationPage(session, this)), m_views(new RolloutFrusta(session, m_stage->viewport(), this))
{
    if (const auto stored = selected()) // read while the rest is built
        m_loader->load(QString::fromStdString(stored->id), QString::fromStdString(stored->path), stored->calibration);
    setStage(m_stage);
    addPanel("shelf", tr("Observations"), m_shelf, Qt::LeftDockWidgetArea, 208);
    hideWhenNarrow(addPanel("inspector", tr("Inspector"), m_inspector, Qt::RightDockWidgetArea, 284));
    addPanel("path", tr("Path"), m_strip, Qt::BottomDockWidgetArea, 160, m_strip->tools());
    buildActions();
    connectViewport();

    m_stage->empty().addButton(tr("Open a demo room"), "room", [this] { m_shelf->addRoom(); }, true);
    m_stage->empty().addButton(tr("Add…"), "import", [this] { m_shelf->browse(); });

    connect(m_strip, &PathStripPanel::left, this, [this] { viewport().setFocus(); });
    connect(m_loader, &SceneLoader::loaded, this, &ObserveWorkspace::showLoaded);
    connect(m_loader, &SceneLoader::floorKnown, this, [this](const QString& id, const LoadedObservation& loaded) {
        if (id != m_openId || m_loaded.observation != loaded.observation)
            return;
        m_loaded.floor = loaded.floor;
        judgePath();
        refreshPath();
        updateState();
    });
    connect(m_loader, &SceneLoader::failed, this, [this](const QString& id, const QString& why) {
        if (id != m_openId)
            return;
        m_stage->setBusy({});
        Issue issue;
        issue.title = why;
        issue.advice = tr("Remove the observation or put its files back where they were.");
        issue.source = "observe:" + id;
        this->session().issues().add(issue);
    });
    connect(&session, &Session::selectionChanged, this, [this](const Selection& now, const Selection& before) {
        if (now.observation != before.observation || now.observationFrame != before.observationFrame)
            openSelected();
        else if (now.trajectory != before.trajectory && now.trajectory.toStdString() != m_draft->stored().id)
            openDraft();
        Q_EMIT breadcrumbChanged();
    });
    connect(&session, &Session::projectClosed, this, &ObserveWorkspace::openSelected);
    connect(&session, &Session::projectChanged, this, &ObserveWorkspace::followCalibration);
    connect(m_draft, &PathDraft::changed, this, [this] {
        m_refusal.clear();
        judgePath();
        refreshPath();
        updateState();
    });
    connect(m_draft, &PathDraft::playheadChanged, this, &ObserveWorkspace::refreshPath);
    connect(m_monitor, &LookAheadMonitor::changed, this, [this] {
        judgePath();
        refreshPath();
    });
    connect(m_inspector, &ObserveInspector::frameChosen, this,
            [this](int frame) { this->session().selectObservation(m_openId, frame); });
    connect(&Theme::instance(), &Theme::changed, this, &ObserveWorkspace::refreshPath);
    updateState();
    openSelected();
}

ObserveWorkspace::~ObserveWorkspace() = default;

Viewport& ObserveWorkspace::viewport()
{
    return m_stage->viewport();
}

QStringList ObserveWorkspace::breadcrumb() const
{
    if (m_openName.isEmpty())
        return {};
    QStringList parts{m_openName};
    if (!m_draft->actions().empty())
        parts << tr("path of %n move(s)", nullptr, int(m_draft->actions().size()));
    return parts;
}

bool ObserveWorkspace::isSettled() const
{
    return !m_loader->isLoading() && !m_calibration->isBusy() && !m_monitor->isPending() && m_stage->viewport().isSettled();
}

QString ObserveWorkspace::describeDrop(const QStringList& paths) const
{
    QStringList known;
    for (const QString& path : paths) {
        const QString text = Shelf::recognise(path);
        if (!text.isEmpty())
            known << text;
    }
    if (known.size() > 1)
        return tr("Add %n observation(s)", nullptr, int(known.size()));
    return known.value(0);
}

void ObserveWorkspace::drop(const QStringList& paths)
{
    for (const QString& path : paths) {
        if (!Shelf::recognise(path).isEmpty())
            m_shelf->add(path);
    }
}

void ObserveWorkspace::activate()
{
    m_stage->takeFocus();
}

std::optional<StoredObservation> ObserveWorkspace::selected() const
{
    Project* project = session().project();
    const QString id = session().selection().observation;
    if (!project || id.isEmpty())
        return std::nullopt;
    try {
        return project->observation(id.toStdString());
    } catch (const std::exception& error) {
        session().report("project", error);
    }
    return std::nullopt;
}

void ObserveWorkspace::openSelected()
{
    const Selection& selection = session().selection();
    const std::optional<StoredObservation> stored = selected();
    if (!stored) {
        m_calibrate->setEnabled(false);
        if (m_calibrate->isChecked())
            Q_EMIT m_calibration->closeRequested();
        m_openId.clear();
        m_openName.clear();
        m_views->setObservation({});
        m_loaded = {};
        m_draft->close();
        m_inspector->clear();
        viewport().setScene(nullptr);
        viewport().setFirstPerson(std::nullopt, {});
        m_stage->showViewport(false);
        updateState();
        Q_EMIT breadcrumbChanged();
        return;
    }
    m_calibrate->setEnabled(CalibrationPage::canCalibrate(*stored));
    if (m_calibrate->isChecked() && m_openId != selection.observation)
        Q_EMIT m_calibration->closeRequested();
    m_openId = selection.observation;
    m_shown = stored->calibration;
    m_openName = QString::fromStdString(stored->name);
    m_stage->setBusy(tr("Opening %1").arg(m_openName));
    m_loader->load(m_openId, QString::fromStdString(stored->path), m_shown);
    Q_EMIT breadcrumbChanged();
}

void ObserveWorkspace::calibrate()
{
    const auto stored = session().project() ? session().project()->observation(m_openId.toStdString()) : std::nullopt;
    if (!stored || !CalibrationPage::canCalibrate(*stored))
        return;
    setWalking(false);
    m_stage->showHint(tr("Drag marks over the picture; Esc goes back"));
    m_stage->setFront(m_calibration);
    m_calibration->open(*stored);
    m_calibration->setFocus();
}

/// Marks were applied, undone, or changed by another process.
void ObserveWorkspace::followCalibration()
{
    Project* project = session().project();
    if (!project || m_openId.isEmpty())
        return;
    try {
        const auto stored = project->observation(m_openId.toStdString());
        if (stored && !(stored->calibration == m_shown))
            openSelected();
    } catch (const std::exception& error) {
        session().report("project", error);
    }
}

void ObserveWorkspace::showLoaded(const QString& id, const LoadedObservation& loaded)
{
    if (id != m_openId || !session().project())
        return;
    noteTime("scene: arrives in the window");
    session().issues().resolve("observe:" + id);
    const bool sameScene = m_loaded.scene == loaded.scene && loaded.scene;
    m_loaded = loaded;
    m_stage->setBusy({});
    m_stage->showViewport(true);
    m_views->setObservation(id);
    m_overlay.floorBelow = loaded.floorBelowStart;
    const auto stored = session().project()->observation(id.toStdString());
    m_inspector->show(loaded, session().selection().observationFrame, stored ? QString::fromStdString(stored->thumbnail) : QString());
    if (!sameScene)
        viewport().setScene(loaded.scene);
    openDraft();
}

Intrinsics ObserveWorkspace::viewCamera() const
{
    const ImagineOptions options = ImagineOptions::load();
    if (!m_loaded.observation)
        return intrinsicsFromFov(576, 576, 54);
    const auto frame = std::size_t(std::clamp(session().selection().observationFrame, 0, int(m_loaded.observation->frames.size()) - 1));
    const Intrinsics camera = m_loaded.observation->frames[frame].camera;
    const int size = options.size > 0 ? options.size : 576;
    if (options.fovDegrees > 0 || !camera.valid() || m_loaded.observation->scene)
        return intrinsicsFromFov(size, size, options.fovDegrees > 0 ? options.fovDegrees : 54);
    return options.size > 0 ? camera.resized(size, size) : camera;
}

void ObserveWorkspace::openDraft()
{
    if (!m_loaded.observation)
        return;
    const int frame = std::clamp(session().selection().observationFrame, 0, int(m_loaded.observation->frames.size()) - 1);
    const ObservationFrame& first = m_loaded.observation->frames[std::size_t(frame)];
    m_draft->open(m_openId, frame, first.worldFromCamera.value_or(Rigid3d::Identity()), viewCamera());
    m_draft->setPlayhead(m_draft->poses() - 1);
    judgePath();
    refreshPath();
    updateState();
}

void ObserveWorkspace::judgePath()
{
    std::vector<bool> blocked = blockedPoses(*m_draft, m_loaded.floor.get());
    const auto hit = std::find(blocked.begin(), blocked.end(), true);
    const bool say = m_commands->settings().policy != LookAheadPolicy::Ignore;
    QString warning = m_refusal;
    if (warning.isEmpty() && say && hit != blocked.end()) {
        const int pose = int(hit - blocked.begin());
        warning = pose == 0 ? tr("The start is not on free floor")
                            : tr("Move %1 walks into something or out of the room").arg(m_draft->actionAt(pose) + 1);
    }
    m_strip->setWarning(warning);
    m_strip->ribbon().setFrames(m_monitor->frames(), std::move(blocked));
}

void ObserveWorkspace::refreshPath()
{
    m_overlay.pixelRatio = float(devicePixelRatioF());
    m_overlay.floor = m_loaded.floor.get();
    m_overlay.ahead = m_monitor->frames();
    m_overlay.preview = m_gestures->hasPreview() ? &m_gestures->preview() : nullptr;
    m_overlay.curve = m_gestures->curve();
    drawPath(viewport().content(), *m_draft, m_overlay);
    if (m_gestures->isGizmoShown()) {
        m_gizmo->setFloorBelow(m_overlay.floorBelow);
        m_gizmo->draw(viewport().content(), m_overlay.pixelRatio);
    }
    const Rigid3d start = m_draft->worldFromStart();
    const Eigen::Vector3d down = start.linear().col(1);
    viewport().setFloor(start.translation() + down * m_overlay.floorBelow, -down);
    showFirstPerson();
    viewport().refresh();
}

void ObserveWorkspace::showFirstPerson()
{
    if (!m_draft->isOpen() || !m_loaded.scene) {
        viewport().setFirstPerson(std::nullopt, {});
        return;
    }
    const Rigid3d pose = m_draft->worldFromPose(m_draft->playhead());
    viewport().setFirstPerson(pose, m_draft->path().camera);
    viewport().setFocusPoint(pose.translation());
}

void ObserveWorkspace::updateState()
{
    const bool refused = m_commands->settings().policy == LookAheadPolicy::Refuse && collides(m_draft->actions());
    m_imagine->setEnabled(m_draft->isOpen() && m_draft->isValid() && !m_draft->actions().empty() && !refused);
    m_imagineHere->setEnabled(m_imagine->isEnabled());
    Q_EMIT breadcrumbChanged();
}

void ObserveWorkspace::imagine(bool stay)
{
    m_draft->commitText();
    if (!m_draft->isOpen() || m_draft->actions().empty())
        return;
    session().jobs().start("imagine", imagineParams(session(), m_draft->stored(), ImagineOptions::load()));
    if (!stay)
        session().showWorkspace("imagine");
}

} // namespace w2v
