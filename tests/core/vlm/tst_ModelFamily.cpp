#include <QTemporaryDir>
#include <QTest>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/vlm/ModelFamily.h"

using namespace w2v;

class ModelFamilyTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void familiesSeeAsReleased()
    {
        const ModelFamily* qwen = findModelFamily("qwen2.5-vl");
        QVERIFY(qwen);
        // 1000 x 700: sides to the nearest multiples of 28.
        const VisionGrid grid = qwen->input.grid(1000, 700);
        QCOMPARE(grid.w * 14, 1008);
        QCOMPARE(grid.h * 14, 700);
        QCOMPARE(grid.tokens(2), std::int64_t(36 * 25));
        QVERIFY(!findModelFamily("qwen9"));
    }

    void boxesInTheFamilysNumbers()
    {
        const PictureInput whole = findModelFamily("qwen2.5-vl")->input;
        const Box2d box{100, 200, 500, 1000};
        const Box2d seen = seenBox(whole, box, 1000, 700);
        QCOMPARE(seen, box);
        QCOMPARE(boxForModel(BoxUnit::SeenPixels, box, seen, 1008, 700), (std::array<int, 4>{101, 140, 504, 700}));
        QCOMPARE(boxForModel(BoxUnit::Thousandths, box, seen, 1008, 700), (std::array<int, 4>{100, 200, 500, 1000}));
    }

    void theMiddleSquareCutsBoxes()
    {
        PictureInput tiny;
        tiny.imageSize = 56;
        // 200 x 100: 50 pixels fall away on either side.
        const Box2d seen = seenBox(tiny, {250, 0, 500, 500}, 200, 100);
        QCOMPARE(seen, (Box2d{0, 0, 500, 500}));
        QVERIFY(seenBox(tiny, {0, 0, 100, 100}, 200, 100).x2 < 0); // out of its sight
        QCOMPARE(boxForModel(BoxUnit::SeenPixels, {250, 0, 500, 500}, seen, 56, 56), (std::array<int, 4>{0, 0, 28, 28}));
    }

    void checkpointsSayTheirUnit()
    {
        QTemporaryDir dir;
        const fs::path folder = dir.path().toStdString();
        const auto unit = [&](const char* config) {
            writeFileAtomic(folder / "config.json", config);
            return familyBoxes(folder);
        };
        QCOMPARE(unit(R"({"model_type": "qwen2_5_vl"})"), BoxUnit::SeenPixels);
        QCOMPARE(unit(R"({"model_type": "qwen2_5_vl", "w2v": {"image_size": 56}})"), BoxUnit::Thousandths);
        QCOMPARE(unit(R"({"model_type": "qwen2_vl"})"), BoxUnit::Thousandths);
        QVERIFY_THROWS_EXCEPTION(Error, unit("no json"));
        QVERIFY_THROWS_EXCEPTION(Error, familyBoxes(folder / "nowhere"));
    }
};

QTEST_APPLESS_MAIN(ModelFamilyTest)
#include "tst_ModelFamily.moc"
