#include <QtTest>

#include "core/nn/Runtime.h"
#include "core/nn/ops/OpsTorch.h"
#include "tests/golden/QwenModelGroup.h"

/// The model against the reference's numbers, through the fused kernels and through plain tensor operations.
class TestQwenGolden : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        const QByteArray shared = qgetenv("W2V_SHARED");
        m_folder = (shared.isEmpty() ? std::string(W2V_SOURCE_DIR "/../shared") : shared.toStdString()) + "/reference/golden/qwen2_5_vl_tiny";
        if (!std::filesystem::exists(m_folder / "config.json"))
            QSKIP("the golden checkpoint is not here (set W2V_SHARED)");
        w2v::setTorchThreads(1);
    }

    void agreesWithTheReference_data()
    {
        QTest::addColumn<bool>("fused");
        QTest::addColumn<int>("type");
        QTest::newRow("fused kernels") << true << static_cast<int>(w2v::golden::WeightType::Float32);
        QTest::newRow("tensor operations") << false << static_cast<int>(w2v::golden::WeightType::Float32);
        // The golden weights are exact in bfloat16 and sums stay in float32: nothing may differ more than before.
        QTest::newRow("bfloat16 weights") << true << static_cast<int>(w2v::golden::WeightType::BFloat16);
        QTest::newRow("float16 weights") << true << static_cast<int>(w2v::golden::WeightType::Float16);
    }

    void agreesWithTheReference()
    {
        QFETCH(bool, fused);
        QFETCH(int, type);
        w2v::nn::useFusedKernels(fused);
        w2v::golden::GroupResult result;
        w2v::golden::checkQwenModel(m_folder, result, static_cast<w2v::golden::WeightType>(type));
        w2v::nn::useFusedKernels(true);
        for (const std::string& message : result.messages)
            QFAIL(message.c_str());
        QVERIFY2(result.passed > (type == 0 ? 300 : 150), QByteArray::number(result.passed).constData());
    }

private:
    std::filesystem::path m_folder;
};

QTEST_APPLESS_MAIN(TestQwenGolden)
#include "tst_QwenGolden.moc"
