#pragma once
#include <cstdint>
#include <cstring>
#include <string_view>

namespace w2v {

/// Walks over the fields of a protobuf message. A message that is cut or malformed ends the walk with ok() false; nothing outside the
/// message is ever read.
class ProtoReader {
public:
    enum Wire { Varint = 0, Fixed64 = 1, Bytes = 2, Fixed32 = 5 };

    explicit ProtoReader(std::string_view message) : m_at(message.data()), m_end(message.data() + message.size()) {}

    /// Goes to the next field; false at the end or when the message is malformed.
    bool next()
    {
        if (m_at == m_end || !m_ok)
            return false;
        std::uint64_t key = 0;
        if (!varint(key) || (key >> 3) == 0 || (key >> 3) > 0x1FFFFFFF)
            return m_ok = false;
        m_field = static_cast<std::uint32_t>(key >> 3);
        m_wire = static_cast<int>(key & 7);
        switch (m_wire) {
        case Varint:
            return m_ok = varint(m_number);
        case Fixed64:
            return fixed(8);
        case Fixed32:
            return fixed(4);
        case Bytes:
            if (!varint(m_number) || m_number > static_cast<std::uint64_t>(m_end - m_at))
                return m_ok = false;
            m_bytes = {m_at, static_cast<std::size_t>(m_number)};
            m_at += m_number;
            return true;
        default:
            return m_ok = false; // groups are not used any more
        }
    }
    bool ok() const { return m_ok; }
    std::uint32_t field() const { return m_field; }
    /// The number and wire type of the field at once.
    bool is(std::uint32_t field, Wire wire) const { return m_field == field && m_wire == wire; }
    std::uint64_t number() const { return m_number; }
    std::string_view bytes() const { return m_bytes; }
    /// The field's eight or four bytes as a number.
    double asDouble() const { return as<double>(); }
    float asFloat() const { return as<float>(); }

private:
    bool varint(std::uint64_t& value)
    {
        value = 0;
        for (int shift = 0; shift < 64 && m_at < m_end; shift += 7) {
            const auto byte = static_cast<unsigned char>(*m_at++);
            value |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
            if (byte < 0x80)
                return true;
        }
        return false;
    }
    bool fixed(std::ptrdiff_t size)
    {
        if (m_end - m_at < size)
            return m_ok = false;
        m_bytes = {m_at, static_cast<std::size_t>(size)};
        m_at += size;
        return true;
    }
    template <class T>
    T as() const
    {
        T value{};
        if (m_bytes.size() >= sizeof value)
            std::memcpy(&value, m_bytes.data(), sizeof value);
        return value;
    }

    const char *m_at, *m_end;
    std::uint32_t m_field = 0;
    int m_wire = 0;
    std::uint64_t m_number = 0;
    std::string_view m_bytes;
    bool m_ok = true;
};

} // namespace w2v
