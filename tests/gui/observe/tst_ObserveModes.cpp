#include <QAction>
#include <QDialog>
#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QScreen>
#include <QToolButton>

#include "core/scene/Observation.h"
#include "tests/gui/observe/ObserveWindow.h"
#include "ui/observe/LookAheadMonitor.h"
#include "ui/observe/PathCommands.h"
#include "ui/observe/PathGizmo.h"

using namespace w2v;

/// Every mode of the workspace shows something of its own. With W2V_SCREENS=<folder> the pictures are written there to be looked
/// at: in both themes and two sizes.
class TestObserveModes : public QObject {
    Q_OBJECT

    test::ObserveWindow m;
    QString m_row;
    QImage m_plain; ///< the stage as it opens

    PathDraft& draft() const { return m.draft(); }

    QImage picture(const QString& name)
    {
        QTest::qWait(80);
        if (!QTest::qWaitFor([this] { return m.view().isSettled(); }, 20000))
            qWarning("%s: still being drawn", qPrintable(name));
        QTest::qWait(60);
        const QRect area = m.window->frameGeometry();
        const QImage image = m.window->screen()->grabWindow(0, area.x(), area.y(), area.width(), area.height()).toImage();
        const QString folder = qEnvironmentVariable("W2V_SCREENS");
        if (!folder.isEmpty() && !image.save(QDir(folder).filePath(QString("%1-%2.png").arg(name, m_row))))
            qWarning("%s could not be written", qPrintable(name));
        return image;
    }
    QRect stageArea() const { return {m.view().mapTo(m.window.get(), QPoint(0, 0)), m.view().size()}; }
    /// Share of the stage's pixels that differ clearly between two pictures of the window.
    double changed(const QImage& a, const QImage& b) const
    {
        int different = 0, all = 0;
        const QRect area = stageArea();
        for (int y = area.top(); y < area.bottom(); y += 2)
            for (int x = area.left(); x < area.right(); x += 2, ++all) {
                const QColor p = a.pixelColor(x, y), q = b.pixelColor(x, y);
                different += std::abs(p.red() - q.red()) + std::abs(p.green() - q.green()) + std::abs(p.blue() - q.blue()) > 24;
            }
        return double(different) / std::max(1, all);
    }
    void showsItself(const QString& name, double least = 1e-3)
    {
        const double share = changed(picture(name), m_plain);
        QVERIFY2(share > least, qPrintable(QString("%1 changes %2 of the stage").arg(name).arg(share)));
    }
    void showMenu(const char* button, const QString& name)
    {
        auto* opener = m.find<QToolButton>(button);
        QVERIFY(opener && opener->menu());
        opener->menu()->popup(opener->mapToGlobal(QPoint(0, opener->height())));
        QTest::qWait(50);
        picture(name);
        opener->menu()->close();
    }
    void settle()
    {
        QTest::qWait(50);
        QTRY_VERIFY_WITH_TIMEOUT(m.observe->isSettled(), 60000);
    }

private Q_SLOTS:
    void initTestCase()
    {
        qputenv("W2V_WORKER", W2V_BINARY_DIR "/w2v-worker");
        const QString problem = m.open("observe-modes");
        QVERIFY2(problem.isEmpty(), qPrintable(problem));
        if (m.noDevice())
            QSKIP("no Vulkan device here");
    }

    void cleanupTestCase() { m.close(); }

    void everyModeShowsItself_data()
    {
        QTest::addColumn<bool>("dark");
        QTest::addColumn<QSize>("size");
        QTest::newRow("dark-1280") << true << QSize(1280, 800);
        if (qEnvironmentVariableIsEmpty("W2V_SCREENS"))
            return;
        QTest::newRow("light-1280") << false << QSize(1280, 800);
        QTest::newRow("dark-1920") << true << QSize(1920, 1080);
        QTest::newRow("light-1920") << false << QSize(1920, 1080);
    }

    void everyModeShowsItself()
    {
        QFETCH(const bool, dark);
        QFETCH(const QSize, size);
        m_row = QTest::currentDataTag();
        Theme::instance().setMode(dark ? Theme::Mode::Dark : Theme::Mode::Light);
        m.window->resize(size);
        m.observe->resetLayout();
        m.window->move(0, 0);
        draft().setActions({}, "clear");
        settle();
        m.run("draw");
        m.run("frameAll");
        m_plain = picture("empty-path");

        draft().setActions(parseActions("forward 0.6; turn left 30; forward 0.5"), "a path");
        showsItself("drawing");
        QTest::mouseMove(m.stage(), m.at(0.3, 0.4));
        showsItself("drawing-ahead");
        QTRY_VERIFY_WITH_TIMEOUT(m.observe->lookAhead().frames() != nullptr, 90000);
        showsItself("look-ahead");
        draft().setActions(parseActions("forward 0.6; turn left 30; forward 9"), "through the wall");
        QTRY_VERIFY_WITH_TIMEOUT(m.observe->lookAhead().frames() != nullptr, 90000);
        showsItself("look-ahead-collides");
        draft().setActions(parseActions("forward 0.6; turn left 30; forward 0.5"), "a path");

        m.run("freehand");
        const std::vector<QPoint> curve{m.at(0, 0.1), m.at(-0.1, 0.4), m.at(-0.4, 0.6), m.at(-0.6, 0.5)};
        m.press(curve[0]);
        for (std::size_t i = 1; i < curve.size(); ++i)
            m.moveTo(curve[i - 1], curve[i]);
        showsItself("freehand");
        QTest::keyClick(&m.view(), Qt::Key_Escape);
        QTest::mouseRelease(m.stage(), Qt::LeftButton, {}, curve.back());

        m.run("select");
        const auto place = [this](PathGizmo::Handle handle) {
            return m.view().widgetAt(m.observe->gizmo().position(handle)).value_or(QPointF(-1, -1)).toPoint();
        };
        QTest::mouseMove(m.stage(), place(PathGizmo::Handle::Yaw));
        showsItself("gizmo");
        const QPoint from = place(PathGizmo::Handle::Yaw);
        m.press(from);
        m.moveTo(from, from + QPoint(40, 30));
        showsItself("gizmo-dragged");
        QTest::mouseRelease(m.stage(), Qt::LeftButton, {}, from + QPoint(40, 30));
        draft().setActions(parseActions("forward 0.6; turn left 30; forward 0.5"), "a path");

        m.run("walk");
        for (const Qt::Key key : {Qt::Key_Up, Qt::Key_Up, Qt::Key_Left})
            QTest::keyClick(&m.view(), key);
        showsItself("walk-recording", 0.2);
        m.run("draw");
        m.run("lookThrough");
        showsItself("look-through", 0.2);
        m.run("lookThrough");

        m.run("measure");
        QTest::mouseClick(m.stage(), Qt::LeftButton, {}, m.at(-0.6, -0.4));
        QTRY_VERIFY(m.view().tape().isOpen());
        QTest::mouseClick(m.stage(), Qt::LeftButton, {}, m.at(0.6, 0.4));
        QTRY_VERIFY(!m.view().tape().lengths().empty());
        showsItself("tape");
        m.view().clearMeasurements();
        m.run("draw");

        for (const char* shading : {"depth", "normals", "instances"}) {
            m.run(shading);
            showsItself(shading, 0.2);
        }
        m.run("shaded");
        for (const char* overlay : {"coverage", "figure", "frameTime", "sky"}) {
            m.run(overlay);
            showsItself(QString("overlay-") + overlay);
            m.run(overlay);
        }
        m.run("viewTop");
        showsItself("view-top", 0.2);
        m.run("frameAll");
        QTest::keyPress(&m.view(), Qt::Key_W);
        QTest::qWait(150);
        m.command("fly")->trigger();
        QTest::keyRelease(&m.view(), Qt::Key_W);
        showsItself("fly", 0.2);
        m.run("frameAll");
        m.press(QPoint(60, 60));
        m.moveTo(QPoint(60, 60), QPoint(200, 90));
        QTest::mouseRelease(m.stage(), Qt::LeftButton, {}, QPoint(200, 90));
        showsItself("orbit", 0.2);
        m.run("frameAll");
    }

    void menusAndDialogs_data() { everyModeShowsItself_data(); }

    void menusAndDialogs()
    {
        QFETCH(const bool, dark);
        QFETCH(const QSize, size);
        m_row = QTest::currentDataTag();
        Theme::instance().setMode(dark ? Theme::Mode::Dark : Theme::Mode::Light);
        m.window->resize(size);
        m.observe->resetLayout();
        draft().setActions(parseActions("forward 0.6; turn left 30; forward 0.3; forward 0.2"), "a path");
        settle();
        showMenu("stage.show", "menu-show");
        auto* path = m.find<QToolButton>("observe.pathMenu")->menu();
        path->popup(m.window->mapToGlobal(QPoint(size.width() - 620, 120)));
        for (QAction* entry : path->actions())
            if (entry->menu() && entry->text() == "Insert a preset") {
                path->setActiveAction(entry);
                entry->menu()->popup(path->mapToGlobal(QPoint(path->width(), 0)));
            }
        QTest::qWait(50);
        picture("menu-presets");
        path->close();
        QTest::qWait(50);
        m.window->activateWindow();

        m.run("scale");
        picture("scale");
        m.find<QWidget>("observe.scale")->close();
        m.run("sampler");
        auto* sampler = m.find<QDialog>("observe.sampler");
        QVERIFY(sampler && sampler->isVisible());
        sampler->move(m.window->rect().center() - sampler->rect().center());
        picture("sampler");
        sampler->close();
        m.session->commands().find("general.keys")->trigger();
        auto* keys = m.find<QWidget>("keys");
        QVERIFY(keys && keys->isVisible());
        picture("keys");
        keys->close();
        m.session->commands().find("general.changeKeys")->trigger();
        auto* change = m.find<QDialog>("keys.dialog");
        QVERIFY(change);
        change->move(m.window->rect().center() - change->rect().center());
        picture("change-keys");
        change->close();
        m.window->activateWindow();
        m.find<QLineEdit>("observe.pathText")->setText("move forwards a bit");
        draft().editText("move forwards a bit");
        picture("unreadable-text");
        draft().editText("move forward 0.6 meters");
        draft().commitText();
    }

    void theDoctorShowsItsEvidence_data() { everyModeShowsItself_data(); }

    void theDoctorShowsItsEvidence()
    {
        QFETCH(const bool, dark);
        QFETCH(const QSize, size);
        m_row = QTest::currentDataTag();
        const QString room = qEnvironmentVariable("W2V_SHARED", W2V_SOURCE_DIR "/../shared") + "/data/dining_room";
        if (!QFile::exists(room + "/pose.txt"))
            QSKIP("the dining room is not on this machine (set W2V_SHARED)");
        Theme::instance().setMode(dark ? Theme::Mode::Dark : Theme::Mode::Light);
        m.window->resize(size);
        m.observe->resetLayout();
        // Poses in OpenCV's axes in a file whose format means OpenGL's.
        const Observation observation = openObservation(room.toStdString());
        QJsonArray frames;
        for (const ObservationFrame& frame : observation.frames) {
            QJsonArray rows;
            for (int r = 0; r < 4; ++r)
                rows << QJsonArray{frame.worldFromCamera->matrix()(r, 0), frame.worldFromCamera->matrix()(r, 1), frame.worldFromCamera->matrix()(r, 2),
                                   frame.worldFromCamera->matrix()(r, 3)};
            frames << QJsonObject{{"file_path", "images/" + QString::fromStdString(frame.name)}, {"transform_matrix", rows}};
        }
        QFile file(m.dir.filePath("transforms.json"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QJsonDocument(QJsonObject{{"fl_x", 518}, {"fl_y", 519}, {"cx", 325.5}, {"cy", 253.5}, {"w", 640}, {"h", 480}, {"frames", frames}}).toJson());
        file.close();
        if (m.session->project()->observations().size() < 2) {
            m.observe->drop({room});
            QTRY_VERIFY_WITH_TIMEOUT(m.session->project()->observations().size() == 2, 60000);
        }
        settle();
        QTRY_VERIFY_WITH_TIMEOUT(m.session->jobs().isIdle(), 60000);
        picture("capture");
        m.observe->commands().importFrom(file.fileName());
        auto* dialog = m.find<ImportDialog>("observe.import");
        QVERIFY(dialog);
        dialog->move(m.window->rect().center() - dialog->rect().center());
        QTRY_VERIFY_WITH_TIMEOUT(!dialog->isBusy(), 60000);
        picture("import");
        QTest::mouseClick(dialog->findChild<QWidget*>("import.doctor"), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(!dialog->isBusy(), 60000);
        dialog->move(m.window->rect().center() - dialog->rect().center());
        picture("doctor");
        const QString verdict = dialog->findChild<QLabel*>("import.status")->text();
        QVERIFY2(verdict.contains("opencv-c2w, not opengl-c2w"), qPrintable(verdict));
        // Read in the convention that was found, the path is the capture's own.
        QTest::mouseClick(dialog->findChild<QWidget*>("import.reread"), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(!dialog->isBusy(), 60000);
        picture("import-reread");
        dialog->close();
        m.window->activateWindow();
    }
};

QTEST_MAIN(TestObserveModes)
#include "tst_ObserveModes.moc"
