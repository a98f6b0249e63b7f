#include <chrono>
#include <ctime>

#include <QtTest>

#include "core/base/Error.h"
#include "render/scene/SceneRendererFactory.h"
#include "tests/render/scene/TestScenes.h"

using namespace w2v;

namespace {

/// Depth of the first box or wall along a pixel's ray, for test::boxBeforeWall() seen from the origin without rotation.
double expectedDepth(const Intrinsics& camera, int x, int y)
{
    const double dx = (x + 0.5 - camera.cx) / camera.fx, dy = (y + 0.5 - camera.cy) / camera.fy;
    return std::abs(dx) * 2 < 0.5 && std::abs(dy) * 2 < 0.5 ? 2.0 : 5.0;
}

} // namespace

class TestSceneRenderer : public QObject {
    Q_OBJECT
private:
    std::unique_ptr<GpuDevice> m_device;
    std::unique_ptr<SceneRenderer> m_renderer;

private Q_SLOTS:
    void initTestCase()
    {
        m_device = GpuDevice::create();
        m_renderer = createSceneRenderer(*m_device);
        QVERIFY(!m_renderer->deviceName().empty());
    }

    void depthAndIdsAreExact()
    {
        const auto scene = m_renderer->prepare(test::boxBeforeWall());
        ViewRequest request;
        request.camera = {150, 160, 93.3, 61.7, 201, 127}; // an off-centre principal point
        const RenderedView view = m_renderer->renderOne(*scene, request);
        QCOMPARE(view.color.width(), 201);
        QCOMPARE(view.depth.height(), 127);
        for (int y = 0; y < 127; ++y)
            for (int x = 0; x < 201; ++x) {
                const double expected = expectedDepth(request.camera, x, y);
                QVERIFY2(std::abs(view.depth.at(x, y) - expected) < 1e-3,
                         qPrintable(QString("%1,%2: %3 not %4").arg(x).arg(y).arg(view.depth.at(x, y)).arg(expected)));
                QCOMPARE(view.instances.at(x, y), expected == 2.0 ? 1 : 2);
            }
    }

    void slantedSurfacesHaveMetricDepth()
    {
        const auto scene = m_renderer->prepare(test::boxBeforeWall());
        ViewRequest request;
        request.camera = intrinsicsFromFov(320, 240, 54);
        request.worldFromCamera.linear() = yawRotation(0.5);
        request.worldFromCamera.translation() = Eigen::Vector3d(0.9, -0.2, 0.3);
        const RenderedView view = m_renderer->renderOne(*scene, request);
        int wall = 0;
        for (int y = 0; y < 240; ++y)
            for (int x = 0; x < 320; ++x)
                if (view.instances.at(x, y) == 2) {
                    const Eigen::Vector3d world =
                        request.worldFromCamera * unproject(request.camera, x + 0.5, y + 0.5, view.depth.at(x, y));
                    QVERIFY2(std::abs(world.z() - 5) < 1e-3, qPrintable(QString::number(world.z(), 'g', 9)));
                    ++wall;
                }
        QVERIFY(wall > 20000);
    }

    void emissiveTexturesKeepTheirColours()
    {
        const auto scene = m_renderer->prepare(test::boxBeforeWall());
        ViewRequest request;
        request.camera = intrinsicsFromFov(200, 200, 30);
        request.worldFromCamera.translation() = Eigen::Vector3d(3.3, 3.3, 0);
        ViewOutputs sharp;
        sharp.antialias = false;
        m_renderer->render(*scene, {&request, 1}, sharp, [&](std::size_t, RenderedView&& view) {
            int exact = 0;
            for (std::size_t i = 0; i < view.color.pixels(); ++i)
                exact += view.color.data()[3 * i] == 60 || view.color.data()[3 * i] == 220;
            QVERIFY2(exact > 25000, qPrintable(QString::number(exact)));
        });
    }

    void backgroundIsBlackWithoutDepth()
    {
        const auto scene = m_renderer->prepare(test::boxBeforeWall());
        ViewRequest request;
        request.camera = intrinsicsFromFov(32, 24, 54);
        request.worldFromCamera.linear() = yawRotation(3.14159);
        const RenderedView view = m_renderer->renderOne(*scene, request);
        QCOMPARE(view.color, ColorImage(32, 24));
        QCOMPARE(view.depth, DepthMap(32, 24));
        QCOMPARE(view.instances, IdMap(32, 24));
    }

    void oneSidedFacesAreCulled()
    {
        Scene scene;
        scene.materials.resize(1);
        scene.materials[0].twoSided = false;
        scene.meshes.push_back(test::boxMesh({-1, -1, -1}, {1, 1, 1}, 7));
        const auto prepared = m_renderer->prepare(scene);
        ViewRequest inside, outside;
        inside.camera = outside.camera = intrinsicsFromFov(32, 32, 54);
        outside.worldFromCamera.translation() = Eigen::Vector3d(0, 0, -4);
        QCOMPARE(m_renderer->renderOne(*prepared, inside).depth.at(16, 16), 0.0f);
        QVERIFY(std::abs(m_renderer->renderOne(*prepared, outside).depth.at(16, 16) - 3.0f) < 1e-3f);
    }

    void manyViewsComeInOrderAndAgreeWithSingleOnes()
    {
        const auto scene = m_renderer->prepare(test::roomOfBalls(4000));
        std::vector<ViewRequest> views(90);
        for (std::size_t i = 0; i < views.size(); ++i) {
            views[i].camera = i % 30 == 7 ? intrinsicsFromFov(61, 47, 70) : intrinsicsFromFov(112, 112, 54);
            views[i].worldFromCamera.linear() = yawRotation(0.1 * static_cast<double>(i));
            views[i].worldFromCamera.translation() = Eigen::Vector3d(2.5, -1.5, 2.5);
        }
        std::vector<RenderedView> all;
        m_renderer->render(*scene, views, {}, [&](std::size_t index, RenderedView&& view) {
            QCOMPARE(index, all.size());
            all.push_back(std::move(view));
        });
        QCOMPARE(all.size(), views.size());
        for (const std::size_t i : {0ul, 7ul, 33ul, 89ul}) {
            const RenderedView one = m_renderer->renderOne(*scene, views[i]);
            // Where a view lies in the atlas may change the last bit of interpolated values, and an edge pixel here or there.
            int others = 0;
            double depthError = 0, colorError = 0;
            for (std::size_t k = 0; k < one.depth.pixels(); ++k) {
                if (one.instances.data()[k] != all[i].instances.data()[k]) {
                    ++others;
                    continue;
                }
                depthError = std::max(depthError, std::abs(double(one.depth.data()[k]) - all[i].depth.data()[k]));
                colorError += std::abs(int(one.color.data()[3 * k]) - all[i].color.data()[3 * k]);
            }
            QVERIFY2(others <= 5, qPrintable(QString::number(others)));
            QVERIFY2(depthError < 0.05, qPrintable(QString::number(depthError)));
            QVERIFY(colorError / static_cast<double>(one.depth.pixels()) < 0.5);
        }
    }

    void theSameRequestGivesTheSameBytes()
    {
        const auto scene = m_renderer->prepare(test::roomOfBalls(4000)), again = m_renderer->prepare(test::roomOfBalls(4000));
        ViewRequest request;
        request.camera = intrinsicsFromFov(160, 120, 54);
        request.worldFromCamera.translation() = Eigen::Vector3d(2.5, -1.5, 0.5);
        const RenderedView one = m_renderer->renderOne(*scene, request), two = m_renderer->renderOne(*again, request);
        QCOMPARE(one.color, two.color);
        QCOMPARE(one.depth, two.depth);
        QCOMPARE(one.instances, two.instances);
    }

    void antialiasingSmoothsOnlyColour()
    {
        const auto scene = m_renderer->prepare(test::boxBeforeWall());
        ViewRequest request;
        request.camera = intrinsicsFromFov(64, 64, 54);
        request.worldFromCamera.linear() = yawRotation(0.2);
        const RenderedView smooth = m_renderer->renderOne(*scene, request);
        ViewOutputs sharp;
        sharp.antialias = false;
        m_renderer->render(*scene, {&request, 1}, sharp, [&](std::size_t, RenderedView&& view) {
            QCOMPARE(view.depth, smooth.depth);
            QCOMPARE(view.instances, smooth.instances);
            QVERIFY(view.color != smooth.color);
        });
    }

    void pointsAreDrawnInTheirColours()
    {
        Scene scene;
        scene.points.positions = {{0, 0, 2}};
        scene.points.colors = {{10, 200, 30}};
        const auto prepared = m_renderer->prepare(scene);
        ViewRequest request;
        request.camera = intrinsicsFromFov(9, 9, 54);
        ViewOutputs sharp;
        sharp.antialias = false;
        m_renderer->render(*prepared, {&request, 1}, sharp, [&](std::size_t, RenderedView&& view) {
            QCOMPARE(int(view.color.at(4, 4, 0)), 10);
            QCOMPARE(int(view.color.at(4, 4, 1)), 200);
            QVERIFY(std::abs(view.depth.at(4, 4) - 2.0f) < 1e-3f);
        });
    }

    void impossibleRequestsAreRefused()
    {
        const auto scene = m_renderer->prepare(test::boxBeforeWall());
        ViewRequest request;
        QVERIFY_EXCEPTION_THROWN(m_renderer->renderOne(*scene, request), Error);
        request.camera = intrinsicsFromFov(100000, 10, 54);
        QVERIFY_EXCEPTION_THROWN(m_renderer->renderOne(*scene, request), Error);
        request.camera = intrinsicsFromFov(10, 10, 54);
        request.worldFromCamera.translation().x() = std::nan("");
        QVERIFY_EXCEPTION_THROWN(m_renderer->renderOne(*scene, request), Error);
        Scene broken = test::boxBeforeWall();
        broken.meshes[0].indices[0] = 999;
        QVERIFY_EXCEPTION_THROWN(m_renderer->prepare(broken), Error);
        broken = test::boxBeforeWall();
        broken.textures = {ColorImage()};
        QVERIFY_EXCEPTION_THROWN(m_renderer->prepare(broken), Error);
    }

    void anEmptySceneIsBlack()
    {
        const auto scene = m_renderer->prepare(Scene{});
        ViewRequest request;
        request.camera = intrinsicsFromFov(8, 8, 54);
        QCOMPARE(m_renderer->renderOne(*scene, request).color, ColorImage(8, 8));
    }

    void throughput()
    {
        const auto scene = m_renderer->prepare(test::roomOfBalls(10000));
        std::vector<ViewRequest> views(160);
        for (std::size_t i = 0; i < views.size(); ++i) {
            views[i].camera = intrinsicsFromFov(112, 112, 54);
            views[i].worldFromCamera.linear() = yawRotation(0.1 * static_cast<double>(i));
            views[i].worldFromCamera.translation() = Eigen::Vector3d(2.5, -1.5, 2.5);
        }
        for (const bool antialias : {true, false}) {
            ViewOutputs outputs;
            outputs.antialias = antialias;
            const auto start = std::chrono::steady_clock::now();
            const std::clock_t cpuStart = std::clock();
            m_renderer->render(*scene, views, outputs, [](std::size_t, RenderedView&&) {});
            const double ms = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
            const double cpu = 1000.0 * static_cast<double>(std::clock() - cpuStart) / CLOCKS_PER_SEC;
            qInfo("%s: %.2f ms (%.2f ms of processor time) a view of 112x112, 10,000 triangles",
                  antialias ? "antialiased" : "sharp", ms / 160, cpu / 160);
        }
    }

    void cleanupTestCase()
    {
        m_renderer.reset();
        m_device.reset();
        if (const auto messages = validationMessages(); !messages.empty())
            qWarning("%s", messages.back().c_str());
        QCOMPARE(validationMessageCount(), 0);
    }
};

QTEST_APPLESS_MAIN(TestSceneRenderer)
#include "tst_SceneRenderer.moc"
