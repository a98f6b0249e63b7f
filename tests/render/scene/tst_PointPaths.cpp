#include <random>

#include <QtTest>

#include "core/image/ImageIo.h"
#include "render/gpu/GpuContext.h"
#include "render/scene/SceneRendererFactory.h"
#include "render/scene/ViewportRenderer.h"
#include "tests/render/scene/TestScenes.h"

using namespace w2v;

namespace {

/// A wavy ground of coloured points that a red box stands in.
Scene pointsAroundABox(std::size_t count)
{
    Scene scene = test::boxBeforeWall();
    std::mt19937 random(7);
    std::uniform_real_distribution<float> at(-1, 1);
    for (std::size_t i = 0; i < count; ++i) {
        const float u = at(random), v = at(random);
        scene.points.positions.emplace_back(2 * u, 0.4f + 0.25f * std::sin(5 * u) * std::cos(4 * v), 2.6f + 2 * v);
        scene.points.colors.emplace_back(std::uint8_t(127 * (u + 1)), std::uint8_t(127 * (v + 1)), std::uint8_t(200));
    }
    return scene;
}

ViewCamera above()
{
    ViewCamera camera;
    camera.worldFromCamera.linear() = Eigen::AngleAxisd(-0.25, Eigen::Vector3d::UnitX()).toRotationMatrix();
    camera.worldFromCamera.translation() = Eigen::Vector3d(0.2, -0.6, -0.6);
    return camera;
}

/// Share of pixels that differ by more than `tolerance` in a channel.
double difference(const ColorImage& a, const ColorImage& b, int tolerance)
{
    if (a.width() != b.width() || a.height() != b.height())
        return 1;
    std::size_t count = 0;
    for (std::size_t i = 0; i < a.pixels(); ++i) {
        int most = 0;
        for (std::size_t c = 0; c < 3; ++c)
            most = std::max(most, std::abs(int(a.data()[3 * i + c]) - int(b.data()[3 * i + c])));
        count += most > tolerance;
    }
    return double(count) / double(a.pixels());
}

} // namespace

/// Points through 64-bit atomics and points through the vertex stage must be one picture.
class TestPointPaths : public QObject {
    Q_OBJECT
    std::unique_ptr<GpuDevice> m_atomic, m_fixed;

private Q_SLOTS:
    void initTestCase()
    {
        GpuOptions options;
        m_atomic = GpuDevice::create(options);
        options.pointAtomics = false;
        m_fixed = GpuDevice::create(options);
        QVERIFY(!m_fixed->context().hasPointAtomics());
        if (!m_atomic->context().hasPointAtomics())
            QSKIP("this device has no 64-bit atomics");
    }

    void bothPathsAgree_data()
    {
        QTest::addColumn<int>("size");
        QTest::addColumn<double>("ortho");
        QTest::addColumn<int>("shading");
        QTest::addColumn<bool>("alone");
        QTest::addRow("one pixel") << 1 << 0.0 << int(SurfaceShading::Shaded) << true;
        QTest::addRow("two pixels") << 2 << 0.0 << int(SurfaceShading::Shaded) << true;
        QTest::addRow("five pixels") << 5 << 0.0 << int(SurfaceShading::Shaded) << true;
        QTest::addRow("parallel") << 2 << 4.0 << int(SurfaceShading::Shaded) << true;
        QTest::addRow("objects") << 2 << 0.0 << int(SurfaceShading::Instances) << true;
        QTest::addRow("distance") << 2 << 0.0 << int(SurfaceShading::Depth) << true;
        QTest::addRow("among surfaces") << 4 << 0.0 << int(SurfaceShading::Shaded) << false;
        QTest::addRow("normals") << 3 << 0.0 << int(SurfaceShading::Normals) << true;
    }

    void bothPathsAgree()
    {
        QFETCH(int, size);
        QFETCH(double, ortho);
        QFETCH(int, shading);
        ViewCamera camera = above();
        camera.orthoHeight = ortho;
        ColorImage pictures[2];
        Scene scene = pointsAroundABox(60000);
        QFETCH(bool, alone);
        if (alone)
            scene.meshes.clear();
        for (int k = 0; k < 2; ++k) {
            GpuDevice& device = k ? *m_fixed : *m_atomic;
            ViewportScene content;
            content.scene = createSceneRenderer(device)->prepare(scene);
            content.pointSize = float(size);
            content.shading = SurfaceShading(shading);
            content.grid.visible = content.axisGizmo = false;
            pictures[k] = createOffscreenViewport(device, 401, 300)->capture(content, camera);
        }
        if (const QByteArray folder = qgetenv("W2V_TEST_PICTURES"); !folder.isEmpty())
            for (int k = 0; k < 2; ++k)
                writePng(folder.toStdString() + "/points-" + QTest::currentDataTag() + (k ? "-fixed.png" : "-atomic.png"), pictures[k]);
        // Among surfaces the vertex stage smooths the edges of points with the samples; points alone have one sample.
        const double differing = difference(pictures[0], pictures[1], alone ? 8 : 60);
        QVERIFY2(differing < (alone ? 0.01 : 0.1), qPrintable(QString("%1 of the pixels differ").arg(differing)));
        QVERIFY(difference(pictures[0], ColorImage(401, 300, 128), 40) > 0.5);
    }

    void pointsAndSurfacesHideEachOther()
    {
        Scene scene = test::boxBeforeWall();
        scene.points.positions = {{0, 0, 1.5f}, {0.2f, 0, 2.5f}}; // before and inside of the box
        scene.points.colors = {{0, 255, 0}, {0, 0, 255}};
        for (GpuDevice* device : {m_atomic.get(), m_fixed.get()}) {
            ViewportScene content;
            content.scene = createSceneRenderer(*device)->prepare(scene);
            content.pointSize = 6;
            content.grid.visible = content.axisGizmo = false;
            const ColorImage image = createOffscreenViewport(*device, 200, 200)->capture(content, {});
            QCOMPARE(int(image.at(100, 100, 1)), 255);
            for (std::size_t i = 0; i < image.pixels(); ++i)
                QVERIFY(!(image.data()[3 * i + 2] == 255 && image.data()[3 * i] == 0));
        }
    }

    void restEndsInTheWholePicture()
    {
        for (GpuDevice* device : {m_atomic.get(), m_fixed.get()}) {
            ViewportScene content;
            content.scene = createSceneRenderer(*device)->prepare(pointsAroundABox(300000));
            const auto viewport = createOffscreenViewport(*device, 320, 240);
            FrameStats stats = viewport->draw(content, above(), true);
            QCOMPARE(stats.status, FrameStatus::Drawn);
            QVERIFY(stats.points <= stats.allPoints);
            QCOMPARE(stats.allPoints, std::uint64_t(300000));
            int calls = 0;
            do
                stats = viewport->draw(content, above(), false);
            while (stats.reduced && ++calls < 500);
            QVERIFY(!stats.reduced);
            const ColorImage whole = viewport->capture(content, above());
            const auto fresh = createOffscreenViewport(*device, 320, 240);
            QCOMPARE(fresh->capture(content, above()), whole); // drawn at once or in slices, it is the same
            // What lies over the scene changes without drawing it again.
            content.marks = {{{0, 0, 1}, 0.1f, 3, Rgba(1, 0, 1, 1)}};
            stats = viewport->draw(content, above(), false);
            QVERIFY(!stats.reduced);
            QVERIFY(viewport->capture(content, above()) != whole);
        }
    }

    void cleanupTestCase()
    {
        m_atomic.reset();
        m_fixed.reset();
        for (const std::string& message : validationMessages())
            qWarning("%s", message.c_str());
        QCOMPARE(validationMessageCount(), 0);
    }
};

QTEST_APPLESS_MAIN(TestPointPaths)
#include "tst_PointPaths.moc"
