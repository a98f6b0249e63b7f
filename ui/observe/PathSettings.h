#pragma once
#include "core/lookahead/LookAhead.h"
#include "core/motion/Waypoint.h"

namespace w2v {

/// How paths are drawn and judged; remembered between starts.
struct PathSettings {
    SnapSteps snap;                                       ///< 0: free
    LookAheadPolicy policy = LookAheadPolicy::Warn;
    static PathSettings load();
    void save() const;
};

} // namespace w2v
