#include "core/nn/Runtime.h"

#include <chrono>
#include <cstdlib>
#include <cstring>

#include <dlfcn.h>
#include <malloc.h>
#include <sched.h>
#include <unistd.h>

#include <fmt/format.h>

#include "core/nn/TorchPch.h"

namespace w2v {

namespace {

/// The kernels that OpenBLAS should be asked for; nullptr = it chose well, or the user chose.
const char* betterBlasKernels()
{
#if defined(__x86_64__) && defined(__GNUC__)
    __builtin_cpu_init(); // this may run before the program's own initialisation
    using CoreName = char* (*)();
    const auto coreName = reinterpret_cast<CoreName>(dlsym(RTLD_DEFAULT, "openblas_get_corename"));
    const bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    if (!coreName || !avx2 || std::getenv("OPENBLAS_CORETYPE"))
        return nullptr;
    for (const char* old : {"Prescott", "Core2", "Penryn", "Dunnington", "Nehalem", "Atom", "Sandybridge"})
        if (std::strcmp(coreName(), old) == 0) {
            const bool avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512bw")
                && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
            return avx512 ? "SKYLAKEX" : "HASWELL";
        }
#endif
    return nullptr;
}

} // namespace

void ensureTorchEnvironment(char** argv)
{
    static constexpr const char* kGuard = "W2V_TORCH_ENVIRONMENT";
    const char* kernels = betterBlasKernels();
    const bool ready = std::getenv("OMP_WAIT_POLICY") && std::getenv("GOMP_SPINCOUNT") && !kernels;
    if (ready || std::getenv(kGuard))
        return;
    setenv("OMP_WAIT_POLICY", "passive", 0);
    setenv("GOMP_SPINCOUNT", "0", 0);
    if (kernels)
        setenv("OPENBLAS_CORETYPE", kernels, 0);
    setenv(kGuard, "1", 1);
    execv("/proc/self/exe", argv); // returns only when it failed; then the program goes on, slower
}

void setTorchThreads(int threads)
{
#if defined(__GLIBC__)
    // A training step frees and asks for the same megabytes again and again: keep them instead of giving them back to the system.
    static const bool kept = mallopt(M_MMAP_THRESHOLD, 1 << 28) && mallopt(M_TRIM_THRESHOLD, 1 << 29);
    static_cast<void>(kept);
#endif
    at::set_num_threads(threads);
    using SetThreads = void (*)(int);
    static const auto setBlasThreads = reinterpret_cast<SetThreads>(dlsym(RTLD_DEFAULT, "openblas_set_num_threads"));
    if (setBlasThreads)
        setBlasThreads(threads);
}

int availableProcessors()
{
    cpu_set_t set;
    CPU_ZERO(&set);
    if (sched_getaffinity(0, sizeof set, &set) == 0)
        return std::max(1, CPU_COUNT(&set));
    return std::max(1, static_cast<int>(sysconf(_SC_NPROCESSORS_ONLN)));
}

namespace {

/// The best of a few products of two side x side matrices, GFLOP/s.
double productRate(std::int64_t side)
{
    c10::InferenceMode inference;
    const at::Tensor a = at::ones({side, side}), b = at::ones({side, side});
    at::Tensor c = at::mm(a, b); // the first call loads and warms
    double best = 1e9;
    for (int i = 0; i < 3; ++i) {
        const auto start = std::chrono::steady_clock::now();
        at::mm_out(c, a, b);
        best = std::min(best, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    }
    return 2.0 * static_cast<double>(side * side * side) / best * 1e-9;
}

} // namespace

double matrixProductRate()
{
    static const double rate = productRate(1024);
    return rate;
}

BlasReport checkBlas()
{
    BlasReport report;
    report.gigaflops = productRate(256);
    report.slow = report.gigaflops < 12;
    if (report.slow)
        report.warning = fmt::format("Matrix products run at {:.1f} GFLOP/s: LibTorch seems to use a reference BLAS. Training "
                                     "and answers will be about 25 times slower. Install OpenBLAS (Debian: apt install "
                                     "libopenblas0-pthread) or select it with update-alternatives --config "
                                     "libblas.so.3-x86_64-linux-gnu.", report.gigaflops);
    return report;
}

} // namespace w2v
