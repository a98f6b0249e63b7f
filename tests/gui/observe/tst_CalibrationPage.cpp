#include <cmath>
#include <numbers>

#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

#include "core/base/Files.h"
#include "core/image/ImageIo.h"
#include "tests/support/TinyOnnx.h"
#include "ui/observe/ObserveWorkspace.h"
#include "ui/observe/calibrate/CalibrationCanvas.h"
#include "ui/observe/calibrate/CalibrationPage.h"
#include "ui/shell/MainWindow.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/NumberField.h"

using namespace w2v;

namespace {

/// The picture of a box room by a tilted camera; every mark's true place is known.
struct Truth {
    Intrinsics camera{560, 560, 320, 240, 640, 480};
    BoxRoom room;
    Truth()
    {
        room.roomFromCamera = (Eigen::AngleAxisd(0.32, Eigen::Vector3d::UnitY()) * Eigen::AngleAxisd(-0.15, Eigen::Vector3d::UnitX())).toRotationMatrix();
        room.eyeHeight = 1.6;
        room.ceiling = 1.0;
        room.left = 3.0;
        room.right = 1.4;
        room.ahead = 5.0;
    }
    Eigen::Vector2d see(double x, double y, double z) const { return project(camera, room.roomFromCamera.transpose() * Eigen::Vector3d(x, y, z)); }

    /// Tiles on floor and walls, so that there are edges to draw along.
    ColorImage picture() const
    {
        ColorImage image(camera.width, camera.height);
        for (int y = 0; y < camera.height; ++y)
            for (int x = 0; x < camera.width; ++x) {
                const Eigen::Vector3d ray = unproject(camera, x + 0.5, y + 0.5, 1.0), p = room.roomFromCamera * ray * reachInRoom(room, ray);
                const bool odd = (int(std::floor(p.x() * 2 + 0.01)) + int(std::floor(p.y() * 2 + 0.01)) + int(std::floor(p.z() * 2 + 0.01))) & 1;
                const bool floor = p.y() > room.eyeHeight - 1e-6, far = p.z() > room.ahead - 1e-6;
                const int base = floor ? 110 : far ? 190 : 150;
                image.at(x, y, 0) = static_cast<std::uint8_t>(base + (odd ? 25 : 0));
                image.at(x, y, 1) = static_cast<std::uint8_t>(base - 8);
                image.at(x, y, 2) = static_cast<std::uint8_t>(base - 20 + (odd ? 10 : 0));
            }
        return image;
    }
};

bool near(double value, double wanted, double share)
{
    return std::abs(value / wanted - 1) < share;
}

} // namespace

/// A photograph calibrated with mouse and keyboard in the real window; the real worker keeps the marks.
class TestCalibrationPage : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;
    Truth m_truth;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<MainWindow> m_window;
    ObserveWorkspace* m_observe = nullptr;
    std::string m_id;

    CalibrationDraft& draft() const { return m_observe->calibration().draft(); }
    CalibrationCanvas& canvas() const { return m_observe->calibration().canvas(); }
    template <class T>
    T* find(const char* name) const { return m_window->findChild<T*>(QString::fromLatin1(name)); }
    StoredObservation stored() const { return m_session->project()->observation(m_id).value(); }

    void drag(const Eigen::Vector2d& from, const Eigen::Vector2d& to)
    {
        const QPoint a = canvas().widgetOf(from).toPoint(), b = canvas().widgetOf(to).toPoint();
        QTest::mouseMove(&canvas(), a);
        QTest::mousePress(&canvas(), Qt::LeftButton, {}, a);
        for (int i = 1; i <= 4; ++i)
            QTest::mouseMove(&canvas(), a + (b - a) * i / 4);
        QTest::mouseRelease(&canvas(), Qt::LeftButton, {}, b);
    }
    void choose(const char* tool) { QTest::mouseClick(find<QToolButton>((std::string("calibrate.tool.") + tool).c_str()), Qt::LeftButton); }
    void dragHandle(MarkTool tool, int index, const Eigen::Vector2d& to)
    {
        for (const MarkHandle& handle : draft().handles())
            if (handle.tool == tool && handle.index == index)
                return drag(handle.at, to);
        QFAIL("no such handle");
    }

private Q_SLOTS:
    void initTestCase()
    {
        QCoreApplication::setOrganizationName("test");
        QCoreApplication::setApplicationName("calibration");
        QSettings::setDefaultFormat(QSettings::IniFormat);
        QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_dir.filePath("settings"));
        qputenv("W2V_WORKER", W2V_BINARY_DIR "/w2v-worker");
        QCoreApplication::setAttribute(Qt::AA_DontCreateNativeWidgetSiblings);
        Theme::instance().install(*qApp, Theme::Mode::Dark);
        const std::string photo = m_dir.filePath("hall.png").toStdString();
        writePng(photo, m_truth.picture());
        m_session = std::make_unique<Session>();
        QVERIFY(m_session->createProject(m_dir.filePath("a.w2v")));
        m_session->edit([&](Project& p) { m_id = p.addObservation({"", "hall", "photograph", photo, "", {}}); });
        m_window = std::make_unique<MainWindow>(*m_session);
        m_observe = new ObserveWorkspace(*m_session);
        m_window->addWorkspace(m_observe);
        m_window->finishSetup();
        m_window->resize(1280, 800);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        m_session->selectObservation(QString::fromStdString(m_id));
        QTRY_VERIFY_WITH_TIMEOUT(m_observe->draft().isOpen(), 60000);
        QTRY_VERIFY_WITH_TIMEOUT(m_observe->isSettled(), 60000);
        m_observe->viewport().setFocus();
        QTest::keyClick(&m_observe->viewport(), Qt::Key_K);
        QTRY_VERIFY(draft().isOpen());
        QTRY_VERIFY(canvas().isVisible());
    }

    void cleanupTestCase()
    {
        m_window.reset();
        m_session.reset();
    }

    void linesGiveTheFocalLength()
    {
        const double h = m_truth.room.eyeHeight;
        drag(m_truth.see(-1.5, h, 3.5), m_truth.see(-1.5, h, 5));
        drag(m_truth.see(1.4, -0.9, 3.2), m_truth.see(1.4, -0.9, 5));
        drag(m_truth.see(1.4, h, 3.5), m_truth.see(1.4, h, 5));
        QCOMPARE(draft().marks().lines[0].size(), std::size_t(3));
        QVERIFY(!draft().geometry()->directions);
        QTest::keyClick(&canvas(), Qt::Key_2, Qt::AltModifier);
        QTRY_COMPARE(draft().tool(), MarkTool::LinesB); // a button presses itself visibly
        drag(m_truth.see(-1.8, h, 5), m_truth.see(1.4, h, 5));
        drag(m_truth.see(-1.8, -1, 5), m_truth.see(1.4, -1, 5));
        QCOMPARE(draft().marks().lines[1].size(), std::size_t(2));
        QCOMPARE(draft().marks().focal, FocalSource::Lines); // nothing else tells it
        QCOMPARE(find<QComboBox>("calibrate.focal")->currentData().toInt(), int(FocalSource::Lines));
        QVERIFY2(draft().geometry(), qPrintable(draft().problem()));
        QVERIFY2(near(draft().geometry()->camera.fx, 560, 0.08), qPrintable(QString::number(draft().geometry()->camera.fx)));
        QVERIFY(std::acos(draft().geometry()->down.dot(m_truth.room.roomFromCamera.row(1).transpose())) < 0.02);
    }

    void keysMoveAddAndRemove()
    {
        canvas().setFocus();
        const std::size_t before = draft().handles().size();
        QTest::keyClick(&canvas(), Qt::Key_Insert);
        QCOMPARE(draft().handles().size(), before + 2);
        const Eigen::Vector2d at = draft().handles()[std::size_t(draft().selected())].at;
        QVERIFY(canvas().accessibleDescription().contains("line 3 of direction B, end"));
        QTest::keyClick(&canvas(), Qt::Key_Left);
        QTest::keyClick(&canvas(), Qt::Key_Down, Qt::ShiftModifier);
        QCOMPARE(draft().handles()[std::size_t(draft().selected())].at, Eigen::Vector2d(at + Eigen::Vector2d(-1, 10)));
        QVERIFY(canvas().accessibleDescription().contains(QString::number(int(at.y()) + 10)));
        QTest::keyClick(&canvas(), Qt::Key_Delete);
        QCOMPARE(draft().handles().size(), before);
        QTest::keyClick(&canvas(), Qt::Key_PageDown);
        QCOMPARE(draft().selected(), 0);
        QTest::keyClick(&canvas(), Qt::Key_PageUp);
        QCOMPARE(draft().selected(), int(before) - 1);
        QTest::keyClick(&canvas(), Qt::Key_Escape);
        QCOMPARE(draft().selected(), -1);
    }

    void theRoomIsDraggedOverThePicture()
    {
        QVERIFY(!find<QToolButton>("calibrate.tool.floor")->isEnabled()); // no depth
        choose("room");
        QVERIFY(draft().marks().room);
        const RoomMarks marks = marksOfRoom(m_truth.camera, m_truth.room);
        dragHandle(MarkTool::Room, 4, *marks.vanishing);
        dragHandle(MarkTool::Room, 0, marks.floor);
        dragHandle(MarkTool::Room, 1, marks.ceiling);
        dragHandle(MarkTool::Room, 2, marks.left);
        dragHandle(MarkTool::Room, 3, marks.right);
        QVERIFY2(draft().geometry(), qPrintable(draft().problem()));
        const BoxRoom& room = *draft().geometry()->room;
        QVERIFY2(near(room.ahead / room.eyeHeight, 5.0 / 1.6, 0.12), qPrintable(QString::number(room.ahead / room.eyeHeight)));
        QVERIFY(near(room.ceiling / room.eyeHeight, 1.0 / 1.6, 0.12));
        QVERIFY(!draft().geometry()->metric);
    }

    void aKnownLengthIsTyped()
    {
        choose("length");
        drag(m_truth.see(-1.0, 1.6, 5), m_truth.see(1.0, 1.6, 5));
        auto* meters = find<NumberField>("calibrate.meters");
        QTRY_VERIFY(meters->hasFocus());
        QTest::keyClicks(meters, "200 cm");
        QTest::keyClick(meters, Qt::Key_Return);
        QCOMPARE(draft().marks().length->meters, 2.0);
        QVERIFY(draft().geometry()->metric);
        QVERIFY2(near(*draft().geometry()->floorBelow, 1.6, 0.08), qPrintable(QString::number(*draft().geometry()->floorBelow)));
        QVERIFY2(near(draft().geometry()->room->ahead, 5, 0.12), qPrintable(QString::number(draft().geometry()->room->ahead)));
    }

    void applyingKeepsThem()
    {
        QVERIFY(m_observe->calibration().commandLine().startsWith("w2v observe calibrate "));
        QTest::mouseClick(find<QPushButton>("calibrate.apply"), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(!stored().calibration.empty(), 60000);
        QTRY_VERIFY(stored().calibration == draft().marks()); // read anew from the project
        QVERIFY(stored().description.at("metric").get<bool>());
        QTRY_VERIFY_WITH_TIMEOUT(!draft().isChanged() && m_observe->isSettled(), 30000);
        QCOMPARE(m_session->project()->history().front().title, std::string("Calibrate hall"));
        QTRY_VERIFY(find<QLabel>("calibrate.status")->text().contains("Applied"));
    }

    void undoAndRedoFollow()
    {
        m_session->undoAction()->trigger();
        QTRY_VERIFY(draft().isOpen() && draft().marks().empty());
        QVERIFY(!find<QPushButton>("calibrate.apply")->isEnabled());
        m_session->redoAction()->trigger();
        QTRY_VERIFY(draft().isOpen() && draft().marks().length);
        QTRY_VERIFY_WITH_TIMEOUT(m_observe->isSettled(), 30000);
    }

    void escapeGoesBackToThePath()
    {
        canvas().setFocus();
        QTest::keyClick(&canvas(), Qt::Key_Escape);
        QTRY_VERIFY(!canvas().isVisible());
        QVERIFY(!draft().isOpen());
        QVERIFY(m_session->commands().find("observe.draw")->isChecked());
    }

    void everyControlHasAName()
    {
        m_session->commands().find("observe.calibrate")->trigger();
        QTRY_VERIFY(draft().isOpen());
        for (QWidget* widget : m_observe->calibration().findChildren<QWidget*>()) {
            const auto* button = qobject_cast<QAbstractButton*>(widget);
            const bool field = qobject_cast<QComboBox*>(widget) || qobject_cast<QAbstractSpinBox*>(widget);
            if ((button && button->text().isEmpty()) || field)
                QVERIFY2(!widget->accessibleName().isEmpty(), qPrintable(widget->objectName() + ' ' + widget->metaObject()->className()));
        }
    }

    void aDepthModelMakesFloorPointsPossible()
    {
        QTest::mouseClick(find<QPushButton>("calibrate.remove"), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(stored().calibration.empty(), 60000);
        QTRY_VERIFY_WITH_TIMEOUT(draft().isOpen() && !m_observe->calibration().isBusy(), 30000);
        const QString model = m_dir.filePath("mine.onnx");
        writeFileAtomic(model.toStdString(), test::TinyOnnx::pixelwise(48, 64, {-0.229f, 0, 0}, 1.6f - 0.485f));
        m_observe->calibration().runDepthModel(model, "depth", "64x48");
        QTRY_VERIFY_WITH_TIMEOUT(stored().calibration.depthModel == "mine.onnx", 60000);
        QTRY_VERIFY_WITH_TIMEOUT(draft().isOpen() && draft().canUse(MarkTool::Floor), 30000);
        QVERIFY(!draft().canUse(MarkTool::Room));
        choose("floor");
        QTest::mouseClick(&canvas(), Qt::LeftButton, {}, canvas().widgetOf({120, 400}).toPoint());
        QTest::mouseClick(&canvas(), Qt::LeftButton, {}, canvas().widgetOf({500, 420}).toPoint());
        QCOMPARE(draft().marks().floor.size(), std::size_t(2));
        QVERIFY(find<QLabel>("calibrate.problem")->text().contains("three points"));
        QVERIFY(!find<QPushButton>("calibrate.apply")->isEnabled());
        QTest::mouseClick(find<QPushButton>("calibrate.clear"), Qt::LeftButton);
        QVERIFY(draft().marks().floor.empty() && !draft().marks().depth.empty());
    }
};

QTEST_MAIN(TestCalibrationPage)
#include "tst_CalibrationPage.moc"
