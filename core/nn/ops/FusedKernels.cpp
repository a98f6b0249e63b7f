#include "core/nn/ops/FusedKernels.h"

namespace w2v::nn {

namespace fusedAvx512 {
const FusedKernels& table();
}
namespace fusedAvx2 {
const FusedKernels& table();
}
namespace fusedBase {
const FusedKernels& table();
}

std::vector<const FusedKernels*> fusedKernelBuilds()
{
    std::vector<const FusedKernels*> builds;
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw"))
        builds.push_back(&fusedAvx512::table());
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
        builds.push_back(&fusedAvx2::table());
#endif
    builds.push_back(&fusedBase::table());
    return builds;
}

const FusedKernels& fusedKernels()
{
    static const FusedKernels& best = *fusedKernelBuilds().front();
    return best;
}

} // namespace w2v::nn
