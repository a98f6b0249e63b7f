#pragma once
#include <cstddef>
#include <vector>

#include "core/motion/PlanarPose.h"

namespace w2v {

/// A view that may be imagined.
struct BeamNode {
    int parent = -1;              ///< index among the nodes; -1 = the view the search starts from
    int depth = 1;                ///< actions from the start
    std::vector<Action> actions;  ///< from the start
    PlanarPose pose;
    double help = -1;             ///< how much the view helps to answer, 0..1; -1 = not scored
    double promise = -1;          ///< how much it is worth to go on from it, 0..1; -1 = not scored
    bool inBeam = false;          ///< gone on from
};

/// Spatial beam search (Yang et al. 2025, "MindJourney"): from the start view every action is tried, the `beam` most promising views are
/// gone on from, `depth` times. Places that were there before (turn left, then right) are left out. Deterministic: ties go to the view that
/// was made first.
class BeamSearch {
public:
    /// Throws Error for a depth or beam below 1, or no actions.
    BeamSearch(std::vector<Action> moves, int depth, int beam);

    /// Chooses what to go on from and adds the next views; gives their indices. Empty at the end. The views of the level before must be
    /// scored.
    std::vector<std::size_t> expand();

    void score(std::size_t node, double help, double promise);

    /// The indices of up to `count` views that help most and at least `least`, best first.
    std::vector<std::size_t> mostHelpful(int count, double least) const;

    /// Whether views of this depth are the last ones: their promise is not asked for.
    bool isLast(int depth) const { return depth >= m_depth; }
    const std::vector<BeamNode>& nodes() const { return m_nodes; }

private:
    bool isNew(const PlanarPose& pose) const;

    std::vector<Action> m_moves;
    int m_depth, m_beam, m_level = 0;
    std::vector<BeamNode> m_nodes;
    std::vector<std::size_t> m_last; ///< of the level that was added last
};

} // namespace w2v
