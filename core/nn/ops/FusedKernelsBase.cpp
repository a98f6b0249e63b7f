#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <new>

#include "core/nn/ops/FusedKernels.h"

namespace w2v::nn::fusedBase {
namespace {
#include "core/nn/ops/VectorKernels.inc"
#include "core/nn/ops/FusedKernels.inc"
#include "core/nn/ops/DecodeKernels.inc"
#include "core/nn/ops/DenoisingKernels.inc"
} // namespace

const FusedKernels& table()
{
    static constexpr FusedKernels kTable{rmsNorm, rmsNormBackward, swiglu, swigluBackward, attention, attentionBackward, attendCached,
                                         rotate, adamW, productFewRows, logSumExp, geglu, groupNorm, attendHead};
    return kTable;
}

} // namespace w2v::nn::fusedBase
