#include <QtTest>

#include <numeric>

#include "core/base/Error.h"
#include "core/vlm/RopeIndex.h"
#include "core/vlm/VisionWindows.h"

using namespace w2v;

class TestVisionIndices : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void windowIndexIsAPermutation();
    void rawBordersKeepEmptyWindows();
    void badGridsAreErrors_data();
    void badGridsAreErrors();
    void patchPositionsFollowTheCells();
    void videoTimeIsScaled();
    void stackedPairCountsAsOneMoment();
    void textAfterVideoGoesOn();
    void gridsAndPadsMustAgree();
    void badBatchesAreErrors();
};

namespace {

using Ids = std::vector<std::int64_t>;

RopeTokens tokens()
{
    RopeTokens t;
    t.visionStart = 1;
    t.imagePad = 2;
    t.videoPad = 3;
    return t;
}

Ids axis(const RopePositions& r, std::size_t which)
{
    const auto length = static_cast<std::ptrdiff_t>(r.positions.size() / 3);
    const auto begin = r.positions.begin() + static_cast<std::ptrdiff_t>(which) * length;
    return {begin, begin + length};
}

} // namespace

void TestVisionIndices::windowIndexIsAPermutation()
{
    const std::vector<VisionGrid> grids{{1, 10, 12}, {3, 6, 4}, {1, 2, 2}, {1, 16, 24}};
    const VisionWindows w = visionWindows(grids, 112, 14, 2);
    Ids sorted = w.windowIndex, all(sorted.size());
    std::sort(sorted.begin(), sorted.end());
    std::iota(all.begin(), all.end(), 0);
    QVERIFY(sorted == all);
    std::int64_t patches = 0;
    for (const VisionGrid& g : grids)
        patches += g.patches();
    QCOMPARE(w.cuWindows.back(), patches);
    QCOMPARE(w.cuFrames.back(), patches);
    QCOMPARE(static_cast<std::int64_t>(w.windowIndex.size()) * 4, patches);
    for (std::size_t i = 1; i < w.cuWindows.size(); ++i)
        QVERIFY(w.cuWindows[i] > w.cuWindows[i - 1] && w.cuWindows[i] - w.cuWindows[i - 1] <= 64);
    QCOMPARE(w.cuFrames.size(), std::size_t{1 + 1 + 3 + 1 + 1});
}

void TestVisionIndices::rawBordersKeepEmptyWindows()
{
    const std::vector<VisionGrid> even{{1, 8, 8}};
    QCOMPARE(visionWindows(even, 112, 14, 2).cuWindowsRaw, (Ids{0, 64, 64, 64, 64}));
    const std::vector<VisionGrid> odd{{1, 10, 12}};
    QCOMPARE(visionWindows(odd, 112, 14, 2).cuWindowsRaw, (Ids{0, 64, 96, 112, 120}));
}

void TestVisionIndices::badGridsAreErrors_data()
{
    QTest::addColumn<qint64>("t");
    QTest::addColumn<qint64>("h");
    QTest::addColumn<qint64>("w");
    QTest::newRow("no time") << qint64{0} << qint64{2} << qint64{2};
    QTest::newRow("no height") << qint64{1} << qint64{0} << qint64{2};
    QTest::newRow("odd") << qint64{1} << qint64{3} << qint64{2};
    QTest::newRow("negative") << qint64{1} << qint64{-2} << qint64{2};
    QTest::newRow("huge") << qint64{1} << qint64{1} + (qint64{1} << 40) << qint64{2};
    QTest::newRow("huge area") << qint64{1 << 20} << qint64{1 << 20} << qint64{1 << 20};
}

void TestVisionIndices::badGridsAreErrors()
{
    QFETCH(qint64, t);
    QFETCH(qint64, h);
    QFETCH(qint64, w);
    const std::vector<VisionGrid> grids{{t, h, w}};
    QVERIFY_THROWS_EXCEPTION(Error, visionWindows(grids, 112, 14, 2));
    QVERIFY_THROWS_EXCEPTION(Error, patchPositions(grids, 2));
    QVERIFY_THROWS_EXCEPTION(Error, visionWindows({}, 20, 14, 2));
}

void TestVisionIndices::patchPositionsFollowTheCells()
{
    const std::vector<VisionGrid> grids{{2, 2, 4}};
    const auto p = patchPositions(grids, 2);
    QCOMPARE(p.size(), std::size_t{16});
    const std::vector<std::pair<std::int32_t, std::int32_t>> frame{{0, 0}, {0, 1}, {1, 0}, {1, 1}, {0, 2}, {0, 3}, {1, 2}, {1, 3}};
    for (std::size_t i = 0; i < 16; ++i)
        QVERIFY(p[i] == frame[i % 8]);
}

void TestVisionIndices::videoTimeIsScaled()
{
    const Ids ids{9, 1, 3, 3, 3, 3, 3, 3, 8, 9};
    const std::vector<VisionGrid> videos{{3, 2, 4}};
    const std::vector<double> seconds{1.25};
    const RopePositions r = ropePositions(ids, {}, 1, {}, videos, seconds, tokens());
    QCOMPARE(axis(r, 0), (Ids{0, 1, 2, 2, 4, 4, 7, 7, 8, 9})); // 2 + trunc(0, 2.5, 5.0)
    QCOMPARE(axis(r, 1), (Ids{0, 1, 2, 2, 2, 2, 2, 2, 8, 9}));
    QCOMPARE(axis(r, 2), (Ids{0, 1, 2, 3, 2, 3, 2, 3, 8, 9}));
    QCOMPARE(r.deltas, (Ids{0}));
    // Without a given time one second lies between temporal patches.
    QCOMPARE(axis(ropePositions(ids, {}, 1, {}, videos, {}, tokens()), 0), (Ids{0, 1, 2, 2, 4, 4, 6, 6, 7, 8}));
}

void TestVisionIndices::stackedPairCountsAsOneMoment()
{
    const Ids ids{1, 3, 3, 3, 3, 8, 9};
    const std::vector<VisionGrid> videos{{1, 4, 4}};
    const RopePositions r = ropePositions(ids, {}, 1, {}, videos, {}, tokens());
    QCOMPARE(axis(r, 0), (Ids{0, 1, 1, 1, 1, 3, 4}));
    QCOMPARE(axis(r, 1), (Ids{0, 1, 1, 2, 2, 3, 4}));
    QCOMPARE(axis(r, 2), (Ids{0, 1, 2, 1, 2, 3, 4}));
    QCOMPARE(r.deltas, (Ids{-2}));
}

void TestVisionIndices::textAfterVideoGoesOn()
{
    // An image and a video in one row, padded on the right.
    const Ids ids{1, 2, 8, 1, 3, 8, 7, 7}, mask{1, 1, 1, 1, 1, 1, 0, 0};
    const std::vector<VisionGrid> one{{1, 2, 2}};
    const RopePositions r = ropePositions(ids, mask, 1, one, one, {}, tokens());
    QCOMPARE(axis(r, 0), (Ids{0, 1, 2, 3, 4, 5, 1, 1}));
    QCOMPARE(r.deltas, (Ids{-2}));
}

void TestVisionIndices::gridsAndPadsMustAgree()
{
    const std::vector<VisionGrid> one{{1, 2, 4}};
    QVERIFY_THROWS_EXCEPTION(Error, ropePositions(Ids{1, 2, 8}, {}, 1, one, {}, {}, tokens()));        // one pad too few
    QVERIFY_THROWS_EXCEPTION(Error, ropePositions(Ids{1, 2}, {}, 1, one, {}, {}, tokens()));           // ends early
    QVERIFY_THROWS_EXCEPTION(Error, ropePositions(Ids{1, 2, 2, 1, 2, 2}, {}, 1, one, {}, {}, tokens())); // a grid too few
    QVERIFY_THROWS_EXCEPTION(Error, ropePositions(Ids{8, 9}, {}, 1, one, {}, {}, tokens()));           // a grid too many
    const std::vector<VisionGrid> huge{{std::int64_t{1} << 40, std::int64_t{1} << 30, 2}};
    QVERIFY_THROWS_EXCEPTION(Error, ropePositions(Ids{1, 2, 2}, {}, 1, huge, {}, {}, tokens()));
}

void TestVisionIndices::badBatchesAreErrors()
{
    QVERIFY_THROWS_EXCEPTION(Error, ropePositions(Ids{1, 2, 3}, {}, 2, {}, {}, {}, tokens()));
    QVERIFY_THROWS_EXCEPTION(Error, ropePositions(Ids{1, 2, 3}, Ids{1}, 1, {}, {}, {}, tokens()));
    QVERIFY_THROWS_EXCEPTION(Error, ropePositions(Ids{}, {}, 0, {}, {}, {}, tokens()));
    QVERIFY(ropePositions(Ids{}, {}, 1, {}, {}, {}, tokens()).positions.empty());
}

QTEST_GUILESS_MAIN(TestVisionIndices)
#include "tst_VisionIndices.moc"
