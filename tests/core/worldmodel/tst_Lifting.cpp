#include <cmath>

#include <QtTest>

#include "core/worldmodel/geometric/DepthMesh.h"
#include "core/worldmodel/geometric/Fill.h"
#include "core/worldmodel/ContentMask.h"
#include "core/worldmodel/Observed.h"

using namespace w2v;

namespace {

constexpr auto kMeasured = static_cast<std::uint8_t>(DepthKind::Measured);

/// Area that the triangles of a mesh cover in the picture, pixels.
double coveredArea(const Mesh& mesh, const Intrinsics& camera)
{
    double area = 0;
    for (std::size_t i = 0; i < mesh.indices.size(); i += 3) {
        Eigen::Vector2d p[3];
        for (std::size_t k = 0; k < 3; ++k)
            p[k] = project(camera, mesh.positions[mesh.indices[i + k]].cast<double>());
        const Eigen::Vector2d a = p[1] - p[0], b = p[2] - p[0];
        area += 0.5 * (b.x() * a.y() - b.y() * a.x()); // positive when counter-clockwise in a picture whose y points down
    }
    return area;
}

} // namespace

class TestLifting : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void planesNeedFewTriangles()
    {
        const int width = 101, height = 75;
        const Intrinsics camera = intrinsicsFromFov(width, height, 60);
        DepthMap depth(width, height);
        for (int y = 0; y < height; ++y)
            for (int x = 0; x < width; ++x)
                depth.at(x, y) = 1.0f / (0.3f + 0.001f * static_cast<float>(x) - 0.0005f * static_cast<float>(y));
        const DepthMeshes meshes = meshFromDepth(depth, DepthKinds(width, height, kMeasured), camera, {});
        QVERIFY(meshes.guessed.indices.empty());
        // All of the picture, once, facing the camera.
        QVERIFY(std::abs(coveredArea(meshes.measured, camera) - width * height) < 0.5);
        QVERIFY(meshes.measured.indices.size() / 3 < 2500);
        QVERIFY(meshes.measured.indices.size() / 3 > 100); // its borders are refined
    }

    void silhouettesAreCut()
    {
        const int width = 64, height = 64;
        const Intrinsics camera = intrinsicsFromFov(width, height, 60);
        DepthMap depth(width, height, 4.0f);
        for (int y = 20; y < 40; ++y)
            for (int x = 20; x < 40; ++x)
                depth.at(x, y) = 2.0f;
        const DepthMeshes meshes = meshFromDepth(depth, DepthKinds(width, height, kMeasured), camera, {});
        for (std::size_t i = 0; i < meshes.measured.indices.size(); i += 3) {
            float low = 1e9f, high = 0;
            for (std::size_t k = 0; k < 3; ++k) {
                const float z = meshes.measured.positions[meshes.measured.indices[i + k]].z();
                low = std::min(low, z);
                high = std::max(high, z);
            }
            QCOMPARE(low, high);
        }
        // Every pixel covers its own square, those beside the silhouette too.
        QVERIFY2(std::abs(64.0 * 64.0 - coveredArea(meshes.measured, camera)) < 4.5,
                 qPrintable(QString::number(coveredArea(meshes.measured, camera))));
    }

    void wiresOfOnePixelStay()
    {
        const Intrinsics camera = intrinsicsFromFov(40, 40, 60);
        DepthMap depth(40, 40, 4.0f);
        for (int y = 0; y < 40; ++y)
            depth.at(20, y) = 2.0f;
        const DepthMeshes meshes = meshFromDepth(depth, DepthKinds(40, 40, kMeasured), camera, {});
        Mesh wire = meshes.measured;
        std::erase_if(wire.indices, [&, i = std::size_t(0)](std::uint32_t) mutable {
            return meshes.measured.positions[meshes.measured.indices[i++]].z() > 3;
        });
        QVERIFY2(std::abs(coveredArea(wire, camera) - 40) < 0.5, qPrintable(QString::number(coveredArea(wire, camera))));
    }

    void kindsStayApart()
    {
        const Intrinsics camera = intrinsicsFromFov(40, 30, 60);
        DepthKinds kinds(40, 30, kMeasured);
        for (int y = 0; y < 30; ++y)
            for (int x = 0; x < 40; ++x)
                kinds.at(x, y) = x < 10 ? 0 : x < 20 ? static_cast<std::uint8_t>(DepthKind::Guessed) : kMeasured;
        const DepthMeshes meshes = meshFromDepth(DepthMap(40, 30, 2.0f), kinds, camera, {});
        QVERIFY(std::abs(coveredArea(meshes.guessed, camera) - 10.5 * 30) < 5.1);
        QVERIFY(std::abs(coveredArea(meshes.measured, camera) - 19.5 * 30) < 5.1);
        QVERIFY(meshFromDepth(DepthMap(1, 1, 1.0f), DepthKinds(1, 1, kMeasured), camera, {}).measured.indices.empty());
    }

    void depthIsFilledFromBehind()
    {
        DepthMap depth(60, 40, 0.0f);
        for (int y = 0; y < 40; ++y)
            for (int x = 0; x < 60; ++x)
                if (x < 20 || x >= 40)
                    depth.at(x, y) = x < 20 ? 1.0f : 3.0f;
        const DepthMap filled = fillDepth(depth);
        for (int y = 0; y < 40; ++y)
            for (int x = 0; x < 60; ++x) {
                QVERIFY(filled.at(x, y) >= 0.99f && filled.at(x, y) <= 3.01f);
                if (depth.at(x, y) > 0)
                    QCOMPARE(filled.at(x, y), depth.at(x, y));
            }
        QVERIFY(filled.at(30, 20) > 2.5f);
        QVERIFY(filled.at(36, 20) > 2.9f);
        QCOMPARE(fillDepth(DepthMap(5, 5)), DepthMap(5, 5));
    }

    void colourComesFromTheBackground_data()
    {
        QTest::addColumn<int>("size");
        QTest::newRow("small hole") << 64;
        QTest::newRow("large hole") << 512;
    }

    void colourComesFromTheBackground()
    {
        // A red thing in front, a green wall behind; the hole beside the thing must turn green.
        QFETCH(int, size);
        const int a = size / 4, b = size / 2;
        ColorImage color(size, size);
        Mask missing(size, size);
        DepthMap depth(size, size, 4.0f);
        for (int y = 0; y < size; ++y)
            for (int x = 0; x < size; ++x) {
                color.at(x, y, x < a ? 0 : 1) = 200;
                if (x < a)
                    depth.at(x, y) = 1;
                else if (x < b) {
                    missing.at(x, y) = 255;
                    color.at(x, y, 1) = 0;
                }
            }
        const ColorImage before = color;
        fillColor(color, missing, depth);
        int wrong = 0;
        for (int y = 0; y < size; ++y)
            for (int x = 0; x < size; ++x) {
                if (!missing.at(x, y)) {
                    for (int c = 0; c < 3; ++c)
                        QCOMPARE(color.at(x, y, c), before.at(x, y, c));
                } else {
                    wrong += color.at(x, y, 1) < 180 || color.at(x, y, 0) > 30;
                }
            }
        QVERIFY2(wrong < (b - a) * size / 5, qPrintable(QString::number(wrong)));
    }

    void bordersAreNoContent()
    {
        ColorImage color(100, 80, 90);
        for (int y = 0; y < 80; ++y)
            for (int x = 0; x < 100; ++x)
                if (x < 2 || x >= 98)
                    for (int c = 0; c < 3; ++c)
                        color.at(x, y, c) = 255;
        const Mask content = contentMask(color);
        QCOMPARE(int(content.at(1, 40)), 0);
        QCOMPARE(int(content.at(99, 40)), 0);
        QCOMPARE(int(content.at(50, 0)), 255);
        QCOMPARE(int(content.at(6, 40)), 255);
        QCOMPARE(contentMask(ColorImage(50, 50, 255)), Mask(50, 50, 255)); // a white wall is content
        QCOMPARE(contentMask(ColorImage(50, 50, 0)), Mask(50, 50, 255));
    }

    void masksFollowThePoints()
    {
        ViewRequest first, moved;
        first.camera = moved.camera = intrinsicsFromFov(80, 60, 60);
        moved.worldFromCamera.translation() = Eigen::Vector3d(0.5, 0, 0);
        const DepthMap wall(80, 60, 2.0f);
        const Mask same = observedFrom(first, wall, first, wall), shifted = observedFrom(first, wall, moved, wall);
        QCOMPARE(observedShare(same), 1.0);
        const double hidden = 0.5 * first.camera.fx / 2 / 80; // half a metre of a wall at two metres comes into sight
        QVERIFY(std::abs(observedShare(shifted) - (1 - hidden)) < 0.02);
        QCOMPARE(observedShare(observedFrom(first, DepthMap(80, 60, 1.0f), moved, wall)), 0.0);
    }
};

QTEST_APPLESS_MAIN(TestLifting)
#include "tst_Lifting.moc"
