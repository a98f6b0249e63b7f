#include "core/training/LineFollower.h"

#include <algorithm>

namespace w2v {

namespace {

constexpr std::uint64_t kMaxPoll = 64 << 20; // bytes a call; the rest comes with the next

} // namespace

void LineFollower::poll(const std::function<void(std::string_view, std::int64_t)>& take, const std::function<void(std::int64_t)>& tooLong)
{
    const auto view = m_file.look();
    if (!view)
        return;
    if (m_file.restarted()) {
        m_offset = 0;
        m_line = 0;
        m_partial.clear();
        m_skipping = false;
    }
    std::string bytes(static_cast<std::size_t>(std::min(view->size() - m_offset, kMaxPoll)), '\0');
    bytes.resize(view->read(m_offset, bytes));
    m_offset += bytes.size();
    m_file.remember(*view, m_offset);

    std::string_view rest = bytes;
    for (std::size_t end = rest.find('\n'); end != std::string_view::npos; end = rest.find('\n')) {
        ++m_line;
        if (!m_skipping && m_partial.size() + end > m_maxLine)
            tooLong(m_line);
        else if (!m_skipping && m_partial.empty())
            take(rest.substr(0, end), m_line);
        else if (!m_skipping)
            take(m_partial.append(rest.substr(0, end)), m_line);
        m_skipping = false;
        m_partial.clear();
        rest.remove_prefix(end + 1);
    }
    m_partial += rest;
    if (m_partial.size() > m_maxLine) {
        if (!m_skipping)
            tooLong(m_line + 1);
        m_skipping = true;
        m_partial.clear();
    }
}

} // namespace w2v
