#include <dlfcn.h>

#include <QGuiApplication>
#include <QVulkanInstance>
#include <QWindow>
#include <QtTest>

#include "core/base/Error.h"
#include "core/image/ImageIo.h"
#include "render/gpu/GpuContext.h"
#include "render/scene/SceneDetail.h"
#include "render/scene/SceneRendererFactory.h"
#include "render/scene/ViewportRenderer.h"
#include "render/scene/ViewportWarmUp.h"
#include "tests/render/scene/TestScenes.h"

using namespace w2v;

namespace {

/// A view camera at `eye` that looks at `target`, y down.
ViewCamera lookAt(const Eigen::Vector3d& eye, const Eigen::Vector3d& target)
{
    ViewCamera camera;
    const Eigen::Vector3d forward = (target - eye).normalized(), right = Eigen::Vector3d(0, 1, 0).cross(forward).normalized();
    camera.worldFromCamera.linear() << right, forward.cross(right), forward;
    camera.worldFromCamera.translation() = eye;
    return camera;
}

/// Takes a native window away behind Qt's back, as a window system that crashes or a remote session that ends does.
bool destroyNatively(const QWindow& window)
{
    using Destroy = unsigned (*)(void*, std::uint32_t);
    using Flush = int (*)(void*);
    void* library = dlopen("libxcb.so.1", RTLD_LAZY);
    const auto* x11 = qGuiApp->nativeInterface<QNativeInterface::QX11Application>();
    const auto destroy = library ? reinterpret_cast<Destroy>(dlsym(library, "xcb_destroy_window")) : nullptr;
    const auto flush = library ? reinterpret_cast<Flush>(dlsym(library, "xcb_flush")) : nullptr;
    if (!x11 || !destroy || !flush)
        return false;
    destroy(x11->connection(), static_cast<std::uint32_t>(window.winId()));
    flush(x11->connection());
    return true;
}

int closePixels(const ColorImage& image, const Rgba& color, int tolerance = 12)
{
    int count = 0;
    for (std::size_t i = 0; i < image.pixels(); ++i) {
        bool close = true;
        for (int c = 0; c < 3; ++c)
            close = close && std::abs(image.data()[3 * i + static_cast<std::size_t>(c)] - 255 * color[c]) <= tolerance;
        count += close;
    }
    return count;
}

} // namespace

class TestViewport : public QObject {
    Q_OBJECT
private:
    std::unique_ptr<GpuDevice> m_device;
    std::unique_ptr<SceneRenderer> m_renderer;

    std::uint64_t usedMemory()
    {
        m_device->context().waitIdle();
        m_device->context().retire([] {}); // lets go of what is done
        return m_device->context().memory().bytesInUse();
    }

    ViewportScene fullScene()
    {
        ViewportScene scene;
        scene.scene = m_renderer->prepare(test::roomOfBalls(8000));
        PathStrip strip;
        for (int i = 0; i < 20; ++i)
            strip.vertices.push_back({{0.5f + 0.2f * static_cast<float>(i), -0.02f, 2 + std::sin(0.4f * static_cast<float>(i))},
                                      Rgba(0.21f, 0.7f, 0.6f, 1)});
        strip.width = 5;
        scene.paths = {strip};
        FrustumMark frustum;
        frustum.worldFromCamera.translation() = Eigen::Vector3d(2.5, -1.5, 1.0);
        frustum.camera = intrinsicsFromFov(64, 48, 54);
        frustum.size = 0.6f;
        frustum.color = Rgba(0.89f, 0.64f, 0.23f, 1);
        ColorImage picture(64, 48);
        for (int y = 0; y < 48; ++y)
            for (int x = 0; x < 64; ++x)
                picture.at(x, y, x < 32 ? 0 : 1) = 255;
        frustum.image = createViewportImage(*m_device, picture);
        scene.frusta = {frustum};
        scene.marks = {{{2.5f, -0.5f, 2.5f}, 0.15f, 3, Rgba(0.36f, 0.58f, 1, 1)}};
        InsetView inset;
        inset.worldFromCamera = frustum.worldFromCamera;
        inset.camera = frustum.camera;
        inset.x = 440;
        inset.y = 16;
        inset.width = 180;
        inset.height = 135;
        scene.inset = inset;
        scene.hideCeiling = true;
        return scene;
    }

private Q_SLOTS:
    void initTestCase()
    {
        GpuOptions options;
        options.presentation = true;
        m_device = GpuDevice::create(options);
        m_renderer = createSceneRenderer(*m_device);
    }

    void detailComesLater()
    {
        const Scene scene = test::roomOfBalls(150'000);
        const ViewCamera camera = lookAt({0, -1.2, -1}, {0, -0.8, 3});
        ViewportScene whole, quick;
        whole.grid.visible = quick.grid.visible = false;
        whole.scene = m_renderer->prepare(scene);
        quick.scene = prepareQuickly(*m_renderer, scene);
        const ColorImage expected = createOffscreenViewport(*m_device, 640, 480)->capture(whole, camera);
        for (const int slicesBefore : {0, 1, 3}) {
            const auto viewport = createOffscreenViewport(*m_device, 640, 480);
            FrameStats stats = viewport->draw(quick, camera, true);
            QCOMPARE(stats.status, FrameStatus::Drawn);
            QVERIFY2(stats.reduced && stats.triangles < stats.allTriangles, "the stand-in shows while the eye moves");
            stats = viewport->draw(quick, camera, false);
            for (int i = 0; i < slicesBefore && stats.reduced; ++i)
                stats = viewport->refine(quick, camera);
            applyDetail(*quick.scene, workOutDetail(scene, DetailEffort::Whole)); // under the picture that is being made
            for (int i = 0; i < 1000 && stats.reduced; ++i) {
                stats = viewport->refine(quick, camera);
                QCOMPARE(stats.status, stats.reduced ? FrameStatus::Skipped : FrameStatus::Drawn);
            }
            QVERIFY(!stats.reduced);
            const ColorImage made = viewport->capture(quick, camera); // what was made in slices
            int different = 0;
            for (std::size_t i = 0; i < made.pixels() * 3; ++i)
                different += std::abs(int(made.data()[i]) - int(expected.data()[i])) > 8;
            QVERIFY2(different < 300, qPrintable(QString("%1 values differ").arg(different))); // triangles that touch, in another order
        }
    }

    void warmedUpPaintersDrawTheSame()
    {
        const auto painter = createViewportPainter(*m_device);
        for (int step = 0; step < kWarmUpSteps; ++step)
            warmUp(*m_device, *painter, step);
        QWindow window;
        QVulkanInstance instance;
        instance.setVkInstance(m_device->instance());
        QVERIFY(instance.create());
        window.setSurfaceType(QSurface::VulkanSurface);
        window.setVulkanInstance(&instance);
        window.resize(320, 240);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        const ViewportScene scene = fullScene();
        const ViewCamera camera = lookAt({0, -1.2, -1}, {0, -0.8, 3});
        const ColorImage expected = createOffscreenViewport(*m_device, 320, 240)->capture(scene, camera);
        for (int round = 0; round < 2; ++round) { // one viewport after another
            const auto viewport = createViewport(*m_device, QVulkanInstance::surfaceForWindow(&window), 320, 240, painter);
            QCOMPARE(viewport->draw(scene, camera).status, FrameStatus::Drawn);
            QVERIFY(viewport->capture(scene, camera) == expected);
        }
        window.destroy();
    }

    void everythingIsDrawn()
    {
        const auto viewport = createOffscreenViewport(*m_device, 640, 480);
        const ViewCamera camera = lookAt({7, -4.5, -3}, {2.5, -0.8, 2.5});
        const ViewportScene scene = fullScene();
        const ColorImage image = viewport->capture(scene, camera);
        if (const QByteArray folder = qgetenv("W2V_TEST_PICTURES"); !folder.isEmpty())
            writePng(folder.toStdString() + "/viewport.png", image);
        QVERIFY(closePixels(image, scene.paths[0].vertices[0].color) > 100);
        QVERIFY(closePixels(image, scene.frusta[0].color, 30) > 100);
        QVERIFY(closePixels(image, Rgba(1, 0, 0, 1)) > 100);
        QVERIFY(closePixels(image, Rgba(0, 1, 0, 1)) > 100);
        QCOMPARE(viewport->capture(scene, camera), image);
        ViewportScene less = scene;
        less.marks.clear();
        QVERIFY(viewport->capture(less, camera) != image);
        less = scene;
        less.inset.reset();
        QVERIFY(viewport->capture(less, camera) != image);
        less = scene;
        less.grid.visible = false;
        QVERIFY(viewport->capture(less, camera) != image);
        less = scene;
        less.axisGizmo = false;
        QVERIFY(viewport->capture(less, camera) != image);
        less = scene;
        less.highlightedInstance = 3;
        QVERIFY(viewport->capture(less, camera) != image);
        for (const SurfaceShading shading : {SurfaceShading::Instances, SurfaceShading::Depth, SurfaceShading::Unlit}) {
            less = scene;
            less.shading = shading;
            QVERIFY(viewport->capture(less, camera) != image);
        }
    }

    void orthographicViewsAreToScale()
    {
        const auto viewport = createOffscreenViewport(*m_device, 200, 100);
        ViewportScene scene;
        scene.scene = m_renderer->prepare(test::boxBeforeWall());
        scene.grid.visible = scene.axisGizmo = false;
        ViewCamera camera;
        camera.orthoHeight = 4; // 25 pixels a metre: the box is 25 pixels wide
        const ColorImage image = viewport->capture(scene, camera);
        int red = 0;
        for (int x = 0; x < 200; ++x)
            red += image.at(x, 50, 0) > 2 * image.at(x, 50, 1);
        QVERIFY2(red >= 24 && red <= 26, qPrintable(QString::number(red)));
        const auto pick = viewport->pick(scene, camera, 100, 50);
        QCOMPARE(pick.instance, 1);
        QVERIFY(std::abs(pick.depth - 2) < 0.01);
        QVERIFY(std::abs(pick.point.x() - 0.02) < 1e-3);
        QCOMPARE(viewport->pick(scene, camera, 20, 50).instance, 2);
    }

    void picksAreMetric()
    {
        const auto viewport = createOffscreenViewport(*m_device, 320, 240);
        ViewportScene scene;
        scene.scene = m_renderer->prepare(test::boxBeforeWall());
        const auto box = viewport->pick(scene, {}, 160, 120), wall = viewport->pick(scene, {}, 5, 5);
        QCOMPARE(box.instance, 1);
        QVERIFY(std::abs(box.depth - 2) < 1e-3);
        QCOMPARE(wall.instance, 2);
        QVERIFY(std::abs(wall.point.z() - 5) < 1e-3);
        QCOMPARE(viewport->pick(scene, {}, -1, 5).depth, 0.0);
        QCOMPARE(viewport->pick({}, {}, 5, 5).depth, 0.0);
    }

    void resizingDoesNotLeak()
    {
        const auto viewport = createOffscreenViewport(*m_device, 300, 200);
        const ViewportScene scene = fullScene();
        const ViewCamera camera = lookAt({7, -4.5, -3}, {2.5, -0.8, 2.5});
        QCOMPARE(viewport->draw(scene, camera, true).status, FrameStatus::Drawn);
        viewport->capture(scene, camera);
        const auto used = m_device->context().memory().bytesInUse();
        for (int i = 0; i < 100; ++i) {
            viewport->resize(40 + i, 30 + i / 2);
            const FrameStats stats = viewport->draw(scene, camera, i % 2 == 0);
            QCOMPARE(stats.width, 40 + i);
        }
        viewport->resize(0, 0);
        QCOMPARE(viewport->draw(scene, camera).status, FrameStatus::Skipped);
        QVERIFY(viewport->capture(scene, camera).empty());
        viewport->resize(300, 200);
        QCOMPARE(viewport->draw(scene, camera, true).status, FrameStatus::Drawn);
        viewport->capture(scene, camera);
        m_device->context().waitIdle();
        m_device->context().retire([] {}); // lets go of what is done
        const auto after = m_device->context().memory().bytesInUse();
        QVERIFY2(after <= used + (64 << 10), qPrintable(QString("%1 -> %2").arg(used).arg(after)));
    }

    void badSightIsRefused()
    {
        const auto viewport = createOffscreenViewport(*m_device, 64, 64);
        ViewCamera camera;
        camera.worldFromCamera.translation().x() = std::nan("");
        QVERIFY_EXCEPTION_THROWN(viewport->draw({}, camera), Error);
        ViewportScene odd;
        odd.paths = {{{{{std::nanf(""), 0, 0}, Rgba::Ones()}, {{0, 0, 1e30f}, Rgba::Ones()}, {{0, 0, 1e30f}, Rgba::Ones()}}, 3, true}};
        odd.frusta.resize(1);
        odd.inset = InsetView{};
        QCOMPARE(viewport->draw(odd, {}).status, FrameStatus::Drawn);
    }

    void windowsShowFramesAndSurviveResizing()
    {
        if (QGuiApplication::platformName() != "xcb")
            QSKIP("needs an X server (run through tests/support/with_display.sh)");
        QVulkanInstance instance;
        instance.setVkInstance(m_device->instance());
        QVERIFY(instance.create());
        {
            QWindow window;
            window.setSurfaceType(QSurface::VulkanSurface);
            window.setVulkanInstance(&instance);
            window.resize(400, 300);
            window.show();
            QVERIFY(QTest::qWaitForWindowExposed(&window));
            const VkSurfaceKHR surface = QVulkanInstance::surfaceForWindow(&window);
            QVERIFY(surface);
            const auto viewport = createViewport(*m_device, surface, window.width(), window.height());
            const ViewportScene scene = fullScene();
            const ViewCamera camera = lookAt({7, -4.5, -3}, {2.5, -0.8, 2.5});
            FrameStats stats = viewport->draw(scene, camera);
            QCOMPARE(stats.status, FrameStatus::Drawn);
            QCOMPARE(stats.width, 400);
            // W2V_RESIZES=1000 is the long form.
            const int resizes = qEnvironmentVariableIntValue("W2V_RESIZES") > 0 ? qEnvironmentVariableIntValue("W2V_RESIZES") : 20;
            std::uint64_t used = 0;
            for (int i = 0; i < resizes; ++i) {
                window.resize(300 + 7 * (i % 40), 260 + 3 * (i % 50));
                QCoreApplication::processEvents();
                viewport->resize(window.width(), window.height());
                stats = viewport->draw(scene, camera, i % 2 == 0);
                QVERIFY(stats.status == FrameStatus::Drawn || stats.status == FrameStatus::Skipped);
                if (i == 10)
                    used = usedMemory();
            }
            QVERIFY2(usedMemory() < used + (16 << 20), qPrintable(QString("%1 -> %2").arg(used).arg(usedMemory())));
            viewport->resize(0, 0);
            QCOMPARE(viewport->draw(scene, camera).status, FrameStatus::Skipped);
            viewport->resize(window.width(), window.height());
            QCOMPARE(viewport->draw(scene, camera).status, FrameStatus::Drawn);
        }
        instance.destroy();
    }

    void lostSurfacesAreReplaced()
    {
        if (QGuiApplication::platformName() != "xcb")
            QSKIP("needs an X server (run through tests/support/with_display.sh)");
        QVulkanInstance instance;
        instance.setVkInstance(m_device->instance());
        QVERIFY(instance.create());
        const ViewportScene scene = fullScene();
        const ViewCamera camera = lookAt({7, -4.5, -3}, {2.5, -0.8, 2.5});
        // W2V_SURFACE_LOSSES=100 is the long form.
        const int losses = qEnvironmentVariableIntValue("W2V_SURFACE_LOSSES") > 0 ? qEnvironmentVariableIntValue("W2V_SURFACE_LOSSES") : 6;
        std::uint64_t used = 0;
        for (int i = 0; i < losses; ++i) {
            QWindow window;
            window.setSurfaceType(QSurface::VulkanSurface);
            window.setVulkanInstance(&instance);
            window.resize(320, 240);
            window.show();
            QVERIFY(QTest::qWaitForWindowExposed(&window));
            const auto viewport = createViewport(*m_device, QVulkanInstance::surfaceForWindow(&window), window.width(), window.height());
            QCOMPARE(viewport->draw(scene, camera).status, FrameStatus::Drawn);
            QCOMPARE(viewport->draw(scene, camera, true).status, FrameStatus::Drawn);
            if (i % 2) {
                // The window goes from under the viewport: a frame says so, or draws a last time into nothing; nothing is thrown.
                QVERIFY(destroyNatively(window));
                const FrameStatus status = viewport->draw(scene, camera).status;
                QVERIFY(status == FrameStatus::SurfaceLost || status == FrameStatus::Drawn || status == FrameStatus::Skipped);
            }
            if (i == 2)
                used = usedMemory();
        }
        QVERIFY2(usedMemory() < used + (16 << 20), qPrintable(QString("%1 -> %2").arg(used).arg(usedMemory())));
        instance.destroy();
    }

    void aLostDeviceIsReported()
    {
        const auto device = GpuDevice::create();
        const auto renderer = createSceneRenderer(*device);
        const auto viewport = createOffscreenViewport(*device, 64, 64);
        ViewportScene scene;
        scene.scene = renderer->prepare(test::boxBeforeWall());
        QCOMPARE(viewport->draw(scene, {}).status, FrameStatus::Drawn);
        device->declareLost();
        const FrameStats stats = viewport->draw(scene, {});
        QCOMPARE(stats.status, FrameStatus::DeviceLost);
        QVERIFY(!stats.message.empty());
        QVERIFY(device->isLost());
    }

    void cleanupTestCase()
    {
        m_renderer.reset();
        m_device.reset();
        for (const std::string& message : validationMessages())
            qWarning("%s", message.c_str());
        QCOMPARE(validationMessageCount(), 0);
    }
};

QTEST_MAIN(TestViewport)
#include "tst_Viewport.moc"
