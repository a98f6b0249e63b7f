#pragma once
#include <QApplication>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>

#include "render/gpu/GpuDevice.h"
#include "ui/observe/ObserveWorkspace.h"
#include "ui/shell/MainWindow.h"
#include "ui/theme/Theme.h"
#include "ui/viewport/ViewportWindow.h"

namespace w2v::test {

/// The real window with a generated room in Observe, driven by mouse and keyboard. The settings are this test's own.
struct ObserveWindow {
    QTemporaryDir dir;
    std::unique_ptr<Session> session;
    std::unique_ptr<MainWindow> window;
    ObserveWorkspace* observe = nullptr;

    /// Returns why it could not be opened; empty: it is there and drawn.
    QString open(const QString& name, const std::string& observation = "room:3", QSize size = {1280, 800})
    {
        QCoreApplication::setOrganizationName("test");
        QCoreApplication::setApplicationName(name);
        QSettings::setDefaultFormat(QSettings::IniFormat);
        QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, dir.filePath("settings"));
        QCoreApplication::setAttribute(Qt::AA_DontCreateNativeWidgetSiblings);
        Theme::instance().install(*qApp, Theme::Mode::Dark);
        session = std::make_unique<Session>();
        if (!session->createProject(dir.filePath("a.w2v")))
            return "no project";
        session->edit([&](Project& p) { p.addObservation({"", "living room", "mesh_scene", observation, "", {}}); });
        window = std::make_unique<MainWindow>(*session);
        observe = new ObserveWorkspace(*session);
        window->addWorkspace(observe);
        window->finishSetup();
        window->resize(size);
        window->show();
        if (!QTest::qWaitForWindowExposed(window.get()))
            return "the window is not exposed";
        window->activateWindow(); // without a window manager nobody else does
        if (!QTest::qWaitForWindowActive(window.get()))
            return "the window is not active";
        if (!QTest::qWaitFor([this] { return observe->draft().isOpen() && observe->isSettled(); }, 90000))
            return "the room was not drawn";
        return {};
    }

    void close()
    {
        window.reset();
        session.reset();
        for (const std::string& message : validationMessages())
            qWarning("%s", message.c_str());
        QCOMPARE(validationMessageCount(), 0);
    }

    QWindow* stage() const
    {
        for (QWindow* candidate : QGuiApplication::allWindows())
            if (qobject_cast<ViewportWindow*>(candidate))
                return candidate;
        return nullptr;
    }
    template <class T>
    T* find(const char* name) const { return window->findChild<T*>(QString::fromLatin1(name)); }
    PathDraft& draft() const { return observe->draft(); }
    Viewport& view() const { return observe->viewport(); }
    bool noDevice() const { return !view().isAvailable(); }
    QAction* command(const char* name) const { return session->commands().find(QString("observe.") + name); }
    void run(const char* name) const { command(name)->trigger(); }
    /// As from the keyboard: to whatever has the focus.
    void type(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) const { QTest::keyClick(window->windowHandle(), key, modifiers); }

    /// A point of the floor, in the frame of the walker at the playhead.
    QPoint at(double right, double forward) const
    {
        Eigen::Vector3d p = draft().worldFromPose(draft().playhead()) * Eigen::Vector3d(right, 0, forward);
        p.y() = 0;
        const auto widget = view().widgetAt(p);
        return widget ? widget->toPoint() : QPoint(-1, -1);
    }
    /// Moves the pressed mouse along these points of the stage.
    void press(const QPoint& at) const
    {
        QTest::mouseMove(stage(), at);
        QTest::mousePress(stage(), Qt::LeftButton, {}, at);
    }
    void moveTo(const QPoint& from, const QPoint& to) const
    {
        for (int k = 1; k <= 6; ++k)
            QTest::mouseMove(stage(), from + (to - from) * k / 6);
    }
    void dragAlong(const std::vector<QPoint>& points) const
    {
        press(points.front());
        for (std::size_t i = 1; i < points.size(); ++i)
            moveTo(points[i - 1], points[i]);
        QTest::mouseRelease(stage(), Qt::LeftButton, {}, points.back());
    }
};

} // namespace w2v::test
