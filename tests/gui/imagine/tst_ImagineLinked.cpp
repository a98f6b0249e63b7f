#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>
#include <QWheelEvent>

#include "tests/gui/imagine/LinkedRoom.h"
#include "ui/imagine/Filmstrip.h"
#include "ui/imagine/ImagineWorkspace.h"
#include "ui/theme/Theme.h"

using namespace w2v;
using test::LinkedRoom;

/// Zoom and pan by mouse and wheel keep the same point of space at the same place of both pictures, and the crosshair says where the other
/// picture does not show it.
class TestImagineLinked : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;
    LinkedRoom m_room;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<ImagineWorkspace> m_workspace;
    QString m_rollout;

    CompareView& view() { return m_workspace->compareView(); }
    QComboBox* partner() { return m_workspace->findChild<QComboBox*>("imagine.partner"); }

    void wheel(QPointF at, int notches)
    {
        QWheelEvent event(at, view().mapToGlobal(at), {}, {0, 120 * notches}, Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(&view(), &event);
    }

    /// Moves the pointer to a pixel of the first picture.
    QPoint pointAtPixel(double x, double y)
    {
        const QPoint at = view().placeOf({x, y}).toPoint();
        QTest::mouseMove(&view(), at);
        // An older move of the real pointer may still be on its way.
        if (!QTest::qWaitFor([&] { return view().cross(0) && (view().cross(0)->place - at).manhattanLength() < 1.5; }, 2000))
            qWarning("the pointer is not at its place");
        return at;
    }

    QPointF middleOf(int which)
    {
        return {view().width() * (which == 0 ? 0.25 : 0.75), view().height() / 2.0};
    }

    void choosePartner(const QString& text)
    {
        partner()->setFocus();
        QTest::keyClick(partner(), Qt::Key_Home);
        for (int i = 0; i < partner()->count() && !partner()->currentText().contains(text); ++i)
            QTest::keyClick(partner(), Qt::Key_Down);
        QVERIFY2(partner()->currentText().contains(text), qPrintable(partner()->currentText()));
        Q_EMIT partner()->activated(partner()->currentIndex());
        settle();
        view().setFocus();
    }

    void settle()
    {
        QTest::qWait(50);
        QTRY_VERIFY(!m_session->images().isLoading());
        QTest::qWait(50); // depth comes from another thread
    }

    /// Where the same world point is in frame `frame`, pixels.
    Eigen::Vector2d expected(const Eigen::Vector3d& point, int frame)
    {
        return project(m_room.camera, point - Eigen::Vector3d(0.15 * frame, 0, 0));
    }

private Q_SLOTS:
    void initTestCase()
    {
        QCoreApplication::setOrganizationName("test");
        QCoreApplication::setApplicationName("imagine-linked");
        QSettings::setDefaultFormat(QSettings::IniFormat);
        QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_dir.filePath("settings"));
        qputenv("W2V_WORKER", "/nowhere/w2v-worker");
        Theme::instance().install(*qApp, Theme::Mode::Dark);
        m_session = std::make_unique<Session>();
        QVERIFY(m_session->createProject(m_dir.filePath("a.w2v")));
        std::string observation;
        m_session->edit([&](Project& project) {
            observation = project.addObservation({"", "room", "mesh_scene", "room:1", "", {}});
            m_room.add(project, observation, "mesh", true);
            m_room.add(project, observation, "svc", false);
            m_rollout = QString::fromStdString(m_room.add(project, observation, "geometric", true));
        });
        m_workspace = std::make_unique<ImagineWorkspace>(*m_session);
        m_workspace->resize(1280, 800);
        m_workspace->restoreLayout();
        m_workspace->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_workspace.get()));
        m_workspace->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_workspace.get()));
        m_workspace->activate();
        m_session->selectObservation(QString::fromStdString(observation));
        m_session->selectRollout(m_rollout, 3);
        QTRY_COMPARE(m_workspace->filmstrip().count(), LinkedRoom::kFrames);
        QCoreApplication::processEvents();
        settle();
        view().setMode(CompareView::Mode::Side);
        view().setFocus();
    }

    void init()
    {
        m_session->selectRolloutFrame(3);
        settle();
        QTest::keyClick(&view(), Qt::Key_F);
    }

    void theCrossIsOnTheSamePointInBothPictures()
    {
        // The wall, from frame 3 in the start view.
        const QPoint at = pointAtPixel(90, 40);
        const auto here = view().cross(0), there = view().cross(1);
        QVERIFY(here && there);
        QVERIFY((here->place - at).manhattanLength() < 1.5);
        QCOMPARE(there->kind, LinkKind::Seen);
        QVERIFY2(there->text.contains("3.00 m"), qPrintable(there->text));
        const QPointF pixel(90, 40);
        const Eigen::Vector3d point = unproject(m_room.camera, pixel.x(), pixel.y(), 3) + Eigen::Vector3d(0.45, 0, 0);
        const Eigen::Vector2d start = expected(point, 0);
        QVERIFY((there->place - view().placeOf({start.x(), start.y()}, 1)).manhattanLength() < 3);
        // It is painted: the picture of the window changes where it is.
        const QImage with = view().grab().toImage();
        QTest::mouseMove(m_workspace.get(), QPoint(2, 2));
        QEvent leave(QEvent::Leave);
        QCoreApplication::sendEvent(&view(), &leave);
        QVERIFY(!view().cross(1));
        const QRect around = there->bounds().toAlignedRect();
        QVERIFY(with.copy(around) != view().grab().toImage().copy(around));
    }

    void zoomingAndPanningKeepThePointInPlace()
    {
        const QPoint at = pointAtPixel(90, 40);
        wheel(at, 6);
        QVERIFY(view().zoom() > 2);
        const auto offset = [&](int which) { return view().cross(which)->place - middleOf(which); };
        QVERIFY(view().cross(0) && view().cross(1));
        QVERIFY((view().cross(0)->place - at).manhattanLength() < 1);
        QVERIFY2((offset(0) - offset(1)).manhattanLength() < 4, "the same place of its pane");
        // Without the link by depth the start view would be 0.45 m / 3 m of the focal length beside it.
        QPoint to = at + QPoint(-60, 25);
        QTest::mousePress(&view(), Qt::LeftButton, {}, at);
        for (int step = 1; step <= 5; ++step)
            QTest::mouseMove(&view(), at + (to - at) * step / 5);
        QTest::mouseRelease(&view(), Qt::LeftButton, {}, to);
        QVERIFY((view().cross(0)->place - to).manhattanLength() < 2);
        QVERIFY((offset(0) - offset(1)).manhattanLength() < 4);
        if (const QString folder = qEnvironmentVariable("W2V_SCREENS"); !folder.isEmpty())
            for (const auto mode : {Theme::Mode::Light, Theme::Mode::Dark}) {
                Theme::instance().setMode(mode);
                QTest::qWait(200);
                m_workspace->grab().save(QString("%1/linked-%2.png").arg(folder).arg(int(mode)));
            }
        // In the other pane too.
        const QPoint other = view().cross(1)->place.toPoint();
        QTest::mouseMove(&view(), other);
        wheel(other, 3);
        QVERIFY((offset(0) - offset(1)).manhattanLength() < 4);
        QVERIFY((view().cross(1)->place - other).manhattanLength() < 1);
        // Stepping through the frames, the point stays under the pointer.
        const Eigen::Vector3d point = unproject(m_room.camera, 90, 40, 3) + Eigen::Vector3d(0.45, 0, 0);
        const Eigen::Vector2d inThree = expected(point, 3);
        const QPointF before = view().placeOf({inThree.x(), inThree.y()});
        QTest::keyClick(&view(), Qt::Key_Left);
        settle();
        QCOMPARE(m_session->selection().rolloutFrame, 2);
        const Eigen::Vector2d inTwo = expected(point, 2);
        QVERIFY2((view().placeOf({inTwo.x(), inTwo.y()}) - before).manhattanLength() < 8, "the next frame is moved with the point");
        QTest::mouseDClick(&view(), Qt::LeftButton, {}, QPoint(100, 100));
        QCOMPARE(view().zoom(), 1.0);
        wheel(QPoint(100, 100), 2);
        QVERIFY(view().zoom() > 1);
        QTest::keyClick(&view(), Qt::Key_F);
        QCOMPARE(view().zoom(), 1.0);
    }

    void whatTheOtherPictureDoesNotShowIsSaid()
    {
        // From frame 3 the wall shows beside the board where the start view has the board.
        const double edge = expected({0, 0, 2}, 3).x();
        pointAtPixel(edge + 3, 64);
        QVERIFY(view().cross(1));
        QVERIFY2(view().cross(1)->kind == LinkKind::Hidden, qPrintable(QString("frame %1: %2, %3").arg(m_session->selection().rolloutFrame).arg(view().cross(0)->text, view().cross(1)->text)));
        QVERIFY(view().cross(1)->text.contains("hidden"));
        if (const QString folder = qEnvironmentVariable("W2V_SCREENS"); !folder.isEmpty())
            m_workspace->grab().save(folder + "/linked-hidden.png");
        pointAtPixel(LinkedRoom::kSize - 2, 64);
        QCOMPARE(view().cross(1)->kind, LinkKind::Outside);
        QVERIFY(view().cross(1)->text.contains("outside"));
        QVERIFY(QRectF(view().width() / 2.0, 0, view().width() / 2.0, view().height()).contains(view().cross(1)->place));
    }

    void otherBackendsAndTheTruthFollow()
    {
        choosePartner("truth");
        const QPoint at = pointAtPixel(90, 40);
        QCOMPARE(view().cross(1)->kind, LinkKind::Seen);
        wheel(at, 4);
        const Eigen::Vector3d point = unproject(m_room.camera, 90, 40, 3) + Eigen::Vector3d(0.45, 0, 0);
        const Eigen::Vector2d same = expected(point, 3);
        QVERIFY((view().cross(1)->place - view().placeOf({same.x(), same.y()}, 1)).manhattanLength() < 8);
        QTest::keyClick(&view(), Qt::Key_F);
        // Without depth: the same pixel, and it says so.
        choosePartner("Stable Virtual Camera");
        pointAtPixel(90, 40);
        QVERIFY(view().cross(1));
        QCOMPARE(view().cross(1)->kind, LinkKind::SamePixel);
        QVERIFY(view().cross(1)->text.contains("no depth"));
        QVERIFY((view().cross(1)->place - middleOf(1) - (view().cross(0)->place - middleOf(0))).manhattanLength() < 2);
        choosePartner("start view");
    }

    void wipeAndBlinkFollowToo()
    {
        view().setMode(CompareView::Mode::Wipe);
        const QPoint left(view().width() / 4, view().height() / 2);
        QTest::mouseMove(&view(), left);
        QVERIFY(view().cross(0));
        wheel(left, 5);
        // The anchored point lies at the same place of both pictures.
        const auto here = view().cross(0), there = view().cross(1);
        QVERIFY(here && there);
        view().setMode(CompareView::Mode::Single);
        QVERIFY(!view().cross(0));
        view().setMode(CompareView::Mode::Side);
    }
};

QTEST_MAIN(TestImagineLinked)
#include "tst_ImagineLinked.moc"
