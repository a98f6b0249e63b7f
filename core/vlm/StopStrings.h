#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace w2v {

/// Watches a growing text for strings that end it, whatever the borders of its pieces: of all stop strings the one that is
/// complete first counts (of several complete at once the longest), and the text ends exactly before it. What may still become a
/// stop string is held back.
class StopStrings {
public:
    /// None of them empty.
    explicit StopStrings(std::vector<std::string> stops) : m_stops(std::move(stops)) {}

    /// The text that is certain now. Nothing more once found().
    std::string push(std::string_view piece);

    /// What was held back, when the text ends without a stop string.
    std::string finish();

    bool found() const { return m_found; }

private:
    std::vector<std::string> m_stops;
    std::string m_held;
    bool m_found = false;
};

} // namespace w2v
