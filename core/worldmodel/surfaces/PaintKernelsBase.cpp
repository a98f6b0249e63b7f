#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>

#include "core/worldmodel/surfaces/PaintKernels.h"

namespace w2v::paintBase {
namespace {
#include "core/worldmodel/surfaces/PaintKernels.inc"
} // namespace

const PaintKernels& table()
{
    static constexpr PaintKernels kTable{"base", draw, resolve, span, paint};
    return kTable;
}

} // namespace w2v::paintBase
