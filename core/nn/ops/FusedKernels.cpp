#include "core/nn/ops/FusedKernels.h"

namespace w2v::nn {

namespace fusedAvx2 {
const FusedKernels& table();
}
namespace fusedBase {
const FusedKernels& table();
}

const FusedKernels& fusedKernels()
{
#if defined(__x86_64__)
    static const bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    return avx2 ? fusedAvx2::table() : fusedBase::table();
#else
    return fusedBase::table();
#endif
}

} // namespace w2v::nn
