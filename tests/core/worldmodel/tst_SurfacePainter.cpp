#include <cmath>

#include <QtTest>

#include "core/base/Error.h"
#include "core/worldmodel/geometric/DepthMesh.h"
#include "core/worldmodel/geometric/LiftedCache.h"
#include "core/worldmodel/surfaces/SurfacePainter.h"
#include "core/worldmodel/surfaces/SurfaceTexture.h"

using namespace w2v;

namespace {

constexpr int kSide = 96;

/// A smooth colour of a place in the picture.
double shade(double x, double y, int channel)
{
    return 128 + 100 * std::sin(0.11 * x + 0.07 * y + channel);
}

ColorImage smoothPicture(int side)
{
    ColorImage picture(side, side);
    for (int y = 0; y < side; ++y)
        for (int x = 0; x < side; ++x)
            for (int c = 0; c < 3; ++c)
                picture.at(x, y, c) = static_cast<std::uint8_t>(std::lround(shade(x + 0.5, y + 0.5, c)));
    return picture;
}

/// A wall at 3 m with a box of another colour at 1.5 m before it.
LiftSource boxBeforeWall()
{
    LiftSource source;
    source.camera = intrinsicsFromFov(kSide, kSide, 60);
    source.color = smoothPicture(kSide);
    source.depth = DepthMap(kSide, kSide, 3.0f);
    for (int y = 30; y < 70; ++y)
        for (int x = 30; x < 60; ++x) {
            source.depth.at(x, y) = 1.5f;
            for (int c = 0; c < 3; ++c)
                source.color.at(x, y, c) = c == 0 ? 250 : 10;
        }
    source.kinds = DepthKinds(kSide, kSide, static_cast<std::uint8_t>(DepthKind::Measured));
    source.content = Mask(kSide, kSide, 255);
    return source;
}

Rigid3d moved(double right, double down, double forward, double yawDegrees = 0)
{
    Rigid3d pose = Rigid3d::Identity();
    pose.linear() = yawRotation(yawDegrees * M_PI / 180);
    pose.translation() = Eigen::Vector3d(right, down, forward);
    return pose;
}

SurfacePainter painterOf(const LiftSource& source)
{
    SurfacePainter painter;
    const DepthMeshes meshes = meshFromDepth(source.depth, source.kinds, source.camera, {});
    SurfacePatch patch;
    patch.texture = painter.addTexture(surfaceTexture(source.color, source.depth, source.camera, 2));
    patch.camera = source.camera.resized(2 * kSide, 2 * kSide);
    patch.right = patch.bottom = 2 * kSide;
    patch.instance = 7;
    painter.addTriangles(meshes.measured.positions, meshes.measured.indices, painter.addPatch(patch));
    return painter;
}

} // namespace

class TestSurfacePainter : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void sameBitsWhateverRuns()
    {
        const LiftSource source = boxBeforeWall();
        const SurfacePainter painter = painterOf(source);
        for (const Rigid3d& pose : {moved(0.3, 0.05, 0.4, 11), moved(-0.2, 0, 1.7, -30), moved(0, 0, 0)}) {
            const ViewRequest view{pose, intrinsicsFromFov(101, 77, 70)};
            const RenderedView one = painter.draw(view, 1);
            for (const PaintKernels* kernels : paintKernelBuilds())
                for (const int threads : {1, 3}) {
                    const RenderedView other = painter.draw(view, threads, *kernels);
                    QVERIFY2(one.color == other.color && one.depth == other.depth && one.instances == other.instances, kernels->name);
                }
        }
    }

    void coloursAreExactBelowAPixel()
    {
        // A wall seen from a third of a pixel further right: every colour moves by that much.
        LiftSource source = boxBeforeWall();
        source.color = smoothPicture(kSide);
        source.depth = DepthMap(kSide, kSide, 3.0f);
        const SurfacePainter painter = painterOf(source);
        const double shift = 1.0 / 3;
        const RenderedView view = painter.draw({moved(shift * 3 / source.camera.fx, 0, 0), source.camera}, 1);
        double worst = 0;
        for (int y = 4; y < kSide - 4; ++y)
            for (int x = 4; x < kSide - 4; ++x) {
                QCOMPARE(view.instances.at(x, y), 7);
                QVERIFY(std::abs(view.depth.at(x, y) - 3) < 1e-4f);
                for (int c = 0; c < 3; ++c)
                    worst = std::max(worst, std::abs(view.color.at(x, y, c) - shade(x + 0.5 + shift, y + 0.5, c)));
            }
        QVERIFY2(worst < 1.8, qPrintable(QString::number(worst)));
    }

    void whatIsInFrontHidesAndNothingIsStretched()
    {
        const LiftSource source = boxBeforeWall();
        const SurfacePainter painter = painterOf(source);
        const RenderedView view = painter.draw({moved(0.4, 0, 0), source.camera}, 2);
        int box = 0, wall = 0, unknown = 0, halo = 0;
        for (int y = 40; y < 60; ++y)
            for (int x = 0; x < kSide; ++x) {
                const float d = view.depth.at(x, y);
                const bool red = view.color.at(x, y, 0) > 240 && view.color.at(x, y, 1) < 20;
                if (d == 0) {
                    ++unknown;
                    QCOMPARE(int(view.color.at(x, y, 0)), 0);
                } else if (std::abs(d - 1.5f) < 1e-3f) {
                    ++box;
                    halo += !red;
                } else {
                    QVERIFY2(std::abs(d - 3) < 1e-3f, "there is a surface between box and wall");
                    ++wall;
                    halo += red;
                }
            }
        // 22 pixels of parallax between box and wall; what it uncovers is unknown, as is what enters on the right.
        const double pixels = 0.4 * source.camera.fx / 1.5 - 0.4 * source.camera.fx / 3, entered = 0.4 * source.camera.fx / 3;
        QVERIFY(std::abs(box / 20.0 - 30) < 1.01);
        QVERIFY2(std::abs(unknown / 20.0 - pixels - entered) < 2.1, qPrintable(QString::number(unknown / 20.0)));
        QVERIFY2(halo <= 2 * 20, qPrintable(QString::number(halo))); // at most one mixed pixel a side
        QVERIFY(wall > 0);
    }

    void surfacesReachBehindTheCamera()
    {
        // A floor that goes on below and behind: nothing may vanish because a corner of its triangle is behind.
        SurfacePainter painter;
        SurfacePatch patch;
        patch.texture = painter.addTexture(unmixedTexture(ColorImage(8, 8, 200)));
        patch.camera = intrinsicsFromFov(8, 8, 60);
        patch.right = patch.bottom = 8;
        patch.instance = 3;
        painter.addTriangles({{-9, 1, -9}, {9, 1, -9}, {9, 1, 9}, {-9, 1, 9}}, {0, 1, 2, 0, 2, 3}, painter.addPatch(patch));
        const Intrinsics camera = intrinsicsFromFov(64, 64, 90);
        const RenderedView view = painter.draw({Rigid3d::Identity(), camera}, 2);
        for (int y = 0; y < 64; ++y) {
            const double expected = (y + 0.5 - camera.cy) > 0 ? camera.fy / (y + 0.5 - camera.cy) : 0;
            if (std::abs(expected - 9) < 1.5 || (expected == 0 && y > 28))
                continue;
            for (int x = 0; x < 64; ++x) {
                const double side = expected * std::abs(x + 0.5 - camera.cx) / camera.fx;
                if (std::abs(side - 9) < 1)
                    continue;
                QVERIFY2(std::abs(view.depth.at(x, y) - (expected < 9 && side < 9 ? expected : 0)) < 1e-3, qPrintable(QString("%1 %2").arg(x).arg(y)));
            }
        }
    }

    void outlinesLieBetweenPixels()
    {
        // The box' edge covers a quarter of a pixel more than its centres say: the picture shows it, and so must the view.
        LiftSource source = boxBeforeWall();
        for (std::size_t i = 0; i < source.color.pixels(); ++i)
            for (int c = 0; c < 3; ++c)
                source.color.data()[3 * i + static_cast<std::size_t>(c)] = source.depth.data()[i] < 2 ? 200 : 40;
        for (int y = 30; y < 70; ++y)
            for (int c = 0; c < 3; ++c)
                source.color.at(60, y, c) = 80; // a quarter of 200 and three of 40
        const ColorImage unmixed = unmixedColor(source);
        QCOMPARE(int(unmixed.at(60, 50)), 40);
        const Outlines outlines = findOutlines(source.color, unmixed, source.depth, source.camera);
        QVERIFY(std::abs(outlines.right.at(59, 50) - 0.25f) < 0.01f);
        QCOMPARE(outlines.right.at(29, 50), 0.0f);
        QCOMPARE(outlines.right.at(70, 50), 0.0f);
        LiftedCache cache;
        cache.setSource(source);
        const RenderedView same = cache.render(Rigid3d::Identity(), source.camera);
        QVERIFY2(std::abs(same.color.at(60, 50) - 80) <= 40, qPrintable(QString::number(same.color.at(60, 50))));
        QVERIFY2(same.color.at(60, 50) > 60, "the quarter is lost");
        QCOMPARE(int(same.color.at(59, 50)), 200);
        QCOMPARE(int(same.color.at(61, 50)), 40);
    }

    void imaginedSurfacesStay()
    {
        // What was painted into a hole is there when the camera comes back, and lies behind what was observed.
        const LiftSource source = boxBeforeWall();
        LiftedCache cache;
        cache.setSource(source);
        const Rigid3d pose = moved(0.4, 0, 0);
        RenderedView view = cache.render(pose, source.camera);
        Mask missing(kSide, kSide);
        for (std::size_t i = 0; i < missing.pixels(); ++i)
            if (view.depth.data()[i] == 0) {
                missing.data()[i] = 255;
                view.depth.data()[i] = 3;
                for (std::size_t c = 0; c < 3; ++c)
                    view.color.data()[3 * i + c] = c == 2 ? 220 : 30;
            }
        cache.addImagined(view.color, view.depth, missing, source.camera, pose);
        const RenderedView again = cache.render(pose, source.camera);
        int wrong = 0, holes = 0;
        for (std::size_t i = 0; i < missing.pixels(); ++i) {
            holes += again.depth.data()[i] == 0;
            if (missing.data()[i])
                wrong += again.instances.data()[i] != LiftedCache::kImagined || std::abs(again.color.data()[3 * i + 2] - 220) > 1;
        }
        QCOMPARE(holes, 0);
        QVERIFY2(wrong <= 2 * kSide, qPrintable(QString::number(wrong))); // beside the border a sample may be observed
        const RenderedView start = cache.render(Rigid3d::Identity(), source.camera);
        for (int y = 2; y < kSide - 2; ++y)
            for (int x = 2; x < kSide - 2; ++x)
                QCOMPARE(start.instances.at(x, y), int(LiftedCache::kObserved));
    }

    void nonsenseIsRefused()
    {
        SurfacePainter painter;
        QVERIFY_THROWS_EXCEPTION(Error, painter.addTexture({{1, 2, 3}, 2, 2}));
        QVERIFY_THROWS_EXCEPTION(Error, painter.addTexture({{1}, 1, 1}));
        SurfacePatch patch;
        patch.right = patch.bottom = 4;
        QVERIFY_THROWS_EXCEPTION(Error, painter.addPatch(patch));
        patch.texture = painter.addTexture(unmixedTexture(ColorImage(3, 4)));
        QVERIFY_THROWS_EXCEPTION(Error, painter.addPatch(patch));
        // Nothing to draw, and triangles without an area or at infinity, are no reason to fail.
        patch.right = 3;
        painter.addTriangles({{0, 0, 1}, {0, 0, 1}, {1, 1, 1}, {NAN, 0, 2}, {1e30f, 0, 1e30f}}, {0, 1, 2, 0, 2, 3, 0, 2, 4}, painter.addPatch(patch));
        const RenderedView view = painter.draw({Rigid3d::Identity(), intrinsicsFromFov(33, 9, 60)}, 4);
        QCOMPARE(view.color.width(), 33);
    }
};

QTEST_APPLESS_MAIN(TestSurfacePainter)
#include "tst_SurfacePainter.moc"
