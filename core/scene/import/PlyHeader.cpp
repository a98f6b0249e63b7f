#include "core/scene/import/PlyHeader.h"

#include <algorithm>
#include <charconv>
#include <sstream>

#include <fmt/format.h>

#include "core/base/Error.h"

namespace w2v {

namespace {

constexpr std::size_t kLongestHeader = 1u << 20;
constexpr std::size_t kMostProperties = 1000;
constexpr std::uint64_t kMostRows = 20'000'000; ///< of an element

PlyType typeOf(const std::string& name, const std::string& subject)
{
    static constexpr std::pair<const char*, PlyType> kTypes[] = {
        {"char", PlyType::Int8},    {"int8", PlyType::Int8},      {"uchar", PlyType::UInt8},    {"uint8", PlyType::UInt8},
        {"short", PlyType::Int16},  {"int16", PlyType::Int16},    {"ushort", PlyType::UInt16},  {"uint16", PlyType::UInt16},
        {"int", PlyType::Int32},    {"int32", PlyType::Int32},    {"uint", PlyType::UInt32},    {"uint32", PlyType::UInt32},
        {"float", PlyType::Float32}, {"float32", PlyType::Float32}, {"double", PlyType::Float64}, {"float64", PlyType::Float64}};
    for (const auto& [known, type] : kTypes)
        if (name == known)
            return type;
    throw Error(subject, "the PLY header has an unknown type \"" + name.substr(0, 40) + "\"", kPlyAdvice);
}

void addProperty(PlyElement& element, std::istringstream& words, const std::string& subject)
{
    PlyProperty property;
    std::string type;
    words >> type;
    if (type == "list") {
        std::string count;
        words >> count >> type;
        property.list = element.hasLists = true;
        property.countType = typeOf(count, subject);
        if (property.countType == PlyType::Float32 || property.countType == PlyType::Float64)
            throw Error(subject, "a list of the PLY file is counted in fractions", kPlyAdvice);
    }
    property.type = typeOf(type, subject);
    words >> property.name;
    property.offset = element.leastBytes;
    element.leastBytes += plySize(property.list ? property.countType : property.type);
    if (element.properties.size() == kMostProperties)
        throw Error(subject, "the PLY header is damaged", kPlyAdvice);
    element.properties.push_back(std::move(property));
}

} // namespace

std::size_t plySize(PlyType type)
{
    switch (type) {
    case PlyType::Int8:
    case PlyType::UInt8: return 1;
    case PlyType::Int16:
    case PlyType::UInt16: return 2;
    case PlyType::Float64: return 8;
    default: return 4;
    }
}

int PlyElement::find(std::initializer_list<const char*> names) const
{
    for (const char* name : names)
        for (std::size_t i = 0; i < properties.size(); ++i)
            if (properties[i].name == name)
                return static_cast<int>(i);
    return -1;
}

const PlyElement* PlyHeader::find(std::string_view element) const
{
    const auto found = std::ranges::find(elements, element, &PlyElement::name);
    return found == elements.end() ? nullptr : &*found;
}

PlyHeader readPlyHeader(std::string_view bytes, const std::string& subject)
{
    if (bytes.empty())
        throw Error(subject, "the file is empty", "Copy or export it again");
    const std::size_t end = bytes.substr(0, kLongestHeader).find("end_header");
    const std::size_t newline = end == std::string_view::npos ? end : bytes.find('\n', end);
    if (!bytes.starts_with("ply") || newline == std::string_view::npos)
        throw Error(subject, "this is not a PLY file", kPlyAdvice);
    PlyHeader header;
    header.dataBegin = newline + 1;
    std::string format;
    std::istringstream lines{std::string(bytes.substr(0, end))};
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words(line);
        std::string word;
        words >> word;
        if (word == "format") {
            words >> format;
        } else if (word == "element") {
            PlyElement element;
            std::string count;
            words >> element.name >> count;
            if (const auto read = std::from_chars(count.data(), count.data() + count.size(), element.count);
                read.ec != std::errc() || read.ptr != count.data() + count.size())
                throw Error(subject, "the PLY header is damaged", kPlyAdvice);
            header.elements.push_back(std::move(element));
        } else if (word == "property" && !header.elements.empty()) {
            addProperty(header.elements.back(), words, subject);
        } else if (word == "comment") {
            words >> word;
            if (word == "TextureFile" && header.texture.empty()) {
                std::getline(words >> std::ws, header.texture);
                header.texture.erase(header.texture.find_last_not_of(" \t\r") + 1);
            }
        }
    }
    if (format == "ascii")
        header.format = PlyFormat::Ascii;
    else if (format == "binary_little_endian" || format == "binary_big_endian")
        header.format = format == "binary_little_endian" ? PlyFormat::LittleEndian : PlyFormat::BigEndian;
    else
        throw Error(subject, "the PLY header names no known format", kPlyAdvice);

    std::uint64_t left = bytes.size() - header.dataBegin;
    for (PlyElement& element : header.elements) {
        if (header.format == PlyFormat::Ascii)
            element.leastBytes = 2 * element.properties.size(); // a digit and what divides it from the next
        const std::uint64_t room = left + (header.format == PlyFormat::Ascii ? 1 : 0);
        if (element.count > kMostRows || (element.leastBytes > 0 && element.count > room / element.leastBytes))
            throw Error(subject, fmt::format("the header promises {} rows of \"{}\", more than the file holds or than {} million", element.count,
                                             element.name.substr(0, 40), kMostRows / 1'000'000), kPlyAdvice);
        left = room - element.count * element.leastBytes;
    }
    return header;
}

} // namespace w2v
