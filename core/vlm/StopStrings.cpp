#include "core/vlm/StopStrings.h"

#include <algorithm>
#include <utility>

namespace w2v {

std::string StopStrings::push(std::string_view piece)
{
    if (m_found)
        return {};
    m_held += piece;
    std::size_t begin = std::string::npos, end = std::string::npos;
    for (const std::string& stop : m_stops) {
        const std::size_t at = m_held.find(stop);
        if (at != std::string::npos && (at + stop.size() < end || (at + stop.size() == end && at < begin))) {
            begin = at;
            end = at + stop.size();
        }
    }
    if (begin != std::string::npos) {
        m_found = true;
        m_held.resize(begin);
        return std::exchange(m_held, {});
    }
    std::size_t kept = 0; // the longest ending that begins a stop string
    for (const std::string& stop : m_stops)
        for (std::size_t length = std::min(stop.size() - 1, m_held.size()); length > kept; --length)
            if (m_held.ends_with(std::string_view(stop).substr(0, length)))
                kept = length;
    std::string certain = m_held.substr(0, m_held.size() - kept);
    m_held.erase(0, certain.size());
    return certain;
}

std::string StopStrings::finish()
{
    return std::exchange(m_held, {});
}

} // namespace w2v
