#pragma once
#include <string>
#include <vector>

#include "core/worldmodel/svc/Cameras.h"
#include "core/worldmodel/svc/Chunks.h"

namespace w2v::svc {

/// A frame by what it is: a given picture, a frame of the first pass, or a frame that was asked for.
struct FrameName {
    enum class Kind { Input, Anchor, Target };
    Kind kind = Kind::Input;
    int index = 0;
    bool operator==(const FrameName&) const = default;
};

struct PlannedSlot {
    FrameName frame;
    bool conditioning = false; ///< known before the call; the others are made by it
    bool copy = false;         ///< padding: repeats an earlier slot
};

/// One run of the sampler over exactly as many frames as there are slots.
struct NetworkCall {
    int pass = 1;
    std::vector<PlannedSlot> slots;
    std::vector<Pose> poses;        ///< of the slots, metres
    std::vector<Pose> scaled;       ///< in the model's unit
    std::vector<Lens> lenses;       ///< of the slots, normalised
};

/// A path whose first `inputs` frames are pictures and whose others are wanted.
struct PathRequest {
    std::vector<Pose> poses;
    std::vector<Lens> lenses;       ///< normalised, one a pose
    int inputs = 1;
    int passes = 2;                 ///< 1: all targets from the inputs; 2: anchors first, then all targets between them
    int firstSlots = 21, secondSlots = 21;
    std::string strategy = "interp"; ///< of the second pass; the first is always gt-nearest
    double anchorRatio = 1;
    int leastAnchors = 0;
    double cameraScale = 2;         ///< see referenceScale()
    double unitsPerMetre = 0;       ///< above 0: this one factor for every translation instead of the reference's rule
};

struct PathPlan {
    std::vector<double> anchorPlaces; ///< along the path
    std::vector<int> anchorFrames;    ///< the frame whose camera an anchor uses (places rounded half to even)
    std::vector<NetworkCall> calls;   ///< in order; all of pass 1 come first
    int targets = 0;
};

/// Everything that is known before the network runs. Throws Error when the frames do not fit, or when the strategy leaves a
/// wanted frame out.
PathPlan planPath(const PathRequest& request);

} // namespace w2v::svc
