#pragma once
#include <functional>

#include "core/base/Rng.h"
#include "core/motion/Action.h"
#include "core/scene/SceneRenderer.h"
#include "core/worldmodel/geometric/RoomPlanes.h"

namespace w2v {

/// One view lifted, moved and rendered as the geometric world model does it, beside what is really there.
struct WarpSample {
    Intrinsics camera;
    std::vector<Action> actions;  ///< from the lifted view to this one
    Rigid3d startFromCamera = Rigid3d::Identity();
    ColorImage color;             ///< the warp; meaningless where missing
    DepthMap depth;               ///< metres, 0 where missing
    Mask missing, observed;       ///< 255 = yes
    Mask whole;                   ///< observed pixels of which no part is unknown
    ColorImage truth;             ///< anti-aliased
    DepthMap truthDepth;          ///< 0 where nothing is there (sky)
    ColorImage source;            ///< the lifted view's picture
    DepthMap sourceDepth;
    RoomPlanes planes;            ///< of the lifted view, in this one's frame
};

struct WarpSampleOptions {
    int side = 112;               ///< pixels of the square views
    double lowFov = 50, highFov = 85; ///< degrees, drawn for each view that is lifted
    int viewsPerStart = 3;        ///< moves from one lifted view
    int starts = 3;               ///< lifted views
    double leastMissing = 0.01;   ///< share of missing pixels below which a move is dropped
};

/// Draws standpoints in a room and moves from them (a turn of 5 to 60 degrees, a move of 0.1 to 0.8 m that stays in free space, or
/// one after the other) and hands the samples over. The same scene, options and generator give the same samples.
void sampleWarps(SceneRenderer& renderer, const Scene& room, const WarpSampleOptions& options, Rng rng,
                 const std::function<void(WarpSample&&)>& onSample);

} // namespace w2v
