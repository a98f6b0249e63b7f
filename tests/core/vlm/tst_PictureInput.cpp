#include <QTest>

#include <array>

#include "core/base/Error.h"
#include "core/vlm/PictureInput.h"

using namespace w2v;

class TestPictureInput : public QObject {
    Q_OBJECT
private Q_SLOTS:
    /// What is shown is what the vision tower gets: the same patches, the same number of tokens.
    void seenPicturesAreThoseOfThePreprocessor()
    {
        const PictureInput input{{}, 0, false};
        for (const auto& [width, height] : {std::pair(640, 480), std::pair(100, 777), std::pair(29, 28)}) {
            ColorImage image(width, height);
            for (int y = 0; y < height; ++y)
                for (int x = 0; x < 3 * width; ++x)
                    image.row(y)[x] = static_cast<std::uint8_t>(x * 7 + y * 3);
            const VisionGrid grid = input.grid(width, height);
            const VisionPatches patches = input.images.image(image);
            QCOMPARE(grid, patches.grid);
            const ColorImage seen = input.seen(image);
            QCOMPARE(seen.width(), static_cast<int>(grid.w) * input.images.patchSize);
            QCOMPARE(seen.height(), static_cast<int>(grid.h) * input.images.patchSize);
            QCOMPARE(input.tokens(std::array{image}), grid.tokens(2));
        }
    }

    void ownModelsCutTheMiddleSquare()
    {
        PictureInput input{{}, 56, true};
        input.images.minPixels = 42 * 42;
        input.images.maxPixels = 70 * 70;
        ColorImage wide(200, 100); // black with a white middle square
        for (int y = 0; y < 100; ++y)
            for (int x = 50; x < 150; ++x)
                for (int c = 0; c < 3; ++c)
                    wide.row(y)[3 * x + c] = 255;
        QCOMPARE(input.grid(200, 100), (VisionGrid{1, 4, 4}));
        const ColorImage seen = input.seen(wide);
        QCOMPARE(seen.width(), 56);
        for (int i = 0; i < 56 * 3; ++i)
            QCOMPARE(int(seen.row(20)[i]), 255);
        QCOMPARE(input.tokens(std::array{wide}), std::int64_t(4));
        QCOMPARE(input.tokens(std::array{wide, wide}), std::int64_t(4));        // two views share one temporal patch
        QCOMPARE(input.tokens(std::array{wide, wide, wide}), std::int64_t(12)); // three do not
    }

    void impossiblePicturesAreErrors()
    {
        const PictureInput released{{}, 0, false}, own{{}, 56, true};
        QVERIFY_THROWS_EXCEPTION(Error, released.grid(10000, 1));
        QVERIFY_THROWS_EXCEPTION(Error, released.seen(ColorImage()));
        QVERIFY_THROWS_EXCEPTION(Error, own.seen(ColorImage()));
    }
};

QTEST_APPLESS_MAIN(TestPictureInput)
#include "tst_PictureInput.moc"
