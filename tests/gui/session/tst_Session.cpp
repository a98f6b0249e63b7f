#include <QApplication>
#include <QAction>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include "ui/session/Session.h"

using namespace w2v;

class TestSession : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;

private Q_SLOTS:
    void initTestCase()
    {
        QSettings::setDefaultFormat(QSettings::IniFormat);
        QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_dir.filePath("settings"));
        QCoreApplication::setOrganizationName("test");
        QCoreApplication::setApplicationName("session");
    }

    void undoFollowsTheProjectsHistory()
    {
        Session session;
        QVERIFY(session.createProject(m_dir.filePath("a.w2v")));
        QVERIFY(!session.undoAction()->isEnabled());
        std::string observation;
        QVERIFY(session.edit([&](Project& p) { observation = p.addObservation({"", "room", "mesh_scene", "room:1", "", {}}); }));
        StoredTrajectory path;
        path.observation = observation;
        path.actionsText = "move forward 1 meters";
        QVERIFY(session.edit([&](Project& p) { p.saveTrajectory(path, "draw path"); }));
        QVERIFY(session.undoAction()->isEnabled());
        QVERIFY(session.undoAction()->text().contains("draw path"));
        session.undoAction()->trigger();
        QVERIFY(session.project()->trajectories().empty());
        QVERIFY(session.redoAction()->isEnabled());
        session.redoAction()->trigger();
        QCOMPARE(session.project()->trajectories().size(), std::size_t(1));
    }

    void seesWhatAnotherWriterDid()
    {
        Session session;
        QVERIFY(session.createProject(m_dir.filePath("b.w2v")));
        QSignalSpy changed(&session, &Session::projectChanged);
        Project other = Project::open(m_dir.filePath("b.w2v").toStdString());
        other.addObservation({"", "room", "mesh_scene", "room:2", "", {}});
        QTRY_VERIFY_WITH_TIMEOUT(changed.count() > 0, 3000);
        QCOMPARE(session.project()->observations().size(), std::size_t(1));
    }

    void failuresBecomeIssuesAndGoWhenSolved()
    {
        Session session;
        QVERIFY(!session.openProject(m_dir.filePath("missing.w2v")));
        QCOMPARE(session.issues().rowCount(), 1);
        QVERIFY(session.createProject(m_dir.filePath("c.w2v")));
        QCOMPARE(session.issues().rowCount(), 0);
        QVERIFY(!session.edit([](Project& p) { p.editRecord("no such record", "q", "a"); }));
        QCOMPARE(session.issues().rowCount(), 1);
    }

    void selectionIsOneForAllAndClearsWhatBelongsElsewhere()
    {
        Session session;
        QSignalSpy changed(&session, &Session::selectionChanged);
        session.selectObservation("o1");
        session.selectTrajectory("t1");
        session.selectRollout("r1", 4);
        session.selectObservation("o1", 2);
        QCOMPARE(session.selection().rollout, "r1");
        session.selectObservation("o2");
        QCOMPARE(session.selection().rollout, QString());
        QCOMPARE(session.selection().trajectory, QString());
        QCOMPARE(changed.count(), 5);
        session.selectObservation("o2");
        QCOMPARE(changed.count(), 5);
    }

    void recentProjectsAreRememberedNewestFirst()
    {
        Session session;
        QVERIFY(session.createProject(m_dir.filePath("d.w2v")));
        QVERIFY(session.createProject(m_dir.filePath("e.w2v")));
        QVERIFY(session.recentProjects().value(0).endsWith("e.w2v"));
        QVERIFY(session.recentProjects().value(1).endsWith("d.w2v"));
    }
};

QTEST_MAIN(TestSession)
#include "tst_Session.moc"
