#include "core/base/SafetensorsHeader.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <unordered_set>

#include <fmt/format.h>

#include "core/base/Error.h"
#include "core/base/Json.h"

namespace w2v {

namespace {

/// Reads {name: {dtype, shape, data_offsets}, "__metadata__": {text: text}} while it is parsed: no document is built, so a
/// hostile header costs no more memory than its own size, and anything that is not this shape stops the parser at once.
class HeaderSax : public nlohmann::json_sax<Json> {
public:
    SafetensorsHeader header;
    std::string problem;

    bool null() override { return fail("holds null"); }
    bool boolean(bool) override { return fail("holds true or false"); }
    bool number_float(double, const std::string&) override { return fail("holds a number that is not an unsigned integer"); }
    bool number_integer(std::int64_t) override { return fail("holds a negative number"); }
    bool binary(binary_t&) override { return fail("holds binary data"); }

    bool number_unsigned(std::uint64_t value) override
    {
        if (m_level != Level::Array)
            return fail("holds a number where none belongs");
        if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
            return fail("holds a number that is too large");
        m_numbers.push_back(value);
        if (m_numbers.size() > kMaxDimensions)
            return fail("holds a tensor with too many dimensions");
        return true;
    }

    bool string(std::string& text) override
    {
        if (m_level == Level::Metadata) {
            header.metadata.insert_or_assign(m_key, std::move(text));
            return true;
        }
        if (m_level != Level::Tensor || m_key != "dtype")
            return fail("holds text where none belongs");
        const auto type = tensorTypeFromName(text);
        if (!type)
            return fail(fmt::format("holds the unknown element type \"{}\"", text.substr(0, 40)));
        header.entries.back().type = *type;
        return true;
    }

    bool key(std::string& text) override
    {
        if (m_level == Level::Root) {
            if (!m_names.insert(text).second)
                return fail(fmt::format("has \"{}\" twice", text.substr(0, 200)));
            m_name = text;
            return true;
        }
        m_key = text;
        if (m_level == Level::Metadata)
            return header.metadata.contains(text) ? fail(fmt::format("has the note \"{}\" twice", text.substr(0, 200))) : true;
        const int bit = text == "dtype" ? 1 : text == "shape" ? 2 : text == "data_offsets" ? 4 : 0;
        if (bit == 0)
            return fail(fmt::format("has the unknown field \"{}\" in tensor \"{}\"", text.substr(0, 40), m_name.substr(0, 200)));
        if (m_fields & bit)
            return fail(fmt::format("has \"{}\" twice in tensor \"{}\"", text, m_name.substr(0, 200)));
        m_fields |= bit;
        return true;
    }

    bool start_object(std::size_t) override
    {
        if (m_level == Level::None) {
            m_level = Level::Root;
        } else if (m_level == Level::Root && m_name == "__metadata__") {
            m_level = Level::Metadata;
        } else if (m_level == Level::Root) {
            m_level = Level::Tensor;
            m_fields = 0;
            header.entries.emplace_back();
            header.entries.back().name = m_name;
        } else {
            return fail("is nested too deeply");
        }
        return true;
    }

    bool end_object() override
    {
        if (m_level == Level::Tensor && m_fields != 7)
            return fail(fmt::format("has no complete dtype, shape and data_offsets for tensor \"{}\"", m_name.substr(0, 200)));
        m_level = m_level == Level::Root ? Level::None : Level::Root;
        return true;
    }

    bool start_array(std::size_t) override
    {
        if (m_level != Level::Tensor || m_key == "dtype")
            return fail("holds a list where none belongs");
        m_level = Level::Array;
        m_numbers.clear();
        return true;
    }

    bool end_array() override
    {
        m_level = Level::Tensor;
        auto& entry = header.entries.back();
        if (m_key == "shape") {
            entry.shape.assign(m_numbers.begin(), m_numbers.end());
            return true;
        }
        if (m_numbers.size() != 2 || m_numbers[0] > m_numbers[1])
            return fail(fmt::format("has bad data_offsets for tensor \"{}\"", m_name.substr(0, 200)));
        entry.begin = m_numbers[0];
        entry.end = m_numbers[1];
        return true;
    }

    bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception&) override
    {
        return fail(fmt::format("is not valid JSON at byte {}", position));
    }

private:
    enum class Level { None, Root, Tensor, Metadata, Array };
    static constexpr std::size_t kMaxDimensions = 64;

    bool fail(std::string reason)
    {
        if (problem.empty())
            problem = std::move(reason);
        return false;
    }

    Level m_level = Level::None;
    std::string m_name, m_key;
    int m_fields = 0;
    std::vector<std::uint64_t> m_numbers;
    std::unordered_set<std::string> m_names;
};

constexpr const char* kDamagedAdvice = "The file is damaged or not in the safetensors format: copy or download it again";

} // namespace

std::uint64_t tensorByteSize(TensorType type, const std::vector<std::int64_t>& shape, const std::string& name,
                             const std::string& subject)
{
    std::uint64_t elements = 1, bits = 0;
    // A zero dimension empties the tensor whatever the others say, so they must not overflow on the way to it.
    if (std::find(shape.begin(), shape.end(), 0) != shape.end())
        elements = 0;
    bool bad = false;
    for (const std::int64_t d : shape) {
        bad = bad || d < 0;
        if (elements != 0)
            bad = bad || __builtin_mul_overflow(elements, static_cast<std::uint64_t>(d), &elements);
    }
    bad = bad || __builtin_mul_overflow(elements, static_cast<std::uint64_t>(tensorTypeBits(type)), &bits) || bits % 8 != 0
        || elements > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    if (bad)
        throw Error(subject, fmt::format("tensor \"{}\" has a shape of impossible size", name.substr(0, 200)), kDamagedAdvice);
    return bits / 8;
}

SafetensorsHeader parseSafetensorsHeader(std::string_view file, const std::string& subject)
{
    std::uint64_t length = 0;
    if (file.size() < 8)
        throw Error(subject, fmt::format("has {} bytes, too few for a safetensors file", file.size()), kDamagedAdvice);
    std::memcpy(&length, file.data(), 8);
    if (length > kMaxSafetensorsHeader || length > file.size() - 8)
        throw Error(subject, fmt::format("announces a header of {} bytes in a file of {}", length, file.size()), kDamagedAdvice);
    const std::string_view text = file.substr(8, length);
    if (!text.starts_with('{'))
        throw Error(subject, "its header does not start with {", kDamagedAdvice);

    HeaderSax sax;
    if (!Json::sax_parse(text.begin(), text.end(), &sax))
        throw Error(subject, "its header " + (sax.problem.empty() ? std::string("is not valid JSON") : sax.problem), kDamagedAdvice);
    SafetensorsHeader header = std::move(sax.header);
    header.bufferOffset = 8 + static_cast<std::size_t>(length);

    auto& entries = header.entries;
    std::sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) {
        return std::tie(a.begin, a.end, a.name) < std::tie(b.begin, b.end, b.name);
    });
    std::uint64_t covered = 0;
    for (const auto& e : entries) {
        const std::uint64_t size = tensorByteSize(e.type, e.shape, e.name, subject);
        if (e.end - e.begin != size)
            throw Error(subject, fmt::format("tensor \"{}\" needs {} bytes but has {}", e.name.substr(0, 200), size, e.end - e.begin),
                        kDamagedAdvice);
        if (e.begin != covered)
            throw Error(subject, fmt::format("tensor \"{}\" {} the one before it", e.name.substr(0, 200),
                                             e.begin < covered ? "overlaps" : "leaves a hole after"), kDamagedAdvice);
        covered = e.end;
    }
    if (covered != file.size() - header.bufferOffset)
        throw Error(subject, fmt::format("its tensors cover {} of {} data bytes", covered, file.size() - header.bufferOffset),
                    kDamagedAdvice);
    return header;
}

std::string encodeSafetensorsHeader(const std::vector<TensorView>& layout, const std::map<std::string, std::string>& metadata,
                                    const std::string& subject)
{
    // Written member by member: an ordered_json object would make one hundred thousand names quadratic.
    std::string text = "{";
    if (!metadata.empty())
        text += "\"__metadata__\":" + Json(metadata).dump();
    std::unordered_set<std::string> names{"__metadata__"};
    std::uint64_t position = 0;
    for (const TensorView& t : layout) {
        if (!names.insert(t.name).second)
            throw Error(subject, fmt::format("the tensor name \"{}\" is used twice or reserved", t.name));
        const std::uint64_t size = tensorByteSize(t.type, t.shape, t.name, subject);
        if (text.size() > 1)
            text += ',';
        text += Json(t.name).dump() + fmt::format(":{{\"dtype\":\"{}\",\"shape\":{},\"data_offsets\":[{},{}]}}",
                                                  tensorTypeName(t.type), Json(t.shape).dump(), position, position + size);
        position += size;
    }
    text += '}';
    text.append((8 - text.size() % 8) % 8, ' ');
    const std::uint64_t length = text.size();
    if (length > kMaxSafetensorsHeader)
        throw Error(subject, "would need a header above the format's limit");
    std::string bytes(8, '\0');
    std::memcpy(bytes.data(), &length, 8);
    return bytes + text;
}

} // namespace w2v
