#include <QtTest>

#include "core/nn/Runtime.h"
#include "tests/golden/SevaModelGroup.h"
#include "tests/golden/SevaPlanGroup.h"

/// Stable Virtual Camera against the reference's numbers: everything before, in and after the networks.
class TestSvcGolden : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        const QByteArray shared = qgetenv("W2V_SHARED");
        m_folder = (shared.isEmpty() ? std::string(W2V_SOURCE_DIR "/../shared") : shared.toStdString()) + "/reference/golden/seva_tiny";
        if (!std::filesystem::exists(m_folder))
            QSKIP("the golden files are not here (set W2V_SHARED)");
        w2v::setTorchThreads(1);
    }

    void plansAgree()
    {
        w2v::golden::GroupResult result;
        w2v::golden::checkSevaPlans(m_folder, result);
        QVERIFY2(result.failed == 0, result.messages.empty() ? "" : result.messages.front().c_str());
        QVERIFY2(result.passed > 400, QByteArray::number(result.passed).constData());
    }

    void networksAgree()
    {
        w2v::golden::GroupResult result;
        w2v::golden::checkSevaModels(m_folder, result);
        QVERIFY2(result.failed == 0, result.messages.empty() ? "" : result.messages.front().c_str());
        QVERIFY2(result.passed > 120, QByteArray::number(result.passed).constData());
    }

private:
    std::filesystem::path m_folder;
};

QTEST_APPLESS_MAIN(TestSvcGolden)
#include "tst_SvcGolden.moc"
