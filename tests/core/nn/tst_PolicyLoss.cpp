#include <cmath>

#include "core/nn/train/PolicyLossTorch.h"
#include <QTest>

#include "core/base/Rng.h"
#include "core/training/GroupAdvantages.h"

using namespace w2v;
using namespace w2v::nn;

namespace {

at::Tensor one(double value)
{
    return at::full({1}, value, at::kFloat);
}

double sigmoid(double x)
{
    return 1 / (1 + std::exp(-x));
}

} // namespace

/// The policy loss against what pen and paper give for a policy of two tokens, whose one parameter x is the score of the first.
class TestPolicyLoss : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void closedForm_data()
    {
        QTest::addColumn<double>("x");
        QTest::addColumn<double>("sampledAt");
        QTest::addColumn<double>("referenceAt");
        QTest::addColumn<double>("advantage");
        QTest::addColumn<bool>("first");
        QTest::newRow("on policy") << 0.3 << 0.3 << 0.3 << 1.0 << true;
        QTest::newRow("off policy, inside the clip") << 0.4 << 0.3 << 0.1 << 1.5 << true;
        QTest::newRow("other token") << 0.4 << 0.3 << 0.1 << 1.5 << false;
        QTest::newRow("negative advantage") << -0.2 << -0.1 << 0.5 << -0.7 << true;
        QTest::newRow("above the clip, better than thought") << 1.5 << 0.0 << 0.0 << 1.0 << true;
        QTest::newRow("above the clip, worse than thought") << 1.5 << 0.0 << 0.0 << -1.0 << true;
        QTest::newRow("below the clip, better than thought") << -1.5 << 0.0 << 0.2 << 1.0 << true;
        QTest::newRow("below the clip, worse than thought") << -1.5 << 0.0 << 0.2 << -1.0 << true;
    }

    void closedForm()
    {
        QFETCH(double, x);
        QFETCH(double, sampledAt);
        QFETCH(double, referenceAt);
        QFETCH(double, advantage);
        QFETCH(bool, first);
        const double kClip = 0.2, kWeight = 0.05, sign = first ? 1 : -1;
        const double now = std::log(sigmoid(sign * x)), sampled = std::log(sigmoid(sign * sampledAt)), reference = std::log(sigmoid(sign * referenceAt));
        const double ratio = std::exp(now - sampled), cut = std::min(std::max(ratio, 1 - kClip), 1 + kClip);
        const double d = reference - now, slope = sign * (1 - sigmoid(sign * x)); // of the log-probability
        const bool passes = ratio * advantage <= cut * advantage;
        const double surrogate = -std::min(ratio * advantage, cut * advantage), divergence = std::exp(d) - d - 1;
        const double gradient = (passes ? -advantage * ratio * slope : 0) + kWeight * (1 - std::exp(d)) * slope;

        const at::Tensor score = one(x).requires_grad_(true);
        const at::Tensor scores = at::stack({score, at::zeros({1})}, 1);
        const at::Tensor id = at::full({1}, first ? 0 : 1, at::kLong);
        const PolicyLoss loss = policyLoss({tokenLogProbabilities(scores, id), one(sampled), one(reference), one(advantage)}, {kClip, kClip, kWeight});
        loss.loss.backward();
        QVERIFY(std::abs(loss.surrogate - surrogate) < 1e-5);
        QVERIFY(std::abs(loss.divergence - divergence) < 1e-5);
        QVERIFY(std::abs(loss.loss.item<double>() - (surrogate + kWeight * divergence)) < 1e-5);
        QVERIFY2(std::abs(score.grad().item<double>() - gradient) < 1e-5, qPrintable(QStringLiteral("%1 instead of %2").arg(score.grad().item<double>()).arg(gradient)));
        QCOMPARE(loss.clipped, std::abs(ratio - cut) > 1e-6 ? 1.0 : 0.0);
    }

    /// An answer of one token and one of two: each as much as the other, or each token as much as the other.
    void weightsOfTokens()
    {
        const at::Tensor now = at::tensor({-0.5f, -1.0f, -2.0f}), sampled = at::tensor({-0.6f, -1.1f, -1.7f}), reference = at::tensor({-0.9f, -1.3f, -2.2f}),
                         advantage = at::tensor({1.0f, -0.5f, -0.5f});
        const auto part = [&](std::int64_t begin, std::int64_t count) {
            return policyLoss({now.narrow(0, begin, count), sampled.narrow(0, begin, count), reference.narrow(0, begin, count), advantage.narrow(0, begin, count)}, {});
        };
        const PolicyLoss one = part(0, 1), two = part(1, 2), even = policyLoss({now, sampled, reference, advantage, at::tensor({1.0f, 0.5f, 0.5f})}, {}),
                         plain = policyLoss({now, sampled, reference, advantage}, {});
        QVERIFY(std::abs(even.surrogate - (one.surrogate + two.surrogate) / 2) < 1e-6);
        QVERIFY(std::abs(even.divergence - (one.divergence + two.divergence) / 2) < 1e-6);
        QVERIFY(std::abs(even.clipped - (one.clipped + two.clipped) / 2) < 1e-6);
        QVERIFY(std::abs(plain.surrogate - (one.surrogate + 2 * two.surrogate) / 3) < 1e-6);
        QVERIFY(std::abs(even.surrogate - plain.surrogate) > 0.05);
    }

    void extremesStayFinite()
    {
        const at::Tensor now = one(-200).requires_grad_(true);
        const PolicyLoss loss = policyLoss({now, one(-1), one(-0.1), one(-3)}, {});
        loss.loss.backward();
        QVERIFY(std::isfinite(loss.loss.item<double>()) && std::isfinite(now.grad().item<double>()));
    }

    void temperatureSharpens()
    {
        const at::Tensor scores = at::tensor({1.0f, 0.0f}).unsqueeze(0), id = at::zeros({1}, at::kLong);
        QVERIFY(std::abs(tokenLogProbabilities(scores, id, 0.5).item<double>() - std::log(sigmoid(2))) < 1e-6);
    }

    void banditLearnsTheBestArm()
    {
        // Four arms; the reward of arm k is k / 3 with noise. Plain gradient steps on groups of eight.
        Rng random(5);
        at::Tensor scores = at::zeros({4}).requires_grad_(true);
        const at::Tensor start = at::zeros({4});
        for (int step = 0; step < 150; ++step) {
            const at::Tensor chances = scores.detach().softmax(0);
            std::vector<std::int64_t> arms;
            std::vector<double> rewards;
            for (int i = 0; i < 8; ++i) {
                double left = random.uniform();
                std::int64_t arm = 0;
                while (arm < 3 && (left -= chances[arm].item<double>()) > 0)
                    ++arm;
                arms.push_back(arm);
                rewards.push_back(static_cast<double>(arm) / 3 + 0.1 * random.normal());
            }
            const std::vector<double> advantages = groupAdvantages(rewards);
            const at::Tensor ids = at::tensor(arms);
            const at::Tensor now = tokenLogProbabilities(scores.expand({8, 4}), ids);
            const PolicyLoss loss = policyLoss({now, now.detach(), tokenLogProbabilities(start.expand({8, 4}), ids),
                                                at::tensor(std::vector<float>(advantages.begin(), advantages.end()))}, {0.2, 0.2, 0.001});
            loss.loss.backward();
            const at::NoGradGuard noGrad;
            scores -= 0.3 * scores.grad();
            scores.mutable_grad().zero_();
        }
        QVERIFY2(scores.softmax(0)[3].item<double>() > 0.9, "the best arm was not learned");
    }
};

QTEST_APPLESS_MAIN(TestPolicyLoss)
#include "tst_PolicyLoss.moc"
