#include <QtTest>

#include "core/nn/Runtime.h"
#include "core/nn/ops/OpsTorch.h"

using namespace w2v::nn;

namespace {

/// Result and input gradients of an operation, once with the fused kernels and once without.
std::vector<at::Tensor> outcome(bool fused, const std::function<at::Tensor(std::vector<at::Tensor>&)>& operation, const std::vector<at::Tensor>& inputs)
{
    useFusedKernels(fused);
    std::vector<at::Tensor> leaves;
    for (const at::Tensor& input : inputs)
        leaves.push_back(input.clone().requires_grad_(true));
    const at::Tensor y = operation(leaves);
    at::manual_seed(5);
    torch::autograd::backward({(y * at::randn(y.sizes())).sum()}, {});
    useFusedKernels(true);
    std::vector<at::Tensor> all{y.detach()};
    for (const at::Tensor& leaf : leaves)
        all.push_back(leaf.grad());
    return all;
}

void compare(const std::function<at::Tensor(std::vector<at::Tensor>&)>& operation, const std::vector<at::Tensor>& inputs)
{
    const std::vector<at::Tensor> fused = outcome(true, operation, inputs), plain = outcome(false, operation, inputs);
    for (std::size_t i = 0; i < fused.size(); ++i) {
        const double difference = (fused[i] - plain[i]).abs().max().item<double>(), largest = plain[i].abs().max().item<double>();
        QVERIFY2(difference <= 2e-5 * std::max(1.0, largest), QByteArray::number(difference).constData());
    }
}

} // namespace

/// The fused kernels against chains of plain tensor operations: results and gradients.
class TestFusedKernels : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { w2v::setTorchThreads(1); }
    void init() { at::manual_seed(3); }

    void rmsNormAgrees()
    {
        for (const int width : {3, 64, 129})
            compare([](auto& in) { return rmsNorm(in[0], in[1], 1e-6); }, {at::randn({17, width}) * 3, at::randn({width})});
    }

    void swigluAgrees() { compare([](auto& in) { return swiglu(in[0]); }, {at::randn({9, 2 * 37}) * 20}); }

    void attentionAgrees_data()
    {
        QTest::addColumn<int>("heads");
        QTest::addColumn<int>("kvHeads");
        QTest::addColumn<int>("headSize");
        QTest::addColumn<bool>("causal");
        QTest::newRow("bidirectional") << 4 << 4 << 16 << false;
        QTest::newRow("causal") << 4 << 4 << 16 << true;
        QTest::newRow("grouped queries") << 6 << 2 << 20 << true;
        QTest::newRow("one key head, small") << 5 << 1 << 4 << true;
        QTest::newRow("fixed size 32") << 5 << 1 << 32 << true;
        QTest::newRow("fixed size 64") << 2 << 2 << 64 << false;
    }

    void attentionAgrees()
    {
        QFETCH(int, heads);
        QFETCH(int, kvHeads);
        QFETCH(int, headSize);
        QFETCH(bool, causal);
        const AttentionShape shape{heads, kvHeads, headSize, causal};
        const std::vector<Segment> segments{{0, 1}, {1, 9}, {12, 16}, {28, 16}}; // rows 10, 11 and 44.. belong to none
        const at::Tensor angles = at::randn({50, headSize / 2});
        const RotaryTable rotary{angles.cos(), angles.sin()};
        compare([&](auto& in) { return attention(in[0], rotary, shape, segments); }, {at::randn({50, shape.rowWidth()})});
    }

    /// The builds for older processors, which the operations above do not choose here.
    void everyBuildAgrees_data() { attentionAgrees_data(); }

    void everyBuildAgrees()
    {
        QFETCH(int, heads);
        QFETCH(int, kvHeads);
        QFETCH(int, headSize);
        QFETCH(bool, causal);
        const AttentionShape shape{heads, kvHeads, headSize, causal};
        const int rows = 37, half = headSize / 2;
        const Segment segment{2, 33};
        const at::Tensor qkv = at::randn({rows, shape.rowWidth()}), angles = at::randn({rows, half}), gradient = at::randn({rows, shape.outWidth()});
        const at::Tensor cosine = angles.cos(), sine = angles.sin(), weight = at::randn({shape.outWidth()}), pairs = at::randn({rows, 2 * shape.outWidth()}) * 10;
        std::vector<std::vector<at::Tensor>> results;
        for (const FusedKernels* kernels : fusedKernelBuilds()) {
            const int group = heads / kvHeads, padded = paddedLength(segment.length);
            at::Tensor out = at::zeros({rows, shape.outWidth()}), back = at::zeros_like(qkv);
            for (int kv = 0; kv < kvHeads; ++kv) {
                at::Tensor weights = at::zeros({group, segment.length, padded});
                kernels->attention(qkv.data_ptr<float>(), cosine.data_ptr<float>(), sine.data_ptr<float>(), shape, segment, kv, out.data_ptr<float>(), weights.data_ptr<float>());
                kernels->attentionBackward(qkv.data_ptr<float>(), cosine.data_ptr<float>(), sine.data_ptr<float>(), shape, segment, kv, weights.data_ptr<float>(),
                                           gradient.data_ptr<float>(), back.data_ptr<float>());
            }
            const std::int64_t width = shape.outWidth();
            at::Tensor normed = at::empty_like(gradient), inverse = at::empty({rows}), dx = at::empty_like(gradient), dw = at::zeros({width});
            kernels->rmsNorm(gradient.data_ptr<float>(), weight.data_ptr<float>(), 1e-6f, rows, width, normed.data_ptr<float>(), inverse.data_ptr<float>());
            kernels->rmsNormBackward(gradient.data_ptr<float>(), weight.data_ptr<float>(), inverse.data_ptr<float>(), normed.data_ptr<float>(), rows, width,
                                     dx.data_ptr<float>(), dw.data_ptr<float>());
            at::Tensor gated = at::empty_like(gradient), dPairs = at::empty_like(pairs);
            kernels->swiglu(pairs.data_ptr<float>(), rows, width, gated.data_ptr<float>());
            kernels->swigluBackward(pairs.data_ptr<float>(), gradient.data_ptr<float>(), rows, width, dPairs.data_ptr<float>());
            const float sum = kernels->logSumExp(pairs.data_ptr<float>(), pairs.numel());
            results.push_back({out, back, normed, inverse, dx, dw, gated, dPairs, at::full({1}, sum)});
        }
        for (std::size_t build = 1; build < results.size(); ++build)
            for (std::size_t i = 0; i < results[build].size(); ++i)
                QVERIFY2(at::allclose(results[build][i], results[0][i], 2e-5, 2e-5), qPrintable(QStringLiteral("build %1, result %2").arg(build).arg(i)));
    }

    void cachedAttentionIsTheLastRowOfTheWhole_data()
    {
        QTest::addColumn<int>("group");
        QTest::addColumn<int>("size");
        QTest::addColumn<int>("length");
        QTest::newRow("small head") << 1 << 12 << 23;
        QTest::newRow("one token") << 2 << 32 << 1;
        QTest::newRow("32, five queries") << 5 << 32 << 160;
        QTest::newRow("64, four queries") << 4 << 64 << 37;
        QTest::newRow("128, seven queries") << 7 << 128 << 40;
        QTest::newRow("80, rest of columns") << 3 << 80 << 19;
    }

    void cachedAttentionIsTheLastRowOfTheWhole()
    {
        QFETCH(int, group);
        QFETCH(int, size);
        QFETCH(int, length);
        const AttentionShape shape{group, 1, size, true};
        const at::Tensor qkv = at::randn({length, shape.rowWidth()}), angles = at::randn({length, size / 2});
        const RotaryTable rotary{angles.cos(), angles.sin()};
        const at::Tensor whole = attention(qkv, rotary, shape, {{0, length}});
        const at::Tensor keys = applyRotary(qkv.narrow(1, group * size, size).unsqueeze(1), rotary).contiguous();
        const at::Tensor values = qkv.narrow(1, (group + 1) * size, size).contiguous();
        for (const FusedKernels* kernels : fusedKernelBuilds()) {
            at::Tensor out = at::empty({group * size});
            kernels->attendCached(qkv[length - 1].data_ptr<float>(), rotary.cosine[length - 1].data_ptr<float>(), rotary.sine[length - 1].data_ptr<float>(), size,
                                  group, keys.data_ptr<float>(), values.data_ptr<float>(), length, out.data_ptr<float>());
            QVERIFY(at::allclose(out, whole[length - 1], 1e-5, 1e-5));
        }
    }

    void productsOfFewRowsAgree_data()
    {
        QTest::addColumn<int>("type");
        QTest::addColumn<int>("in");
        QTest::addColumn<int>("out");
        for (const auto& [name, type] : {std::pair{"float32", at::kFloat}, {"bfloat16", at::kBFloat16}, {"float16", at::kHalf}})
            for (const auto& [in, out] : {std::pair{256, 64}, {19, 13}, {3, 1}, {40, 5}})
                QTest::addRow("%s %dx%d", name, in, out) << static_cast<int>(type) << in << out;
    }

    void productsOfFewRowsAgree()
    {
        QFETCH(int, type);
        QFETCH(int, in);
        QFETCH(int, out);
        const at::Tensor weight = at::randn({out, in}).to(static_cast<at::ScalarType>(type)), bias = at::randn({out});
        const WeightType kind = type == static_cast<int>(at::kFloat) ? WeightType::Float32
                                : type == static_cast<int>(at::kHalf) ? WeightType::Float16 : WeightType::BFloat16;
        for (const FusedKernels* kernels : fusedKernelBuilds())
            for (const int rows : {1, 2, 3, 4, 5, 8, 11})
                for (const bool add : {false, true}) {
                    const at::Tensor x = at::randn({rows, in + 3}), y = at::randn({rows, out});
                    const at::Tensor expected = at::mm(x.narrow(1, 0, in), weight.to(at::kFloat).t()) + (add ? y : bias);
                    const FewRows product{x.data_ptr<float>(), rows, in + 3, weight.data_ptr(), kind, in, add ? nullptr : bias.data_ptr<float>(), y.data_ptr<float>(), out, add};
                    const int middle = out / 2;
                    const at::Tensor before = y.clone();
                    kernels->productFewRows(product, middle, out);
                    kernels->productFewRows(product, 0, middle);
                    QVERIFY(at::allclose(y, expected, 1e-5, 1e-4)); // sums of up to 256 terms in another order: libraries differ by processor
                    // The last row alone, bit for bit.
                    at::Tensor alone = before[rows - 1].clone();
                    FewRows one = product;
                    one.x = x[rows - 1].data_ptr<float>();
                    one.rows = 1;
                    one.y = alone.data_ptr<float>();
                    kernels->productFewRows(one, 0, out);
                    QVERIFY(at::equal(alone, y[rows - 1]));
                }
    }

    void halfPrecisionIsWidenedExactly()
    {
        std::vector<std::uint16_t> bits;
        for (int i = 0; i < 65536; ++i)
            if ((i & 0x7c00) != 0x7c00) // numbers only
                bits.push_back(static_cast<std::uint16_t>(i));
        const at::Tensor halves = at::from_blob(bits.data(), {static_cast<std::int64_t>(bits.size()), 1}, at::kHalf), one = at::ones({1});
        for (const FusedKernels* kernels : fusedKernelBuilds()) {
            at::Tensor y = at::empty({halves.size(0)});
            kernels->productFewRows({one.data_ptr<float>(), 1, 1, bits.data(), WeightType::Float16, 1, nullptr, y.data_ptr<float>(), halves.size(0), false}, 0, halves.size(0));
            QVERIFY(at::equal(y, halves.to(at::kFloat).view(-1)));
        }
    }

    void logSumExpAgrees()
    {
        const at::Tensor x = at::randn({5001}) * 30;
        for (const FusedKernels* kernels : fusedKernelBuilds())
            for (const std::int64_t count : {1, 7, 16, 1024, 1025, 5001})
                QVERIFY(std::abs(kernels->logSumExp(x.data_ptr<float>(), count) - at::logsumexp(x.narrow(0, 0, count), 0).item<float>()) < 1e-4f);
    }

    /// Every build against double precision; the last values are where exp would overflow.
    void gegluAgrees()
    {
        constexpr std::int64_t kRows = 5, kWidth = 37;
        at::Tensor x = at::randn({kRows, 2 * kWidth}) * 4;
        x.select(0, kRows - 1).mul_(100);
        const at::Tensor wide = x.to(at::kDouble), expected = wide.narrow(1, 0, kWidth) * at::gelu(wide.narrow(1, kWidth, kWidth));
        for (const FusedKernels* build : fusedKernelBuilds()) {
            at::Tensor y = at::empty({kRows, kWidth});
            build->geglu(x.data_ptr<float>(), kRows, kWidth, y.data_ptr<float>());
            QVERIFY(((y - expected).abs() <= 2e-6 * (1 + expected.abs())).all().item<bool>());
        }
    }

    void groupNormAgrees_data()
    {
        QTest::addColumn<bool>("silu");
        QTest::newRow("bare") << false;
        QTest::newRow("with SiLU") << true;
    }

    void groupNormAgrees()
    {
        QFETCH(bool, silu);
        constexpr std::int64_t kSamples = 3, kChannels = 12, kGroups = 4, kPositions = 1500;
        const at::Tensor x = at::randn({kSamples, kChannels, kPositions}) * 3 + 50, weight = at::randn({kChannels}), bias = at::randn({kChannels});
        at::Tensor expected = at::group_norm(x.to(at::kDouble), kGroups, weight.to(at::kDouble), bias.to(at::kDouble), 1e-5);
        if (silu)
            expected = at::silu(expected);
        for (const FusedKernels* build : fusedKernelBuilds()) {
            at::Tensor y = at::empty_like(x);
            build->groupNorm({x.data_ptr<float>(), weight.data_ptr<float>(), bias.data_ptr<float>(), kChannels, kGroups, kPositions, 1e-5f, silu, y.data_ptr<float>()},
                             0, kSamples * kGroups);
            QVERIFY2((y - expected).abs().max().item<double>() < 5e-5, QByteArray::number((y - expected).abs().max().item<double>()).constData());
        }
    }

    void headAttentionAgrees_data()
    {
        QTest::addColumn<int>("queries");
        QTest::addColumn<int>("keys");
        QTest::addColumn<int>("headSize");
        QTest::addColumn<double>("size");
        QTest::newRow("short") << 7 << 7 << 16 << 1.0;
        QTest::newRow("long") << 150 << 333 << 64 << 1.0;
        QTest::newRow("one key") << 65 << 1 << 20 << 1.0;
        QTest::newRow("wide") << 70 << 90 << 512 << 1.0;
        QTest::newRow("large scores") << 40 << 200 << 32 << 30.0;
    }

    /// Rows stand apart as in a tensor of several heads; the second head is computed, and nothing else is written.
    void headAttentionAgrees()
    {
        QFETCH(int, queries);
        QFETCH(int, keys);
        QFETCH(int, headSize);
        QFETCH(double, size);
        const std::int64_t width = 3 * headSize;
        const at::Tensor q = at::randn({queries, width}) * size, k = at::randn({keys, width}), v = at::randn({keys, width});
        const auto head = [&](const at::Tensor& x) { return x.narrow(1, headSize, headSize).to(at::kDouble); };
        const at::Tensor expected = at::mm((at::mm(head(q), head(k).t()) * 0.25).softmax(-1), head(v));
        for (const FusedKernels* build : fusedKernelBuilds()) {
            at::Tensor out = at::full({queries, width}, 7.0f);
            HeadAttention task{q.data_ptr<float>() + headSize, k.data_ptr<float>() + headSize, v.data_ptr<float>() + headSize, width, width, width, keys, headSize, 0.25f,
                               out.data_ptr<float>() + headSize};
            build->attendHead(task, 0, std::min(queries, 64));
            if (queries > 64)
                build->attendHead(task, 64, queries);
            const double difference = (head(out) - expected).abs().max().item<double>();
            QVERIFY2(difference < 3e-5 * std::max(1.0, size), QByteArray::number(difference).constData());
            QVERIFY((out.narrow(1, 0, headSize) == 7).all().item<bool>() && (out.narrow(1, 2 * headSize, headSize) == 7).all().item<bool>());
        }
    }

    void adamWFollowsItsFormula()
    {
        float value = 1, gradient = 4, mean = 0, variance = 0;
        const AdamWStep step{.rate = 0.1f, .beta1 = 0.9f, .beta2 = 0.99f, .epsilon = 1e-8f, .weightDecay = 0.5f, .correction1 = 0.1f, .correction2 = 0.01f, .gradientScale = 0.5f};
        fusedKernels().adamW(&value, &gradient, &mean, &variance, 1, step);
        QCOMPARE(mean, 0.2f);
        QVERIFY(std::abs(variance - 0.04f) < 1e-6f);
        QVERIFY(std::abs(value - (1 * (1 - 0.1f * 0.5f) - 0.1f)) < 1e-5f); // the first step has the size of the rate
    }
};

QTEST_APPLESS_MAIN(TestFusedKernels)
#include "tst_FusedKernels.moc"
