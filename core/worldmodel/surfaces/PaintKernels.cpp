#include "core/worldmodel/surfaces/PaintKernels.h"

namespace w2v {

namespace paintAvx2 {
const PaintKernels& table();
}
namespace paintBase {
const PaintKernels& table();
}

std::vector<const PaintKernels*> paintKernelBuilds()
{
    std::vector<const PaintKernels*> builds;
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2"))
        builds.push_back(&paintAvx2::table());
#endif
    builds.push_back(&paintBase::table());
    return builds;
}

const PaintKernels& paintKernels()
{
    static const PaintKernels& best = *paintKernelBuilds().front();
    return best;
}

} // namespace w2v
