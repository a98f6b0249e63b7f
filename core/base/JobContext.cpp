#include "core/base/JobContext.h"

#include "core/base/Error.h"

namespace w2v {

void JobContext::throwIfStopped() const
{
    if (shouldStop())
        throw Cancelled();
}

} // namespace w2v
