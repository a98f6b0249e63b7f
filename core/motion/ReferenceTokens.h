#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/motion/Action.h"

namespace w2v {

/// The released reference prints and checks numbers differently in its two stages: 6 decimals and no negative values where it
/// plans trajectories (Planning), 3 decimals and sign-flipping negatives where it builds the data (Supervision).
enum class ReferenceStage { Planning, Supervision };

int referenceDecimals(ReferenceStage stage);

/// "TL_30" as the reference reads it: the name up to the first "_", then a Python float. Magnitudes may be negative or
/// infinite in the supervision stage. Throws Error where the reference raises.
Action parseReferenceToken(std::string_view token, ReferenceStage stage);
std::vector<Action> parseReferenceTokens(std::span<const std::string> tokens, ReferenceStage stage);

/// A token or number in the stage's format; throws Error for what is not finite, as the reference does.
std::string referenceToken(const Action& action, ReferenceStage stage);
std::string referenceNumber(double value, ReferenceStage stage);

/// The reference's stack machine with its per-action thresholds (values under them are dropped one by one, before summing).
std::vector<Action> referenceCanonical(std::span<const Action> actions, double yawEpsilonDegrees = 1.0,
                                       double moveEpsilonMeters = 0.02);

/// "move forward 0.5 meters; turn left 30 degrees" in the stage's number format; an empty list gives an empty text.
std::string referenceText(std::span<const Action> actions, ReferenceStage stage);

/// "First move forward 0.5 meters, Then turn left 30 degrees."
std::string referenceNaturalText(std::span<const Action> actions, ReferenceStage stage);

/// The A tasks' own lists: negative magnitudes become the opposite action, amounts under 1e-6 are left out.
std::vector<Action> motionTaskActions(std::span<const Action> actions);

/// One text as is; two joined by " and "; more by commas with " and " before the last.
std::string claimText(std::span<const Action> actions, ReferenceStage stage);

} // namespace w2v
