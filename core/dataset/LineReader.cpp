#include "core/dataset/LineReader.h"

#include <algorithm>

#include "core/base/Error.h"

namespace w2v {

namespace {

constexpr std::size_t kBlock = 1u << 18;

} // namespace

LineReader::LineReader(const std::filesystem::path& path)
{
    std::error_code code;
    if (!std::filesystem::is_regular_file(path, code))
        throw Error(path.string(), "is missing or not a file", "Give the path of a JSON-lines file");
    m_size = std::filesystem::file_size(path, code);
    m_file.open(path, std::ios::binary);
    if (!m_file)
        throw Error(path.string(), "cannot be opened", "Check that you may read it");
}

bool LineReader::next()
{
    m_line.clear();
    m_tooLong = false;
    bool any = false;
    for (;;) {
        if (m_at == m_buffer.size()) {
            m_buffer.resize(kBlock);
            m_file.read(m_buffer.data(), static_cast<std::streamsize>(kBlock));
            m_buffer.resize(static_cast<std::size_t>(m_file.gcount()));
            m_read += m_buffer.size();
            m_at = 0;
            if (m_buffer.empty())
                break;
        }
        any = true;
        const std::size_t end = std::min(m_buffer.find('\n', m_at), m_buffer.size());
        if (m_line.size() + (end - m_at) > kMaxLine)
            m_tooLong = true;
        if (m_tooLong)
            m_line.clear();
        else
            m_line.append(m_buffer, m_at, end - m_at);
        m_at = end;
        if (end < m_buffer.size()) {
            ++m_at; // past the newline
            break;
        }
    }
    if (!any)
        return false;
    if (++m_number == 1 && m_line.starts_with("\xEF\xBB\xBF"))
        m_line.erase(0, 3);
    if (m_line.ends_with('\r'))
        m_line.pop_back();
    return true;
}

double LineReader::fraction() const
{
    return m_size ? std::min(1.0, static_cast<double>(m_read) / static_cast<double>(m_size)) : 1.0;
}

} // namespace w2v
