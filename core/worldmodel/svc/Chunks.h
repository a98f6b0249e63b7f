#pragma once
#include <string>
#include <vector>

#include "core/worldmodel/svc/Cameras.h"

namespace w2v::svc {

/// One place of a network call. Conditioning indices count the known frames; from `known` on they are targets that an earlier
/// chunk made (index - known).
struct Slot {
    enum class Kind { Empty, Conditioning, Target };
    Kind kind = Kind::Empty;
    int index = 0;
    bool operator==(const Slot&) const = default;
};
using Chunk = std::vector<Slot>;

struct ChunkRequest {
    int slots = 21;                        ///< T, frames of one network call
    std::string strategy = "interp";       ///< gt, gt-ltr, gt-nearest, nearest, nearest-gt, nearest-<k>, interp or interp-gt
    std::vector<Pose> known, targets;
    std::vector<double> knownOrder, targetOrder; ///< places along the path
    std::vector<int> inputs;               ///< which of the known frames are real pictures
    bool dropInputs = false;               ///< interp: real pictures are no interval borders (trajectory tasks)
    double generatedShare = 0.33;          ///< gt-ltr, gt-nearest: share of the slots for frames generated before
    int mostGenerated = 10000;
};

/// Groups targets into network calls of exactly `slots` places. Throws Error when an interval or the inputs do not fit, where the
/// reference stops or loops for ever.
std::vector<Chunk> planChunks(const ChunkRequest& request);

/// What stands in each slot after padding: an index into the chunk's conditioning frames or into its targets (in slot order), -1
/// where the other kind stands. Unused slots repeat the last conditioning frame if the highest used slot holds one, else the last
/// target. A known frame that a chunk names twice stands in its first slot only, as in the reference; the other slot is unused.
struct PaddedChunk {
    std::vector<int> conditioning, target;
    std::vector<int> conditioningSlots, targetSlots; ///< of every entry and every padding
};
PaddedChunk padChunk(const Chunk& chunk);

/// Frames of the first pass and sizes of both passes' network calls.
struct AnchorCount {
    int anchors = 0;
    int firstSlots = 0, secondSlots = 0;
};

/// `ratio` multiplies the number of anchors of the interp strategies; at least `least` anchors.
AnchorCount anchorCount(int firstSlots, int secondSlots, int inputs, int targets, const std::string& strategy, double ratio = 1,
                        int least = 0);

/// numpy.linspace(1, targets, anchors): places of the anchors along the path, the inputs being at 0.
std::vector<double> anchorPlaces(int targets, int anchors);

/// Anchors for a path that passes through its inputs: every camera that is no input at equal steps (interp), else one after
/// another the camera farthest in index from all chosen ones. Sorted.
std::vector<int> anchorsBetween(int cameras, int anchors, const std::vector<int>& inputs, const std::string& strategy);

/// Places of `targets` counted in `sources` (ascending): whole where they meet, between them linear, before and after by the
/// spacing at that end; after the end the count starts at the number of sources, as in the reference.
std::vector<double> relativePlaces(const std::vector<double>& sources, const std::vector<double>& targets);

} // namespace w2v::svc
