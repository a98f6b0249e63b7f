// Detectors of every layout that are computed by hand: a grid of cells of 32 pixels; class 0 is how red a cell is, class 1 how blue.
#include <cmath>

#include <QTemporaryDir>
#include <QTest>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/detection/ClassNames.h"
#include "core/detection/Letterbox.h"
#include "core/detection/OnnxDetector.h"
#include "tests/support/TinyOnnx.h"

using namespace w2v;
using namespace w2v::test;

namespace {

constexpr int kCell = 32, kColumns = 4, kRows = 3;
constexpr TinyOnnx::Field kNothing{}, kRed{1, -1, -1, 0}, kBlue{-1, -1, 1, 0};

/// Fields of each cell's box: centre and size, or corners.
std::vector<std::vector<float>> cellBoxes(bool corners, std::size_t fields)
{
    std::vector<std::vector<float>> table(fields, std::vector<float>(kColumns * kRows, 0));
    for (int y = 0; y < kRows; ++y)
        for (int x = 0; x < kColumns; ++x) {
            const auto i = static_cast<std::size_t>(y * kColumns + x);
            const float left = static_cast<float>(x * kCell), top = static_cast<float>(y * kCell), size = kCell;
            table[0][i] = corners ? left : left + size / 2;
            table[1][i] = corners ? top : top + size / 2;
            table[2][i] = corners ? left + size : size;
            table[3][i] = corners ? top + size : size;
        }
    return table;
}

std::string plain(bool transposed, const std::string& names = {})
{
    return TinyOnnx::detector(kCell, kColumns, kRows, {kNothing, kNothing, kNothing, kNothing, kRed, kBlue}, cellBoxes(false, 6), transposed, names);
}

std::string objectness()
{
    auto table = cellBoxes(false, 7);
    table[4].assign(table[4].size(), 0.8f);
    return TinyOnnx::detector(kCell, kColumns, kRows, {kNothing, kNothing, kNothing, kNothing, kNothing, kRed, kBlue}, table, true);
}

std::string suppressed()
{
    auto table = cellBoxes(true, 6);
    table[5].assign(table[5].size(), 1); // all are of class 1
    return TinyOnnx::detector(kCell, kColumns, kRows, {kNothing, kNothing, kNothing, kNothing, kBlue, kNothing}, table, true);
}

void paint(ColorImage& picture, int x1, int y1, int x2, int y2, std::array<std::uint8_t, 3> color)
{
    for (int y = y1; y < y2; ++y)
        for (int x = x1; x < x2; ++x)
            for (int c = 0; c < 3; ++c)
                picture.at(x, y, c) = color[static_cast<std::size_t>(c)];
}

/// A red cell (column 1, row 0) and a blue one (column 2, row 2), on black.
ColorImage twoCells()
{
    ColorImage picture(kColumns * kCell, kRows * kCell, 0);
    paint(picture, 32, 0, 64, 32, {255, 0, 0});
    paint(picture, 64, 64, 96, 96, {0, 0, 204});
    return picture;
}

} // namespace

class OnnxDetectorTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;

    fs::path file(const char* name, const std::string& bytes) const
    {
        const fs::path path = m_dir.filePath(name).toStdString();
        writeFileAtomic(path, bytes);
        return path;
    }
    static DetectorOptions named(std::vector<std::string> classes = {"chair", "lamp"})
    {
        DetectorOptions options;
        options.classes = std::move(classes);
        return options;
    }
    static void compare(const Box2d& box, double x1, double y1, double x2, double y2)
    {
        for (const auto& [is, want] : {std::pair(box.x1, x1), {box.y1, y1}, {box.x2, x2}, {box.y2, y2}})
            QVERIFY2(std::abs(is - want) < 0.01, qPrintable(QString("%1 for %2").arg(is).arg(want)));
    }
    std::string refusal(const fs::path& model, const DetectorOptions& options)
    {
        try {
            (void)OnnxDetector(model, options).detect(twoCells());
        } catch (const Error& error) {
            return error.what();
        }
        return {};
    }

private Q_SLOTS:
    void everyLayoutFindsTheSame_data()
    {
        QTest::addColumn<QByteArray>("model");
        QTest::addColumn<QString>("layout");
        QTest::addColumn<double>("red"); ///< score; 0 = not told
        QTest::addColumn<double>("blue");
        const auto row = [](const char* name, const std::string& model, const char* layout, double red, double blue) {
            QTest::newRow(name) << QByteArray(model.data(), static_cast<qsizetype>(model.size())) << QString(layout) << red << blue;
        };
        row("v8: fields first", plain(false), "v8", 1, 0.8);
        row("v5: with objectness", objectness(), "v5", 0.8, 0.64);
        row("suppression inside: corners, score, class", suppressed(), "nms", 0, 0.8);
    }
    void everyLayoutFindsTheSame()
    {
        QFETCH(QByteArray, model);
        QFETCH(QString, layout);
        QFETCH(double, red);
        QFETCH(double, blue);
        OnnxDetector detector(file("model.onnx", model.toStdString()), named());
        QCOMPARE(detector.width(), kColumns * kCell); // as the file says
        QCOMPARE(detector.height(), kRows * kCell);
        const std::vector<Detection> found = detector.detect(twoCells());
        QCOMPARE(QString(detectorLayoutName(detector.layout())), layout);
        QCOMPARE(found.size(), red > 0 ? std::size_t(2) : std::size_t(1));
        if (red > 0) {
            QCOMPARE(QString::fromStdString(found.front().label), QString("chair"));
            QVERIFY(std::abs(found.front().score - red) < 1e-3);
            compare(found.front().box, 32, 0, 64, 32);
        }
        QCOMPARE(QString::fromStdString(found.back().label), QString("lamp"));
        QVERIFY(std::abs(found.back().score - blue) < 1e-3);
        compare(found.back().box, 64, 64, 96, 96);
    }

    void aTransposedTableIsReadWhenItIsNamed()
    {
        // 1 x 12 x 6 could be boxes after suppression: the layout says that it is not.
        DetectorOptions options = named();
        options.layout = DetectorLayout::Plain;
        OnnxDetector detector(file("v8t.onnx", plain(true)), options);
        QCOMPARE(detector.detect(twoCells()).size(), std::size_t(2));
    }

    void picturesAreLetterboxed()
    {
        // 64 x 96 into 128 x 96: not scaled, 32 grey pixels on each side.
        OnnxDetector detector(file("v8.onnx", plain(false)), named());
        ColorImage picture(64, 96, 0);
        paint(picture, 0, 32, 32, 64, {255, 0, 0});
        auto found = detector.detect(picture);
        QCOMPARE(found.size(), std::size_t(1));
        compare(found.front().box, 0, 32, 32, 64);
        // Twice as large it is halved, and the box comes back in the picture's pixels.
        ColorImage large(256, 192, 0);
        paint(large, 128, 64, 192, 128, {0, 0, 255});
        found = detector.detect(large);
        QCOMPARE(found.size(), std::size_t(1));
        compare(found.front().box, 128, 64, 192, 128);
        const Letterbox box = Letterbox::fit(1000, 500, 640, 640);
        QCOMPARE(box.innerWidth, 640);
        QCOMPARE(box.innerHeight, 320);
        QCOMPARE(box.top, 160);
        QCOMPARE(box.apply(ColorImage(1000, 500, 7)).at(320, 10), std::uint8_t(114));
        QCOMPARE(box.apply(ColorImage(1000, 500, 7)).at(320, 300), std::uint8_t(7));
    }

    void overlapsOfOneClassFallAway()
    {
        const auto box = [](double x, double score, std::size_t classId) { return RawBox{{x, 0, x + 10, 10}, score, classId}; };
        const auto kept = suppress({box(0, 0.5, 0), box(2, 0.9, 0), box(2, 0.8, 1), box(9, 0.4, 0)}, 0.5);
        QCOMPARE(kept.size(), std::size_t(3)); // the first overlaps the second by 8 / 12
        QCOMPARE(kept[0].score, 0.9);
        QCOMPARE(kept[1].classId, std::size_t(1));
        QCOMPARE(kept[2].score, 0.4);
        // Raised limits keep it.
        QCOMPARE(suppress({box(0, 0.5, 0), box(2, 0.9, 0)}, 0.7).size(), std::size_t(2));
    }

    void numbersThatAreNoneAreSkipped()
    {
        const std::vector<float> values{NAN, 5, 4, 4, 0.9f, 0, /**/ 5, 5, 4, 0, 0.9f, 0, /**/ 5, 5, 9, 9, NAN, 0, /**/ 5, 5, 9, 9, 0.9f, -3, /**/ 5, 5, 9, 9, 0.9f, 1};
        const auto boxes = readCandidates({{1, 5, 6}, values}, DetectorLayout::Final, 0.3);
        QCOMPARE(boxes.size(), std::size_t(1));
        QCOMPARE(boxes.front().classId, std::size_t(1));
    }

    void classesComeFromTheModelOrAList()
    {
        OnnxDetector own(file("named.onnx", plain(false, "{0: 'chair', 1: \"driver's lamp\"}")), {});
        QCOMPARE(own.classes(), (std::vector<std::string>{"chair", "driver's lamp"}));
        QCOMPARE(own.detect(twoCells()).size(), std::size_t(2));
        const auto names = readClassNames(file("classes.txt", "\xEF\xBB\xBF" "arm chair\r\n\nlamp\n\n"));
        QCOMPARE(names, (std::vector<std::string>{"arm chair", "", "lamp"}));
        QCOMPARE(OnnxDetector(file("v8.onnx", plain(false)), named({"", "lamp"})).detect(twoCells()).size(), std::size_t(1)); // chairs are not wanted
        QVERIFY(parseModelNames("{0: 'a', 2: 'b'}").empty());
        QVERIFY(parseModelNames("['a']").empty());
        QVERIFY_THROWS_EXCEPTION(Error, readClassNames(file("empty.txt", "\n\n")));
        QVERIFY_THROWS_EXCEPTION(Error, readClassNames(file("latin.txt", "caf\xE9\n")));
    }

    void badModelsAreRefusedWithOneMessage()
    {
        QVERIFY(refusal(m_dir.filePath("none.onnx").toStdString(), named()).find("none.onnx") != std::string::npos);
        QVERIFY(refusal(file("text.onnx", "no model at all"), named()).find("cannot read this model") != std::string::npos);
        const std::string whole = plain(false);
        for (const double share : {0.2, 0.5, 0.9, 0.99})
            QVERIFY(!refusal(file("cut.onnx", whole.substr(0, static_cast<std::size_t>(share * static_cast<double>(whole.size())))), named()).empty());
        QVERIFY(refusal(file("good.onnx", whole), {}).find("--classes") != std::string::npos);
        QVERIFY(refusal(file("good.onnx", whole), named({"a", "b", "c"})).find("3 classes") != std::string::npos);
        QVERIFY(refusal(file("depth.onnx", TinyOnnx::pixelwise(96, 128, {1, 0, 0}, 1)), named()).find("no table of boxes") != std::string::npos);
        DetectorOptions small = named();
        small.width = small.height = 8;
        QVERIFY(refusal(file("good.onnx", whole), small).find("size") != std::string::npos);
        QVERIFY_THROWS_EXCEPTION(Error, detectorLayoutFromName("v3"));
    }
};

QTEST_GUILESS_MAIN(OnnxDetectorTest)
#include "tst_OnnxDetector.moc"
