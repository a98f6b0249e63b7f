#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "core/motion/Action.h"

namespace w2v {

/// The motions the reward finds in a text: every "move <forward|backward|left|right> <number> meter(s)" and "turn <left|right>
/// <number> degree(s)" anywhere, in order of position, without regard to case or word boundaries; numbers may be negative.
/// Never throws.
std::vector<Action> findActions(std::string_view text);

/// The reward's normal form: blanks around removed, lower case, trailing punctuation (. , ; : ! ? ") dropped, white space
/// squeezed to single blanks.
std::string normalForm(std::string_view text);

} // namespace w2v
