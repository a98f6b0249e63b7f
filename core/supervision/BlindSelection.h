#pragma once
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "core/base/Rng.h"
#include "core/supervision/TokenModel.h"

namespace w2v {

// Which candidates become records, so that an answer that never looks at the pictures does not get far.

/// A yes/no question that could be asked.
struct TruthCandidate {
    Tokens text;              ///< what its words and numbers tell
    bool truth = false;
    std::string side;         ///< of the split
    std::string scene;
    std::size_t owner = 0;    ///< a rollout: at most `mostPerOwner` of one are chosen
    std::size_t subject = 0;  ///< an object: of candidates with one subject at most one is chosen
};

/// As many true as false candidates of each side, chosen so that the text tells no more than chance: the probability of "true"
/// is estimated from the text by a model that never saw the candidate's scene, and within every narrow range of it both answers
/// are taken equally often (matching on the propensity score, Rosenbaum and Rubin 1983). Returns indices, ascending.
std::vector<std::size_t> matchedCandidates(std::span<const TruthCandidate> candidates, int mostPerOwner, Rng& rng);

/// A question that blind rules, for example a fixed depth, may answer.
struct RuledCandidate {
    std::vector<char> right;  ///< for each rule: does it answer this one rightly?
    std::string side;
    std::size_t owner = 0;
};

/// Candidates of which every rule answers at most `share` on each side: those that no rule answers first, then others for as
/// long as the share allows. Returns indices, ascending.
std::vector<std::size_t> cappedCandidates(std::span<const RuledCandidate> candidates, int mostPerOwner, double share, Rng& rng);

} // namespace w2v
