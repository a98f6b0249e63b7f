#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace w2v {

/// The six egocentric actions of the method. Tokens FWD_ BACK_ LEFT_ RIGHT_ TL_ TR_.
enum class ActionKind { Forward, Backward, ShiftLeft, ShiftRight, TurnLeft, TurnRight };

/// One move or turn as the user states it. `magnitude` is in metres for moves and in DEGREES for turns: the text is the
/// source of truth and must survive round trips exactly; convert with `radians()` where geometry begins.
struct Action {
    ActionKind kind = ActionKind::Forward;
    double magnitude = 0;

    bool isTurn() const { return kind == ActionKind::TurnLeft || kind == ActionKind::TurnRight; }
    double radians() const; ///< of a turn, unsigned
    bool operator==(const Action&) const = default;
};

ActionKind opposite(ActionKind kind);

/// "forward", "backward", "shift_left", "shift_right", "turn_left", "turn_right": the names used in files.
const char* actionName(ActionKind kind);
std::optional<ActionKind> actionFromName(std::string_view name);

/// "move forward", "turn left" ...: the words used in texts.
const char* actionWords(ActionKind kind);

/// "FWD_0.5", "TL_30" ...
std::string actionToken(const Action& action, int decimals = 3);

/// An integer when within 1e-6 of one, else `decimals` fixed decimals without trailing zeros (exact binary value, correctly
/// rounded).
std::string formatMagnitude(double value, int decimals = 3);

/// "move forward 0.5 meters; turn left 30 degrees". Units are always plural, numbers have at most `decimals` decimals
/// without trailing zeros.
std::string actionText(std::span<const Action> actions, int decimals = 3);

/// Reads actions leniently: "; " or "," or newline or "then" between them; "move" optional; m, cm, meter(s), metre(s), deg,
/// degree(s), the degree sign and rad accepted; tokens such as FWD_0.5 too; "fwd 0.5", "left 30" (turns need "turn" unless the unit is an angle).
/// Throws Error naming the first part that cannot be read.
std::vector<Action> parseActions(std::string_view text);

/// Sums neighbouring actions of one axis until nothing changes and drops those under 1 degree or 0.02 m, on exact totals
/// (the verified mode's rule: totals are canonicalised, not frames). Totals of turns do not wrap.
std::vector<Action> canonicalActions(std::span<const Action> actions);

/// The actions that lead back: reversed order, opposite kinds.
std::vector<Action> inverseActions(std::span<const Action> actions);

} // namespace w2v
