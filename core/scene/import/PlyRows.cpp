#include "core/scene/import/PlyRows.h"

#include <charconv>

#include <fmt/format.h>

#include "core/base/Error.h"

namespace w2v {

namespace {

bool isBlank(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\v' || c == '\f';
}

class Cursor {
public:
    Cursor(const PlyBytes& file, const PlyElement& element, std::size_t at)
        : m_file(file), m_element(element), m_at(at), m_swap(file.swapped()), m_text(file.format == PlyFormat::Ascii)
    {
    }

    std::size_t offset() const { return m_at; }

    void read(PlyRow& row, std::uint64_t index)
    {
        m_row = index;
        for (std::size_t p = 0; p < m_element.properties.size(); ++p) {
            const PlyProperty& property = m_element.properties[p];
            if (!property.list) {
                row.numbers[p] = number(property.type);
                continue;
            }
            const double count = number(property.countType);
            const std::size_t room = (m_file.bytes.size() - m_at + (m_text ? 1 : 0)) / (m_text ? 2 : plySize(property.type));
            if (!(count >= 0) || count > static_cast<double>(room))
                damaged();
            row.lists[p].resize(static_cast<std::size_t>(count));
            for (double& item : row.lists[p])
                item = number(property.type);
        }
    }

private:
    [[noreturn]] void damaged() const
    {
        throw Error(m_file.subject, fmt::format("row {} of \"{}\" is damaged or missing", m_row + 1, m_element.name.substr(0, 40)), kPlyAdvice);
    }

    double number(PlyType type)
    {
        const char *from = m_file.bytes.data() + m_at, *const end = m_file.bytes.data() + m_file.bytes.size();
        if (m_text) {
            while (from < end && isBlank(*from))
                ++from;
            double value = 0;
            const auto read = std::from_chars(from, end, value);
            if (read.ec != std::errc())
                damaged();
            m_at = static_cast<std::size_t>(read.ptr - m_file.bytes.data());
            return value;
        }
        const std::size_t size = plySize(type);
        if (m_file.bytes.size() - m_at < size)
            damaged();
        m_at += size;
        switch (type) {
        case PlyType::Int8: return loadPly<std::int8_t>(from, false);
        case PlyType::UInt8: return loadPly<std::uint8_t>(from, false);
        case PlyType::Int16: return loadPly<std::int16_t>(from, m_swap);
        case PlyType::UInt16: return loadPly<std::uint16_t>(from, m_swap);
        case PlyType::Int32: return loadPly<std::int32_t>(from, m_swap);
        case PlyType::UInt32: return loadPly<std::uint32_t>(from, m_swap);
        case PlyType::Float64: return loadPly<double>(from, m_swap);
        case PlyType::Float32: break;
        }
        return static_cast<double>(loadPly<float>(from, m_swap));
    }

    const PlyBytes& m_file;
    const PlyElement& m_element;
    std::size_t m_at;
    std::uint64_t m_row = 0;
    bool m_swap, m_text;
};

} // namespace

std::size_t readPlyRows(const PlyBytes& file, const PlyElement& element, std::size_t at, std::uint64_t firstRow, std::uint64_t rows, const PlyRowUse& use)
{
    Cursor cursor(file, element, at);
    PlyRow row;
    row.numbers.resize(element.properties.size());
    row.lists.resize(element.properties.size());
    for (std::uint64_t i = 0; i < rows; ++i) {
        cursor.read(row, firstRow + i);
        use(firstRow + i, row);
    }
    return cursor.offset();
}

std::size_t skipPlyRows(const PlyBytes& file, const PlyElement& element, std::size_t at)
{
    if (file.format != PlyFormat::Ascii && !element.hasLists && element.count <= (file.bytes.size() - at) / std::max<std::size_t>(element.leastBytes, 1))
        return at + element.count * element.leastBytes;
    return readPlyRows(file, element, at, 0, element.count, [](std::uint64_t, const PlyRow&) {});
}

std::vector<std::size_t> plyLineStarts(const PlyBytes& file, std::size_t at, std::uint64_t rows, std::size_t parts)
{
    std::vector<std::size_t> starts;
    std::uint64_t line = 0;
    for (std::size_t part = 0; part <= parts; ++part) {
        const std::uint64_t wanted = part == parts ? rows : rows / parts * part + std::min<std::uint64_t>(part, rows % parts);
        for (; line < wanted; ++line) {
            if (at >= file.bytes.size())
                return {};
            const std::size_t newline = file.bytes.find('\n', at);
            at = newline == std::string_view::npos ? file.bytes.size() : newline + 1;
        }
        starts.push_back(at);
    }
    return starts;
}

} // namespace w2v
