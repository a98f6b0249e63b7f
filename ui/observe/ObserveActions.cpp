// The commands of the workspace, and what mouse and keys on the stage do to the path.
#include <QAction>
#include <QActionGroup>
#include <QKeyEvent>

#include "core/motion/Waypoint.h"
#include "ui/observe/ActionTexts.h"
#include "ui/observe/FloorGestures.h"
#include "ui/observe/LookAheadMonitor.h"
#include "ui/observe/ObserveInspector.h"
#include "ui/observe/ObserveWorkspace.h"
#include "ui/observe/PathCommands.h"
#include "ui/observe/PathGizmo.h"
#include "ui/observe/PathStripPanel.h"
#include "ui/observe/RolloutFrusta.h"
#include "ui/observe/Shelf.h"
#include "ui/observe/Stage.h"
#include "ui/observe/ViewCommands.h"
#include "ui/observe/calibrate/CalibrationPage.h"
#include "ui/observe/WalkRecorder.h"
#include "ui/session/ImagineOptions.h"
#include "ui/session/Units.h"

namespace w2v {

void ObserveWorkspace::buildActions()
{
    const auto imagineCommand = [this] {
        return m_draft->isOpen() ? imagineCommandLine(this->session(), imagineParams(this->session(), m_draft->stored(), ImagineOptions::load()))
                                 : QString();
    };
    m_imagine = addCommand("imagine", tr("Imagine"), "imagine", QKeySequence("Ctrl+Return"), [this] { imagine(false); }, imagineCommand);
    m_imagineHere = addCommand("imagineHere", tr("Imagine and watch it here"), "imagine", QKeySequence("Ctrl+Shift+Return"), [this] { imagine(true); },
                               imagineCommand);
    m_tools = new QActionGroup(this);
    const auto tool = [this](const QString& id, const QString& text, const QString& icon, const QString& key, Viewport::Tool what,
                             const QString& hint) {
        QAction* action = addCommand(id, text, icon, QKeySequence(key), [this, id, what, hint] {
            m_stage->setFront(nullptr);
            m_calibration->close();
            viewport().setTool(what);
            m_gestures->setFreehand(id == "freehand");
            m_gestures->setGizmo(id == "select");
            setWalking(id == "walk");
            viewport().setFocus();
            m_overlay.ghost.clear();
            m_stage->showHint(hint);
            refreshPath();
        });
        action->setCheckable(true);
        m_tools->addAction(action);
        m_stage->addTool(action);
        return action;
    };
    tool("select", tr("Select"), "select", "V", Viewport::Tool::Select, tr("Drag a handle: move or turn · Click: pick · Drag: orbit"));
    QAction* draw = tool("draw", tr("Draw the path"), "draw", "P", Viewport::Tool::Draw,
                         tr("Click: turn and walk · Alt: sidestep · Ctrl: start here"));
    tool("freehand", tr("Draw freehand"), "path", "B", Viewport::Tool::Draw, tr("Drag a curve on the floor: moves are fitted to it"));
    tool("walk", tr("Walk the path"), "walk", "G", Viewport::Tool::Walk, 
         tr("W S: walk · A D: sidestep · Q E: turn · L: from outside"));
    tool("measure", tr("Measure"), "measure", "M", Viewport::Tool::Measure, tr("Click two points"));
    m_calibrate = addCommand("calibrate", tr("Calibrate the picture"), "camera", QKeySequence("K"), [this] { calibrate(); },
                             [this] { return m_calibration->commandLine(); });
    m_calibrate->setCheckable(true);
    m_tools->addAction(m_calibrate);
    m_stage->addTool(m_calibrate);
    connect(m_calibration, &CalibrationPage::closeRequested, draw, &QAction::trigger);
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
    addCommand("insert", tr("Insert a move at the playhead by typing"), "terminal", QKeySequence("I"), [this] { m_strip->focusAppend(true); });
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
    for (const char* id : {"observe.remove", "observe.earlier", "observe.later", "observe.copy", "observe.paste"}) {
        QAction* action = session().commands().find(id);
        removeAction(action);
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        viewport().addAction(action);
    }
    m_strip->setMenu(m_commands->menu());
    connect(m_commands, &PathCommands::explained, m_stage, &Stage::showHint);
    const auto takeSnap = [this] {
        m_gestures->setSnap(m_commands->settings().snap);
        m_walk->setSnap(m_commands->settings().snap);
    };
    takeSnap();
    connect(m_commands, &PathCommands::settingsChanged, this, [this, takeSnap] {
        takeSnap();
        judgePath();
        refreshPath();
        updateState();
    });
}

void ObserveWorkspace::setWalking(bool on)
{
    // Walking is seen through the walker's eyes; afterwards the view is as it was.
    QAction* look = session().commands().find("observe.lookThrough");
    if (look && on != m_walk->isOn()) {
        m_lookedThrough = on ? look->isChecked() : m_lookedThrough;
        look->setChecked(on || m_lookedThrough);
    }
    m_walk->setOn(on);
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
    connect(m_walk, &WalkRecorder::explained, m_stage, &Stage::showHint);
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
                m_stage->showHint(parts.isEmpty() ? tr("Click: turn and walk · Alt: sidestep · Ctrl: start here")
                                                  : parts.join(QStringLiteral("  ·  ")));
                refreshPath();
            });
    connect(&view, &Viewport::objectPicked, this, [this](int instance, const Eigen::Vector3d& world) {
        m_commands->setPickedPoint(world.isZero() ? std::nullopt : std::optional(world));
        const Instance* found = m_loaded.scene ? m_loaded.scene->findInstance(instance) : nullptr;
        m_inspector->showPicked(found ? QString::fromStdString(found->label) : QString(),
                                (world - m_draft->worldFromStart().translation()).norm());
    });
    connect(&view, &Viewport::elementPicked, this, [this](int id) {
        if (id < RolloutFrusta::kFirstId)
            m_draft->setPlayhead(id);
        else
            session().selectRolloutFrame(id - RolloutFrusta::kFirstId);
    });
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
    return Workspace::eventFilter(watched, event);
}

} // namespace w2v
