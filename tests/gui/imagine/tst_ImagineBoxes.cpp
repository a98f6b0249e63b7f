#include <QApplication>
#include <QCompleter>
#include <QLabel>
#include <QLineEdit>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>

#include "core/detection/BoxOrigin.h"
#include "tests/gui/imagine/LinkedRoom.h"
#include "ui/imagine/BoxDesk.h"
#include "ui/imagine/Filmstrip.h"
#include "ui/imagine/ImagineWorkspace.h"
#include "ui/theme/Theme.h"

using namespace w2v;
using test::LinkedRoom;

/// Boxes drawn, edited, carried and taken back with mouse and keys in the real workspace.
class TestImagineBoxes : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;
    LinkedRoom m_room;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<ImagineWorkspace> m_workspace;
    std::string m_rollout;

    static constexpr double kUnit = 1000.0 / LinkedRoom::kSize; ///< of a pixel

    CompareView& view() { return m_workspace->compareView(); }
    BoxEditor& editor() { return m_workspace->boxes().editor(); }
    QLineEdit* name() { return m_workspace->findChild<QLineEdit*>("imagine.boxName"); }
    QString text(const char* label) { return m_workspace->findChild<QLabel*>(label)->text(); }
    QAction* action(const char* id) { return m_workspace->findChild<QAction*>(QString("imagine.") + id); }

    QPoint at(const QPointF& pixel, int which = 0) { return view().placeOf(pixel, which).toPoint(); }

    void drag(const QPointF& from, const QPointF& to, int which = 0, Qt::KeyboardModifiers keys = {})
    {
        const QPoint a = at(from, which), b = at(to, which);
        QTest::mousePress(&editor(), Qt::LeftButton, keys, a);
        for (int step = 1; step <= 5; ++step)
            QTest::mouseMove(&editor(), a + (b - a) * step / 5);
        QTest::mouseRelease(&editor(), Qt::LeftButton, keys, b);
    }

    void press(int key, Qt::KeyboardModifiers keys = {}) { QTest::keyClick(QApplication::focusWidget(), Qt::Key(key), keys); }

    /// As another process reads it: what is on disk.
    RolloutRecord stored() { return Project::open(m_session->projectPath().toStdString()).rollout(m_rollout); }
    const VisibleObject* storedBox(std::size_t frame, const std::string& label)
    {
        m_stored = stored();
        for (const VisibleObject& object : m_stored.frames[frame].objects)
            if (object.label == label)
                return &object;
        return nullptr;
    }
    RolloutRecord m_stored;

    void draw(const QPointF& from, const QPointF& to, const QString& label)
    {
        drag(from, to);
        QVERIFY(editor().isNaming());
        name()->clear();
        QTest::keyClicks(name(), label);
        QTest::keyClick(name(), Qt::Key_Return);
        QVERIFY(!editor().isNaming());
    }

    bool isNear(const Box2d& box, const QRectF& pixels, double slack = 1.2)
    {
        return std::abs(box.x1 / kUnit - pixels.left()) < slack && std::abs(box.y1 / kUnit - pixels.top()) < slack
            && std::abs(box.x2 / kUnit - pixels.right()) < slack && std::abs(box.y2 / kUnit - pixels.bottom()) < slack;
    }

    void screenshot(const char* what)
    {
        const QString folder = qEnvironmentVariable("W2V_SCREENS");
        for (const auto mode : {Theme::Mode::Light, Theme::Mode::Dark})
            if (!folder.isEmpty()) {
                Theme::instance().setMode(mode);
                QTest::qWait(200);
                m_workspace->grab().save(QString("%1/boxes-%2-%3.png").arg(folder, what).arg(int(mode)));
            }
    }

private Q_SLOTS:
    void initTestCase()
    {
        QCoreApplication::setOrganizationName("test");
        QCoreApplication::setApplicationName("imagine-boxes");
        QSettings::setDefaultFormat(QSettings::IniFormat);
        QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_dir.filePath("settings"));
        qputenv("W2V_WORKER", W2V_BINARY_DIR "/w2v-worker");
        Theme::instance().install(*qApp, Theme::Mode::Dark);
        m_session = std::make_unique<Session>();
        QVERIFY(m_session->createProject(m_dir.filePath("a.w2v")));
        std::string observation;
        m_session->edit([&](Project& project) {
            observation = project.addObservation({"", "room", "mesh_scene", "room:1", "", {}});
            m_rollout = m_room.add(project, observation, "geometric", true);
        });
        m_workspace = std::make_unique<ImagineWorkspace>(*m_session);
        m_workspace->resize(1280, 800);
        m_workspace->restoreLayout();
        m_workspace->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_workspace.get()));
        m_workspace->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_workspace.get()));
        m_workspace->addAction(m_session->undoAction()); // as the window does
        m_workspace->activate();
        m_session->selectObservation(QString::fromStdString(observation));
        m_session->selectRollout(QString::fromStdString(m_rollout), 2);
        QTRY_COMPARE(m_workspace->filmstrip().count(), LinkedRoom::kFrames);
        QTRY_VERIFY(!m_session->images().isLoading());
        view().setMode(CompareView::Mode::Side);
        view().setFocus();
        press(Qt::Key_O);
        QVERIFY(editor().isVisible() && action("boxes")->isChecked());
        QVERIFY(editor().hasFocus());
        QCoreApplication::processEvents();
        QTest::qWait(50); // the layout with the bar
    }

    void aBoxIsDrawnAndNamed()
    {
        const auto steps = m_session->project()->history().size();
        drag({8, 30}, {40, 90}); // on the board in frame 2
        // Kept before it is named.
        QCOMPARE(stored().frames[2].objects.size(), std::size_t(1));
        QVERIFY(isNear(stored().frames[2].objects[0].box, {QPointF(8, 30), QPointF(40, 90)}));
        QVERIFY(std::abs(stored().frames[2].objects[0].depth - 2) < 0.01);
        QVERIFY(editor().isNaming() && name()->hasFocus());
        QTest::keyClicks(name(), "board"); // in place of the marked text
        QTest::keyClick(name(), Qt::Key_Return);
        QVERIFY(storedBox(2, "board"));
        QVERIFY(boxOrigin(m_stored, 2, 1) == BoxOrigin::Drawn);
        QVERIFY(editor().hasFocus());
        QCOMPARE(editor().selected(), 1);
        QCOMPARE(m_session->project()->history().size(), steps + 2);
        QVERIFY2(text("boxes.facts").contains("board, object 1") && text("boxes.facts").contains("2.0"), qPrintable(text("boxes.facts")));
        // The name is offered from any part of it on.
        QTRY_COMPARE(name()->completer()->model()->rowCount(), 1);
        name()->completer()->setCompletionPrefix("oar");
        QCOMPARE(name()->completer()->currentCompletion(), QString("board"));
    }

    void itIsMovedResizedAndNudged()
    {
        drag({24, 60}, {26, 64});
        QVERIFY(isNear(storedBox(2, "board")->box, {QPointF(10, 34), QPointF(42, 94)}));
        drag({42, 94}, {40, 90}); // its lower right handle
        QVERIFY(isNear(storedBox(2, "board")->box, {QPointF(10, 34), QPointF(40, 90)}));
        drag({10, 60}, {8, 70}); // its left side: up and down do not matter
        QVERIFY(isNear(storedBox(2, "board")->box, {QPointF(8, 34), QPointF(40, 90)}));
        const auto steps = m_session->project()->history().size();
        const Box2d before = storedBox(2, "board")->box;
        for (int i = 0; i < 3; ++i)
            press(Qt::Key_Right);
        press(Qt::Key_Up);
        QCOMPARE(m_session->selection().rolloutFrame, 2); // the arrows are the box's
        QTRY_VERIFY_WITH_TIMEOUT(std::abs(storedBox(2, "board")->box.x1 - before.x1 - 3 * kUnit) < 0.01, 900); // on disk within a second
        QVERIFY(std::abs(storedBox(2, "board")->box.y1 - before.y1 + kUnit) < 0.01);
        QCOMPARE(m_session->project()->history().size(), steps + 1); // one step for all of them
        press(Qt::Key_Left, Qt::ShiftModifier);
        press(Qt::Key_Down, Qt::ControlModifier); // its lower side
        press(Qt::Key_Z, Qt::ControlModifier);    // what was nudged a moment ago is kept first, then undone
        QCOMPARE(m_session->project()->history().size(), steps + 2);
        QVERIFY(std::abs(storedBox(2, "board")->box.x1 - before.x1 - 3 * kUnit) < 0.01);
        QTRY_VERIFY(std::abs(editor().selectedBox()->box.left() - storedBox(2, "board")->box.x1) < 0.01);
        press(Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(storedBox(2, "board")->box, before);
    }

    void escapeTakesADragBack()
    {
        const Box2d before = storedBox(2, "board")->box;
        QTest::mousePress(&editor(), Qt::LeftButton, {}, at({24, 60}));
        QTest::mouseMove(&editor(), at({60, 60}));
        QVERIFY(editor().selectedBox());
        press(Qt::Key_Escape);
        QTest::mouseRelease(&editor(), Qt::LeftButton, {}, at({60, 60}));
        QCOMPARE(storedBox(2, "board")->box, before);
        QCOMPARE(editor().selected(), 1); // still chosen
    }

    void itIsCarriedToTheOtherFrames()
    {
        press(Qt::Key_C);
        QTRY_VERIFY_WITH_TIMEOUT(storedBox(0, "board") && storedBox(1, "board") && storedBox(3, "board"), 60000);
        QVERIFY(boxOrigin(m_stored, 0, 1) == BoxOrigin::Carried && boxOrigin(m_stored, 2, 1) == BoxOrigin::Drawn);
        const double shift = 0.3 / 2 * m_room.camera.fx; // pixels from frame 2 to the first
        QVERIFY(isNear(storedBox(0, "board")->box, {QPointF(8 + shift, 34), QPointF(40 + shift, 90)}, 2.5));
        QTRY_VERIFY2(text("boxes.said").contains("3"), qPrintable(text("boxes.said")));
        // In the picture beside it, which is the start view, and in the frame before.
        QTRY_COMPARE(editor().boxes(1).size(), 1);
        QVERIFY(editor().boxes(1).first().origin == BoxOrigin::Carried);
        screenshot("carried");
        press(Qt::Key_Escape); // no box is chosen: the arrows are the frames' again
        QCOMPARE(editor().selected(), 0);
        press(Qt::Key_Left);
        QCOMPARE(m_session->selection().rolloutFrame, 1);
        QCOMPARE(editor().boxes(0).size(), 1);
        QVERIFY(editor().boxes(0).first().origin == BoxOrigin::Carried);
        // Undone as one step, done again.
        m_session->undoAction()->trigger();
        QVERIFY(!storedBox(0, "board") && storedBox(2, "board"));
        QVERIFY(editor().boxes(0).isEmpty());
        m_session->redoAction()->trigger();
        QCOMPARE(editor().boxes(0).size(), 1);
        press(Qt::Key_Right);
        QCOMPARE(m_session->selection().rolloutFrame, 2);
    }

    void theRuleThatDropsABoxIsOnIt()
    {
        draw({90, 10}, {94, 40}, "lamp"); // 4 of 128 pixels wide: below 40 of 1000
        QCOMPARE(editor().selectedBox()->rule, QString("too small"));
        QVERIFY2(text("boxes.facts").contains("too small"), qPrintable(text("boxes.facts")));
        press(Qt::Key_Escape);
        const auto ruleOf = [&](const QString& label) {
            for (const ShownBox& box : editor().boxes(0))
                if (box.name == label)
                    return box.rule;
            return QString("no box");
        };
        QCOMPARE(ruleOf("board"), QString());
        screenshot("dropped");
        const QImage shown = editor().grab().toImage();
        press(Qt::Key_X);
        QCOMPARE(ruleOf("lamp"), QString());
        QVERIFY(editor().grab().toImage() != shown);
        press(Qt::Key_X);
        QCOMPARE(ruleOf("lamp"), QString("too small"));
        m_workspace->boxes().bar().setRules(BoxBar::Rules::Reference);
        draw({0, 100}, {30, 125}, "rug");
        press(Qt::Key_Escape);
        QCOMPARE(ruleOf("rug"), QString("at the border")); // a rule of the reference's filter only
        m_workspace->boxes().bar().setRules(BoxBar::Rules::Verified);
        QCOMPARE(ruleOf("rug"), QString());
    }

    void boxesAreChosenByClickTabAndRemoved()
    {
        QTest::mouseClick(&editor(), Qt::LeftButton, {}, at({92, 20}));
        QCOMPARE(editor().selectedBox()->name, QString("lamp"));
        press(Qt::Key_Backtab, Qt::ShiftModifier); // from the smallest to the next larger one
        QCOMPARE(editor().selectedBox()->name, QString("rug"));
        press(Qt::Key_Tab);
        QCOMPARE(editor().selectedBox()->name, QString("lamp"));
        QTest::mouseClick(&editor(), Qt::LeftButton, {}, at({120, 60})); // nothing is there
        QCOMPARE(editor().selected(), 0);
        QTest::mouseClick(&editor(), Qt::LeftButton, {}, at({92, 20}));
        press(Qt::Key_F2);
        QVERIFY(editor().isNaming());
        QTest::keyClicks(name(), "torch");
        QTest::keyClick(name(), Qt::Key_Escape);
        QVERIFY(storedBox(2, "lamp")); // taken back
        press(Qt::Key_Delete);
        QVERIFY(!storedBox(2, "lamp"));
        QCOMPARE(editor().selected(), 0);
        QTest::mouseClick(&editor(), Qt::LeftButton, {}, at({24, 60}));
        QCOMPARE(editor().selectedBox()->name, QString("board"));
        press(Qt::Key_Delete, Qt::ShiftModifier); // from all frames
        for (const std::size_t frame : {0u, 1u, 2u, 3u})
            QVERIFY(!storedBox(frame, "board"));
        m_session->undoAction()->trigger();
        QVERIFY(storedBox(0, "board") && storedBox(2, "board"));
        m_session->undoAction()->trigger();
        QVERIFY(storedBox(2, "lamp"));
    }

    void recordsMadeFromABoxTurnStale()
    {
        QaRecord record;
        record.task = Task::D1;
        record.rollout = m_rollout;
        record.images = {m_stored.frames[0].image};
        record.question = "<image>Where is the board?";
        record.answer = "[1, 2, 3, 4]";
        record.facts = {{"instance", 1}, {"label", "board"}};
        m_session->edit([&](Project& project) { project.addRecords(std::span(&record, 1), "Add"); });
        QTest::mouseClick(&editor(), Qt::LeftButton, {}, at({24, 60}));
        press(Qt::Key_Right);
        editor().flush();
        QVERIFY2(text("boxes.said").contains("stale"), qPrintable(text("boxes.said")));
        RecordFilter stale;
        stale.stale = true;
        QCOMPARE(m_session->project()->countRecords(stale), std::int64_t(1));
        press(Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(m_session->project()->countRecords(stale), std::int64_t(0));
    }

    /// Boxes may be drawn in the start view beside the frame too.
    void theSecondPictureIsEditedAlike()
    {
        QTest::mouseClick(&editor(), Qt::LeftButton, {}, at({92, 100}, 1));
        drag({90, 90}, {110, 120}, 1);
        QVERIFY(editor().isNaming());
        QTest::keyClicks(name(), "chest");
        QTest::keyClick(name(), Qt::Key_Return);
        QVERIFY(storedBox(0, "chest") && !storedBox(2, "chest"));
    }

    void escapeLeavesAndTheWorkSurvives()
    {
        press(Qt::Key_Escape);
        QVERIFY(editor().isVisible());
        press(Qt::Key_Escape);
        QVERIFY(!editor().isVisible() && !action("boxes")->isChecked());
        press(Qt::Key_Left); // the frames' again
        QCOMPARE(m_session->selection().rolloutFrame, 1);
        // Repair and boxes take turns.
        press(Qt::Key_O);
        QVERIFY(editor().isVisible());
        press(Qt::Key_R);
        QVERIFY(!editor().isVisible());
        press(Qt::Key_O);
        QVERIFY(editor().isVisible() && view().brush() == CompareView::Brush::None);
        press(Qt::Key_D); // pictures one above the other have no boxes
        QVERIFY(!editor().isVisible());
        Session again;
        QVERIFY(again.openProject(m_session->projectPath()));
        m_stored = again.project()->rollout(m_rollout);
        QCOMPARE(m_stored.frames[2].objects.size(), std::size_t(3));
        QVERIFY(again.undoAction()->isEnabled());
        again.undoAction()->trigger();
        QVERIFY(!storedBox(0, "chest"));
    }
};

QTEST_MAIN(TestImagineBoxes)
#include "tst_ImagineBoxes.moc"
