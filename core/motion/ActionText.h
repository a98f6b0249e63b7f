#pragma once
#include <cstddef>
#include <span>
#include <vector>

#include "core/base/Error.h"
#include "core/motion/Action.h"

namespace w2v {

/// More about the texts that parseActions() reads. Short forms: "fwd 0.5", "f .5", "b 1", "l 50 cm" (sidestep), "left 30deg" and
/// "tr 30" (turns); mm too. A number without a unit is metres, after a turn degrees; sideways without "move" it must be below 10
/// then, because "left 30" is nobody's sidestep. A negative amount is the opposite action: "turn left -30 degrees" is a turn to the right.

/// What parseActions() throws: where in the text the action lies that cannot be read.
class ActionTextError : public Error {
public:
    ActionTextError(std::string subject, std::string reason, std::string advice, std::size_t begin, std::size_t length)
        : Error(std::move(subject), std::move(reason), std::move(advice)), m_begin(begin), m_length(length)
    {
    }
    std::size_t begin() const { return m_begin; }   ///< bytes from the text's start
    std::size_t length() const { return m_length; } ///< bytes

private:
    std::size_t m_begin, m_length;
};

/// The actions as their text at `decimals` says them: amounts rounded, those that print as 0 left out. Then text and actions are
/// one: parseActions(actionText(a)) == a.
std::vector<Action> asWritten(std::span<const Action> actions, int decimals = 3);

} // namespace w2v
