#pragma once
#include <QAction>
#include <QApplication>
#include <QDir>
#include <QHeaderView>
#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSettings>
#include <QTableView>
#include <QTest>
#include <QTimer>
#include <QToolButton>

#include <unistd.h>

#include "core/runs/RunQueue.h"
#include "ui/plots/CurveChart.h"
#include "ui/shell/MainWindow.h"
#include "ui/theme/Theme.h"
#include "ui/train/RunsModel.h"
#include "ui/train/TrainWorkspace.h"

namespace w2v::test {

/// Settings, queue and worker of the tests' own, below `folder`.
inline void useOwnState(const QString& folder)
{
    QCoreApplication::setOrganizationName(QStringLiteral("test"));
    QCoreApplication::setApplicationName(QStringLiteral("train"));
    QSettings::setDefaultFormat(QSettings::IniFormat);
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, folder + QStringLiteral("/settings"));
    qputenv("W2V_WORKER", W2V_BINARY_DIR "/w2v-worker");
    qputenv("XDG_STATE_HOME", folder.toUtf8());
    Theme::instance().install(*qApp, Theme::Mode::Dark);
}

/// Nothing is left running, whatever failed; the dispatcher ends by itself soon after the last entry.
inline void endQueue()
{
    const RunQueue queue = RunQueue::ofUser();
    for (const QueueEntry& entry : queue.read().entries)
        queue.cancel(entry.id, true);
    static_cast<void>(QTest::qWaitFor([&] {
        const int lock = queue.lockDispatcher();
        if (lock >= 0)
            ::close(lock);
        return lock >= 0;
    }, 10'000));
}

/// The real window on a project, with Train in front, and how a person reaches its parts.
class TrainWindow {
public:
    explicit TrainWindow(const QString& project)
    {
        train = new TrainWorkspace(session);
        window.addWorkspace(train);
        window.finishSetup();
        window.resize(1280, 800);
        window.show();
        window.activateWindow(); // without a window manager nobody else does
        ready = QTest::qWaitForWindowActive(&window) && session.openProject(project);
        window.showWorkspace(QStringLiteral("train"));
    }

    template <class T>
    T* child(const char* name) const
    {
        return train->findChild<T*>(QLatin1String(name));
    }

    QToolButton* button(const char* action) const
    {
        for (QToolButton* one : train->findChildren<QToolButton*>())
            if (one->defaultAction() && one->defaultAction()->objectName() == QLatin1String(action))
                return one;
        return nullptr;
    }

    static void click(QWidget* widget) { QTest::mouseClick(widget, Qt::LeftButton); }

    QTableView& table() const { return *child<QTableView>("runs"); }

    /// What the run table shows in a column, from top to bottom.
    QStringList shown(int column) const
    {
        QStringList out;
        for (int row = 0; row < table().model()->rowCount(); ++row)
            out += table().model()->index(row, column).data().toString();
        return out;
    }
    QString status() const { return train->runs().index(0, 0).data(RunsModel::StatusRole).toString(); }

    void clickRow(int row, Qt::KeyboardModifiers keys = {}) const
    {
        const QModelIndex index = table().model()->index(row, RunsModel::NameColumn);
        table().scrollTo(index);
        QTest::mouseClick(table().viewport(), Qt::LeftButton, keys, table().visualRect(index).center());
    }
    void clickRow(const char* name, Qt::KeyboardModifiers keys = {}) const
    {
        const QStringList names = shown(RunsModel::NameColumn);
        for (int row = 0; row < names.size(); ++row)
            if (names[row].startsWith(QLatin1String(name)))
                return clickRow(row, keys);
    }

    void clickHeader(int column) const
    {
        QHeaderView* header = table().horizontalHeader();
        if (table().model()->rowCount() > 0)
            table().scrollTo(table().model()->index(0, column));
        QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, QPoint(header->sectionViewportPosition(column) + header->sectionSize(column) / 2, header->height() / 2));
    }

    /// Opens the menu of a button and clicks an entry. The menu waits in its own loop, so the click comes from a timer.
    void chooseInMenu(const char* buttonName, const char* action) const
    {
        auto* opener = child<QToolButton>(buttonName);
        QTimer timer;
        QObject::connect(&timer, &QTimer::timeout, &timer, [&] {
            auto* menu = qobject_cast<QMenu*>(QApplication::activePopupWidget());
            if (!menu)
                return;
            timer.stop();
            for (QAction* one : menu->actions())
                if (one->objectName() == QLatin1String(action)) {
                    QTest::mouseClick(menu, Qt::LeftButton, {}, menu->actionGeometry(one).center());
                    return;
                }
            menu->close();
        });
        timer.start(50);
        click(opener);
    }

    /// Of a cell of the run table, once it is there; else null.
    QLineEdit* openEditor() const
    {
        QLineEdit* editor = nullptr;
        const bool open = QTest::qWaitFor([&] { return (editor = table().viewport()->findChild<QLineEdit*>()) && editor->isVisible(); }, 3000);
        return open ? editor : nullptr;
    }
    /// Types into the cell that is being edited, waits (ms) and leaves it with Return.
    bool typeIntoCell(const QString& text, int wait = 0) const
    {
        QLineEdit* editor = openEditor();
        if (!editor)
            return false;
        editor->selectAll();
        QTest::keyClicks(editor, text);
        QTest::qWait(wait);
        QTest::keyClick(editor, Qt::Key_Return);
        return true;
    }

    /// Clicks a drawn point of a curve.
    static void clickPoint(CurveChart& chart, int curve, std::size_t point)
    {
        QTest::mouseClick(chart.findChild<QWidget*>(QStringLiteral("plot")), Qt::LeftButton, {}, chart.placeOf(curve, point).toPoint());
    }

    /// A picture for the eyes, when W2V_SCREENS names a folder.
    void keep(const char* name)
    {
        if (const QString folder = qEnvironmentVariable("W2V_SCREENS"); !folder.isEmpty())
            window.grab().save(QDir(folder).filePath(QLatin1String(name) + QStringLiteral(".png")));
    }

    Session session;
    MainWindow window{session};
    TrainWorkspace* train = nullptr; ///< belongs to the window
    bool ready = false;
};

} // namespace w2v::test
