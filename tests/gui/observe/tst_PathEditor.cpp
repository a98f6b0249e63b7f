#include <QAction>
#include <QClipboard>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QTableWidget>
#include <QToolButton>

#include "tests/gui/observe/ObserveWindow.h"
#include "ui/observe/LookAheadMonitor.h"
#include "ui/observe/LookAheadRibbon.h"
#include "ui/observe/PathCommands.h"
#include "ui/observe/PathGizmo.h"
#include "ui/widgets/NumberField.h"

using namespace w2v;

/// Drawing and editing a path with real mouse and keyboard events in the real window; the worker looks ahead and exchanges files.
class TestPathEditor : public QObject {
    Q_OBJECT

    test::ObserveWindow m;

    PathDraft& draft() const { return m.draft(); }
    Viewport& view() const { return m.view(); }
    template <class T>
    T* find(const char* name) const { return m.find<T>(name); }
    void run(const char* command) const { m.run(command); }
    void key(Qt::Key k, Qt::KeyboardModifiers modifiers = {}) const { QTest::keyClick(&view(), k, modifiers); }
    QPoint at(double right, double forward) const { return m.at(right, forward); }

    void checkOneObject()
    {
        QCOMPARE(find<QLineEdit>("observe.pathText")->text(), draft().text());
        QCOMPARE(draft().text().trimmed().isEmpty() ? std::vector<Action>() : parseActions(draft().text().toStdString()), draft().actions());
        const CameraTrajectory fresh = followActions(draft().actions(), {}, draft().camera());
        QCOMPARE(fresh.startFromCamera.size(), draft().path().startFromCamera.size());
        for (std::size_t i = 0; i < fresh.startFromCamera.size(); ++i)
            QVERIFY(fresh.startFromCamera[i].matrix() == draft().path().startFromCamera[i].matrix());
    }

private Q_SLOTS:
    void initTestCase()
    {
        qputenv("W2V_WORKER", W2V_BINARY_DIR "/w2v-worker");
        const QString problem = m.open("path-editor");
        QVERIFY2(problem.isEmpty(), qPrintable(problem));
        run("frameAll");
    }

    void init()
    {
        draft().startNew();
        view().setFocus();
    }

    void cleanupTestCase() { m.close(); }

    void shortCommandsAreAppended()
    {
        auto* field = find<QLineEdit>("observe.append");
        key(Qt::Key_Slash);
        QTRY_VERIFY(field->hasFocus());
        QTest::keyClicks(field, "fwd .5; left 30deg");
        QTest::keyClick(field, Qt::Key_Return);
        QCOMPARE(draft().text(), "move forward 0.5 meters; turn left 30 degrees");
        QVERIFY(field->text().isEmpty());
        QTest::keyClicks(field, "tr 20; jump 3");
        QTest::keyClick(field, Qt::Key_Return);
        QCOMPARE(draft().actions().size(), std::size_t(2));
        QVERIFY(find<QLabel>("observe.pathProblem")->toolTip().contains("action 2, from character 8"));
        QTest::keyClicks(field, QString(20, '\b'));
        field->clear();
        checkOneObject();
    }

    void aFreehandCurveBecomesMoves()
    {
        if (m.noDevice())
            QSKIP("no Vulkan device here");
        run("freehand");
        m.dragAlong({at(0, 0.1), at(0, 0.6), at(0.05, 1.0), at(0.3, 1.3), at(0.7, 1.5)});
        QTRY_VERIFY(!draft().actions().empty());
        for (const Action& action : draft().actions()) {
            QVERIFY(action.isTurn() || action.kind == ActionKind::Forward);
            const double unit = action.isTurn() ? 10 : 0.1;
            QVERIFY2(std::abs(std::remainder(action.magnitude, unit)) < 1e-9, qPrintable(draft().text()));
        }
        const Eigen::Vector3d end = draft().startFromEnd().translation();
        QVERIFY2((end - Eigen::Vector3d(0.7, 0, 1.5)).norm() < 0.2, qPrintable(draft().text()));
        QVERIFY2(draft().actions().size() <= 8, qPrintable(draft().text()));
        QVERIFY(find<QLabel>("observe.hint")->text().contains("fit error"));
        checkOneObject();
        // One undo step takes the whole curve back.
        m.session->undoAction()->trigger();
        QVERIFY(draft().actions().empty());
    }

    void theGizmoMovesSidestepsAndTurns()
    {
        if (m.noDevice())
            QSKIP("no Vulkan device here");
        run("select");
        PathGizmo& gizmo = m.observe->gizmo();
        const auto drag = [&](PathGizmo::Handle handle, double right, double forward) {
            const auto from = view().widgetAt(gizmo.position(handle));
            QVERIFY(from);
            QCOMPARE(gizmo.at(*from), handle);
            const Eigen::Vector3d step = draft().worldFromPose(draft().playhead()).linear() * Eigen::Vector3d(right, 0, forward);
            const auto to = view().widgetAt(gizmo.position(handle) + step);
            QVERIFY(to);
            m.dragAlong({from->toPoint(), to->toPoint()});
        };
        drag(PathGizmo::Handle::Forward, 0, 0.5);
        QTRY_COMPARE(draft().text(), "move forward 0.5 meters");
        drag(PathGizmo::Handle::Forward, 0, -0.2);
        QTRY_COMPARE(draft().text(), "move forward 0.3 meters");
        drag(PathGizmo::Handle::Strafe, 0.4, 0);
        QTRY_COMPARE(draft().text(), "move forward 0.3 meters; move right 0.4 meters");
        drag(PathGizmo::Handle::Yaw, -0.55, 0.05);
        QTRY_COMPARE(draft().actions().size(), std::size_t(3));
        QCOMPARE(draft().actions().back().kind, ActionKind::TurnLeft);
        checkOneObject();
        // At a playhead inside the path the rest is kept.
        draft().setPlayhead(draft().poseAfterAction(0));
        drag(PathGizmo::Handle::Forward, 0, 0.2);
        QTRY_VERIFY(draft().text().startsWith("move forward 0.5 meters; move right 0.4 meters; turn left "));
        // A drag elsewhere still turns the view and changes nothing.
        const QString before = draft().text();
        const auto seen = view().widgetAt({0, 0, 0});
        QTest::mousePress(m.stage(), Qt::LeftButton, {}, QPoint(60, 60));
        for (int i = 1; i <= 8; ++i)
            QTest::mouseMove(m.stage(), QPoint(60 + 6 * i, 60));
        QTest::mouseRelease(m.stage(), Qt::LeftButton, {}, QPoint(108, 60));
        QCOMPARE(draft().text(), before);
        QVERIFY(view().widgetAt({0, 0, 0}) != seen);
        run("frameAll");
    }

    void keysEditTheCurrentMove()
    {
        draft().append(parseActions("forward 1; turn left 30; right 0.5"));
        draft().setPlayhead(draft().poseAfterAction(1));
        key(Qt::Key_Left, Qt::AltModifier);
        QCOMPARE(draft().text(), "turn left 30 degrees; move forward 1 meters; move right 0.5 meters");
        key(Qt::Key_Right, Qt::AltModifier);
        key(Qt::Key_Right, Qt::AltModifier);
        QCOMPARE(draft().text(), "move forward 1 meters; move right 0.5 meters; turn left 30 degrees");
        key(Qt::Key_D, Qt::ControlModifier);
        QCOMPARE(draft().actions().size(), std::size_t(4));
        key(Qt::Key_Delete);
        key(Qt::Key_M, Qt::ControlModifier);
        QCOMPARE(draft().text(), "move forward 1 meters; move left 0.5 meters; turn right 30 degrees");
        key(Qt::Key_R, Qt::ControlModifier);
        QCOMPARE(draft().text(), "turn right 30 degrees; move left 0.5 meters; move forward 1 meters");
        key(Qt::Key_B, Qt::ControlModifier);
        QCOMPARE(draft().text(), "move backward 1 meters; move right 0.5 meters; turn left 30 degrees");
        draft().setPlayhead(2);
        key(Qt::Key_T, Qt::ControlModifier);
        QCOMPARE(draft().text(), "move backward 0.4 meters; move backward 0.6 meters; move right 0.5 meters; turn left 30 degrees");
        QVERIFY(find<QLabel>("observe.canonical")->isVisible());
        QVERIFY(find<QLabel>("observe.canonical")->toolTip().endsWith("move backward 1 meters; move right 0.5 meters; turn left 30 degrees"));
        key(Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(draft().actions().size(), std::size_t(3));
        QVERIFY(!find<QLabel>("observe.canonical")->isVisible());
        checkOneObject();
    }

    void everyNumberInTheTableIsEditableWithUnits()
    {
        draft().append(parseActions("forward 1; turn left 30"));
        auto* table = find<QTableWidget>("observe.steps");
        table->setCurrentCell(0, 2);
        table->editItem(table->item(0, 2));
        auto* field = table->findChild<NumberField*>();
        QVERIFY(field);
        field->selectAll();
        QTest::keyClicks(field, "75 cm");
        QTest::keyClick(field, Qt::Key_Return);
        QTRY_COMPARE(draft().text(), "move forward 0.75 meters; turn left 30 degrees");
        table->setCurrentCell(0, 1);
        table->editItem(table->item(0, 1));
        auto* kind = table->findChild<QComboBox*>();
        QVERIFY(kind);
        kind->setCurrentIndex(int(ActionKind::TurnRight));
        QTest::keyClick(kind, Qt::Key_Return);
        QTRY_COMPARE(draft().text(), "turn right 30 degrees; turn left 30 degrees");
        QVERIFY(find<QLabel>("observe.canonical")->text().contains("nothing is left"));
        checkOneObject();
    }

    void presetsGoInAtThePlayhead()
    {
        draft().append(parseActions("forward 1"));
        draft().setPlayhead(2);
        run("preset.sweep");
        QCOMPARE(draft().text(), "move forward 0.4 meters; turn left 30 degrees; turn right 60 degrees; turn left 30 degrees; move forward 0.6 meters");
        m.observe->commands().setPickedPoint(draft().worldFromStart() * Eigen::Vector3d(0, 0, 2));
        draft().setActions({}, "clear");
        run("orbit.90");
        QVERIFY(draft().text().startsWith("turn left 7.5 degrees; move right 0.522 meters; turn left 15 degrees"));
        checkOneObject();
    }

    void orbitsAnObjectPickedWithTheMouse()
    {
        if (m.noDevice())
            QSKIP("no Vulkan device here");
        m.observe->commands().setPickedPoint(std::nullopt);
        run("select");
        run("frameAll");
        QAction* orbit = m.command("orbit.90");
        QVERIFY(!orbit->isEnabled());
        for (const Instance& instance : view().scene()->instances) {
            const auto shown = view().widgetAt(instance.bounds.center());
            const auto handle = shown ? m.observe->gizmo().at(*shown) : PathGizmo::Handle::None;
            if (instance.structure || !shown || !view().rect().contains(shown->toPoint()) || handle != PathGizmo::Handle::None)
                continue;
            QTest::mouseClick(m.stage(), Qt::LeftButton, {}, shown->toPoint());
            if (QTest::qWaitFor([orbit] { return orbit->isEnabled(); }, 2000))
                break;
        }
        QVERIFY(orbit->isEnabled());
        orbit->trigger();
        QVERIFY(draft().actions().size() > 6);
        // Turned by a quarter round the object, and facing it still.
        double turned = 0;
        for (const Action& action : draft().actions())
            turned += action.kind == ActionKind::TurnLeft ? action.magnitude : action.kind == ActionKind::TurnRight ? -action.magnitude : 0;
        const Action& first = draft().actions().front();
        const double toward = first.kind == ActionKind::TurnLeft ? first.magnitude : first.kind == ActionKind::TurnRight ? -first.magnitude : 0;
        QVERIFY2(std::abs(std::abs(std::remainder(turned - toward, 360)) - 90) < 8, qPrintable(draft().text()));
        checkOneObject();
    }

    void playsAtWalkingSpeed()
    {
        draft().append(parseActions("forward 1.2"));
        draft().setPlayhead(0);
        QElapsedTimer clock;
        clock.start();
        run("play");
        QTRY_COMPARE_WITH_TIMEOUT(draft().playhead(), draft().poses() - 1, 20000);
        QVERIFY2(clock.elapsed() >= 950, qPrintable(QString::number(clock.elapsed())));
    }

    void theWorkerLooksAhead()
    {
        if (m.noDevice())
            QSKIP("no Vulkan device here");
        draft().append(parseActions("turn right 50"));
        QTRY_VERIFY_WITH_TIMEOUT(m.observe->lookAhead().frames() != nullptr, 90000);
        const std::vector<LookAheadFrame>& frames = *m.observe->lookAhead().frames();
        QCOMPARE(int(frames.size()), draft().poses());
        QVERIFY(frames.front().observed > 0.99);
        QVERIFY(frames.back().observed < 0.4);
        QVERIFY(find<LookAheadRibbon>("observe.lookAhead")->accessibleDescription().contains('%'));
        const QString position = find<QLabel>("observe.position")->text();
        QVERIFY2(position.contains("observed") && position.contains("overlap") && position.contains("nearest"), qPrintable(position));
        // Ten metres ahead lies a wall, whatever the room.
        draft().setActions(parseActions("forward 10"), "far");
        QVERIFY(find<QLabel>("observe.pathProblem")->toolTip().contains("Move 1"));
        run("policy.refuse");
        QVERIFY(!m.session->commands().find("observe.imagine")->isEnabled());
        draft().setActions({}, "clear");
        run("walk");
        for (int i = 0; i < 120; ++i)
            key(Qt::Key_Up);
        QVERIFY2(lengthMeters(draft().actions()) < 10, "walking stops where it collides");
        QVERIFY(lengthMeters(draft().actions()) > 0);
        run("policy.warn");
    }

    void exportsAndImportsThroughTheWorker()
    {
        draft().append(parseActions("forward 0.7; turn left 30; left 0.2"));
        const QString text = draft().text(), file = m.dir.filePath("camera_path.json");
        m.observe->commands().exportTo("nerfstudio", file);
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(file), 60000);
        QTRY_VERIFY_WITH_TIMEOUT(m.session->jobs().isIdle(), 60000);
        draft().setActions({}, "clear");
        m.observe->commands().importFrom(file);
        auto* dialog = find<ImportDialog>("observe.import");
        QVERIFY(dialog);
        QTRY_VERIFY_WITH_TIMEOUT(!dialog->isBusy(), 60000);
        QVERIFY2(dialog->findChild<QLabel*>("import.status")->text().contains("exactly"), qPrintable(dialog->findChild<QLabel*>("import.status")->text()));
        QTest::mouseClick(dialog->findChild<QWidget*>("import.use"), Qt::LeftButton);
        QCOMPARE(draft().text(), text);
        m.window->activateWindow();
    }

    void drawsAtRandomIntoTheProject()
    {
        const std::size_t before = m.session->project()->trajectories().size();
        run("sampler");
        auto* dialog = find<SamplerDialog>("observe.sampler");
        QVERIFY(dialog);
        QTest::mouseClick(dialog->findChild<QWidget*>("sampler.addAll"), Qt::LeftButton);
        QCOMPARE(m.session->project()->trajectories().size(), before + 9);
        dialog->close();
        m.session->undoAction()->trigger();
        QCOMPARE(m.session->project()->trajectories().size(), before);
        m.window->activateWindow();
    }

    void twoHundredStepsBackAndForth()
    {
        if (m.noDevice())
            QSKIP("no Vulkan device here");
        m.window->activateWindow();
        run("walk");
        view().setFocus();
        QStringList states{draft().text()};
        const auto note = [&] {
            if (draft().text() != states.last())
                states << draft().text();
        };
        const Qt::Key keys[] = {Qt::Key_Up, Qt::Key_Left, Qt::Key_Up, Qt::Key_Right, Qt::Key_Right, Qt::Key_Down, Qt::Key_Left};
        for (int i = 0; states.size() <= 200; ++i) {
            QVERIFY(i < 1000);
            if (i % 23 == 22) {
                run("draw");
                const QPoint ahead = at(0.2, 0.5), middle(view().width() / 2, view().height() * 2 / 3);
                QTest::mouseClick(m.stage(), Qt::LeftButton, {}, view().rect().contains(ahead) ? ahead : middle);
                run("walk");
                view().setFocus();
            } else if (i % 17 == 16) {
                key(Qt::Key_M, Qt::ControlModifier);
            } else if (i % 13 == 12) {
                key(Qt::Key_D, Qt::ControlModifier);
            } else if (i % 11 == 10) {
                key(Qt::Key_Delete);
            } else {
                key(keys[i % 7], i % 5 == 4 ? Qt::ShiftModifier : Qt::NoModifier);
            }
            note();
        }
        QStringList issues, history;
        for (int row = 0; row < m.session->issues().rowCount(); ++row)
            issues << m.session->issues().data(m.session->issues().index(row), Qt::DisplayRole).toString();
        QVERIFY2(issues.isEmpty(), qPrintable(issues.join('\n')));
        for (const UndoEntry& entry : m.session->project()->history(205))
            history << QString::fromStdString(entry.title);
        QCOMPARE(history.mid(0, 200).count("walk") > 100, true);
        const QString last = draft().text();
        const std::vector<Rigid3d> poses = draft().path().startFromCamera;
        QCOMPARE(states.size(), 201);
        for (int i = 199; i >= 0; --i) {
            key(Qt::Key_Z, Qt::ControlModifier);
            QVERIFY2(draft().text() == states[i], qPrintable(QString("%1: %2 against %3").arg(i).arg(draft().text(), states[i] + " | " + history.mid(std::max(0, 197 - i), 6).join(", "))));
        }
        QVERIFY(draft().actions().empty());
        for (int i = 1; i <= 200; ++i) {
            key(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
            QCOMPARE(draft().text(), states[i]);
        }
        QCOMPARE(draft().text(), last);
        QCOMPARE(draft().path().startFromCamera.size(), poses.size());
        for (std::size_t i = 0; i < poses.size(); ++i)
            QVERIFY(poses[i].matrix() == draft().path().startFromCamera[i].matrix());
        checkOneObject();
    }

    void undoWorksAfterARestart()
    {
        draft().append(parseActions("forward 1"));
        draft().append(parseActions("turn left 40"));
        const QString project = m.session->projectPath();
        m.session->closeProject();
        QVERIFY(m.session->openProject(project));
        const auto paths = m.session->project()->trajectories();
        QCOMPARE(paths.back().actionsText, std::string("move forward 1 meters; turn left 40 degrees"));
        QVERIFY(m.session->undoAction()->text().contains("turn left 40"));
        m.session->undoAction()->trigger();
        QCOMPARE(m.session->project()->trajectories().back().actionsText, std::string("move forward 1 meters"));
    }

    void everythingIsNamedForScreenReaders()
    {
        for (const char* name : {"observe.append", "observe.pathText", "observe.playhead", "observe.lookAhead", "observe.spoken"})
            QVERIFY2(!m.window->findChild<QWidget*>(QString::fromLatin1(name))->accessibleName().isEmpty(), name);
        for (const char* id : {"observe.split", "observe.mirror", "observe.importPoses", "observe.export.colmap", "observe.freehand"})
            QVERIFY2(m.session->commands().find(QString::fromLatin1(id)), id);
        run("speak");
        QVERIFY(!QGuiApplication::clipboard()->text().isEmpty());
    }
};

QTEST_MAIN(TestPathEditor)
#include "tst_PathEditor.moc"
