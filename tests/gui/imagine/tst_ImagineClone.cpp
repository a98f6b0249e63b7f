#include <QApplication>
#include <QLabel>
#include <QPushButton>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>

#include "tests/gui/imagine/LinkedRoom.h"
#include "ui/imagine/Filmstrip.h"
#include "ui/imagine/ImagineWorkspace.h"
#include "ui/theme/Theme.h"

using namespace w2v;
using test::LinkedRoom;

/// The clone brush by mouse, applied by the real worker: a layer over the original, undone in one step.
class TestImagineClone : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;
    LinkedRoom m_room;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<ImagineWorkspace> m_workspace;
    QString m_rollout;

    CompareView& view() { return m_workspace->compareView(); }
    QPushButton* button(const char* name) { return m_workspace->findChild<QPushButton*>(name); }
    QString said() { return m_workspace->findChild<QLabel*>("repair.said")->text(); }

    static constexpr QPointF kMiddle{0.5, 0.5}; ///< of a pixel

    void drag(const QPointF& from, const QPointF& to)
    {
        const QPoint a = view().placeOf(from + kMiddle).toPoint(), b = view().placeOf(to + kMiddle).toPoint();
        QTest::mousePress(&view(), Qt::LeftButton, {}, a);
        for (int step = 1; step <= 5; ++step)
            QTest::mouseMove(&view(), a + (b - a) * step / 5);
        QTest::mouseRelease(&view(), Qt::LeftButton, {}, b);
    }

    void chooseSource(const QPointF& pixel, int which)
    {
        QTest::mouseClick(&view(), Qt::LeftButton, Qt::AltModifier, view().placeOf(pixel + kMiddle, which).toPoint());
    }

    QRgb stored(int frame, int x, int y)
    {
        const RolloutRecord rollout = m_session->project()->rollout(m_session->selection().rollout.toStdString());
        const ColorImage image = m_session->project()->loadImage(rollout.frames[std::size_t(frame)].image);
        return qRgb(image.at(x, y, 0), image.at(x, y, 1), image.at(x, y, 2));
    }

private Q_SLOTS:
    void initTestCase()
    {
        QCoreApplication::setOrganizationName("test");
        QCoreApplication::setApplicationName("imagine-clone");
        QSettings::setDefaultFormat(QSettings::IniFormat);
        QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_dir.filePath("settings"));
        qputenv("W2V_WORKER", W2V_BINARY_DIR "/w2v-worker");
        Theme::instance().install(*qApp, Theme::Mode::Dark);
        m_session = std::make_unique<Session>();
        QVERIFY(m_session->createProject(m_dir.filePath("a.w2v")));
        std::string observation;
        m_session->edit([&](Project& project) {
            observation = project.addObservation({"", "room", "mesh_scene", "room:1", "", {}});
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
        m_session->selectRollout(m_rollout, 2);
        QTRY_COMPARE(m_workspace->filmstrip().count(), LinkedRoom::kFrames);
        QTRY_VERIFY(!m_session->images().isLoading());
        view().setMode(CompareView::Mode::Side);
        view().setFocus();
        QTest::keyClick(&view(), Qt::Key_R);
        QTRY_VERIFY(button("repair.cloning")->isVisible());
        QCoreApplication::processEvents();
    }

    void withoutASourceItSaysWhatToDo()
    {
        QTest::mouseClick(button("repair.cloning"), Qt::LeftButton);
        QCOMPARE(view().brush(), CompareView::Brush::Clone);
        drag({40, 60}, {50, 60});
        QVERIFY(!view().clone().hasPaint());
        QVERIFY2(said().contains("Alt"), qPrintable(said()));
        QVERIFY(button("repair.clone")->isVisible() && !button("repair.clone")->isEnabled());
    }

    void paintingShowsAtOnceAndIsDropped()
    {
        chooseSource({100, 30}, 0);
        QVERIFY(view().clone().hasSource());
        const QImage before = view().grab().toImage();
        drag({30, 90}, {40, 90});
        QVERIFY(view().clone().hasPaint() && button("repair.clone")->isEnabled());
        QVERIFY(view().grab().toImage() != before);
        QCOMPARE(view().clone().preview().pixel(35, 90), stored(2, 105, 30));
        QTest::mouseClick(button("repair.clear"), Qt::LeftButton);
        QVERIFY(!view().clone().hasPaint() && view().clone().hasSource());
    }

    void fromThePictureBesideItIsKeptAsALayer()
    {
        const QRgb was = stored(2, 35, 90), source = stored(0, 105, 40), elsewhere = stored(2, 90, 20);
        QVERIFY(was != source);
        chooseSource({100, 40}, 1); // the start view
        drag({30, 90}, {40, 90});
        // A second source, on the frame itself: it sees what was painted.
        chooseSource({35, 90}, 0);
        drag({60, 110}, {60, 110});
        if (const QString folder = qEnvironmentVariable("W2V_SCREENS"); !folder.isEmpty())
            for (const auto mode : {Theme::Mode::Light, Theme::Mode::Dark}) {
                Theme::instance().setMode(mode);
                QTest::qWait(200);
                m_workspace->grab().save(QString("%1/clone-%2.png").arg(folder).arg(int(mode)));
            }
        QTest::mouseClick(button("repair.clone"), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(m_session->selection().rollout != m_rollout, 60000);
        QVERIFY(!view().clone().hasPaint());
        QCOMPARE(stored(2, 35, 90), source);
        QCOMPARE(stored(2, 60, 110), source);
        QCOMPARE(stored(2, 90, 20), elsewhere);
        const RolloutRecord rollout = m_session->project()->rollout(m_session->selection().rollout.toStdString());
        QCOMPARE(rollout.frames[2].edits.size(), std::size_t(1));
        QCOMPARE(rollout.frames[2].edits[0].at("tool").get<std::string>(), std::string("clone"));
        QCOMPARE(rollout.frames[2].edits[0].at("strokes").size(), std::size_t(2));
        QCOMPARE(int(m_session->project()->loadObserved(rollout.frames[2].image).at(35, 90)), 0);
        QTRY_VERIFY(button("repair.revert")->isEnabled());
    }

    /// The same source goes on after the rollout got another id; leaving the frame keeps what was painted.
    void leavingTheFrameKeepsThePainting()
    {
        const QString before = m_session->selection().rollout;
        QTRY_VERIFY(!m_session->images().isLoading());
        QCoreApplication::processEvents();
        chooseSource({100, 40}, 1);
        const QRgb source = stored(0, 100, 40);
        drag({20, 20}, {20, 20});
        QVERIFY(view().clone().hasPaint());
        QTest::keyClick(&view(), Qt::Key_Left);
        QTRY_VERIFY_WITH_TIMEOUT(m_session->selection().rollout != before, 60000);
        QCOMPARE(m_session->selection().rolloutFrame, 1);
        QCOMPARE(stored(2, 20, 20), source);
        QTRY_VERIFY(!m_session->images().isLoading());
        const QString now = m_session->selection().rollout;
        drag({50, 50}, {50, 50}); // the same source on another frame
        QVERIFY(view().clone().hasPaint());
        QTest::mouseClick(button("repair.clone"), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(m_session->selection().rollout != now, 60000);
        QVERIFY(stored(1, 50, 50) != QRgb());
        // Three steps back: the first rollout as it was.
        for (int step = 0; step < 3; ++step)
            m_session->undoAction()->trigger();
        QCOMPARE(m_session->project()->rolloutIds(), std::vector<std::string>{m_rollout.toStdString()});
        QVERIFY(m_session->project()->rollout(m_rollout.toStdString()).frames[2].edits.empty());
    }
};

QTEST_MAIN(TestImagineClone)
#include "tst_ImagineClone.moc"
