#include "ui/observe/PathCommands.h"

#include <QActionGroup>
#include <QClipboard>
#include <QFileDialog>
#include <QGuiApplication>
#include <QJsonArray>
#include <QMenu>

#include "core/exchange/PoseFile.h"
#include "core/motion/PathFit.h"
#include "ui/observe/ActionTexts.h"
#include "ui/observe/NumbersPopup.h"
#include "ui/session/Units.h"
#include "ui/theme/IconSet.h"

namespace w2v {

namespace {

constexpr int kOrbitStepDegrees = 15;

QString presetTitle(const TrajectoryRecipe& preset)
{
    const auto t = [](const char* text) { return QCoreApplication::translate("w2v::PathPreset", text); };
    if (preset.name == "sweep")
        return t(QT_TRANSLATE_NOOP("w2v::PathPreset", "sweep left and right"));
    if (preset.name == "wide_sweep")
        return t(QT_TRANSLATE_NOOP("w2v::PathPreset", "wide sweep"));
    if (preset.name == "look_around")
        return t(QT_TRANSLATE_NOOP("w2v::PathPreset", "look around"));
    if (preset.name == "side_to_side")
        return t(QT_TRANSLATE_NOOP("w2v::PathPreset", "step side to side"));
    QStringList parts;
    for (const RecipeStep& step : preset.steps) {
        const bool turn = Action{step.kind}.isTurn();
        const QString range = turn ? QString("%1–%2").arg(step.amount.low, 0, 'g', 4).arg(formatDegrees(step.amount.high))
                                   : QString("%1–%2 m").arg(step.amount.low, 0, 'g', 4).arg(step.amount.high, 0, 'g', 4);
        parts << QString("%1 (%2)").arg(actionTitle(step.kind), range);
    }
    return parts.join(t(QT_TRANSLATE_NOOP("w2v::PathPreset", ", then ")));
}

QString formatTitle(PoseFormat format)
{
    const auto t = [](const char* text) { return QCoreApplication::translate("w2v::PoseFormat", text); };
    switch (format) {
    case PoseFormat::PathText: return t(QT_TRANSLATE_NOOP("w2v::PoseFormat", "path text"));
    case PoseFormat::NerfstudioPath: return t(QT_TRANSLATE_NOOP("w2v::PoseFormat", "nerfstudio camera path"));
    case PoseFormat::Transforms: return QStringLiteral("transforms.json");
    case PoseFormat::Tum: return t(QT_TRANSLATE_NOOP("w2v::PoseFormat", "TUM trajectory"));
    case PoseFormat::Colmap: return t(QT_TRANSLATE_NOOP("w2v::PoseFormat", "COLMAP text model (folder)"));
    case PoseFormat::ReferenceTraj: break;
    }
    return t(QT_TRANSLATE_NOOP("w2v::PoseFormat", "traj.json of the reference"));
}

} // namespace

PathCommands::PathCommands(Session& session, PathDraft& draft, LookAheadMonitor& monitor, QWidget* window, const Add& add)
    : QObject(window), m_session(session), m_draft(draft), m_monitor(monitor), m_window(window), m_menu(new QMenu(window)),
      m_settings(PathSettings::load())
{
    addEdits(add);
    addPresets(add);
    addExchange(add);
    addSettings(add);
    setPickedPoint(std::nullopt);
}

void PathCommands::addEdits(const Add& add)
{
    const auto current = [this] { return m_draft.actionAt(m_draft.playhead()); };
    QMenu* edit = m_menu->addMenu(themedIcon("edit"), tr("Edit"));
    const auto entry = [&](const QString& id, const QString& text, const QString& icon, const char* keys, std::function<void()> run) {
        edit->addAction(add(id, text, icon, QKeySequence(keys), std::move(run), {}));
    };
    entry("split", tr("Split the move at the playhead"), "minus", "Ctrl+T", [this] { m_draft.splitAtPlayhead(); });
    entry("duplicate", tr("Duplicate the current move"), "copy", "Ctrl+D", [this, current] { m_draft.duplicateAction(current()); });
    entry("remove", tr("Remove the current move"), "trash", "Delete", [this, current] { m_draft.removeAction(current()); });
    entry("earlier", tr("Move the current move earlier"), "previous", "Alt+Left", [this, current] { m_draft.moveAction(current(), current() - 1); });
    entry("later", tr("Move the current move later"), "next", "Alt+Right", [this, current] { m_draft.moveAction(current(), current() + 1); });
    edit->addSeparator();
    const auto whole = [&](const QString& id, const QString& text, const QString& icon, const char* keys, const char* name, const QString& title) {
        edit->addAction(add(id, text, icon, QKeySequence(keys), [this, name, title] { m_draft.editWhole(name, title); }, [this, name] {
            return copyAsCommand("trajectory.edit", {{"actions", QString::fromStdString(actionText(m_draft.actions()))}, {"edit", name}});
        }));
    };
    whole("mirror", tr("Mirror left and right"), "wipe", "Ctrl+M", "mirror", tr("mirror the path"));
    whole("reverse", tr("Reverse the order of the moves"), "refresh", "Ctrl+R", "reverse", tr("reverse the path"));
    whole("wayBack", tr("Turn into the way back"), "undo", "Ctrl+B", "inverse", tr("turn into the way back"));
    whole("canonical", tr("Bring into canonical form"), "check", "Ctrl+Shift+C", "canonical", tr("bring into canonical form"));
    entry("thereAndBack", tr("Append the way back"), "redo", "Ctrl+Shift+B", [this] { m_draft.append(inverseActions(m_draft.actions())); });
    entry("scale", tr("Scale to a length…"), "measure", "Ctrl+L", [this] { askForLength(); });
    edit->addSeparator();
    entry("copy", tr("Copy the path"), "copy", "Ctrl+C", [this] { QGuiApplication::clipboard()->setText(m_draft.text()); });
    entry("paste", tr("Paste moves at the playhead"), "import", "Ctrl+V", [this] { paste(); });
    entry("speak", tr("Copy the path in words"), "chat", "Ctrl+Shift+D",
          [this] { QGuiApplication::clipboard()->setText(spokenText(m_draft.actions())); });
}

void PathCommands::addPresets(const Add& add)
{
    QMenu* presets = m_menu->addMenu(themedIcon("path"), tr("Insert a preset"));
    for (const TrajectoryRecipe& preset : pathPresets()) {
        const QString title = presetTitle(preset);
        QAction* action = add("preset." + QString::fromStdString(preset.name), tr("Insert: %1").arg(title), "path", {}, [this, preset, title] {
            const std::vector<Action> moves = m_anyAmount->isChecked() ? drawnActions(preset, m_random) : typicalActions(preset);
            m_draft.insertAtPlayhead(moves, tr("insert %1").arg(title));
        }, {});
        presets->addAction(action);
    }
    presets->addSeparator();
    m_anyAmount = add("presetAmounts", tr("Presets: draw amounts from their ranges"), "dice", {}, [] {}, {});
    m_anyAmount->setCheckable(true);
    m_anyAmount->setToolTip(tr("Otherwise a preset has the middle of its ranges"));
    presets->addAction(m_anyAmount);
    presets->addSeparator();
    for (const double degrees : {-90.0, 90.0, 360.0}) {
        const QString text = degrees == 360 ? tr("Orbit all around the picked point")
            : degrees < 0                   ? tr("Orbit the picked point, a quarter to the left")
                                            : tr("Orbit the picked point, a quarter to the right");
        QAction* action = add(QString("orbit.%1").arg(int(degrees)), text, "refresh", {}, [this, degrees] { orbit(degrees); }, {});
        m_orbits << action;
        presets->addAction(action);
    }
    m_menu->addAction(add("sampler", tr("Draw paths at random…"), "dice", QKeySequence("Ctrl+Shift+R"), [this] {
        if (!m_sampler)
            m_sampler = new SamplerDialog(m_session, m_draft, m_window);
        m_sampler->show();
        m_sampler->raise();
    }, [] { return copyAsCommand("trajectory.sample", {{"count", 9}, {"seed", 42}}); }));
}

void PathCommands::addExchange(const Add& add)
{
    m_menu->addSeparator();
    m_menu->addAction(add("importPoses", tr("Import camera poses…"), "import", QKeySequence("Ctrl+Shift+I"), [this] {
        const QString file = QFileDialog::getOpenFileName(m_window, tr("Import camera poses"), {},
                                                          tr("Camera poses (*.json *.txt *.path);;All files (*)"));
        if (!file.isEmpty())
            importFrom(file);
    }, {}));
    QMenu* out = m_menu->addMenu(themedIcon("export"), tr("Export the path"));
    for (const PoseFormat format : poseFormats()) {
        const QString name = poseFormatName(format);
        out->addAction(add("export." + name, tr("Export as %1…").arg(formatTitle(format)), "export",
                           format == PoseFormat::PathText ? QKeySequence("Ctrl+Shift+S") : QKeySequence(), [this, format, name] {
            const QString file = QFileDialog::getSaveFileName(m_window, tr("Export the path"), QString::fromStdString(poseFileName(format)));
            if (!file.isEmpty())
                exportTo(name, file);
        }, {}));
    }
}

void PathCommands::addSettings(const Add& add)
{
    m_menu->addSeparator();
    QMenu* grid = m_menu->addMenu(themedIcon("grid"), tr("Grid of drawn moves"));
    const SnapSteps steps[] = {{0.05, 5}, {0.1, 10}, {0.25, 15}, {0.5, 30}, {0, 0}};
    for (const SnapSteps& snap : steps) {
        const QString text = snap.meters > 0 ? tr("Grid: %1 m and %2").arg(snap.meters).arg(formatDegrees(snap.degrees)) : tr("Grid: none");
        QAction* action = add(QString("grid.%1").arg(snap.meters), text, "grid", {}, [this, snap] { setSnap(snap); }, {});
        action->setCheckable(true);
        m_grids.emplace_back(action, snap);
        grid->addAction(action);
    }
    grid->addAction(add("gridSteps", tr("Grid: other steps…"), "edit", {}, [this] { askForGrid(); }, {}));
    showGrid();
    QMenu* ahead = m_menu->addMenu(themedIcon("look"), tr("Trouble ahead"));
    auto* policies = new QActionGroup(this);
    const std::pair<LookAheadPolicy, QString> choices[] = {{LookAheadPolicy::Ignore, tr("Say nothing about collisions")},
                                                           {LookAheadPolicy::Warn, tr("Warn of collisions")},
                                                           {LookAheadPolicy::Refuse, tr("Refuse paths that collide")}};
    for (const auto& [policy, text] : choices) {
        QAction* action = add(QString("policy.%1").arg(policyName(policy)), text, "warning", {}, [this, policy = policy] {
            m_settings.policy = policy;
            m_settings.save();
            Q_EMIT settingsChanged();
        }, [this, policy = policy] {
            QJsonObject params = m_monitor.params();
            params["policy"] = policyName(policy);
            return copyAsCommand("trajectory.check", params);
        });
        action->setCheckable(true);
        action->setChecked(m_settings.policy == policy);
        policies->addAction(action);
        ahead->addAction(action);
    }
}

void PathCommands::setPickedPoint(const std::optional<Eigen::Vector3d>& world)
{
    m_picked = world;
    for (QAction* action : m_orbits)
        action->setEnabled(world.has_value());
}

void PathCommands::orbit(double degrees)
{
    if (!m_picked || !m_draft.isOpen())
        return;
    try {
        const Eigen::Vector3d point = m_draft.worldFromStart().inverse() * *m_picked;
        const auto steps = int(std::lround(std::abs(degrees) / kOrbitStepDegrees));
        const std::vector<Action> way = orbitActions(PlanarPose::of(m_draft.startFromEnd()), point.x(), point.z(), degrees, steps);
        m_draft.setActions(appended(m_draft.actions(), way), tr("orbit a point"));
    } catch (const std::exception& error) {
        m_session.report("path", error);
    }
}

void PathCommands::askForLength()
{
    if (lengthMeters(m_draft.actions()) <= 0)
        return;
    auto* popup = new NumbersPopup(m_window);
    popup->setObjectName("observe.scale");
    const NumberField* field = popup->add(tr("Length of all moves"), Quantity::Length, 0.01, 1000, lengthMeters(m_draft.actions()));
    popup->addNote(tr("Moves are scaled, turns stay"));
    connect(popup, &NumbersPopup::accepted, this, [this, field] {
        if (std::abs(field->value() - lengthMeters(m_draft.actions())) > 1e-6)
            m_draft.editWhole("length", tr("scale to %1").arg(formatMeters(field->value())), field->value());
    });
    popup->openInTheMiddle();
}

void PathCommands::askForGrid()
{
    auto* popup = new NumbersPopup(m_window);
    popup->setObjectName("observe.gridSteps");
    const NumberField* meters = popup->add(tr("Step of moves"), Quantity::Length, 0, 10, m_settings.snap.meters);
    const NumberField* degrees = popup->add(tr("Step of turns"), Quantity::Angle, 0, 180, m_settings.snap.degrees);
    popup->addNote(tr("0: any amount"));
    connect(popup, &NumbersPopup::accepted, this, [this, meters, degrees] { setSnap({meters->value(), degrees->value()}); });
    popup->openInTheMiddle();
}

void PathCommands::setSnap(const SnapSteps& snap)
{
    m_settings.snap = snap;
    m_settings.save();
    showGrid();
    Q_EMIT settingsChanged();
}

void PathCommands::showGrid()
{
    for (const auto& [action, snap] : m_grids)
        action->setChecked(snap.meters == m_settings.snap.meters && snap.degrees == m_settings.snap.degrees);
}

void PathCommands::paste()
{
    const QString problem = m_draft.insertText(QGuiApplication::clipboard()->text(), tr("paste"));
    if (!problem.isEmpty())
        Q_EMIT explained(tr("Not pasted: %1").arg(problem));
}

void PathCommands::exportTo(const QString& format, const QString& file)
{
    if (!m_draft.isOpen())
        return;
    QJsonObject params{{"format", format}, {"out", file}, {"actions", QString::fromStdString(actionText(m_draft.actions()))}};
    const QJsonObject view = m_monitor.params();
    for (const char* key : {"size", "fov"})
        if (view.contains(key))
            params[key] = view.value(key);
    QJsonArray numbers;
    const Rigid3d start = m_draft.worldFromStart();
    for (int i = 0; i < 12; ++i)
        numbers.append(start.matrix()(i / 4, i % 4));
    params["world_from_start"] = numbers;
    m_session.jobs().start("trajectory.export", params);
}

void PathCommands::importFrom(const QString& file)
{
    if (!m_import)
        m_import = new ImportDialog(m_session, m_draft, m_window);
    m_import->openFile(file);
    m_import->show();
    m_import->raise();
}

} // namespace w2v
