#include <QApplication>
#include <QSignalSpy>
#include <QTest>
#include <QVBoxLayout>

#include "render/gpu/GpuDevice.h"
#include "tests/render/scene/TestScenes.h"
#include "ui/theme/Theme.h"
#include "ui/viewport/Viewport.h"
#include "ui/viewport/ViewportWindow.h"

using namespace w2v;

/// The viewport in a real window: mouse and keyboard, picking, measuring, views from the sides, losses.
class TestViewportWidget : public QObject {
    Q_OBJECT
    std::unique_ptr<QWidget> m_window;
    Viewport* m_view = nullptr;

    QWindow* native() const
    {
        for (QWindow* window : QGuiApplication::allWindows())
            if (qobject_cast<ViewportWindow*>(window))
                return window;
        return nullptr;
    }
    void click(const QPointF& at, Qt::MouseButton button = Qt::LeftButton)
    {
        QTest::mouseMove(native(), at.toPoint());
        QTest::mouseClick(native(), button, {}, at.toPoint());
    }
    void drag(const QPoint& by)
    {
        const QPoint from(m_view->width() / 2, m_view->height() / 3);
        QTest::mousePress(native(), Qt::LeftButton, {}, from);
        for (int i = 1; i <= 8; ++i)
            QTest::mouseMove(native(), from + by * i / 8);
        QTest::mouseRelease(native(), Qt::LeftButton, {}, from + by);
    }
    static std::shared_ptr<const Scene> sampleScene()
    {
        auto scene = std::make_shared<Scene>(test::boxBeforeWall());
        scene->points.positions = {{1.2f, 0.3f, 2.5f}};
        scene->points.colors = {{250, 250, 20}};
        return scene;
    }

private Q_SLOTS:
    void initTestCase()
    {
        QCoreApplication::setAttribute(Qt::AA_DontCreateNativeWidgetSiblings);
        Theme::instance().install(*qApp, Theme::Mode::Dark);
        m_window = std::make_unique<QWidget>();
        auto* layout = new QVBoxLayout(m_window.get());
        layout->setContentsMargins(0, 0, 0, 0);
        m_view = new Viewport;
        layout->addWidget(m_view);
        m_window->resize(640, 480);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
        m_window->activateWindow();
        QTRY_VERIFY_WITH_TIMEOUT(m_view->isAvailable(), 30000);
        m_view->setScene(sampleScene());
        QTRY_VERIFY_WITH_TIMEOUT(m_view->isSettled() && m_view->lastFrame().allTriangles > 0, 30000);
    }

    void aFrameAtRestIsWhole()
    {
        QVERIFY(!m_view->lastFrame().reduced);
        QCOMPARE(m_view->lastFrame().allPoints, std::uint64_t(1));
        drag({120, 40});
        QTRY_VERIFY_WITH_TIMEOUT(m_view->isSettled() && !m_view->lastFrame().reduced, 10000);
        m_view->frameAll();
        QTRY_VERIFY(m_view->isSettled());
    }

    void clickingAnAxisLooksFromThere()
    {
        QSignalSpy parallel(m_view, &Viewport::parallelChanged);
        click(m_view->gizmoAt(AxisGizmo::Part::Up));
        QVERIFY(m_view->isParallel());
        QVERIFY(m_view->rig().forward().y() > 0.999);
        QCOMPARE(parallel.size(), 1);
        click(m_view->gizmoAt(AxisGizmo::Part::Right));
        QVERIFY(m_view->rig().forward().x() < -0.999);
        // In a parallel view, too, the floor is where it is clicked.
        m_view->setStandardView(StandardView::Top);
        const Eigen::Vector3d place(0.4, 0, 2.2);
        const auto at = m_view->widgetAt(place);
        QVERIFY(at);
        const auto floor = m_view->floorAt(*at);
        QVERIFY(floor && (*floor - place).norm() < 1e-6);
        // Turning the view leaves it.
        drag({60, -130}); // and no axis points at the eye any more
        QVERIFY(!m_view->isParallel());
        for (const bool on : {true, false}) {
            click(m_view->gizmoAt(AxisGizmo::Part::Middle));
            QCOMPARE(m_view->isParallel(), on);
        }
    }

    void objectsPointsAndMarksArePicked()
    {
        m_view->setTool(Viewport::Tool::Select);
        m_view->setStandardView(StandardView::Front);
        QTRY_VERIFY(m_view->isSettled());
        QSignalSpy objects(m_view, &Viewport::objectPicked), elements(m_view, &Viewport::elementPicked);
        click(*m_view->widgetAt({0, 0.1, 2}));
        QTRY_COMPARE(objects.size(), 1);
        QCOMPARE(objects[0][0].toInt(), 1);
        QCOMPARE(m_view->content().highlightedInstance, std::optional(1));
        const QPointF beside = *m_view->widgetAt({1.2, 0.3, 2.5}) + QPointF(2, 2); // a point is hit from nearby
        click(beside);
        QTRY_COMPARE(objects.size(), 2);
        QVERIFY((objects[1][1].value<Eigen::Vector3d>() - Eigen::Vector3d(1.2, 0.3, 2.5)).norm() < 0.05);
        PointMark mark;
        mark.position = {-0.8f, 0.2f, 1.5f};
        mark.id = 17;
        m_view->content().marks = {mark};
        m_view->refresh();
        click(*m_view->widgetAt({-0.8, 0.2, 1.5}));
        QTRY_COMPARE(elements.size(), 1);
        QCOMPARE(elements[0][0].toInt(), 17);
        // Behind the box it is not hit.
        mark.position = {0, 0, 4};
        m_view->content().marks = {mark};
        m_view->refresh();
        click(*m_view->widgetAt({0, 0, 4}));
        QTRY_COMPARE(objects.size(), 3);
        QCOMPARE(elements.size(), 1);
        FrustumMark frustum;
        frustum.worldFromCamera.translation() = Eigen::Vector3d(-1.2, -0.5, 1.2);
        frustum.camera = intrinsicsFromFov(64, 64, 60);
        frustum.id = 5;
        m_view->content().marks.clear();
        m_view->content().frusta = {frustum};
        m_view->refresh();
        const Eigen::Vector3d corner = frustum.worldFromCamera * unproject(frustum.camera, 0, 0, frustum.size);
        click(*m_view->widgetAt(corner));
        QTRY_COMPARE(elements.size(), 2);
        QCOMPARE(elements[1][0].toInt(), 5);
        m_view->content().frusta.clear();
    }

    void theTapeMeasuresMetres()
    {
        m_view->setTool(Viewport::Tool::Measure);
        m_view->setStandardView(StandardView::Front);
        QTRY_VERIFY(m_view->isSettled());
        QSignalSpy measured(m_view, &Viewport::measured);
        click(*m_view->widgetAt({-0.4, -0.3, 2}));
        QTRY_VERIFY(m_view->tape().isOpen());
        click(*m_view->widgetAt({0.4, 0.3, 2}));
        QTRY_COMPARE(measured.size(), 1);
        const double pixel = 2 * m_view->rig().orthoHeight(50) / m_view->height();
        QVERIFY2(std::abs(measured[0][0].toDouble() - 1.0) < pixel, qPrintable(QString::number(measured[0][0].toDouble())));
        QTRY_VERIFY(m_view->tape().lengths().size() == 1 && m_view->tape().lengths()[0].label);
        // Drawing a path anew must not take the tape away; Escape does.
        m_view->content().paths.clear();
        m_view->refresh();
        QCOMPARE(m_view->tape().lengths().size(), std::size_t(1));
        m_view->setFocus();
        click(*m_view->widgetAt({0.1, 0.1, 2}));
        QTRY_VERIFY(m_view->tape().isOpen());
        QTest::keyClick(m_view, Qt::Key_Escape);
        QVERIFY(!m_view->tape().isOpen());
        QCOMPARE(m_view->tape().lengths().size(), std::size_t(1));
        QTest::keyClick(m_view, Qt::Key_Escape);
        QVERIFY(m_view->tape().lengths().empty());
        m_view->setTool(Viewport::Tool::Select);
    }

    void flyingFollowsTheKeysAndTheWheel()
    {
        m_view->setParallel(false);
        m_view->setFocus();
        const Eigen::Vector3d before = m_view->rig().eye();
        QSignalSpy speed(m_view, &Viewport::flySpeedChanged);
        QTest::keyPress(m_view, Qt::Key_W);
        QTest::qWait(120);
        QWheelEvent wheel(QPointF(100, 100), QPointF(100, 100), {}, {0, 240}, Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(native(), &wheel);
        QTest::keyRelease(m_view, Qt::Key_W);
        QCOMPARE(speed.size(), 1);
        const Eigen::Vector3d step = m_view->rig().eye() - before;
        QVERIFY2(step.norm() > 0.02 && step.dot(m_view->rig().forward()) > 0, qPrintable(QString::number(step.norm())));
        m_view->frameAll();
    }

    void tinyAndHugeScenesAreSeen()
    {
        for (const double size : {0.002, 5000.0}) {
            auto scene = std::make_shared<Scene>(test::boxBeforeWall());
            for (Mesh& mesh : scene->meshes)
                for (Eigen::Vector3f& p : mesh.positions)
                    p *= float(size);
            scene->bounds = Eigen::AlignedBox3d(scene->bounds.min() * size, scene->bounds.max() * size);
            m_view->setScene(scene);
            QTRY_VERIFY_WITH_TIMEOUT(m_view->isSettled(), 20000);
            QSignalSpy objects(m_view, &Viewport::objectPicked);
            m_view->setStandardView(StandardView::Front);
            for (const bool parallel : {true, false}) {
                m_view->setParallel(parallel);
                m_view->focusOn(Eigen::Vector3d(0, 0, 2) * size, 3 * size);
                QTRY_VERIFY(m_view->isSettled());
                click(*m_view->widgetAt(Eigen::Vector3d(0.1, 0.1, 2) * size));
                QTRY_COMPARE(objects.size(), parallel ? 1 : 2);
                QCOMPARE(objects.last()[0].toInt(), 1);
            }
        }
        m_view->setScene(sampleScene());
        QTRY_VERIFY_WITH_TIMEOUT(m_view->isSettled(), 20000);
    }

    void aLostDeviceComesBack()
    {
        Viewport::Overlays overlays;
        overlays.figure = overlays.frameTime = true;
        m_view->setOverlays(overlays);
        QTRY_VERIFY(m_view->isSettled());
        for (int i = 0; i < 2; ++i) {
            QSignalSpy back(m_view, &Viewport::availabilityChanged), framed(m_view, &Viewport::framed);
            m_view->declareDeviceLost();
            QTRY_VERIFY_WITH_TIMEOUT(back.size() >= 1 && back.last()[0].toBool(), 30000);
            framed.clear();
            QTRY_VERIFY_WITH_TIMEOUT(framed.size() > 0 && m_view->isSettled() && m_view->lastFrame().allTriangles > 0, 30000);
        }
        QSignalSpy objects(m_view, &Viewport::objectPicked);
        m_view->setStandardView(StandardView::Front);
        QTRY_VERIFY(m_view->isSettled());
        click(*m_view->widgetAt({0, 0.1, 2}));
        QTRY_COMPARE(objects.size(), 1);
        QCOMPARE(objects[0][0].toInt(), 1);
        m_view->setOverlays({});
    }

    void hidingAndResizingAreSurvived()
    {
        for (int i = 0; i < 6; ++i) {
            m_window->hide();
            QTest::qWait(20);
            m_window->resize(400 + 60 * i, 300 + 30 * i);
            m_window->show();
            QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
            QTRY_VERIFY_WITH_TIMEOUT(m_view->isSettled() && m_view->lastFrame().width == m_view->width(), 20000);
        }
    }

    void cleanupTestCase()
    {
        m_window.reset();
        for (const std::string& message : validationMessages())
            qWarning("%s", message.c_str());
        QCOMPARE(validationMessageCount(), 0);
    }
};

QTEST_MAIN(TestViewportWidget)
#include "tst_ViewportWidget.moc"
