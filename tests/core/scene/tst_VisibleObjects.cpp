#include <QTest>

#include "core/base/Error.h"
#include "core/scene/VisibleObjects.h"

using namespace w2v;

namespace {

Instance instance(int id, const char* label, const Eigen::Vector3d& low, const Eigen::Vector3d& high, bool structure = false)
{
    Instance i;
    i.id = id;
    i.label = label;
    i.bounds = Eigen::AlignedBox3d(low, high);
    i.structure = structure;
    return i;
}

/// A 100 x 100 camera of focal length 100 at the origin, looking along +z.
ViewRequest camera()
{
    ViewRequest request;
    request.camera = {100, 100, 50, 50, 100, 100};
    return request;
}

RenderedView emptyView()
{
    RenderedView view;
    view.color = ColorImage(100, 100);
    view.depth = DepthMap(100, 100);
    view.instances = IdMap(100, 100);
    return view;
}

void fill(RenderedView& view, int id, float depth, int x1, int y1, int x2, int y2)
{
    for (int y = y1; y < y2; ++y)
        for (int x = x1; x < x2; ++x) {
            view.instances.at(x, y) = id;
            view.depth.at(x, y) = depth;
        }
}

} // namespace

class VisibleObjectsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void boxesSharesAndDepth()
    {
        Scene scene;
        scene.instances = {instance(1, "wall", {-9, -9, 3}, {9, 9, 3}, true), instance(2, "chair", {-1, -1, 2}, {1, 1, 2}),
                           instance(5, "lamp", {5, 0, -2}, {6, 1, -1})};
        RenderedView view = emptyView();
        fill(view, 1, 3.0f, 0, 0, 100, 100);
        fill(view, 2, 2.0f, 20, 30, 50, 60);
        fill(view, 2, 2.5f, 20, 30, 21, 31); // the median does not move
        fill(view, 99, 1.0f, 0, 0, 3, 3);    // an id the scene does not know
        const auto objects = visibleObjects(scene, camera(), view);
        QCOMPARE(objects.size(), 1u);
        const VisibleObject& chair = objects.front();
        QCOMPARE(chair.label, std::string("chair"));
        QCOMPARE(chair.visiblePixels, 900);
        QCOMPARE(chair.box, (Box2d{200, 300, 500, 600}));
        QCOMPARE(chair.depth, 2.0);
        QCOMPARE(chair.fullBox, (Box2d{0, 0, 1000, 1000})); // 100 * 1 / 2 = 50 pixels around the centre
        QVERIFY(std::abs(chair.visibleShare - 0.09) < 1e-9);
        QVERIFY(chair.unique);
        QVERIFY(visibleObjects(scene, camera(), view, 901).empty());
    }

    void sameLabelsAreNotUnique()
    {
        Scene scene;
        scene.instances = {instance(1, "chair", {-1, -1, 2}, {0, 1, 3}), instance(2, "chair", {0, -1, 2}, {1, 1, 3}), instance(3, "table", {0, -1, 4}, {1, 1, 5})};
        RenderedView view = emptyView();
        fill(view, 1, 2, 0, 0, 10, 10);
        fill(view, 3, 2, 30, 0, 40, 10);
        QVERIFY(visibleObjects(scene, camera(), view).front().unique); // the other chair is not in this view
        fill(view, 2, 2, 20, 0, 30, 10);
        const auto objects = visibleObjects(scene, camera(), view);
        QCOMPARE(objects.size(), 3u);
        QVERIFY(!objects[0].unique && !objects[1].unique && objects[2].unique);
    }

    void boundsAroundTheCameraStayFinite()
    {
        Scene scene;
        scene.instances = {instance(1, "rug", {-1, -1, -1}, {1, 1, 4}), instance(2, "bed", {-1, -1, -4}, {1, 1, -2})};
        RenderedView view = emptyView();
        fill(view, 1, 1, 0, 90, 100, 100);
        fill(view, 2, 1, 0, 0, 1, 1);
        const auto objects = visibleObjects(scene, camera(), view);
        QCOMPARE(objects.size(), 2u);
        QVERIFY(std::isfinite(objects[0].fullBox.x1) && objects[0].fullBox.width() > 1000);
        QCOMPARE(objects[1].fullBox, Box2d{}); // wholly behind
        QCOMPARE(objects[1].visibleShare, 0.0);
    }

    void wrongInput()
    {
        RenderedView view = emptyView();
        view.depth = DepthMap(50, 50);
        QVERIFY_THROWS_EXCEPTION(Error, visibleObjects(Scene{}, camera(), view));
        Scene scene;
        scene.instances = {instance(2'000'000'000, "chair", {-1, -1, 2}, {0, 1, 3})};
        QVERIFY_THROWS_EXCEPTION(Error, visibleObjects(scene, camera(), emptyView()));
    }

    void speed()
    {
        Scene scene;
        for (int i = 1; i <= 50; ++i)
            scene.instances.push_back(instance(i, "thing", {-1, -1, 2}, {1, 1, 3}));
        ViewRequest request = camera();
        RenderedView view;
        view.depth = DepthMap(112, 112, 2.0f);
        view.instances = IdMap(112, 112);
        for (std::size_t i = 0; i < view.instances.pixels(); ++i)
            view.instances.data()[i] = static_cast<int>(i / 7 % 51);
        QBENCHMARK { QCOMPARE(visibleObjects(scene, request, view).size(), 50u); }
    }
};

QTEST_APPLESS_MAIN(VisibleObjectsTest)
#include "tst_VisibleObjects.moc"
