#include "ui/observe/ObserveWorkspace.h"

#include <QAction>
#include <QActionGroup>
#include <QKeyEvent>

#include "core/motion/Waypoint.h"
#include "ui/observe/ActionTexts.h"
#include "ui/observe/FloorGestures.h"
#include "ui/observe/LookAheadMonitor.h"
#include "ui/observe/ObserveInspector.h"
#include "ui/observe/PathCommands.h"
#include "ui/observe/PathGizmo.h"
#include "ui/observe/PathStripPanel.h"
#include "ui/observe/Shelf.h"
#include "ui/observe/Stage.h"
#include "ui/observe/ViewCommands.h"
#include "ui/session/ImagineOptions.h"
#include "ui/session/Units.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/EmptyState.h"

namespace w2v {

namespace {

constexpr double kWalkMeters = 0.1, kWalkDegrees = 10;

} // namespace

ObserveWorkspace::ObserveWorkspace(Session& session, QWidget* parent)
    : Workspace("observe", tr("Observe"), "observe", session, parent), m_draft(new PathDraft(session, this)),
      m_loader(new SceneLoader(this)), m_stage(new Stage), m_shelf(new Shelf(session)),
      m_inspector(new ObserveInspector(session, *m_draft)), m_strip(new PathStripPanel(session, *m_draft)),
      m_monitor(new LookAheadMonitor(session, *m_draft, this)), m_gizmo(std::make_unique<PathGizmo>(*m_draft, m_stage->viewport())),
      m_gestures(new FloorGestures(m_stage->viewport(), *m_draft, *m_gizmo, this))
{
    setStage(m_stage);
    addPanel("shelf", tr("Observations"), m_shelf, Qt::LeftDockWidgetArea, 232);
    addPanel("inspector", tr("Inspector"), m_inspector, Qt::RightDockWidgetArea, 284);
    addPanel("path", tr("Path"), m_strip, Qt::BottomDockWidgetArea, 176, m_strip->tools());
    buildActions();
    connectViewport();

    m_stage->empty().addButton(tr("Open a demo room"), "room", [this] { m_shelf->addRoom(); }, true);
    m_stage->empty().addButton(tr("Add…"), "import", [this] { m_shelf->browse(); });

    connect(m_loader, &SceneLoader::loaded, this, &ObserveWorkspace::showLoaded);
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

void ObserveWorkspace::buildActions()
{
    m_imagine = addCommand("imagine", tr("Imagine"), "imagine", QKeySequence("Ctrl+Return"), [this] { imagine(); }, [this] {
        return m_draft->isOpen() ? imagineCommandLine(this->session(), imagineParams(this->session(), m_draft->stored(), ImagineOptions::load()))
                                 : QString();
    });
    m_tools = new QActionGroup(this);
    const auto tool = [this](const QString& id, const QString& text, const QString& icon, const QString& key, Viewport::Tool what,
                             const QString& hint) {
        QAction* action = addCommand(id, text, icon, QKeySequence(key), [this, id, what, hint] {
            viewport().setTool(what);
            m_gestures->setFreehand(id == "freehand");
            m_gestures->setGizmo(id == "select");
            m_overlay.ghost.clear();
            m_stage->showHint(hint);
            refreshPath();
        });
        action->setCheckable(true);
        m_tools->addAction(action);
        m_stage->addTool(action);
        return action;
    };
    tool("select", tr("Select"), "select", "V", Viewport::Tool::Select, tr("Click an object; drag a handle of the walker to move or turn; drag elsewhere to orbit"));
    QAction* draw = tool("draw", tr("Draw the path"), "draw", "P", Viewport::Tool::Draw,
                         tr("Click on the floor: turn there and walk. Alt: sidestep. Ctrl: start here"));
    tool("freehand", tr("Draw freehand"), "path", "B", Viewport::Tool::Draw, tr("Drag a curve on the floor; moves are fitted to it"));
    tool("walk", tr("Walk the path"), "walk", "G", Viewport::Tool::Walk, tr("Arrow keys walk and turn; Shift+arrows sidestep"));
    tool("measure", tr("Measure"), "measure", "M", Viewport::Tool::Measure, tr("Click two points"));
    draw->trigger();
    m_stage->addSeparator();
    new ViewCommands(*m_stage, [this](const QString& id, const QString& text, const QString& icon, const QKeySequence& keys,
                                      std::function<void()> run) { return addCommand(id, text, icon, keys, std::move(run)); }, this);

    addCommand("play", tr("Play the path"), "play", QKeySequence("Ctrl+Space"), [this] { m_strip->togglePlay(); });
    addCommand("editText", tr("Edit the path as text"), "edit", QKeySequence("Ctrl+E"), [this] { m_strip->focusText(); });
    addCommand("previousPose", tr("Playhead back"), "previous", QKeySequence("Ctrl+Left"), [this] { m_strip->step(-1); });
    addCommand("nextPose", tr("Playhead forward"), "next", QKeySequence("Ctrl+Right"), [this] { m_strip->step(1); });
    addCommand("removeLast", tr("Remove the last move"), "undo", QKeySequence("Backspace"),
               [this] { m_draft->removeAction(int(m_draft->actions().size()) - 1); });
    addCommand("append", tr("Append a move by typing"), "terminal", QKeySequence("/"), [this] { m_strip->focusAppend(); });
    addCommand("clearPath", tr("Clear the path"), "trash", {}, [this] {
        if (!m_draft->actions().empty())
            m_draft->setActions({}, tr("clear the path"));
    });
    addCommand("newPath", tr("Begin another path"), "plus", {}, [this] { m_draft->startNew(); });
    addCommand("addRoom", tr("Add a demo room"), "room", {}, [this] { m_shelf->addRoom(); });
    addCommand("add", tr("Add an observation…"), "import", {}, [this] { m_shelf->browse(); });
    m_commands = new PathCommands(session(), *m_draft, *m_monitor, this,
                                  [this](const QString& id, const QString& text, const QString& icon, const QKeySequence& keys,
                                         std::function<void()> run, std::function<QString()> commandLine) {
                                      return addCommand(id, text, icon, keys, std::move(run), std::move(commandLine));
                                  });
    // Only on the stage: chips, tables and lists have these keys for themselves.
    for (const char* id : {"observe.remove", "observe.earlier", "observe.later"}) {
        QAction* action = session().commands().find(id);
        removeAction(action);
        viewport().addAction(action);
    }
    m_strip->setMenu(m_commands->menu());
    m_gestures->setSnap(m_commands->settings().snap);
    connect(m_commands, &PathCommands::settingsChanged, this, [this] {
        m_gestures->setSnap(m_commands->settings().snap);
        judgePath();
        refreshPath();
        updateState();
    });
}

void ObserveWorkspace::connectViewport()
{
    Viewport& view = viewport();
    view.installEventFilter(this);
    connect(&view, &Viewport::floorClicked, this, [this](const Eigen::Vector3d& world, Qt::KeyboardModifiers modifiers) {
        if (!m_draft->isOpen())
            return;
        if (modifiers & Qt::ControlModifier) {
            // Only a scene can be seen from anywhere; a photograph is seen from where it was taken.
            if (!m_loaded.observation->scene)
                return;
            Rigid3d start = m_draft->worldFromStart();
            const Eigen::Vector3d up = start.linear().col(1) * m_loaded.floorBelowStart;
            start.translation() = world - up;
            m_draft->setStart(start);
            return;
        }
        const std::vector<Action> moves = movesTo(world, modifiers);
        if (!refuses(appended(m_draft->actions(), moves)))
            m_draft->append(moves);
    });
    connect(m_gestures, &FloorGestures::previewChanged, this, &ObserveWorkspace::refreshPath);
    connect(m_gestures, &FloorGestures::explained, m_stage, &Stage::showHint);
    connect(m_gestures, &FloorGestures::finished, this, [this](const std::vector<Action>& path, const QString& title, int playhead) {
        if (!refuses(path))
            m_draft->setActions(path, title, playhead);
    });
    connect(&view, &Viewport::floorHovered, this,
            [this](const std::optional<Eigen::Vector3d>& world, Qt::KeyboardModifiers modifiers) {
                if (viewport().tool() != Viewport::Tool::Draw || !m_draft->isOpen() || m_gestures->isFreehand())
                    return;
                std::vector<Action> ghost;
                if (world && !(modifiers & Qt::ControlModifier))
                    ghost = movesTo(*world, modifiers);
                if (ghost == m_overlay.ghost)
                    return;
                m_overlay.ghost = ghost;
                QStringList parts;
                for (const Action& action : ghost)
                    parts << actionTitle(action.kind) + ' ' + actionAmount(action);
                m_stage->showHint(parts.isEmpty() ? tr("Click on the floor: turn there and walk. Alt: sidestep. Ctrl: start here")
                                                  : parts.join(QStringLiteral("  ·  ")));
                refreshPath();
            });
    connect(&view, &Viewport::objectPicked, this, [this](int instance, const Eigen::Vector3d& world) {
        m_commands->setPickedPoint(world.isZero() ? std::nullopt : std::optional(world));
        const Instance* found = m_loaded.scene ? m_loaded.scene->findInstance(instance) : nullptr;
        m_inspector->showPicked(found ? QString::fromStdString(found->label) : QString(),
                                (world - m_draft->worldFromStart().translation()).norm());
    });
    connect(&view, &Viewport::elementPicked, this, [this](int pose) { m_draft->setPlayhead(pose); });
    connect(&view, &Viewport::measured, this, [this](double meters) { m_stage->showHint(tr("Distance %1").arg(formatMeters(meters))); });
}

std::vector<Action> ObserveWorkspace::movesTo(const Eigen::Vector3d& world, Qt::KeyboardModifiers modifiers) const
{
    const Eigen::Vector3d inStart = m_draft->worldFromStart().inverse() * world;
    const SnapSteps snap = m_commands->settings().snap;
    return modifiers & Qt::AltModifier ? strafeToward(m_draft->startFromEnd(), inStart, snap)
                                       : actionsToward(m_draft->startFromEnd(), inStart, snap);
}

bool ObserveWorkspace::collides(const std::vector<Action>& actions) const
{
    return m_loaded.floor && !floorProblems(*m_loaded.floor, followActions(actions, {}, {}), m_draft->worldFromStart(), kWalkerRadius).empty();
}

bool ObserveWorkspace::refuses(const std::vector<Action>& path)
{
    if (m_commands->settings().policy != LookAheadPolicy::Refuse || collides(m_draft->actions()) || !collides(path))
        return false;
    m_refusal = tr("Refused: that way collides or leaves the room");
    m_stage->showHint(m_refusal);
    judgePath();
    return true;
}

bool ObserveWorkspace::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == &viewport() && event->type() == QEvent::KeyPress && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape)
        m_gestures->cancel();

    if (watched == &viewport() && event->type() == QEvent::KeyPress && viewport().tool() == Viewport::Tool::Walk
        && walkKey(static_cast<QKeyEvent*>(event)))
        return true;
    return Workspace::eventFilter(watched, event);
}

bool ObserveWorkspace::walkKey(const QKeyEvent* event)
{
    if (!m_draft->isOpen())
        return false;
    const bool side = event->modifiers() & Qt::ShiftModifier;
    const auto walk = [this](const Action& step) {
        if (!refuses(walked(m_draft->actions(), step)))
            m_draft->walk(step);
    };
    switch (event->key()) {
    case Qt::Key_Up:
        walk({ActionKind::Forward, kWalkMeters});
        return true;
    case Qt::Key_Down:
        walk({ActionKind::Backward, kWalkMeters});
        return true;
    case Qt::Key_Left:
        walk(side ? Action{ActionKind::ShiftLeft, kWalkMeters} : Action{ActionKind::TurnLeft, kWalkDegrees});
        return true;
    case Qt::Key_Right:
        walk(side ? Action{ActionKind::ShiftRight, kWalkMeters} : Action{ActionKind::TurnRight, kWalkDegrees});
        return true;
    default:
        return false;
    }
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
    return !m_loader->isLoading() && !m_monitor->isPending() && m_stage->viewport().isSettled();
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

void ObserveWorkspace::openSelected()
{
    const Selection& selection = session().selection();
    Project* project = session().project();
    std::optional<StoredObservation> stored;
    if (project && !selection.observation.isEmpty()) {
        try {
            stored = project->observation(selection.observation.toStdString());
        } catch (const std::exception& error) {
            session().report("project", error);
        }
    }
    if (!stored) {
        m_openId.clear();
        m_openName.clear();
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
    m_openId = selection.observation;
    m_openName = QString::fromStdString(stored->name);
    m_stage->setBusy(tr("Opening %1").arg(m_openName));
    m_loader->load(m_openId, QString::fromStdString(stored->path));
    Q_EMIT breadcrumbChanged();
}

void ObserveWorkspace::showLoaded(const QString& id, const LoadedObservation& loaded)
{
    if (id != m_openId || !session().project())
        return;
    session().issues().resolve("observe:" + id);
    const bool sameScene = m_loaded.scene == loaded.scene && loaded.scene;
    m_loaded = loaded;
    m_stage->setBusy({});
    m_stage->showViewport(true);
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
    Q_EMIT breadcrumbChanged();
}

void ObserveWorkspace::imagine()
{
    m_draft->commitText();
    if (!m_draft->isOpen() || m_draft->actions().empty())
        return;
    session().jobs().start("imagine", imagineParams(session(), m_draft->stored(), ImagineOptions::load()));
    session().showWorkspace("imagine");
}

} // namespace w2v
