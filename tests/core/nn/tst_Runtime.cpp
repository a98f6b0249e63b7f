#include <QtTest>

#include <cstdlib>
#include <string>

#include <dlfcn.h>

#include "core/nn/Runtime.h"

using namespace w2v;

/// What a program finds after ensureTorchEnvironment(), which this one called before main().
class TestRuntime : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void threadsOfLibTorchDoNotSpin()
    {
        QCOMPARE(std::string(std::getenv("OMP_WAIT_POLICY")), std::string("passive"));
        QCOMPARE(std::string(std::getenv("GOMP_SPINCOUNT")), std::string("0"));
    }

    /// Can only fail where OpenBLAS does not know the processor.
    void productsUseTheProcessor()
    {
#if !defined(__x86_64__)
        QSKIP("only x86-64 has the kernels in question");
#else
        using CoreName = char* (*)();
        const auto coreName = reinterpret_cast<CoreName>(dlsym(RTLD_DEFAULT, "openblas_get_corename"));
        if (!coreName)
            QSKIP("another BLAS than OpenBLAS is installed");
        if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma"))
            QSKIP("the processor has no AVX2");
        const std::string name = coreName();
        QVERIFY2(name != "Prescott" && name != "Core2" && name != "Nehalem" && name != "Sandybridge", name.c_str());
        const BlasReport report = checkBlas();
        QVERIFY(report.gigaflops > 0);
        QCOMPARE(report.slow, !report.warning.empty());
#endif
    }
};

QTEST_GUILESS_MAIN(TestRuntime)
#include "tst_Runtime.moc"
