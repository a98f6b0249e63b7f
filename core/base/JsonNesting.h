#pragma once
#include <string>
#include <string_view>

namespace w2v {

/// An Error when lists and objects lie in one another more than 256 deep: copying and writing such a document would need more stack
/// than there is. For texts from outside, before they are parsed; parseJson() does it.
void checkJsonNesting(std::string_view text, const std::string& subject);

} // namespace w2v
