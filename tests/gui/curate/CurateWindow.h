#pragma once
#include <memory>

#include <QDir>
#include <QFileDialog>
#include <QLineEdit>
#include <QTableWidget>
#include <QTest>
#include <QTimer>

#include "tests/gui/fixture/ProjectFixture.h"
#include "ui/curate/CurateWorkspace.h"
#include "ui/theme/Theme.h"

namespace w2v::test {

inline constexpr int kPatience = 60'000; ///< ms for a worker on a busy machine

/// The workspace in a window of its own with a project, and what a user does in it.
struct CurateWindow {
    explicit CurateWindow(const ProjectFixture& fixture)
    {
        opened = session.openProject(fixture.path());
        workspace = std::make_unique<CurateWorkspace>(session);
        workspace->resize(1280, 800);
        workspace->show();
        (void)QTest::qWaitForWindowExposed(workspace.get());
        workspace->activateWindow();
        workspace->activate();
        opened = opened && QTest::qWaitFor([] { return QApplication::focusWidget() != nullptr; }, 30'000);
    }
    template <class T>
    T* find(const char* name) const
    {
        return workspace->findChild<T*>(QString::fromLatin1(name));
    }
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier) const
    {
        QTest::keyClick(QApplication::focusWidget() ? QApplication::focusWidget() : workspace.get(), key, modifiers);
    }
    static void clickRow(QTableWidget* table, int row, Qt::KeyboardModifiers modifiers = Qt::NoModifier)
    {
        QTest::mouseClick(table->viewport(), Qt::LeftButton, modifiers, table->visualItemRect(table->item(row, 0)).center());
    }

    Session session;
    bool opened = false;
    std::unique_ptr<CurateWorkspace> workspace;
};

/// The next dialog gets this text in its field (the one of this name, when it has several) and is accepted.
inline void answerDialog(const QString& text, const QString& field = {})
{
    auto* timer = new QTimer(qApp);
    QObject::connect(timer, &QTimer::timeout, qApp, [timer, text, field] {
        QWidget* dialog = QApplication::activeModalWidget();
        auto* line = dialog ? dialog->findChild<QLineEdit*>(field) : nullptr;
        if (!line || !line->isVisible())
            return;
        timer->deleteLater();
        line->setText(text);
        QTest::keyClick(line, Qt::Key_Return);
    });
    timer->start(100);
}

inline void answerFileDialog(const QString& file)
{
    answerDialog(file, QStringLiteral("fileNameEdit"));
}

/// With W2V_SCREENS=folder: pictures in both themes and two sizes.
inline void keepPictures(CurateWorkspace& workspace, const QString& name)
{
    const QString folder = qEnvironmentVariable("W2V_SCREENS");
    if (folder.isEmpty())
        return;
    for (const bool dark : {true, false})
        for (const QSize size : {QSize(1232, 720), QSize(1872, 1000)}) {
            Theme::instance().setMode(dark ? Theme::Mode::Dark : Theme::Mode::Light);
            workspace.resize(size);
            QTest::qWait(200);
            workspace.grab().save(QDir(folder).filePath(QStringLiteral("%1-%2-%3.png").arg(name, dark ? "dark" : "light").arg(size.width())));
        }
    Theme::instance().setMode(Theme::Mode::Dark);
    workspace.resize(1280, 800);
}

} // namespace w2v::test
