#include <QAction>
#include <QLineEdit>
#include <QScreen>

#include "tests/gui/observe/ObserveWindow.h"
#include "ui/observe/RolloutFrusta.h"

using namespace w2v;

/// Imagined views stand on the frusta of their cameras in the 3D view, each as it is made, and those of a chosen rollout.
class TestObserveViews : public QObject {
    Q_OBJECT

    test::ObserveWindow m_w;
    QString m_rollout;

    RolloutFrusta& views() { return m_w.observe->rolloutViews(); }

    QImage stage()
    {
        const QPoint corner = m_w.view().mapToGlobal(QPoint(0, 0));
        return m_w.window->screen()->grabWindow(0, corner.x(), corner.y(), m_w.view().width(), m_w.view().height()).toImage();
    }

    static int differing(const QImage& a, const QImage& b)
    {
        int count = 0;
        for (int y = 0; y < a.height(); y += 2)
            for (int x = 0; x < a.width(); x += 2)
                count += a.pixel(x, y) != b.pixel(x, y);
        return count;
    }

    QString imagine(const QString& path)
    {
        auto* text = m_w.find<QLineEdit>("observe.pathText");
        text->setFocus();
        text->selectAll();
        QTest::keyClicks(text, path);
        QTest::keyClick(text, Qt::Key_Return);
        m_w.view().setFocus();
        Job* job = nullptr;
        int seen = 0, most = 0;
        const auto watch = connect(&m_w.session->jobs(), &JobRunner::jobStarted, this, [&](Job* started) {
            job = started->op() == "imagine" ? started : job;
        });
        const auto growth = connect(&views(), &RolloutFrusta::changed, this, [&] {
            if (job && job->active() && views().count() > most) {
                most = views().count();
                ++seen;
            }
        });
        m_w.type(Qt::Key_Return, Qt::ControlModifier | Qt::ShiftModifier);
        const bool ended = QTest::qWaitFor([&] { return job && !job->active(); }, 120000);
        disconnect(watch);
        disconnect(growth);
        if (!ended || job->state() != Job::State::Finished || seen < 3)
            return {};
        return job->result().value("rollout").toString();
    }

private Q_SLOTS:
    void initTestCase()
    {
        qputenv("W2V_WORKER", W2V_BINARY_DIR "/w2v-worker");
        const QString problem = m_w.open("observe-views");
        QVERIFY2(problem.isEmpty(), qPrintable(problem));
    }

    void cleanupTestCase() { m_w.close(); }

    void framesArriveOnTheirCameras()
    {
        if (m_w.noDevice())
            QSKIP("no Vulkan device here");
        m_rollout = imagine("turn left 40 degrees; forward 0.6");
        QVERIFY2(!m_rollout.isEmpty(), "fewer than three frames were there before the end");
        const RolloutRecord rollout = m_w.session->project()->rollout(m_rollout.toStdString());
        QCOMPARE(views().count(), int(rollout.frames.size()));
        QTRY_COMPARE(views().pictures(), views().count());
        // Where the record says.
        const std::vector<FrustumMark>& marks = m_w.view().views();
        for (std::size_t i = 0; i < marks.size(); ++i) {
            const Rigid3d expected = m_w.draft().worldFromStart() * rollout.frames[std::size_t(marks[i].id - RolloutFrusta::kFirstId)].startFromCamera;
            QVERIFY(marks[i].worldFromCamera.isApprox(expected, 1e-6));
        }
        m_w.session->selectRollout(m_rollout, 2);
        m_w.view().focusOn(m_w.draft().worldFromPose(0).translation(), 1.8);
        QTRY_VERIFY_WITH_TIMEOUT(m_w.observe->isSettled(), 20000);
        if (const QString folder = qEnvironmentVariable("W2V_SCREENS"); !folder.isEmpty())
            for (const auto mode : {Theme::Mode::Light, Theme::Mode::Dark}) {
                Theme::instance().setMode(mode);
                QTest::qWait(200);
                QTRY_VERIFY_WITH_TIMEOUT(m_w.observe->isSettled(), 20000);
                m_w.window->screen()->grabWindow(0).save(QString("%1/views-%2.png").arg(folder).arg(int(mode)));
            }
    }

    void theyCanBeHidden()
    {
        if (m_w.noDevice())
            QSKIP("no Vulkan device here");
        const QImage with = stage();
        m_w.type(Qt::Key_V, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(!m_w.view().overlays().views);
        QTRY_VERIFY_WITH_TIMEOUT(m_w.observe->isSettled(), 20000);
        QTest::qWait(100);
        QVERIFY2(differing(with, stage()) > 100, qPrintable(QString::number(differing(with, stage()))));
        m_w.type(Qt::Key_V, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(m_w.view().overlays().views);
        QTRY_VERIFY_WITH_TIMEOUT(m_w.observe->isSettled(), 20000);
    }

    void theChosenRolloutShows()
    {
        if (m_w.noDevice())
            QSKIP("no Vulkan device here");
        m_w.session->selectRollout({});
        QCOMPARE(views().count(), 0);
        m_w.session->selectRollout(m_rollout, 1);
        QVERIFY(views().count() > 3);
        QTRY_COMPARE(views().pictures(), views().count());
        // A click on a camera chooses its frame.
        Q_EMIT m_w.view().elementPicked(RolloutFrusta::kFirstId + 3, {});
        QCOMPARE(m_w.session->selection().rolloutFrame, 3);
    }

    void longRolloutsShowSomeFramesOnly()
    {
        std::string id;
        m_w.session->edit([&](Project& project) {
            RolloutRecord rollout = project.rollout(m_rollout.isEmpty() ? project.rolloutIds().at(0) : m_rollout.toStdString());
            rollout.id.clear();
            const RolloutFrame frame = rollout.frames.back();
            rollout.frames.resize(500, frame);
            rollout.trajectory.startFromCamera.resize(500, frame.startFromCamera);
            id = project.addRollout(rollout);
        });
        m_w.session->selectRollout(QString::fromStdString(id));
        QVERIFY(views().count() > 40 && views().count() <= RolloutFrusta::kMostViews);
        m_w.session->selectRollout({});
    }

    void aLostDeviceGetsThemAgain()
    {
        if (m_w.noDevice())
            QSKIP("no Vulkan device here");
        m_w.session->selectRollout(m_rollout, 1);
        QTRY_COMPARE(views().pictures(), views().count());
        m_w.view().declareDeviceLost();
        QTRY_VERIFY_WITH_TIMEOUT(views().pictures() == 0, 20000);
        QTRY_COMPARE_WITH_TIMEOUT(views().pictures(), views().count(), 60000);
        QTRY_VERIFY_WITH_TIMEOUT(m_w.observe->isSettled(), 60000);
    }
};

QTEST_MAIN(TestObserveViews)
#include "tst_ObserveViews.moc"
