#include <cstring>
#include <fstream>
#include <thread>

#include <QtTest>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/base/Safetensors.h"
#include "core/dataset/FramePack.h"
#include "core/dataset/ImageRef.h"
#include "tests/core/dataset/SampleProject.h"

using namespace w2v;
using namespace w2v::test;

namespace {

PackedFrame sampleFrame(int seed, bool parts = true)
{
    PackedFrame frame{ColorImage(9, 5), {}, {}};
    for (std::size_t i = 0; i < frame.color.bytes(); ++i)
        frame.color.data()[i] = static_cast<std::uint8_t>(i + static_cast<std::size_t>(seed));
    if (parts) {
        frame.depth = DepthMap(9, 5, 1.0f + static_cast<float>(seed));
        frame.observed = Mask(9, 5, seed % 2 ? 255 : 0);
    }
    return frame;
}

fs::path saved(const TemporaryFolder& folder, const std::string& bytes)
{
    const fs::path path = folder.path() / "pack";
    std::ofstream(path, std::ios::binary) << bytes;
    return path;
}

} // namespace

class TestFramePack : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsBackWhatWasPacked()
    {
        TemporaryFolder folder;
        std::vector<PackedFrame> frames;
        for (int i = 0; i < 3; ++i)
            frames.push_back(sampleFrame(i));
        const FramePackReader pack(saved(folder, encodeFramePack(frames)));
        QCOMPARE(pack.size(), 3);
        QCOMPARE(pack.width(), 9);
        QCOMPARE(pack.height(), 5);
        for (int i = 0; i < 3; ++i) {
            const PackedFrame frame = pack.frame(i);
            QVERIFY(frame.color == frames[static_cast<std::size_t>(i)].color);
            QVERIFY(frame.depth == frames[static_cast<std::size_t>(i)].depth);
            QVERIFY(frame.observed == frames[static_cast<std::size_t>(i)].observed);
        }
        for (const int index : {-1, 3, INT_MAX, INT_MIN})
            QVERIFY_EXCEPTION_THROWN(pack.color(index), Error);
    }

    void packsColorAlone()
    {
        TemporaryFolder folder;
        const PackedFrame frame = sampleFrame(1, false);
        const FramePackReader pack(saved(folder, encodeFramePack({&frame, 1})));
        QVERIFY(pack.frame(0).depth.empty());
        QVERIFY(pack.observed(0).empty());
        QVERIFY(pack.color(0) == frame.color);
    }

    void roundsDepthToMillimetres()
    {
        TemporaryFolder folder;
        PackedFrame frame = sampleFrame(0);
        const float in[] = {0.0f, -1.0f, std::nanf(""), 0.0001f, 1.2344f, 65.535f, 1e9f, INFINITY, 0.5f};
        const float out[] = {0.0f, 0.0f, 0.0f, 0.001f, 1.234f, 65.535f, 65.535f, 65.535f, 0.5f};
        std::memcpy(frame.depth.data(), in, sizeof in);
        const FramePackReader pack(saved(folder, encodeFramePack({&frame, 1})));
        for (int x = 0; x < 9; ++x)
            QCOMPARE(pack.depth(0).at(x, 0), out[x]);
    }

    /// A generated view may have no depth beside a start view that has.
    void depthOfSomeFramesOnly()
    {
        for (const std::size_t without : {0u, 1u}) {
            std::vector<PackedFrame> frames{sampleFrame(0), sampleFrame(1)};
            frames[without].depth = {};
            TemporaryFolder folder;
            const FramePackReader pack(saved(folder, encodeFramePack(frames)));
            for (std::size_t i = 0; i < 2; ++i)
                QVERIFY(pack.depth(static_cast<int>(i)) == frames[i].depth);
        }
    }

    void refusesFramesThatDoNotFit()
    {
        QVERIFY_EXCEPTION_THROWN(encodeFramePack({}), Error);
        std::vector<PackedFrame> frames{sampleFrame(0), sampleFrame(1)};
        frames[1].depth = DepthMap(5, 9, 1.0f);
        QVERIFY_EXCEPTION_THROWN(encodeFramePack(frames), Error);
        frames[1] = sampleFrame(1);
        frames[1].color = ColorImage(5, 9);
        QVERIFY_EXCEPTION_THROWN(encodeFramePack(frames), Error);
        frames = {sampleFrame(0, false), sampleFrame(1)};
        QVERIFY_EXCEPTION_THROWN(encodeFramePack(frames), Error);
        frames = {PackedFrame()};
        QVERIFY_EXCEPTION_THROWN(encodeFramePack(frames), Error);
    }

    void refusesDamagedFiles()
    {
        TemporaryFolder folder;
        const PackedFrame frame = sampleFrame(0);
        const std::string good = encodeFramePack({&frame, 1});
        for (std::size_t size = 0; size < good.size(); size += 7)
            QVERIFY_EXCEPTION_THROWN(FramePackReader(saved(folder, good.substr(0, size))), Error);
        QVERIFY_EXCEPTION_THROWN(FramePackReader(saved(folder, good + "x")), Error);
        QVERIFY_EXCEPTION_THROWN(FramePackReader(folder.path() / "none"), Error);

        const std::vector<std::byte> bytes(4 * 4 * 3 * 2);
        const auto encoded = [&](const char* name, TensorType type, std::vector<std::int64_t> shape) {
            std::int64_t n = tensorTypeBits(type) / 8;
            for (const std::int64_t d : shape)
                n *= d;
            return TensorView{name, type, std::move(shape), std::span(bytes).first(static_cast<std::size_t>(n))};
        };
        const TensorView color = encoded("color", TensorType::U8, {1, 4, 4, 3});
        const std::vector<std::vector<TensorView>> wrong{
            {encoded("colour", TensorType::U8, {1, 4, 4, 3})},
            {encoded("color", TensorType::U16, {1, 4, 4, 3})},
            {encoded("color", TensorType::U8, {1, 4, 4, 4})},
            {encoded("color", TensorType::U8, {4, 4, 3})},
            {encoded("color", TensorType::U8, {0, 4, 4, 3})},
            {encoded("color", TensorType::U8, {4, 0, 4, 3})},
            {encoded("color", TensorType::U8, {0, 1'000'000'000, 1'000'000'000, 3})},
            {color, encoded("depth", TensorType::U16, {1, 4, 3})},
            {color, encoded("depth", TensorType::U8, {1, 4, 4})},
            {color, encoded("observed", TensorType::U8, {2, 4, 4})},
        };
        for (const auto& parts : wrong)
            QVERIFY_EXCEPTION_THROWN(FramePackReader(saved(folder, encodeSafetensors(parts))), Error);
        QCOMPARE(FramePackReader(saved(folder, encodeSafetensors({color}))).size(), 1);
    }

    void servesSeveralThreads()
    {
        TemporaryFolder folder;
        std::vector<PackedFrame> frames;
        for (int i = 0; i < 8; ++i)
            frames.push_back(sampleFrame(i));
        const FramePackReader pack(saved(folder, encodeFramePack(frames)));
        std::atomic<int> wrong = 0;
        std::vector<std::thread> threads;
        for (int t = 0; t < 4; ++t)
            threads.emplace_back([&, t] {
                for (int i = 0; i < 200; ++i)
                    wrong += pack.color((i + t) % 8) != frames[static_cast<std::size_t>((i + t) % 8)].color;
            });
        for (std::thread& thread : threads)
            thread.join();
        QCOMPARE(wrong.load(), 0);
    }

    void readsImageReferences()
    {
        const std::string digest(64, '7');
        QCOMPARE(ImageRef::parse("blob:" + digest)->frame, -1);
        QCOMPARE(ImageRef::parse("blob:" + digest + "#12")->frame, 12);
        QCOMPARE(ImageRef::parse("blob:" + digest + "#12")->text(), "blob:" + digest + "#12");
        for (const std::string& bad : {std::string(), std::string("blob:"), digest, "blob:" + digest + "#", "blob:" + digest + "#-1",
                                       "blob:" + digest + "#1x", "blob:" + digest + "#99999999999", "blob:" + digest + "7",
                                       "blob:" + std::string(64, 'G'), "blob:" + digest.substr(1) + "/", "BLOB:" + digest})
            QVERIFY2(!ImageRef::parse(bad), bad.c_str());
    }
};

QTEST_GUILESS_MAIN(TestFramePack)
#include "tst_FramePack.moc"
