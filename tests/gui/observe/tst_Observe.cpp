#include <QAction>
#include <QApplication>
#include <QLineEdit>
#include <QListWidget>
#include <QScreen>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

#include "render/gpu/GpuDevice.h"
#include "ui/observe/ObserveWorkspace.h"
#include "ui/shell/MainWindow.h"
#include "ui/theme/Theme.h"
#include "ui/viewport/ViewportWindow.h"

using namespace w2v;

/// The real window with the real viewport: text and path edit each other, by keyboard and mouse.
class TestObserve : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<MainWindow> m_window;
    ObserveWorkspace* m_observe = nullptr;

    QWindow* viewportWindow() const
    {
        for (QWindow* window : QGuiApplication::allWindows()) {
            if (qobject_cast<ViewportWindow*>(window))
                return window;
        }
        return nullptr;
    }

    QLineEdit* text() const { return m_window->findChild<QLineEdit*>("observe.pathText"); }

private Q_SLOTS:
    void initTestCase()
    {
        QCoreApplication::setOrganizationName("test");
        QCoreApplication::setApplicationName("observe");
        QSettings::setDefaultFormat(QSettings::IniFormat);
        QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_dir.filePath("settings"));
        qputenv("W2V_WORKER", "/nowhere/w2v-worker");
        QCoreApplication::setAttribute(Qt::AA_DontCreateNativeWidgetSiblings);
        Theme::instance().install(*qApp, Theme::Mode::Dark);
        m_session = std::make_unique<Session>();
        QVERIFY(m_session->createProject(m_dir.filePath("a.w2v")));
        m_session->edit([](Project& p) { p.addObservation({"", "living room", "mesh_scene", "room:3", "", {}}); });
        m_window = std::make_unique<MainWindow>(*m_session);
        m_observe = new ObserveWorkspace(*m_session);
        m_window->addWorkspace(m_observe);
        m_window->finishSetup();
        m_window->resize(1280, 800);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
        m_window->activateWindow(); // without a window manager nobody else does
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        QTRY_VERIFY_WITH_TIMEOUT(m_observe->draft().isOpen(), 60000);
        QTRY_VERIFY_WITH_TIMEOUT(m_observe->isSettled(), 60000);
    }

    void cleanupTestCase()
    {
        m_window.reset();
        m_session.reset();
        for (const std::string& message : validationMessages())
            qWarning("%s", message.c_str());
        QCOMPARE(validationMessageCount(), 0);
    }

    void theRoomIsOnTheScreen()
    {
        if (!m_observe->viewport().isAvailable())
            QSKIP("no Vulkan device here");
        const QPoint corner = m_observe->viewport().mapToGlobal(QPoint(0, 0));
        const QImage shot = m_window->screen()->grabWindow(0, corner.x(), corner.y(), m_observe->viewport().width(),
                                                           m_observe->viewport().height()).toImage();
        QSet<QRgb> colours;
        for (int y = 0; y < shot.height(); y += 6)
            for (int x = 0; x < shot.width(); x += 6)
                colours.insert(shot.pixel(x, y));
        QVERIFY2(colours.size() > 200, qPrintable(QString("only %1 colours: nothing was drawn").arg(colours.size())));
    }

    void typingChangesThePath()
    {
        text()->setFocus();
        QTest::keyClicks(text(), "forward 0.5; turn right 90 degrees");
        QCOMPARE(m_observe->draft().actions().size(), std::size_t(2));
        QCOMPARE(m_observe->draft().actions()[0], (Action{ActionKind::Forward, 0.5}));
        QTest::keyClick(text(), Qt::Key_Return);
        QCOMPARE(m_session->project()->trajectories().size(), std::size_t(1));
        QVERIFY(m_window->findChild<QToolButton*>("observe.chip.1"));
        QVERIFY(m_session->commands().find("observe.imagine")->isEnabled());
    }

    void clickingTheFloorChangesTheText()
    {
        if (!m_observe->viewport().isAvailable())
            QSKIP("no Vulkan device here");
        PathDraft& draft = m_observe->draft();
        m_session->commands().find("observe.draw")->trigger();
        m_session->commands().find("observe.frameAll")->trigger();
        // A floor point 1 m ahead and 0.5 m to the right of where the path ends.
        const Rigid3d end = draft.worldFromPose(draft.poses() - 1);
        Eigen::Vector3d goal = end * Eigen::Vector3d(0.5, 0, 1.0);
        goal.y() = 0;
        const auto at = m_observe->viewport().widgetAt(goal);
        QVERIFY(at);
        const QString before = draft.text();
        QTest::mouseMove(viewportWindow(), at->toPoint());
        QTest::mouseClick(viewportWindow(), Qt::LeftButton, {}, at->toPoint());
        QTRY_VERIFY(draft.text() != before);
        QVERIFY(text()->text().contains("turn right 30 degrees"));
        const Eigen::Vector3d reached = draft.worldFromPose(draft.poses() - 1).translation();
        QVERIFY2((reached - goal).head<1>().norm() < 0.3, "the path ends where the click was, within the snap");
        QCOMPARE(text()->text(), draft.text());
    }

    void undoTakesTheClickBackInTextAndPath()
    {
        const QString before = m_observe->draft().text();
        m_session->undoAction()->trigger();
        QVERIFY(m_observe->draft().text() != before);
        QCOMPARE(text()->text(), m_observe->draft().text());
        m_session->redoAction()->trigger();
        QCOMPARE(text()->text(), before);
    }

    void walkingByKeysExtendsThePath()
    {
        m_session->commands().find("observe.walk")->trigger();
        m_observe->viewport().setFocus();
        const std::size_t before = m_observe->draft().actions().size();
        QTest::keyClick(&m_observe->viewport(), Qt::Key_Left);
        QCOMPARE(m_observe->draft().actions().size(), before + 1);
        QCOMPARE(m_observe->draft().actions().back(), (Action{ActionKind::TurnLeft, 10}));
    }

    void draggingOrbitsAndDrawsNothing()
    {
        if (!m_observe->viewport().isAvailable())
            QSKIP("no Vulkan device here");
        const QString before = m_observe->draft().text();
        const Eigen::Vector3d point(0, 0, 0);
        const auto from = m_observe->viewport().widgetAt(point);
        QWindow* window = viewportWindow();
        QTest::mousePress(window, Qt::LeftButton, {}, QPoint(200, 200));
        for (int i = 1; i <= 10; ++i)
            QTest::mouseMove(window, QPoint(200 + 8 * i, 200));
        QTest::mouseRelease(window, Qt::LeftButton, {}, QPoint(280, 200));
        QVERIFY(m_observe->viewport().widgetAt(point) != from);
        QCOMPARE(m_observe->draft().text(), before);
        QTRY_VERIFY_WITH_TIMEOUT(m_observe->isSettled(), 20000);
    }

    void resizingKeepsDrawing()
    {
        for (const QSize size : {QSize(1000, 640), QSize(1600, 900), QSize(1100, 700), QSize(1280, 800)}) {
            m_window->resize(size);
            QTRY_COMPARE(m_window->size(), size);
            QTRY_VERIFY_WITH_TIMEOUT(m_observe->isSettled(), 20000);
        }
    }

    void themeSwitchRedraws()
    {
        Theme::instance().setMode(Theme::Mode::Light);
        QTRY_VERIFY_WITH_TIMEOUT(m_observe->isSettled(), 20000);
        Theme::instance().setMode(Theme::Mode::Dark);
        QTRY_VERIFY_WITH_TIMEOUT(m_observe->isSettled(), 20000);
    }
};

QTEST_MAIN(TestObserve)
#include "tst_Observe.moc"
