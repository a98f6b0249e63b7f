#pragma once
#include <vector>

#include "core/worldmodel/svc/Cameras.h"

namespace w2v::svc {

/// How the conditional and the unconditional estimate are combined: u + s (c - u), s a number per frame.
enum class Guider {
    Vanilla = 0,           ///< s is the same everywhere
    Multiview = 1,         ///< the least strength on frames that are almost an input frame
    MultiviewTemporal = 2, ///< grows with the distance (in frames) to the nearest input frame; Multiview's rule on top
};

struct Guidance {
    Guider guider = Guider::Multiview;
    double strength = 2, least = 1.2;
};

/// s of each frame. A frame is almost an input when the smallest angle to an input is below 10 degrees, the smallest distance
/// below 1e-5 (model units) and its lens equal to that of some input; each test takes its own nearest input.
std::vector<float> guidanceStrengths(const Guidance& guidance, const std::vector<Pose>& poses, const std::vector<Lens>& lenses,
                                     const std::vector<bool>& isInput);

} // namespace w2v::svc
