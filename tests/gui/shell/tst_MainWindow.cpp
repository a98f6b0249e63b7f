#include <QAction>
#include <QApplication>
#include <QDir>
#include <QDockWidget>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

#include "tests/gui/fixture/ProjectFixture.h"
#include "ui/curate/CurateWorkspace.h"
#include "ui/imagine/ImagineWorkspace.h"
#include "ui/observe/ObserveWorkspace.h"
#include "ui/shell/CommandPalette.h"
#include "ui/shell/MainWindow.h"
#include "ui/theme/Theme.h"

using namespace w2v;

class TestMainWindow : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;

private Q_SLOTS:
    void initTestCase()
    {
        QCoreApplication::setOrganizationName("test");
        QCoreApplication::setApplicationName("window");
        QSettings::setDefaultFormat(QSettings::IniFormat);
        QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_dir.filePath("settings"));
        qputenv("W2V_WORKER", "/nowhere/w2v-worker");
        Theme::instance().install(*qApp, Theme::Mode::Dark);
    }

    void startsWithoutAProject()
    {
        Session session;
        MainWindow window(session);
        window.finishSetup();
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        QVERIFY(window.findChild<QPushButton*>("start.demo")->isVisible());
        QVERIFY(!window.findChild<QPushButton*>("header.primary")->isVisible());
    }

    void workspacesSwitchByKeyAndButton()
    {
        test::ProjectFixture project(8);
        Session session;
        MainWindow window(session);
        window.addWorkspace(new ObserveWorkspace(session));
        window.addWorkspace(new ImagineWorkspace(session));
        window.finishSetup();
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        window.activateWindow(); // without a window manager nobody else does
        QVERIFY(QTest::qWaitForWindowActive(&window));
        QVERIFY(session.openProject(project.path()));
        QCOMPARE(window.currentWorkspace()->id(), "observe");
        QTest::keyClick(&window, Qt::Key_2, Qt::ControlModifier);
        QTRY_COMPARE(window.currentWorkspace()->id(), "imagine");
        QVERIFY(window.workspace("imagine")->isVisible());
        QVERIFY(!window.workspace("observe")->isVisible());
        QTest::mouseClick(window.findChild<QToolButton*>("activity.observe"), Qt::LeftButton);
        QCOMPARE(window.currentWorkspace()->id(), "observe");
        QVERIFY(window.findChild<QPushButton*>("header.primary")->isVisible());
        QCOMPARE(window.findChild<QPushButton*>("header.primary")->text(), "Imagine");
    }

    void paletteFindsAndRunsActions()
    {
        test::ProjectFixture project(8);
        Session session;
        MainWindow window(session);
        window.addWorkspace(new ObserveWorkspace(session));
        window.addWorkspace(new ImagineWorkspace(session));
        window.finishSetup();
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        window.activateWindow(); // without a window manager nobody else does
        QVERIFY(QTest::qWaitForWindowActive(&window));
        QVERIFY(session.openProject(project.path()));
        QTest::keyClick(&window, Qt::Key_K, Qt::ControlModifier);
        auto* palette = window.findChild<CommandPalette*>();
        QTRY_VERIFY(palette->isVisible());
        auto* query = palette->findChild<QLineEdit*>();
        QTest::keyClicks(query, "go to imag");
        QCOMPARE(palette->findChild<QListWidget*>()->item(0)->text(), "Go to Imagine");
        QTest::keyClick(query, Qt::Key_Return);
        QTRY_COMPARE(window.currentWorkspace()->id(), "imagine");
        QVERIFY(!palette->isVisible());
    }

    void everyActionHasAnIdATextAndIsListedOnce()
    {
        Session session;
        MainWindow window(session);
        window.addWorkspace(new ObserveWorkspace(session));
        window.addWorkspace(new ImagineWorkspace(session));
        QSet<QString> ids;
        for (const Command& command : session.commands().all()) {
            QVERIFY2(!command.action->text().isEmpty(), qPrintable(command.id));
            QVERIFY2(!ids.contains(command.id), qPrintable(command.id));
            ids.insert(command.id);
        }
        QVERIFY(ids.size() > 40);
    }

    void themeSwitchesLive()
    {
        Session session;
        MainWindow window(session);
        window.finishSetup();
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        const auto corner = [&] { return window.grab().toImage().pixelColor(60, 8); };
        QCOMPARE(corner(), Theme::color(ColorRole::Surface, Theme::Mode::Dark));
        session.commands().find("general.theme")->trigger();
        QCOMPARE(corner(), Theme::color(ColorRole::Surface, Theme::Mode::Light));
        session.commands().find("general.theme")->trigger();
        QCOMPARE(corner(), Theme::color(ColorRole::Surface, Theme::Mode::Dark));
    }

    void missingWorkerIsToldNotFatal()
    {
        test::ProjectFixture project(8);
        Session session;
        MainWindow window(session);
        window.addWorkspace(new ObserveWorkspace(session));
        window.finishSetup();
        window.show();
        QVERIFY(session.openProject(project.path()));
        session.commands().find("observe.addRoom")->trigger();
        QTRY_COMPARE(session.issues().rowCount(), 1);
        QVERIFY(session.issues().at(0).title.contains("w2v-worker"));
        QVERIFY(!session.issues().at(0).advice.isEmpty());
        QVERIFY(window.findChild<QToolButton*>("status.issues")->text().contains('1'));
    }

    void workspacesAreMadeWhenTheyAreWanted()
    {
        test::ProjectFixture project(8);
        Session session;
        MainWindow window(session);
        QStringList made;
        const auto plan = [&](const QString& id, const std::function<Workspace*()>& make) {
            window.planWorkspace(id, id, id, [&made, id, make] {
                made << id;
                return make();
            });
        };
        plan("observe", [&] { return new ObserveWorkspace(session); });
        plan("imagine", [&] { return new ImagineWorkspace(session); });
        plan("curate", [&] { return new CurateWorkspace(session); });
        window.finishSetup();
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        window.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        QVERIFY(session.openProject(project.path()));
        QCOMPARE(made, QStringList{"observe"});
        QVERIFY(window.findChild<QToolButton*>("activity.curate")->isVisible());
        QTest::keyClick(&window, Qt::Key_3, Qt::ControlModifier);
        QTRY_COMPARE(window.currentWorkspace()->id(), "curate");
        QCOMPARE(made, (QStringList{"observe", "curate"}));
        QVERIFY(window.makeNextWorkspace());
        QVERIFY(!window.makeNextWorkspace());
        QCOMPARE(made, (QStringList{"observe", "curate", "imagine"}));
        QCOMPARE(window.currentWorkspace()->id(), "curate");
        QVERIFY(!window.workspace("nothing"));
        window.close();
        QSettings().clear();
    }

    void narrowWindowsGiveTheirRoomToTheStage()
    {
        test::ProjectFixture project(8);
        Session session;
        for (const bool narrow : {true, false}) {
            MainWindow window(session);
            window.addWorkspace(new ObserveWorkspace(session));
            window.finishSetup();
            window.resize(narrow ? QSize(1280, 800) : QSize(1800, 1000));
            window.show();
            QVERIFY(QTest::qWaitForWindowExposed(&window));
            QVERIFY(session.openProject(project.path()));
            auto* inspector = window.findChild<QDockWidget*>("observe.inspector");
            auto* handle = window.findChild<QToolButton*>("observe.inspector.show");
            QTRY_COMPARE(inspector->isVisible(), !narrow);
            QTRY_COMPARE(handle->isVisible(), narrow);
            const QWidget* stage = window.workspace("observe")->centralWidget();
            if (narrow) {
                QTRY_VERIFY2(stage->width() * stage->height() > 0.5 * 1280 * 800, qPrintable(QString("%1 x %2").arg(stage->width()).arg(stage->height())));
                QTest::mouseClick(handle, Qt::LeftButton);
                QTRY_VERIFY(inspector->isVisible());
                QVERIFY(!handle->isVisible());
            }
            session.closeProject();
            QSettings().clear();
        }
    }

    void layoutAndWorkspaceAreRemembered()
    {
        test::ProjectFixture project(8);
        Session session;
        {
            MainWindow window(session);
            window.addWorkspace(new ObserveWorkspace(session));
            window.addWorkspace(new ImagineWorkspace(session));
            window.finishSetup();
            window.show();
            QVERIFY(session.openProject(project.path()));
            window.showWorkspace("imagine");
            window.workspace("imagine")->findChild<QDockWidget*>("imagine.rollouts")->hide();
            window.close();
        }
        MainWindow window(session);
        window.addWorkspace(new ObserveWorkspace(session));
        window.addWorkspace(new ImagineWorkspace(session));
        window.finishSetup();
        window.show();
        QCOMPARE(window.currentWorkspace()->id(), "imagine");
        QVERIFY(!window.workspace("imagine")->findChild<QDockWidget*>("imagine.rollouts")->isVisible());
        window.workspace("imagine")->resetLayout();
        QVERIFY(window.workspace("imagine")->findChild<QDockWidget*>("imagine.rollouts")->isVisible());
        QSettings().clear();
    }

    void panelsKeepTheirShareOfALargerWindow()
    {
        test::ProjectFixture project(8);
        Session session;
        const auto widthAt = [&](QSize size, int drag) {
            MainWindow window(session);
            window.addWorkspace(new ObserveWorkspace(session));
            window.finishSetup();
            window.resize(size);
            window.show();
            if (!session.hasProject())
                session.openProject(project.path());
            Workspace* observe = window.workspace("observe");
            auto* shelf = observe->findChild<QDockWidget*>("observe.shelf");
            QTest::qWait(50);
            if (drag > 0)
                observe->resizeDocks({shelf}, {drag}, Qt::Horizontal);
            QTest::qWait(50);
            const int width = shelf->width();
            window.close();
            QSettings().remove("window/geometry");
            return width;
        };
        QCOMPARE(widthAt({1280, 800}, 310), 310);
        QVERIFY(std::abs(widthAt({1900, 1000}, 0) - 310 * (1900 - 48) / (1280 - 48)) <= 2);
        QVERIFY(std::abs(widthAt({1280, 800}, 0) - 310) <= 2);
        QSettings().clear();
    }

    void dropsAreRecognised()
    {
        Session session;
        ObserveWorkspace observe(session);
        QVERIFY(observe.describeDrop({"/x/chair.png"}).contains("chair.png"));
        QVERIFY(observe.describeDrop({"/x/house.glb"}).contains("house.glb"));
        QVERIFY(observe.describeDrop({"/x/notes.txt"}).isEmpty());
        QVERIFY(QDir(m_dir.path()).mkpath("capture/depth"));
        QVERIFY(observe.describeDrop({m_dir.filePath("capture")}).contains("capture"));
    }
};

QTEST_MAIN(TestMainWindow)
#include "tst_MainWindow.moc"
