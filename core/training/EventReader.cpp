#include "core/training/EventReader.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <optional>

#include <fmt/format.h>

#include "core/base/ProtoReader.h"
#include "core/training/Crc32c.h"

namespace w2v {

namespace {

constexpr std::size_t kHead = 12, kFoot = 4;          // bytes around a payload
constexpr std::size_t kChunk = 4 << 20;               // bytes read at once
constexpr std::uint64_t kMaxRecord = 64ull << 20;     // a longer one (a video, say) is passed over unread
constexpr std::size_t kMaxTag = 1024, kMaxTags = 100'000;
constexpr std::size_t kMaxProblems = 100;             // a poll
constexpr char kWallTime = '\x09';                    // every Event begins with its time

template <class T>
T at(std::string_view bytes, std::size_t offset)
{
    T value{};
    static_assert(std::endian::native == std::endian::little);
    std::memcpy(&value, bytes.data() + offset, sizeof value);
    return value;
}

bool headIsWhole(std::string_view bytes, std::size_t offset)
{
    return at<std::uint32_t>(bytes, offset + 8) == maskedCrc32c(bytes.substr(offset, 8));
}

/// IEEE half and bfloat16 come as the low 16 bits of an int32.
double fromHalf(std::uint32_t bits)
{
    const int exponent = static_cast<int>(bits >> 10 & 0x1F);
    const double mantissa = bits & 0x3FF, sign = bits & 0x8000 ? -1 : 1;
    if (exponent == 0x1F)
        return mantissa != 0 ? std::nan("") : sign * INFINITY;
    return exponent == 0 ? sign * std::ldexp(mantissa, -24) : sign * std::ldexp(mantissa + 1024, exponent - 25);
}

/// The number of a TensorProto without dimensions; nothing for any other.
std::optional<double> scalarOf(std::string_view tensor)
{
    enum Type { Float = 1, Double = 2, Int32 = 3, Int64 = 9, Bool = 10, Bfloat16 = 14, Half = 19 };
    std::uint64_t type = 0;
    std::optional<double> number;
    std::string_view content;
    for (ProtoReader field(tensor); field.next();) {
        if (field.is(1, ProtoReader::Varint)) {
            type = field.number();
        } else if (field.is(2, ProtoReader::Bytes)) {
            for (ProtoReader shape(field.bytes()); shape.next();)
                if (shape.field() == 2 || shape.field() == 3)
                    return {}; // has dimensions, or nobody knows
        } else if (field.is(4, ProtoReader::Bytes)) {
            content = field.bytes();
        } else if (field.is(5, ProtoReader::Bytes) || field.is(5, ProtoReader::Fixed32)) {
            number = field.bytes().size() == 4 ? std::optional<double>(field.asFloat()) : std::nullopt;
        } else if (field.is(6, ProtoReader::Bytes) || field.is(6, ProtoReader::Fixed64)) {
            number = field.bytes().size() == 8 ? std::optional<double>(field.asDouble()) : std::nullopt;
        } else if (field.field() == 7 || field.field() == 10 || field.field() == 11 || field.field() == 13) {
            std::uint64_t raw = field.number();
            if (field.is(field.field(), ProtoReader::Bytes)) { // packed
                std::string message(1, '\x08'); // as a field of its own
                message += field.bytes().substr(0, 16);
                ProtoReader packed(message);
                if (!packed.next())
                    return {};
                raw = packed.number();
            }
            number = field.field() == 13 ? (type == Bfloat16 ? std::bit_cast<float>(static_cast<std::uint32_t>(raw) << 16) : fromHalf(static_cast<std::uint32_t>(raw)))
                                         : static_cast<double>(static_cast<std::int64_t>(raw));
        }
    }
    if (number || content.empty())
        return number;
    if (type == Float && content.size() == 4)
        return at<float>(content, 0);
    if (type == Double && content.size() == 8)
        return at<double>(content, 0);
    if (type == Int32 && content.size() == 4)
        return at<std::int32_t>(content, 0);
    if (type == Int64 && content.size() == 8)
        return static_cast<double>(at<std::int64_t>(content, 0));
    if (type == Bool && content.size() == 1)
        return content[0] != 0;
    if (type == Half && content.size() == 2)
        return fromHalf(at<std::uint16_t>(content, 0));
    if (type == Bfloat16 && content.size() == 2)
        return std::bit_cast<float>(static_cast<std::uint32_t>(at<std::uint16_t>(content, 0)) << 16);
    return {};
}

} // namespace

MetricBatch EventReader::poll()
{
    MetricBatch batch;
    const auto view = m_file.look();
    if (!view)
        return batch;
    if (m_file.restarted()) {
        batch.restarted = true;
        m_offset = 0;
        m_searching = false;
        m_progress = {};
    }
    std::string buffer;
    while (m_offset < view->size()) {
        const std::uint64_t left = view->size() - m_offset;
        buffer.resize(static_cast<std::size_t>(std::min<std::uint64_t>(left, std::max(buffer.size(), kChunk))));
        buffer.resize(view->read(m_offset, buffer));
        const std::size_t used = takeRecords(buffer, buffer.size() == left, batch);
        m_offset += used;
        if (used > 0)
            continue;
        // The first record is longer than what was read.
        if (buffer.size() < kHead || m_searching)
            break;
        const auto length = at<std::uint64_t>(buffer, 0);
        if (left < kHead + kFoot || length > left - kHead - kFoot)
            break;
        const std::uint64_t whole = length + kHead + kFoot;
        if (whole <= buffer.size())
            break; // it was seen whole and is to wait
        if (whole > kMaxRecord)
            m_offset += whole;
        else
            buffer.resize(static_cast<std::size_t>(whole));
    }
    m_file.remember(*view, std::min(m_offset, view->size()));
    batch.added.settle();
    return batch;
}

/// Returns how many bytes are worked off: 0 when the first record is not whole.
std::size_t EventReader::takeRecords(std::string_view bytes, bool atEnd, MetricBatch& batch)
{
    std::size_t offset = 0;
    while (bytes.size() - offset >= kHead) {
        if (m_searching || !headIsWhole(bytes, offset)) {
            if (!m_searching) {
                if (atEnd && bytes.find_first_not_of('\0', offset) == std::string_view::npos)
                    break; // room that was set aside and is not filled yet
                damage(m_offset + offset, "the length of the record is damaged; the next whole record was looked for", batch);
                m_searching = true;
                ++offset;
            }
            offset = findRecord(bytes, offset);
            m_searching = bytes.size() - offset < kHead + 1;
            if (m_searching)
                break;
            continue;
        }
        const auto length = at<std::uint64_t>(bytes, offset);
        if (length > bytes.size() - offset - kHead || bytes.size() - offset - kHead - length < kFoot)
            break;
        const std::string_view payload = bytes.substr(offset + kHead, static_cast<std::size_t>(length));
        if (at<std::uint32_t>(bytes, offset + kHead + payload.size()) != maskedCrc32c(payload))
            damage(m_offset + offset, "the record is damaged (wrong checksum) and was skipped", batch);
        else
            takeEvent(payload, m_offset + offset, batch);
        offset += kHead + payload.size() + kFoot;
    }
    return offset;
}

/// The first offset from `from` on where a record seems to begin; else the first one that could not be judged yet.
std::size_t EventReader::findRecord(std::string_view bytes, std::size_t from) const
{
    std::size_t offset = from;
    for (; bytes.size() - offset >= kHead + 1; ++offset)
        if (bytes[offset + kHead] == kWallTime && at<std::uint64_t>(bytes, offset) <= kMaxRecord && headIsWhole(bytes, offset))
            break;
    return offset;
}

void EventReader::damage(std::uint64_t offset, const std::string& reason, MetricBatch& batch)
{
    ++batch.damaged;
    if (batch.problems.size() < kMaxProblems)
        batch.problems.push_back(fmt::format("{}, byte {}: {}", m_file.path().filename().string(), offset, reason));
}

void EventReader::takeEvent(std::string_view payload, std::uint64_t offset, MetricBatch& batch)
{
    std::int64_t step = 0;
    double time = 0;
    std::string_view summary;
    bool starts = false;
    ProtoReader field(payload);
    while (field.next()) {
        if (field.is(1, ProtoReader::Fixed64)) {
            time = field.asDouble();
        } else if (field.is(2, ProtoReader::Varint)) {
            step = static_cast<std::int64_t>(field.number());
        } else if (field.is(5, ProtoReader::Bytes)) {
            summary = field.bytes();
        } else if (field.is(7, ProtoReader::Bytes)) {
            for (ProtoReader session(field.bytes()); session.next();)
                starts = starts || (session.is(1, ProtoReader::Varint) && session.number() == 1);
        }
    }
    if (starts) {
        batch.added.dropAfter(step);
        batch.dropAfter = std::min(step, batch.dropAfter.value_or(step));
    }
    if (!field.ok() || !takeSummary(summary, step, time, batch))
        damage(offset, "the event is malformed; what could be read of it was kept", batch);
    m_progress.step = std::max(m_progress.step, step);
}

bool EventReader::takeSummary(std::string_view summary, std::int64_t step, double time, MetricBatch& batch)
{
    ProtoReader field(summary);
    bool ok = true;
    while (field.next())
        if (field.is(1, ProtoReader::Bytes))
            ok = takeValue(field.bytes(), step, time, batch) && ok;
    return ok && field.ok();
}

bool EventReader::takeValue(std::string_view value, std::int64_t step, double time, MetricBatch& batch)
{
    std::string_view tag, tensor, metadata;
    std::optional<double> number;
    ProtoReader field(value);
    while (field.next()) {
        if (field.is(1, ProtoReader::Bytes))
            tag = field.bytes();
        else if (field.is(2, ProtoReader::Fixed32))
            number = field.asFloat();
        else if (field.is(8, ProtoReader::Bytes))
            tensor = field.bytes();
        else if (field.is(9, ProtoReader::Bytes))
            metadata = field.bytes();
    }
    if (tag.empty() || tag.size() > kMaxTag)
        return field.ok() && tag.empty();
    if (!metadata.empty()) {
        std::string_view plugin;
        for (ProtoReader part(metadata); part.next();)
            if (part.is(1, ProtoReader::Bytes))
                for (ProtoReader data(part.bytes()); data.next();)
                    if (data.is(1, ProtoReader::Bytes))
                        plugin = data.bytes();
        if (!plugin.empty() && plugin != "scalars" && m_otherTags.size() < kMaxTags)
            m_otherTags.emplace(tag);
    }
    if (!number && !tensor.empty() && !m_otherTags.contains(tag))
        number = scalarOf(tensor);
    // A run of hyperparameters has one scalar of this name, which means nothing.
    if (number && tag != "placeholder" && (batch.added.columns().size() < kMaxTags || batch.added.find(tag)))
        batch.added.add(tag, step, time, *number);
    return field.ok();
}

} // namespace w2v
