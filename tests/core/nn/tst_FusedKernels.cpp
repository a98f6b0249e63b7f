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

    void cachedAttentionIsTheLastRowOfTheWhole()
    {
        constexpr int kLength = 23, kSize = 12;
        const AttentionShape shape{1, 1, kSize, true};
        const at::Tensor qkv = at::randn({kLength, 3 * kSize}), angles = at::randn({kLength, kSize / 2});
        const RotaryTable rotary{angles.cos(), angles.sin()};
        const at::Tensor whole = attention(qkv, rotary, shape, {{0, kLength}});
        const at::Tensor keys = applyRotary(qkv.narrow(1, kSize, kSize).unsqueeze(1), rotary).contiguous(), values = qkv.narrow(1, 2 * kSize, kSize).contiguous();
        at::Tensor out = at::empty({kSize});
        fusedKernels().attendCached(qkv.data_ptr<float>() + (kLength - 1) * 3 * kSize, rotary.cosine.data_ptr<float>() + (kLength - 1) * kSize / 2,
                                    rotary.sine.data_ptr<float>() + (kLength - 1) * kSize / 2, kSize, keys.data_ptr<float>(), values.data_ptr<float>(), kLength,
                                    out.data_ptr<float>());
        QVERIFY(at::allclose(out, whole[kLength - 1], 1e-5, 1e-5));
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
