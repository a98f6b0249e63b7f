#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

#include <cmath>

#include "core/dataset/FramePack.h"
#include "core/dataset/ProjectThresholds.h"
#include "tests/gui/fixture/ProjectFixture.h"
#include "ui/imagine/Filmstrip.h"
#include "ui/imagine/ImagineWorkspace.h"
#include "ui/imagine/QualityStrip.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/FactTable.h"

using namespace w2v;

class TestImagine : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<ImagineWorkspace> m_workspace;
    static constexpr int kFrames = 4, kSize = 64;

    QImage stage() { return m_workspace->compareView().grab().toImage(); }

private Q_SLOTS:
    void initTestCase()
    {
        QCoreApplication::setOrganizationName("test");
        QCoreApplication::setApplicationName("imagine");
        QSettings::setDefaultFormat(QSettings::IniFormat);
        QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_dir.filePath("settings"));
        qputenv("W2V_WORKER", "/nowhere/w2v-worker");
        Theme::instance().install(*qApp, Theme::Mode::Dark);
        m_session = std::make_unique<Session>();
        QVERIFY(m_session->createProject(m_dir.filePath("a.w2v")));
        std::string observation, rolloutId;
        m_session->edit([&](Project& project) {
            std::vector<PackedFrame> frames;
            for (int i = 0; i < kFrames; ++i) {
                PackedFrame frame;
                frame.color = test::drawnPicture(kSize, unsigned(i), 0.2 + 0.2 * i);
                frame.observed = Mask(kSize, kSize, 255);
                for (int y = 0; y < kSize; ++y)
                    for (int x = kSize - 8 * i; x < kSize; ++x)
                        frame.observed.at(x, y) = 0;
                frames.push_back(frame);
            }
            const std::string pack = project.putBlob(encodeFramePack(frames));
            RolloutRecord rollout;
            observation = project.addObservation({"", "room", "mesh_scene", "room:1", "", {}});
            rollout.observation = observation;
            rollout.scene = "room-1";
            rollout.worldModel = "geometric";
            const std::vector<Action> actions{{ActionKind::Forward, 0.45}};
            rollout.trajectory = followActions(actions, {.maxMeters = 0.15}, intrinsicsFromFov(kSize, kSize, 54));
            for (std::size_t i = 0; i < rollout.trajectory.startFromCamera.size(); ++i) {
                RolloutFrame frame;
                frame.image = ImageRef{pack, int(i)}.text();
                frame.startFromCamera = rollout.trajectory.startFromCamera[i];
                frame.observedShare = 1.0 - 0.125 * double(i);
                FrameQuality quality;
                quality.sharpness = 150.0 * std::pow(2.0, double(i));
                quality.seenBefore = 1 - frame.observedShare;
                quality.invented = frame.observedShare;
                if (i > 0)
                    quality.change = 0.02 * double(i);
                if (i == 2) {
                    MotionMeasurement& motion = quality.motion.emplace();
                    motion.inliers = 80;
                    motion.degrees = motion.rotationError = 4;
                    motion.meters = motion.askedMeters = 0.3;
                    motion.rotationSigma = 0.2;
                }
                frame.quality = quality;
                rollout.frames.push_back(frame);
            }
            QCOMPARE(int(rollout.frames.size()), kFrames);
            rolloutId = project.addRollout(rollout);
        });
        m_workspace = std::make_unique<ImagineWorkspace>(*m_session);
        m_workspace->resize(1100, 700);
        m_workspace->restoreLayout();
        m_workspace->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_workspace.get()));
        m_workspace->activateWindow(); // without a window manager nobody else does
        QVERIFY(QTest::qWaitForWindowActive(m_workspace.get()));
        m_workspace->activate();
        m_session->selectObservation(QString::fromStdString(observation));
        m_session->selectRollout(QString::fromStdString(rolloutId), 1);
        QTRY_COMPARE(m_workspace->filmstrip().count(), kFrames);
        QTRY_VERIFY(!m_session->images().isLoading());
    }

    void framesAreChosenByKeyAndMouseEverywhere()
    {
        m_session->selectRolloutFrame(0);
        QCOMPARE(m_workspace->filmstrip().current(), 0);
        m_workspace->compareView().setFocus();
        QTest::keyClick(&m_workspace->compareView(), Qt::Key_Right);
        QCOMPARE(m_session->selection().rolloutFrame, 1);
        QCOMPARE(m_workspace->filmstrip().current(), 1);
        const QImage before = stage();
        QTest::keyClick(&m_workspace->compareView(), Qt::Key_Right);
        QTRY_VERIFY(stage() != before);
    }

    /// Tables that are filled anew with every frame are never seen empty.
    void theFactsOfAFrameAreThereAtOnce()
    {
        m_session->selectRolloutFrame(0);
        m_session->selectRolloutFrame(2); // no event is handled between this and the look
        int shown = 0;
        for (const FactTable* table : m_workspace->findChildren<FactTable*>())
            for (const QLabel* label : table->findChildren<QLabel*>()) {
                QVERIFY2(label->isVisible(), qPrintable(label->text()));
                ++shown;
            }
        QVERIFY2(shown > 20, qPrintable(QString::number(shown)));
    }

    void modesShowDifferentThings()
    {
        m_session->selectRolloutFrame(3);
        QTRY_VERIFY(!m_session->images().isLoading());
        QTest::keyClick(&m_workspace->compareView(), Qt::Key_S);
        const QImage side = stage();
        QTest::keyClick(&m_workspace->compareView(), Qt::Key_W);
        QCOMPARE(m_workspace->compareView().mode(), CompareView::Mode::Wipe);
        const QImage wipe = stage();
        QVERIFY(wipe != side);
        QTest::keyClick(&m_workspace->compareView(), Qt::Key_D);
        QVERIFY(stage() != wipe);
        QTest::keyClick(&m_workspace->compareView(), Qt::Key_B);
        const QImage first = stage();
        QTRY_VERIFY_WITH_TIMEOUT(stage() != first, 3000);
    }

    void wipeFollowsTheMouse()
    {
        CompareView& view = m_workspace->compareView();
        view.setMode(CompareView::Mode::Wipe);
        const QPoint middle(view.width() / 2, view.height() / 2);
        QTest::mousePress(&view, Qt::LeftButton, {}, middle);
        QTest::mouseMove(&view, QPoint(view.width() / 4, middle.y()));
        QTest::mouseRelease(&view, Qt::LeftButton, {}, QPoint(view.width() / 4, middle.y()));
        QVERIFY(std::abs(view.wipe() - 0.25) < 0.02);
    }

    void maskTintsTheImaginedPartAmber()
    {
        CompareView& view = m_workspace->compareView();
        view.setMode(CompareView::Mode::Single);
        view.fit();
        QTRY_VERIFY(!m_session->images().isLoading());
        const auto rightPart = [&] {
            const double edge = std::min(view.width(), view.height());
            return stage().pixelColor(int(view.width() / 2.0 + edge * 0.45), view.height() / 2);
        };
        const QColor plain = rightPart();
        QTest::keyClick(&view, Qt::Key_M);
        QTRY_VERIFY(rightPart() != plain);
        const QColor amber = Theme::instance().color(ColorRole::Imagined), tinted = rightPart();
        const auto distance = [](const QColor& a, const QColor& b) {
            return std::abs(a.red() - b.red()) + std::abs(a.green() - b.green()) + std::abs(a.blue() - b.blue());
        };
        QVERIFY(distance(tinted, amber) < distance(plain, amber));
    }

    void limitsAreDraggedKeptAndPreviewed()
    {
        QualityStrip& strip = m_workspace->quality();
        QualityBars& bars = strip.bars();
        auto* verdicts = m_workspace->findChild<QLabel*>("imagine.verdicts");
        auto* verdict = m_workspace->findChild<QLabel*>("imagine.verdict");
        m_session->selectRolloutFrame(0);
        QVERIFY2(verdicts->text().contains("1 of 4") && verdicts->text().contains("moves otherwise"), qPrintable(verdicts->text()));
        QVERIFY2(!verdict->text().contains("Rejected"), qPrintable(verdict->text()));
        // The line of the least sharpness is dragged up: the blurriest frame is rejected while it is dragged.
        const QPoint line(200, int(bars.lineOf(0)));
        QTest::mousePress(&bars, Qt::LeftButton, {}, line);
        for (int step = 1; step <= 8; ++step)
            QTest::mouseMove(&bars, line - QPoint(0, step));
        QVERIFY2(verdicts->text().contains("blurry"), qPrintable(verdicts->text()));
        QVERIFY(verdict->text().contains("blurry"));
        QVERIFY(!loadThresholds(*m_session->project()));
        QTest::mouseRelease(&bars, Qt::LeftButton, {}, line - QPoint(0, 8));
        const auto kept = loadThresholds(*m_session->project());
        QVERIFY(kept && kept->minSharpness > 150);
        QCOMPARE(kept->minSharpness, strip.thresholds().minSharpness);
        if (const QString folder = qEnvironmentVariable("W2V_SCREENS"); !folder.isEmpty())
            for (const auto mode : {Theme::Mode::Light, Theme::Mode::Dark}) {
                Theme::instance().setMode(mode);
                QTest::qWait(200);
                m_workspace->grab().save(QString("%1/quality-%2.png").arg(folder).arg(int(mode)));
            }
        // By keyboard: down again, step by step, and the other measures.
        bars.setFocus();
        for (int step = 0; step < 60 && strip.thresholds().minSharpness > 20; ++step)
            QTest::keyClick(&bars, Qt::Key_Down);
        QVERIFY(!verdicts->text().contains("blurry"));
        auto* measure = m_workspace->findChild<QComboBox*>("imagine.measure");
        QCOMPARE(measure->count(), 6);
        measure->setFocus();
        for (int i = 0; i < 4; ++i)
            QTest::keyClick(measure, Qt::Key_Down); // the turn
        bars.setFocus();
        for (int step = 0; step < 10; ++step)
            QTest::keyClick(&bars, Qt::Key_Up);
        QVERIFY2(strip.thresholds().maxRotation > 4 && verdicts->text().startsWith("All 4"), qPrintable(verdicts->text()));
        QVERIFY(bars.accessibleName().contains("Turn"));
        // Another opening finds them; the button takes them back.
        QTest::mouseClick(m_workspace->findChild<QToolButton*>("imagine.resetLimits"), Qt::LeftButton);
        QCOMPARE(loadThresholds(*m_session->project())->maxRotation, QualityThresholds().maxRotation);
        QVERIFY(verdicts->text().contains("1 of 4"));
    }

    void theBrushMarksARegionToRepair()
    {
        CompareView& view = m_workspace->compareView();
        m_session->selectRolloutFrame(2);
        QTRY_VERIFY(!m_session->images().isLoading());
        view.setFocus();
        QTest::keyClick(&view, Qt::Key_R);
        auto* again = m_workspace->findChild<QPushButton*>("repair.again");
        auto* take = m_workspace->findChild<QPushButton*>("repair.take");
        QTRY_VERIFY(again->isVisible());
        QVERIFY(view.brush() == CompareView::Brush::Mark && !again->isEnabled());
        QCoreApplication::processEvents();
        const auto at = [&](double x, double y) { return view.placeOf({x, y}).toPoint(); };
        QTest::mousePress(&view, Qt::LeftButton, {}, at(20, 32));
        QTest::mouseMove(&view, at(30, 32));
        QTest::mouseMove(&view, at(40, 32));
        QTest::mouseRelease(&view, Qt::LeftButton, {}, at(40, 32));
        QCOMPARE(view.region().size(), QSize(kSize, kSize));
        QVERIFY(qGray(view.region().pixel(30, 32)) == 255 && qGray(view.region().pixel(30, 60)) == 0 && qGray(view.region().pixel(60, 32)) == 0);
        QVERIFY(again->isEnabled() && take->isEnabled());
        if (const QString folder = qEnvironmentVariable("W2V_SCREENS"); !folder.isEmpty())
            m_workspace->grab().save(folder + "/repair.png");
        QTest::mousePress(&view, Qt::LeftButton, Qt::ShiftModifier, at(30, 32));
        QTest::mouseRelease(&view, Qt::LeftButton, Qt::ShiftModifier, at(30, 32));
        QCOMPARE(qGray(view.region().pixel(30, 32)), 0);
        QTest::mouseClick(m_workspace->findChild<QPushButton*>("repair.clear"), Qt::LeftButton);
        QVERIFY(view.region().isNull() && !again->isEnabled());
        QVERIFY(!m_workspace->findChild<QPushButton*>("repair.revert")->isEnabled());
        QTest::keyClick(&view, Qt::Key_R);
        QVERIFY(!again->isVisible() && view.brush() == CompareView::Brush::None);
    }

    void copyAsCommandNamesTheSameRequest()
    {
        const QString line = [&] {
            for (const Command& command : m_session->commands().all()) {
                if (command.id == "imagine.again")
                    return command.commandLine();
            }
            return QString();
        }();
        QVERIFY2(line.startsWith("w2v imagine --actions 'move forward 0.45 meters'"), qPrintable(line));
        QVERIFY2(line.contains("--observation room:1"), "the command line names the path, not the id");
    }

    void removingARolloutIsUndoable()
    {
        m_session->edit([](Project& project) { project.removeRollout(project.rolloutIds().front()); });
        m_session->selectRollout({});
        QTRY_COMPARE(m_workspace->filmstrip().count(), 0);
        m_session->undoAction()->trigger();
        QCOMPARE(m_session->project()->rolloutIds().size(), std::size_t(1));
    }
};

QTEST_MAIN(TestImagine)
#include "tst_Imagine.moc"
