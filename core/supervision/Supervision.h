#pragma once
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/supervision/QaRecord.h"
#include "core/supervision/TemplateSet.h"
#include "core/worldmodel/Rollout.h"

namespace w2v {

/// What makes an object of a view askable. Sides are in 0..1000 units.
struct ObjectRules {
    double minSide = 40;          ///< both sides of the visible box
    double maxArea = 0.6;         ///< of the image, as the reference's filter
    double minVisibleShare = 0.2; ///< visible pixels / pixels of the clipped projected bounds
    double minInsideShare = 0.25; ///< of the projected box that lies inside the image, to count as still visible
};

/// Which views of a rollout are asked about together.
enum class Pairing {
    Ends,   ///< the first and the last frame: the largest displacement
    Spread, ///< the first and up to three later frames, evenly spaced, the last among them
};

struct SupervisionOptions {
    std::vector<Task> tasks;             ///< empty = all
    std::uint64_t seed = 0;
    Pairing pairing = Pairing::Ends;
    bool allVariants = false;            ///< letters, sentences and counted steps beside plain answers
    double blindShare = 0.3;             ///< largest share of D1 and D3 records that a rule which never looks answers
    int maxObjectsPerRollout = 2;        ///< records of one D task from one rollout
    int maxActions = 3;                  ///< longer sequences give no records
    double heldoutShare = 0.1;           ///< of the scenes, for rollouts that carry no split of their own
    double minObservedShare = 0.25;      ///< of the last frame; below it the picture is mostly invented
    std::optional<QualityThresholds> quality = {}; ///< of both views where they were measured; unset = not asked for
    ObjectRules objects;
    const TemplateSet* templates = nullptr; ///< null = the built-in ones of the mode
};

/// Why rollouts gave no records: reason -> how often, e.g. "A2: the views do not overlap".
struct SupervisionDiagnostics {
    std::map<std::string, int> skipped;
    std::vector<std::string> warnings;   ///< one sentence each

    void skip(const std::string& reason, int count = 1) { skipped[reason] += count; }
};

/// Records in verified mode. Images are the first and a later frame of a rollout (D1 and D2 show only the first: their answer
/// is a prediction). Labels come from canonical totals and are checked against the poses; turns the views cannot show (no
/// overlap) and metres of a scene of unknown scale are left out. A4, D2 and D4 are exactly balanced in each split, and records
/// are chosen so that an answer that never looks does not get far (see BlindSelection.h):
///  - A4's false claims are other rollouts' true claims of the same kind of motion, clearly beyond the scoring tolerance, so
///    that the words alone tell nothing; where none fits, one action is reversed;
///  - D1 and D3 may be answered by geometry at a fixed depth, by the object's usual size or by copying in at most `blindShare`;
///  - D2 names the object and does not locate it, asks only about objects that are plainly visible or not visible at all
///    afterwards, and says why one is gone (facts["cause"]: "border", "behind" or "hidden"); yes and no are matched on what the
///    motion and the name tell;
///  - D4's negatives are other objects of the last view, of the same label where there are any; yes and no are matched on what
///    the two boxes tell.
/// D tasks need instances; rollouts without give A tasks only. Every record carries in `facts` what scoring needs (see
/// core/eval/AnswerScore.h) and in `provenance` where it came from.
/// Throws Error when one scene is on two sides of the split.
std::vector<QaRecord> buildVerifiedRecords(std::span<const RolloutRecord> rollouts, const SupervisionOptions& options,
                                           SupervisionDiagnostics* diagnostics = nullptr);

/// The scene a rollout is split by: its scene, else its observation, else itself.
std::string sceneOf(const RolloutRecord& rollout);

/// "heldout" for `heldoutShare` of all scene names, chosen by their digest and the seed; else "train".
std::string splitOfScene(const std::string& scene, double heldoutShare, std::uint64_t seed);

} // namespace w2v
