#include <QApplication>
#include <random>

#include <QAction>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>

#include "ui/observe/PathDraft.h"

using namespace w2v;

/// Text, moves and poses are one object, whatever edits them; every edit is one undo step.
class TestPathDraft : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;
    int m_count = 0;

    struct Opened {
        Session session;
        PathDraft draft{session};
        QString observation;
    };

    std::unique_ptr<Opened> open()
    {
        auto opened = std::make_unique<Opened>();
        opened->session.createProject(m_dir.filePath(QString("p%1.w2v").arg(++m_count)));
        opened->session.edit([&](Project& p) {
            opened->observation = QString::fromStdString(p.addObservation({"", "room", "mesh_scene", "room:1", "", {}}));
        });
        opened->draft.open(opened->observation, 0, Rigid3d::Identity(), intrinsicsFromFov(64, 64, 54));
        return opened;
    }

    static void checkConsistent(const PathDraft& draft)
    {
        QCOMPARE(draft.text().trimmed().isEmpty() ? std::vector<Action>() : parseActions(draft.text().toStdString()), draft.actions());
        const CameraTrajectory fresh = followActions(draft.actions(), {}, draft.path().camera);
        QCOMPARE(fresh.startFromCamera.size(), draft.path().startFromCamera.size());
        QVERIFY(fresh.startFromCamera.back().isApprox(draft.path().startFromCamera.back(), 1e-12));
        QVERIFY(draft.playhead() >= 0 && draft.playhead() < draft.poses());
    }

private Q_SLOTS:
    void initTestCase()
    {
        QCoreApplication::setOrganizationName("test");
        QCoreApplication::setApplicationName("draft");
        QSettings::setDefaultFormat(QSettings::IniFormat);
        QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_dir.filePath("settings"));
    }

    void textMakesThePath()
    {
        auto o = open();
        o->draft.editText("forward 1 m; turn right 90 degrees; forward 2 m");
        QCOMPARE(o->draft.actions().size(), std::size_t(3));
        const Eigen::Vector3d end = o->draft.startFromEnd().translation();
        QVERIFY((end - Eigen::Vector3d(2, 0, 1)).norm() < 1e-9);
        o->draft.commitText();
        QCOMPARE(o->session.project()->trajectories().size(), std::size_t(1));
        // Kept as the user wrote it.
        QCOMPARE(o->session.project()->trajectories()[0].actionsText, "forward 1 m; turn right 90 degrees; forward 2 m");
    }

    void unreadableTextIsToldAndChangesNothing()
    {
        auto o = open();
        o->draft.append({{ActionKind::Forward, 1}});
        o->draft.editText("move sideways a bit");
        QVERIFY(!o->draft.isValid());
        QVERIFY(!o->draft.problem().isEmpty());
        QCOMPARE(o->draft.actions().size(), std::size_t(1));
        o->draft.commitText();
        QCOMPARE(o->session.project()->trajectories()[0].actionsText, "move forward 1 meters");
    }

    void movesMakeTheText()
    {
        auto o = open();
        o->draft.append({{ActionKind::TurnLeft, 30}, {ActionKind::Forward, 0.5}});
        QCOMPARE(o->draft.text(), "turn left 30 degrees; move forward 0.5 meters");
        o->draft.setMagnitude(1, 0.7);
        QCOMPARE(o->draft.text(), "turn left 30 degrees; move forward 0.7 meters");
        o->draft.removeAction(0);
        QCOMPARE(o->draft.text(), "move forward 0.7 meters");
    }

    void walkingGrowsTheLastMove()
    {
        auto o = open();
        for (int i = 0; i < 5; ++i)
            o->draft.walk({ActionKind::Forward, 0.1});
        o->draft.walk({ActionKind::Backward, 0.1});
        QCOMPARE(o->draft.text(), "move forward 0.4 meters");
    }

    void undoTwoHundredStepsAndRedo()
    {
        auto o = open();
        std::mt19937 random(7);
        for (int i = 0; i < 200; ++i)
            o->draft.append({{ActionKind(random() % 6), double(1 + random() % 9) * 10}});
        const QString last = o->draft.text();
        for (int i = 0; i < 200; ++i)
            o->session.undoAction()->trigger();
        QCOMPARE(o->draft.actions().size(), std::size_t(0));
        for (int i = 0; i < 200; ++i)
            o->session.redoAction()->trigger();
        QCOMPARE(o->draft.text(), last);
        checkConsistent(o->draft);
    }

    void undoingANewPathShowsItsBeginningAndNoOther()
    {
        auto o = open();
        o->draft.append({{ActionKind::Forward, 2}});
        o->draft.startNew();
        o->draft.append({{ActionKind::TurnLeft, 30}});
        o->session.undoAction()->trigger();
        QCOMPARE(o->draft.text(), "");
        o->session.edit([&](Project& p) { p.setValue("note", "something else changes"); });
        QCOMPARE(o->draft.text(), "");
        o->session.undoAction()->trigger();
        QCOMPARE(o->draft.text(), "");
        o->session.redoAction()->trigger();
        o->session.redoAction()->trigger();
        checkConsistent(o->draft);
    }

    void randomEditsKeepEverythingEqual()
    {
        auto o = open();
        std::mt19937 random(11);
        for (int i = 0; i < 250; ++i) {
            const int n = int(o->draft.actions().size());
            const auto any = [&] { return n ? int(random() % unsigned(n)) : -1; };
            switch (random() % 13) {
            case 0:
                o->draft.append({{ActionKind(random() % 6), double(1 + random() % 30) / 10}});
                break;
            case 1:
                o->draft.removeAction(n ? int(random() % unsigned(n)) : -1);
                break;
            case 2:
                if (n)
                    o->draft.setMagnitude(int(random() % unsigned(n)), double(1 + random() % 40) / 8);
                break;
            case 3:
                o->draft.editText(o->draft.text() + (n ? "; " : "") + "turn left 15 degrees");
                o->draft.commitText();
                break;
            case 4:
                o->session.undoAction()->trigger();
                break;
            case 5:
                o->draft.splitAtPlayhead();
                break;
            case 6:
                o->draft.insertAtPlayhead({{ActionKind(random() % 6), double(1 + random() % 1000) / 7}}, "insert");
                break;
            case 7:
                o->draft.duplicateAction(any());
                break;
            case 8:
                o->draft.moveAction(any(), any());
                break;
            case 9:
                o->draft.replaceAction(any(), {ActionKind(random() % 6), double(1 + random() % 1000) / 3});
                break;
            case 10:
                o->draft.editWhole(std::vector<std::string>{"mirror", "reverse", "inverse", "canonical", "scale"}[random() % 5], "edit", 1.25);
                break;
            case 11:
                o->draft.walk({ActionKind(random() % 6), 0.1});
                break;
            default:
                o->draft.setPlayhead(int(random() % unsigned(o->draft.poses())));
                break;
            }
            if (n > 12)
                o->draft.setActions({}, "clear");
            checkConsistent(o->draft);
        }
    }

    void editsHappenAtThePlayhead()
    {
        auto o = open();
        o->draft.append(parseActions("forward 1; turn left 30"));
        o->draft.setPlayhead(2); // 0.4 m
        o->draft.insertAtPlayhead({{ActionKind::TurnRight, 90}}, "insert");
        QCOMPARE(o->draft.text(), "move forward 0.4 meters; turn right 90 degrees; move forward 0.6 meters; turn left 30 degrees");
        QCOMPARE(o->draft.actionAt(o->draft.playhead()), 1);
        o->draft.setPlayhead(1);
        o->draft.splitAtPlayhead();
        QCOMPARE(o->draft.actions().size(), std::size_t(5));
        QCOMPARE(o->draft.actionAt(o->draft.playhead()), 0);
        QCOMPARE(o->draft.appendText("f 0.2; l 40"), "action 2, from character 8: it may be a sidestep in meters or a turn in degrees; give the unit, "
                                                     "or write \"turn\" or \"move\" before it");
        QCOMPARE(o->draft.actions().size(), std::size_t(5));
    }

    void whatCannotBeDoneIsToldAndChangesNothing()
    {
        auto o = open();
        o->draft.append(std::vector<Action>(1000, {ActionKind::Forward, 0.01}));
        QCOMPARE(o->draft.actions().size(), std::size_t(1000));
        o->draft.append({{ActionKind::TurnLeft, 10}});
        QCOMPARE(o->draft.actions().size(), std::size_t(1000));
        QCOMPARE(o->session.issues().rowCount(), 1);
        o->draft.editWhole("scale", "scale", -1);
        QCOMPARE(o->draft.actions().size(), std::size_t(1000));
    }

    void survivesReopening()
    {
        auto o = open();
        o->draft.append({{ActionKind::Forward, 1.2}});
        Rigid3d start = Rigid3d::Identity();
        start.translation() = Eigen::Vector3d(1, -1.5, 2);
        o->draft.setStart(start);
        PathDraft again(o->session);
        again.open(o->observation, 0, Rigid3d::Identity(), intrinsicsFromFov(64, 64, 54));
        QCOMPARE(again.text(), "move forward 1.2 meters");
        QVERIFY(again.worldFromStart().isApprox(start));
    }
};

QTEST_MAIN(TestPathDraft)
#include "tst_PathDraft.moc"
