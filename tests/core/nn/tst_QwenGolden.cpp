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
        QTest::newRow("fused kernels") << true;
        QTest::newRow("tensor operations") << false;
    }

    void agreesWithTheReference()
    {
        QFETCH(bool, fused);
        w2v::nn::useFusedKernels(fused);
        w2v::golden::GroupResult result;
        w2v::golden::checkQwenModel(m_folder, result);
        w2v::nn::useFusedKernels(true);
        for (const std::string& message : result.messages)
            QFAIL(message.c_str());
        QVERIFY2(result.passed > 300, QByteArray::number(result.passed).constData());
    }

private:
    std::filesystem::path m_folder;
};

QTEST_APPLESS_MAIN(TestQwenGolden)
#include "tst_QwenGolden.moc"
