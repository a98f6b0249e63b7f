#pragma once
#include <functional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/image/ViewFingerprint.h"
#include "core/worldmodel/Rollout.h"

namespace w2v {

/// What keepDuplicatesTogether() found and did.
struct SplitReport {
    std::int64_t views = 0;              ///< compared
    std::int64_t pairs = 0;              ///< near-duplicate views of different scenes
    std::vector<std::vector<std::string>> groups; ///< scenes that are tied by such views, two or more each
    std::int64_t assigned = 0;           ///< rollouts that got the split of their group
    std::int64_t removed = 0;            ///< training rollouts left out because a held-out scene shows the same view

    nlohmann::ordered_json toJson() const;
};

/// Scenes that show the same view under different names (a capture imported twice, say) go to the same side of the split.
/// Rollouts without a split get one by their group of scenes, as splitOfScene() would; where scenes of one group were given
/// different sides, the training rollouts that show such a view are taken out. `fingerprint` reads a view.
SplitReport keepDuplicatesTogether(std::vector<RolloutRecord>& rollouts, double heldoutShare, std::uint64_t seed,
                                   const std::function<ViewFingerprint(const std::string& image)>& fingerprint);

} // namespace w2v
