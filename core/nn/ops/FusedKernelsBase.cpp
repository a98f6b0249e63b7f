#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <new>

#include "core/nn/ops/FusedKernels.h"

namespace w2v::nn::fusedBase {
namespace {
#include "core/nn/ops/FusedKernels.inc"
} // namespace

const FusedKernels& table()
{
    return kTable;
}

} // namespace w2v::nn::fusedBase
