#include <QAction>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>

#include "ui/session/KeyBindings.h"

using namespace w2v;

/// Keys that the user chose act, survive a restart, and never stand for two things at once.
class TestKeyBindings : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;

    struct Window {
        QObject owner;
        CommandList commands;
        QAction* add(const QString& id, const char* keys)
        {
            auto* action = new QAction(id, &owner);
            action->setShortcut(QKeySequence(keys));
            commands.add({id, "group", action, {}});
            return action;
        }
        QAction *split = add("observe.split", "Ctrl+T"), *mirror = add("observe.mirror", "Ctrl+M"), *accept = add("curate.accept", "1"),
                *undo = add("general.undo", "Ctrl+Z");
    };

private Q_SLOTS:
    void initTestCase()
    {
        QCoreApplication::setOrganizationName("test");
        QCoreApplication::setApplicationName("keys");
        QSettings::setDefaultFormat(QSettings::IniFormat);
        QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_dir.filePath("settings"));
    }

    void changesLastAndCanBeTakenBack()
    {
        {
            Window window;
            KeyBindings keys(window.commands);
            keys.apply();
            QCOMPARE(keys.set("observe.split", QKeySequence("Ctrl+X")), QString());
            QCOMPARE(keys.set("observe.mirror", {}), QString());
            QCOMPARE(window.split->shortcut(), QKeySequence("Ctrl+X"));
            QVERIFY(window.split->toolTip().contains("Ctrl+X"));
        }
        Window window;
        KeyBindings keys(window.commands);
        keys.apply();
        QCOMPARE(window.split->shortcut(), QKeySequence("Ctrl+X"));
        QVERIFY(window.mirror->shortcut().isEmpty());
        QVERIFY(keys.isChanged(window.commands.all().first()));
        keys.reset();
        QCOMPARE(window.split->shortcut(), QKeySequence("Ctrl+T"));
        QCOMPARE(window.mirror->shortcut(), QKeySequence("Ctrl+M"));
        QVERIFY(!keys.isChanged(window.commands.all().first()));
    }

    void oneKeyOneMeaning()
    {
        Window window;
        KeyBindings keys(window.commands);
        keys.apply();
        QCOMPARE(keys.set("observe.split", QKeySequence("Ctrl+M")), QString("observe.mirror"));
        QCOMPARE(keys.set("observe.split", QKeySequence("Ctrl+Z")), QString("general.undo"));
        QCOMPARE(window.split->shortcut(), QKeySequence("Ctrl+T"));
        QCOMPARE(keys.set("observe.split", QKeySequence("1")), QString()); // another workspace's key
        keys.reset();
    }
};

QTEST_MAIN(TestKeyBindings)
#include "tst_KeyBindings.moc"
