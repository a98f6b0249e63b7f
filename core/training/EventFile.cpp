#include "core/training/EventFile.h"

#include <bit>
#include <cstring>

#include "core/training/Crc32c.h"

namespace w2v {

namespace {

template <class T>
void appendLittleEndian(std::string& out, T value)
{
    char bytes[sizeof(T)];
    static_assert(std::endian::native == std::endian::little);
    std::memcpy(bytes, &value, sizeof(T));
    out.append(bytes, sizeof(T));
}

void appendVarint(std::string& out, std::uint64_t value)
{
    for (; value >= 0x80; value >>= 7)
        out += static_cast<char>(value | 0x80);
    out += static_cast<char>(value);
}

/// A length-delimited protobuf field.
void appendField(std::string& out, char tag, std::string_view bytes)
{
    out += tag;
    appendVarint(out, bytes.size());
    out += bytes;
}

std::string eventHead(double time, std::int64_t step)
{
    std::string event = "\x09";
    appendLittleEndian(event, time);
    if (step != 0) {
        event += '\x10';
        appendVarint(event, static_cast<std::uint64_t>(step));
    }
    return event;
}

} // namespace

std::string eventRecord(std::string_view payload)
{
    std::string out;
    appendLittleEndian(out, static_cast<std::uint64_t>(payload.size()));
    appendLittleEndian(out, maskedCrc32c(out));
    out += payload;
    appendLittleEndian(out, maskedCrc32c(payload));
    return out;
}

std::string eventFileVersion(double time)
{
    std::string event = eventHead(time, 0);
    appendField(event, '\x1A', "brain.Event:2");
    return event;
}

std::string sessionStart(double time, std::int64_t step)
{
    std::string event = eventHead(time, step + 1);
    appendField(event, '\x3A', "\x08\x01");
    return event;
}

std::string scalarEvent(const MetricsRow& row)
{
    std::string summary;
    for (const auto& [name, number] : row.values) {
        std::string value;
        appendField(value, '\x0A', name.find('/') == std::string::npos ? "train/" + name : name);
        value += '\x15';
        appendLittleEndian(value, static_cast<float>(number));
        appendField(summary, '\x0A', value);
    }
    std::string event = eventHead(row.time, row.step);
    appendField(event, '\x2A', summary);
    return event;
}

} // namespace w2v
