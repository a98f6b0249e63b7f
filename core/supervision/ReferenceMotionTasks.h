#pragma once
#include <array>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/supervision/Supervision.h"

namespace w2v {

/// One trajectory as the released builder of the A tasks sees it.
struct ReferenceMotionInput {
    std::string folder;                                   ///< "traj_forward_00"
    nlohmann::ordered_json parameters = nlohmann::ordered_json::object(); ///< traj_params
    std::vector<std::vector<std::string>> prefixTokens;   ///< per frame
    std::set<int> missingFrames;                          ///< frames without an image
};

/// A claim about a trajectory and the false ones the released builder picks from.
struct ReferenceClaim {
    struct False {
        int action = 0;
        std::string opposite, oneStepMore;
    };
    std::array<int, 2> frames{};
    std::string trueClaim;
    std::vector<False> falseClaims;
};

struct ReferenceMotionTasks {
    struct Record {
        Task task = Task::A1;
        std::string answer;
        std::array<int, 2> frames{};
    };
    std::optional<std::string> type;      ///< T1 turns, T2 forward and backward, T3 shifts, T4 several
    bool skipped = false;                 ///< the first frame has no image
    std::vector<Record> records;
    std::optional<ReferenceClaim> claim;  ///< only of several actions: single ones never get a claim
};

/// A1-A4 under maximal displacement: first frame and last frame with an image. Labels are the last prefix, whose small steps
/// may have been lost on the way; see the defects in the description of the reference.
ReferenceMotionTasks referenceMotionTasks(const ReferenceMotionInput& input);

/// Records of rollouts as the reference makes them: its labels, its leaking questions (A1 and A2 name the direction), claims half
/// of which are false by a reversal or by one small step, its chance identities. The D tasks are made by referenceObjectTasks()
/// from what an ideal detector would find: the visible box of every object, scored by how much of it is visible, and a track id
/// that is the rank of that score within one view, as the released tracking gives it.
std::vector<QaRecord> buildReferenceRecords(std::span<const RolloutRecord> rollouts, const SupervisionOptions& options,
                                            SupervisionDiagnostics* diagnostics = nullptr);

} // namespace w2v
