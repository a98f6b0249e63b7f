#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace w2v::test {

/// Lines of the layout `rows`, whole ones and such as only the general reader understands or refuses. (Apart from the test: Qt's moc
/// does not understand all of these texts.)
std::vector<std::string> rowLineSamples();

/// Bytes that do harm in a line.
inline constexpr std::string_view kDamage = "\"{}[]:,\\ 0e-.tfnu\x01\xc3";

} // namespace w2v::test
