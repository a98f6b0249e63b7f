#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAccessible>
#include <QAction>
#include <QClipboard>
#include <QComboBox>
#include <QDockWidget>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QSlider>
#include <QTableWidget>
#include <QToolButton>

#include "tests/gui/observe/ObserveWindow.h"
#include "ui/observe/PathCommands.h"
#include "ui/session/KeyBindings.h"
#include "ui/widgets/NumberField.h"

using namespace w2v;

/// The stage by keyboard alone, from the moment the window opens: nothing has been clicked here before the first test.
class TestStageKeys : public QObject {
    Q_OBJECT

    test::ObserveWindow m;
    PathDraft& draft() const { return m.draft(); }
    QString hint() const { return m.find<QLabel>("observe.hint")->text(); }

private Q_SLOTS:
    void initTestCase()
    {
        const QString problem = m.open("stage-keys");
        QVERIFY2(problem.isEmpty(), qPrintable(problem));
    }

    void cleanupTestCase() { m.close(); }

    void singleKeysWorkFromTheFirstMoment()
    {
        const QWidget* focus = m.window->focusWidget();
        QVERIFY2(m.view().hasFocus(), qPrintable(focus ? focus->metaObject()->className() + focus->objectName() : QString("nothing has the focus")));
        m.type(Qt::Key_V);
        QVERIFY(m.command("select")->isChecked());
        m.type(Qt::Key_G);
        QVERIFY(m.command("walk")->isChecked());
        m.type(Qt::Key_Up);
        QCOMPARE(draft().text(), "move forward 0.1 meters");
        m.type(Qt::Key_P);
        QVERIFY(m.command("draw")->isChecked());
    }

    void theyWorkWhereverTheFocusIsButNotInFields()
    {
        m.find<QListWidget>("observe.shelf")->setFocus();
        m.type(Qt::Key_B);
        QVERIFY(m.command("freehand")->isChecked());
        m.find<QToolButton>("activity.observe")->setFocus();
        m.type(Qt::Key_V);
        QVERIFY(m.command("select")->isChecked());
        // Letters typed into a field are text.
        auto* text = m.find<QLineEdit>("observe.pathText");
        text->setFocus();
        text->selectAll();
        m.type(Qt::Key_B);
        QCOMPARE(text->text(), "b");
        QVERIFY(m.command("select")->isChecked());
        m.type(Qt::Key_Escape);
        QTRY_VERIFY(m.view().hasFocus());
        draft().setActions({}, "clear");
    }

    void digitsOverAnAmountBeginANumber()
    {
        draft().setActions(parseActions("forward 1"), "a");
        auto* table = m.find<QTableWidget>("observe.steps");
        table->setFocus();
        table->setCurrentCell(0, 2);
        m.type(Qt::Key_7);
        auto* field = table->findChild<NumberField*>();
        QVERIFY2(field, "7 looked from above instead");
        QTest::keyClick(field, Qt::Key_Return);
        QTRY_COMPARE(draft().text(), "move forward 7 meters");
        QVERIFY(!m.view().isParallel());
        draft().setActions({}, "clear");
        m.view().setFocus();
    }

    void walkingIsSeenThroughTheWalkersEyes()
    {
        QVERIFY(!m.view().isLookingThrough());
        m.type(Qt::Key_G);
        QVERIFY(m.view().isLookingThrough());
        for (const Qt::Key key : {Qt::Key_W, Qt::Key_W, Qt::Key_A, Qt::Key_E, Qt::Key_S, Qt::Key_D, Qt::Key_Q})
            m.type(key);
        QCOMPARE(draft().text(), "move forward 0.2 meters; move left 0.1 meters; turn right 10 degrees; move backward 0.1 meters; "
                                 "move right 0.1 meters; turn left 10 degrees");
        QVERIFY2(hint().contains("turn left 10°"), qPrintable(hint()));
        m.type(Qt::Key_Right, Qt::ShiftModifier);
        QCOMPARE(draft().actions().back(), (Action{ActionKind::ShiftRight, 0.1}));
        // The grid sets the steps.
        m.run("grid.0.25");
        m.type(Qt::Key_Up);
        QCOMPARE(draft().actions().back(), (Action{ActionKind::Forward, 0.25}));
        m.run("grid.0.1");
        m.type(Qt::Key_L);
        QVERIFY(!m.view().isLookingThrough());
        m.type(Qt::Key_L);
        m.type(Qt::Key_P);
        QVERIFY2(!m.view().isLookingThrough(), "the view is as it was before");
        draft().setActions({}, "clear");
    }

    void anyGridCanBeTyped()
    {
        m.run("gridSteps");
        auto* popup = m.find<QWidget>("observe.gridSteps");
        QVERIFY(popup);
        const QList<NumberField*> fields = popup->findChildren<NumberField*>();
        QCOMPARE(fields.size(), 2);
        QTRY_VERIFY(fields[0]->hasFocus());
        fields[0]->selectAll();
        QTest::keyClicks(fields[0], "20 cm");
        fields[1]->selectAll();
        QTest::keyClicks(fields[1], "22.5");
        QTest::keyClick(fields[1], Qt::Key_Return);
        QCOMPARE(m.observe->commands().settings().snap.meters, 0.2);
        QCOMPARE(m.observe->commands().settings().snap.degrees, 22.5);
        QTRY_VERIFY(!m.find<QWidget>("observe.gridSteps"));
        m.window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m.window.get()));
        m.view().setFocus();
        m.type(Qt::Key_G);
        m.type(Qt::Key_E);
        QCOMPARE(draft().text(), "turn right 22.5 degrees");
        m.run("grid.0.1");
        m.type(Qt::Key_P);
        draft().setActions({}, "clear");
    }

    void pathsAreScaledInMetres()
    {
        draft().setActions(parseActions("forward 1; turn left 30; right 0.5"), "a");
        m.type(Qt::Key_L, Qt::ControlModifier);
        auto* popup = m.find<QWidget>("observe.scale");
        QVERIFY(popup);
        auto* field = popup->findChild<NumberField*>();
        field->selectAll();
        QTest::keyClicks(field, "3 m");
        QTest::keyClick(field, Qt::Key_Return);
        QCOMPARE(draft().text(), "move forward 2 meters; turn left 30 degrees; move right 1 meters");
        draft().setActions({}, "clear");
        m.window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m.window.get()));
        m.view().setFocus();
    }

    void textIsCopiedPastedAndInserted()
    {
        draft().setActions(parseActions("forward 1"), "a");
        m.type(Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(QGuiApplication::clipboard()->text(), "move forward 1 meters");
        draft().setPlayhead(2);
        QGuiApplication::clipboard()->setText("left 30 deg");
        m.type(Qt::Key_V, Qt::ControlModifier);
        QCOMPARE(draft().text(), "move forward 0.4 meters; turn left 30 degrees; move forward 0.6 meters");
        QGuiApplication::clipboard()->setText("hello");
        m.type(Qt::Key_V, Qt::ControlModifier);
        QVERIFY2(hint().startsWith("Not pasted"), qPrintable(hint()));
        draft().setPlayhead(draft().poseAfterAction(1));
        m.type(Qt::Key_I);
        auto* field = m.find<QLineEdit>("observe.append");
        QTRY_VERIFY(field->hasFocus());
        QTest::keyClicks(field, "b .2");
        QTest::keyClick(field, Qt::Key_Return);
        QCOMPARE(draft().text(), "move forward 0.4 meters; turn left 30 degrees; move backward 0.2 meters; move forward 0.6 meters");
        m.type(Qt::Key_Escape);
        QVERIFY(m.view().hasFocus());
        m.type(Qt::Key_Slash);
        QTest::keyClicks(field, "tr 20");
        QTest::keyClick(field, Qt::Key_Return);
        QVERIFY(draft().text().endsWith("; turn right 20 degrees"));
        m.view().setFocus();
        draft().setActions({}, "clear");
    }

    void presetsTakeTheMiddleOrAnyAmount()
    {
        m.run("preset.forward");
        QCOMPARE(draft().text(), "move forward 3 meters");
        m.command("presetAmounts")->setChecked(true);
        QSet<QString> seen;
        for (int i = 0; i < 20; ++i) {
            draft().setActions({}, "clear");
            m.run("preset.forward_then_turn_left");
            QCOMPARE(draft().actions().size(), std::size_t(2));
            const double walked = draft().actions()[0].magnitude, turned = draft().actions()[1].magnitude;
            QVERIFY2(walked >= 0.5 - 1e-9 && walked <= 3.5 + 1e-9 && turned >= 20 && turned <= 80, qPrintable(draft().text()));
            seen << draft().text();
        }
        QVERIFY(seen.size() > 3);
        m.command("presetAmounts")->setChecked(false);
        draft().setActions({}, "clear");
    }

    void pointsHaveASlider()
    {
        auto* slider = m.find<QSlider>("stage.pointSize");
        QVERIFY(slider);
        m.type(Qt::Key_Plus);
        QCOMPARE(slider->value(), 3);
        slider->setValue(6);
        QCOMPARE(m.view().overlays().pointSize, 6);
        m.type(Qt::Key_Minus);
        QCOMPARE(m.view().overlays().pointSize, 5);
    }

    void theShelfsButtonsStackInANarrowPanel()
    {
        auto* room = m.find<QAbstractButton>("observe.addRoom");
        auto* shelf = m.find<QDockWidget>("observe.shelf");
        for (const int width : {180, 240}) {
            m.observe->resizeDocks({shelf}, {width}, Qt::Horizontal);
            QTest::qWait(50);
            QVERIFY2(room->width() >= room->sizeHint().width(), qPrintable(QString("clipped in a shelf of %1").arg(shelf->width())));
            QVERIFY(shelf->width() <= width + 4);
        }
    }

    void chipsAreDraggedIntoAnotherOrder()
    {
        draft().setActions(parseActions("forward 1; turn left 30; right 0.5"), "a");
        QTest::qWait(50);
        const auto chip = [this](int index) { return m.find<QAbstractButton>(qPrintable(QString("observe.chip.%1").arg(index))); };
        const QPoint from = chip(0)->rect().center(), to = chip(0)->mapFrom(chip(0)->window(), chip(2)->mapTo(chip(2)->window(), QPoint(chip(2)->width() - 4, 10)));
        QAbstractButton* dragged = chip(0);
        QTest::mousePress(dragged, Qt::LeftButton, {}, from);
        for (int k = 1; k <= 8; ++k)
            QTest::mouseMove(dragged, from + (to - from) * k / 8);
        QTest::mouseRelease(dragged, Qt::LeftButton, {}, to);
        QTRY_COMPARE(draft().text(), "turn left 30 degrees; move right 0.5 meters; move forward 1 meters");
        // Back again, and a press without a drag only moves the playhead.
        QTest::qWait(50);
        const QPoint start = chip(2)->rect().center(), first = chip(2)->mapFrom(chip(2)->window(), chip(0)->mapTo(chip(0)->window(), QPoint(4, 10)));
        dragged = chip(2);
        QTest::mousePress(dragged, Qt::LeftButton, {}, start);
        for (int k = 1; k <= 8; ++k)
            QTest::mouseMove(dragged, start + (first - start) * k / 8);
        QTest::mouseRelease(dragged, Qt::LeftButton, {}, first);
        QTRY_COMPARE(draft().text(), "move forward 1 meters; turn left 30 degrees; move right 0.5 meters");
        QTest::qWait(50);
        QTest::mouseClick(chip(1), Qt::LeftButton);
        QCOMPARE(draft().playhead(), draft().poseAfterAction(1));
        draft().setActions({}, "clear");
        m.view().setFocus();
    }

    void theCurrentMoveIsInSight()
    {
        draft().setActions({}, "clear");
        std::vector<Action> many;
        for (int i = 0; i < 30; ++i)
            many.push_back({i % 2 ? ActionKind::TurnLeft : ActionKind::Forward, i % 2 ? 30.0 : 0.5});
        draft().setActions(many, "many");
        const auto seen = [this](int index) {
            const auto* chip = m.find<QWidget>(qPrintable(QString("observe.chip.%1").arg(index)));
            return chip && !chip->visibleRegion().isEmpty() && chip->visibleRegion().boundingRect() == chip->rect();
        };
        QTRY_VERIFY(seen(29) && !seen(0));
        draft().setPlayhead(draft().poseAfterAction(0));
        QTRY_VERIFY(seen(0));
        draft().setActions({}, "clear");
    }

    void draggingLeavesTheCamera()
    {
        if (m.noDevice())
            QSKIP("no Vulkan device here");
        m.type(Qt::Key_V);
        m.type(Qt::Key_L);
        QVERIFY(m.view().isLookingThrough());
        m.dragAlong({QPoint(120, 60), QPoint(180, 70)});
        QVERIFY(!m.view().isLookingThrough());
        QVERIFY(!m.command("lookThrough")->isChecked());
    }

    void keysAreRebound()
    {
        KeyBindings bindings(m.session->commands());
        QCOMPARE(bindings.set("observe.freehand", QKeySequence("P")), m.command("draw")->text());
        QVERIFY(bindings.set("observe.freehand", QKeySequence("Z")).isEmpty());
        m.view().setFocus();
        m.type(Qt::Key_B);
        QVERIFY(!m.command("freehand")->isChecked());
        m.type(Qt::Key_Z);
        QVERIFY(m.command("freehand")->isChecked());
        bindings.reset();
    }

    void noTwoCommandsShareAKey()
    {
        QHash<QString, QString> taken;
        for (const Command& command : m.session->commands().all())
            for (const QKeySequence& keys : command.action->shortcuts()) {
                QVERIFY2(!taken.contains(keys.toString()), qPrintable(keys.toString() + ": " + command.id + " and " + taken.value(keys.toString())));
                taken[keys.toString()] = command.id;
            }
    }

    void everyKeyIsListed()
    {
        m.type(Qt::Key_Question);
        auto* popup = m.find<QWidget>("keys");
        QTRY_VERIFY(popup && popup->isVisible());
        QStringList shown;
        for (const QLabel* label : popup->findChildren<QLabel*>())
            shown << label->text();
        for (const Command& command : m.session->commands().all())
            if (command.id.startsWith("observe.") && !command.action->shortcut().isEmpty())
                QVERIFY2(shown.contains(command.action->text()), qPrintable(command.id));
        QVERIFY2(m.window->rect().contains(QRect(m.window->mapFromGlobal(popup->pos()), popup->size())), "the list is larger than the window");
        popup->close();
    }

    void everyControlIsNamedForScreenReaders()
    {
        draft().setActions(parseActions("forward 1; turn left 30"), "a");
        QStringList nameless;
        for (QWidget* widget : m.window->findChildren<QWidget*>()) {
            const bool control = qobject_cast<QAbstractButton*>(widget) || qobject_cast<QLineEdit*>(widget) || qobject_cast<QComboBox*>(widget)
                || qobject_cast<QAbstractSlider*>(widget) || qobject_cast<QAbstractItemView*>(widget) || qobject_cast<QAbstractSpinBox*>(widget);
            if (!control || !widget->isVisible() || widget->focusPolicy() == Qt::NoFocus || widget->objectName().startsWith("qt_"))
                continue;
            const QAccessibleInterface* face = QAccessible::queryAccessibleInterface(widget);
            if (!face || face->text(QAccessible::Name).trimmed().isEmpty())
                nameless << QString("%1 \"%2\" in %3").arg(widget->metaObject()->className(), widget->objectName(), widget->parentWidget()->objectName());
        }
        QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join("; ")));
    }
};

QTEST_MAIN(TestStageKeys)
#include "tst_StageKeys.moc"
