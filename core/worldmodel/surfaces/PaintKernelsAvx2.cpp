#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>

#include <immintrin.h>
#include "core/worldmodel/surfaces/PaintKernels.h"

namespace w2v::paintAvx2 {
namespace {
#include "core/worldmodel/surfaces/PaintKernels.inc"
} // namespace

const PaintKernels& table()
{
    static constexpr PaintKernels kTable{"avx2", draw, resolve, span, paint};
    return kTable;
}

} // namespace w2v::paintAvx2
