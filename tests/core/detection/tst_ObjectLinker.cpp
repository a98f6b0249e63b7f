// A camera that moves right past two boards of the same name: geometry, not the order or the score, says which is which.
#include <QTest>

#include "core/detection/ObjectLinker.h"

using namespace w2v;

namespace {

constexpr int kWidth = 160, kHeight = 120;
constexpr double kFocal = 100;

Intrinsics camera()
{
    Intrinsics camera;
    camera.fx = camera.fy = kFocal;
    camera.cx = kWidth / 2.0;
    camera.cy = kHeight / 2.0;
    camera.width = kWidth;
    camera.height = kHeight;
    return camera;
}

/// A board 0.5 m wide and high, facing the camera.
struct Board {
    double x, z;
    std::array<std::uint8_t, 3> color;
};

Box2d boxOf(const Board& board, double eye)
{
    const double left = kWidth / 2.0 + (board.x - eye - 0.25) / board.z * kFocal, top = kHeight / 2.0 - 0.25 / board.z * kFocal;
    const double size = 0.5 / board.z * kFocal;
    return {left, top, left + size, top + size};
}

/// What a camera at (eye, 0, 0) sees of the boards before a wall at 6 m; `found`: which of them a detector finds, in this order.
DetectedView viewOf(const std::vector<Board>& boards, double eye, const std::vector<std::size_t>& found, const std::string& label = "board")
{
    DetectedView view{ColorImage(kWidth, kHeight, 90), DepthMap(kWidth, kHeight, 6.0f), Rigid3d::Identity(), {}};
    view.startFromCamera.translation() = Eigen::Vector3d(eye, 0, 0);
    for (const Board& board : boards) {
        const Box2d box = boxOf(board, eye);
        for (int y = std::max(0, int(box.y1)); y < std::min(kHeight, int(box.y2)); ++y)
            for (int x = std::max(0, int(box.x1)); x < std::min(kWidth, int(box.x2)); ++x) {
                view.depth.at(x, y) = float(board.z);
                for (int c = 0; c < 3; ++c)
                    view.color.at(x, y, c) = board.color[std::size_t(c)];
            }
    }
    double score = 0.9;
    for (const std::size_t i : found) {
        const Box2d box = boxOf(boards[i], eye);
        view.detections.push_back({label, score, {std::clamp(box.x1, 0.0, double(kWidth)), box.y1, std::clamp(box.x2, 0.0, double(kWidth)), box.y2}});
        score -= 0.1;
    }
    return view;
}

const std::vector<Board> kBoards{{-0.5, 2, {200, 30, 30}}, {0.5, 2, {200, 30, 30}}};

} // namespace

class ObjectLinkerTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void geometrySaysWhichIsWhich()
    {
        ObjectLinker linker(camera());
        const auto first = linker.add(viewOf(kBoards, 0, {0, 1}));
        QCOMPARE(first.size(), std::size_t(2));
        QCOMPARE(first[0].object.instance, 1);
        QCOMPARE(first[1].object.instance, 2);
        QVERIFY(!first[0].object.unique);
        QVERIFY(std::abs(first[0].object.depth - 2) < 1e-6);
        // Half a metre to the right: in the picture the right board is now nearer to where the left one was. The order is reversed too.
        const auto second = linker.add(viewOf(kBoards, 0.5, {1, 0}));
        QCOMPARE(second.size(), std::size_t(2));
        QCOMPARE(second[0].object.instance, 2);
        QCOMPARE(second[1].object.instance, 1);
        QVERIFY(!second[0].carried);
    }

    void anotherNameIsAnotherObject()
    {
        ObjectLinker linker(camera());
        (void)linker.add(viewOf(kBoards, 0, {0}));
        const auto second = linker.add(viewOf(kBoards, 0.1, {0}, "table"));
        QCOMPARE(second[0].object.instance, 2);
    }

    void otherColoursAreAnotherObject()
    {
        ObjectLinker linker(camera());
        (void)linker.add(viewOf({{0, 2, {200, 30, 30}}}, 0, {0}));
        QCOMPARE(linker.add(viewOf({{0, 2, {20, 220, 30}}}, 0.05, {0}))[0].object.instance, 2);
    }

    void aMissedObjectKeepsItsBox()
    {
        ObjectLinker linker(camera());
        (void)linker.add(viewOf(kBoards, 0, {0, 1}));
        const auto second = linker.add(viewOf(kBoards, 0.3, {1}));
        QCOMPARE(second.size(), std::size_t(2));
        QVERIFY(second[1].carried);
        QCOMPARE(second[1].object.instance, 1);
        const Box2d truth = boxOf(kBoards[0], 0.3), box = second[1].object.box;
        QVERIFY(intersectionOverUnion({truth.x1 / kWidth * 1000, truth.y1 / kHeight * 1000, truth.x2 / kWidth * 1000, truth.y2 / kHeight * 1000}, box) > 0.85);
        QVERIFY(second[1].object.visibleShare > 0.8);
        // Seen again, it is still the same.
        const auto third = linker.add(viewOf(kBoards, 0.4, {0}));
        QCOMPARE(third[0].object.instance, 1);
        QVERIFY(!third[0].carried);
    }

    void outOfTheViewItIsGone()
    {
        ObjectLinker linker(camera());
        (void)linker.add(viewOf(kBoards, 0, {0, 1}));
        const auto second = linker.add(viewOf(kBoards, 3, {}));
        QVERIFY(second.empty());
    }

    void withoutDepthNothingIsLinked()
    {
        ObjectLinker linker(camera());
        DetectedView view = viewOf(kBoards, 0, {0});
        view.depth = {};
        QCOMPARE(linker.add(view)[0].object.instance, 1);
        QCOMPARE(linker.add(view)[0].object.instance, 2);
    }
};

QTEST_APPLESS_MAIN(ObjectLinkerTest)
#include "tst_ObjectLinker.moc"
