#include <cmath>
#include <random>

#include <QtTest>

#include "core/base/Files.h"
#include "core/image/ImageIo.h"
#include "render/scene/SceneRendererFactory.h"
#include "render/scene/ViewportRenderer.h"
#include "tests/render/scene/TestScenes.h"

using namespace w2v;

namespace {

constexpr int kWidth = 240, kHeight = 180;

/// A room of balls with a cloud of points on its floor.
Scene sampleScene()
{
    Scene scene = test::roomOfBalls(4000);
    std::mt19937 random(5);
    for (int i = 0; i < 20000; ++i) {
        const float u = float(random() % 10000) / 10000, v = float(random() % 10000) / 10000;
        scene.points.positions.emplace_back(1 + 2 * u, -0.05f - 0.15f * (1 + std::sin(6 * u)), 1 + 2 * v);
        scene.points.colors.emplace_back(std::uint8_t(60 + 190 * u), std::uint8_t(60 + 190 * v), std::uint8_t(90));
    }
    return scene;
}

ViewCamera lookAt(const Eigen::Vector3d& eye, const Eigen::Vector3d& target)
{
    ViewCamera camera;
    const Eigen::Vector3d forward = (target - eye).normalized(), right = Eigen::Vector3d(0, 1, 0).cross(forward).normalized();
    camera.worldFromCamera.linear() << right, forward.cross(right), forward;
    camera.worldFromCamera.translation() = eye;
    return camera;
}

ColorImage striped(int width, int height)
{
    ColorImage image(width, height);
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x)
            for (int c = 0; c < 3; ++c)
                image.at(x, y, c) = (x / 4) % 2 ? 235 : std::uint8_t(40 * c);
    return image;
}

} // namespace

/// Each overlay against a picture that is kept. Drivers differ in the last bits and along edges, so a few pixels may differ much
/// and the rest a little. W2V_UPDATE_PICTURES=1 writes the pictures anew: look at them before keeping them.
class TestOverlayPictures : public QObject {
    Q_OBJECT
    std::unique_ptr<GpuDevice> m_device;
    std::unique_ptr<SceneRenderer> m_renderer;
    std::shared_ptr<SceneRenderer::Prepared> m_scene;

    ViewportScene plain()
    {
        ViewportScene scene;
        scene.scene = m_scene;
        scene.grid.visible = scene.axisGizmo = false;
        scene.hideCeiling = true;
        return scene;
    }
    static InsetView inset()
    {
        InsetView view;
        view.worldFromCamera = lookAt({0.4, -1.4, 0.5}, {3, -0.4, 3}).worldFromCamera;
        view.camera = intrinsicsFromFov(96, 72, 60);
        view.x = kWidth - 72;
        view.y = kHeight - 54;
        view.width = 64;
        view.height = 48;
        view.border = Rgba(0.36f, 0.58f, 1, 1);
        return view;
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_device = GpuDevice::create();
        if (!m_device->isSoftware())
            QSKIP("the kept pictures are the software driver's");
        m_renderer = createSceneRenderer(*m_device);
        m_scene = m_renderer->prepare(sampleScene());
    }

    void overlaysLookAsKept_data()
    {
        QTest::addColumn<QString>("name");
        for (const char* name : {"plain", "instances", "distance", "normals", "grid", "sky", "gizmo", "path", "frusta", "marks", "figure", "label",
                                 "inset", "coverage", "highlight", "large-points", "parallel", "high-dpi"})
            QTest::addRow("%s", name) << name;
    }

    void overlaysLookAsKept()
    {
        QFETCH(QString, name);
        ViewportScene scene = plain();
        ViewCamera camera = lookAt({6.5, -4.5, -2}, {2.3, -0.6, 2.4});
        int width = kWidth, height = kHeight;
        if (name == "instances")
            scene.shading = SurfaceShading::Instances;
        else if (name == "distance")
            scene.shading = SurfaceShading::Depth;
        else if (name == "normals")
            scene.shading = SurfaceShading::Normals;
        else if (name == "grid")
            scene.grid.visible = true;
        else if (name == "sky") {
            scene.sky = SkyColors{};
            camera = lookAt({7, -1.2, -1}, {2.3, -1.6, 2.4});
        } else if (name == "gizmo" || name == "high-dpi") {
            scene.axisGizmo = true;
            if (name == "high-dpi") {
                scene.pixelRatio = 2;
                scene.pointSize = 4;
                width *= 2;
                height *= 2;
            }
        } else if (name == "path") {
            PathStrip strip;
            for (int i = 0; i < 20; ++i)
                strip.vertices.push_back({{0.5f + 0.2f * float(i), -0.02f, 2 + std::sin(0.4f * float(i))}, Rgba(0.21f, 0.7f, 0.6f, 1)});
            strip.width = 5;
            scene.paths = {strip};
        } else if (name == "frusta") {
            FrustumMark frustum;
            frustum.worldFromCamera.translation() = Eigen::Vector3d(2.5, -1.5, 1.0);
            frustum.camera = intrinsicsFromFov(64, 48, 54);
            frustum.size = 0.8f;
            frustum.color = Rgba(0.89f, 0.64f, 0.23f, 1);
            frustum.image = createViewportImage(*m_device, striped(64, 48));
            scene.frusta = {frustum};
        } else if (name == "marks") {
            scene.marks = {{{2.5f, -1.2f, 2.5f}, 0.2f, 3, Rgba(0.36f, 0.58f, 1, 1)}, {{1, -0.3f, 3.5f}, 0.01f, 6, Rgba(0.9f, 0.3f, 0.3f, 1)}};
        } else if (name == "figure") {
            scene.figures = {{{2.9f, 0, 1.6f}, 1.7f, Rgba(0.2f, 0.25f, 0.3f, 0.9f)}};
        } else if (name == "label") {
            Mask opacity(40, 14, 255);
            for (int x = 0; x < 40; ++x)
                opacity.at(x, 0) = opacity.at(x, 13) = 80;
            scene.labels = {{{2.5f, -1, 2.5f}, createViewportImage(*m_device, striped(40, 14), opacity), 0, -20}};
            scene.pictures = {{6, 6, createViewportImage(*m_device, striped(32, 10))}};
        } else if (name == "inset" || name == "coverage") {
            scene.inset = inset();
            if (name == "coverage")
                scene.coverage = Rgba(0.21f, 0.7f, 0.6f, 0.6f);
        } else if (name == "highlight")
            scene.highlightedInstance = 9;
        else if (name == "large-points")
            scene.pointSize = 6;
        else if (name == "parallel")
            camera.orthoHeight = 7;

        const ColorImage image = createOffscreenViewport(*m_device, width, height)->capture(scene, camera);
        const std::filesystem::path kept = std::filesystem::path(W2V_SOURCE_DIR) / "tests/render/scene/pictures" / (name.toStdString() + ".png");
        if (qEnvironmentVariableIsSet("W2V_UPDATE_PICTURES")) {
            createFolder(kept.parent_path());
            writePng(kept, image);
        }
        const ColorImage expected = readColorImage(kept);
        QCOMPARE(image.width(), expected.width());
        QCOMPARE(image.height(), expected.height());
        std::size_t far = 0;
        double total = 0;
        for (std::size_t i = 0; i < image.pixels(); ++i) {
            int most = 0;
            for (std::size_t c = 0; c < 3; ++c)
                most = std::max(most, std::abs(int(image.data()[3 * i + c]) - int(expected.data()[3 * i + c])));
            far += most > 24;
            total += most;
        }
        const double share = double(far) / double(image.pixels()), mean = total / double(image.pixels());
        const bool same = share < 0.01 && mean < 1.5;
        if (!same)
            if (const QByteArray folder = qgetenv("W2V_TEST_PICTURES"); !folder.isEmpty())
                writePng(folder.toStdString() + "/" + name.toStdString() + ".png", image);
        QVERIFY2(same, qPrintable(QString("%1 of the pixels differ much, %2 on average").arg(share).arg(mean)));
        // An overlay that does nothing would be noticed here rather than kept.
        if (name != "plain" && name != "high-dpi" && name != "parallel" && name != "sky")
            QVERIFY(createOffscreenViewport(*m_device, width, height)->capture(plain(), camera) != image);
    }

    void coverageLeavesOutWhatIsHidden()
    {
        // A camera that looks at the box sees its front and the wall around it, not the wall behind it.
        Scene box = test::boxBeforeWall();
        ViewportScene scene;
        scene.scene = m_renderer->prepare(box);
        scene.grid.visible = scene.axisGizmo = false;
        scene.inset = inset();
        scene.inset->worldFromCamera = Rigid3d::Identity();
        scene.inset->camera = intrinsicsFromFov(64, 64, 50);
        scene.inset->x = scene.inset->y = 0;
        scene.inset->width = scene.inset->height = 48;
        const ViewCamera camera = lookAt({3.2, -0.2, 0.3}, {0, 0, 5});
        const auto viewport = createOffscreenViewport(*m_device, 320, 240);
        const ColorImage before = viewport->capture(scene, camera);
        scene.coverage = Rgba(0, 1, 0, 1);
        const ColorImage after = viewport->capture(scene, camera);
        const auto tinted = [&](const Eigen::Vector3d& world) {
            const Intrinsics c = viewIntrinsics(camera, 320, 240);
            const Eigen::Vector2d at = project(c, camera.worldFromCamera.inverse() * world);
            const int x = int(at.x()), y = int(at.y());
            return after.at(x, y, 1) > 250 && after.at(x, y, 0) < 5 && after.at(x, y, 2) < 5;
        };
        QVERIFY(before != after);
        QVERIFY(tinted({1.6, 0.3, 5}));    // the wall in its view
        QVERIFY(!tinted({-0.3, 0.0, 5}));  // the wall behind the box
        QVERIFY(!tinted({0.5, 0.1, 2.6})); // the box's side, turned away
        QVERIFY(!tinted({4, 0.0, 5}));     // outside of its view
    }

    void cleanupTestCase()
    {
        m_scene.reset();
        m_renderer.reset();
        m_device.reset();
        for (const std::string& message : validationMessages())
            qWarning("%s", message.c_str());
        QCOMPARE(validationMessageCount(), 0);
    }
};

QTEST_APPLESS_MAIN(TestOverlayPictures)
#include "tst_OverlayPictures.moc"
