#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>
#include <sstream>

#include <fmt/format.h>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/scene/import/Importers.h"

namespace w2v {

namespace {

constexpr std::uintmax_t kMaxPlyBytes = 2ull << 30;
constexpr std::uint64_t kMaxPoints = 20'000'000;
const Eigen::Matrix<std::uint8_t, 3, 1> kUncolored = Eigen::Matrix<std::uint8_t, 3, 1>::Constant(200);

struct Property {
    std::string name;
    char type = 'f'; ///< i8 'b', u8 'B', i16 'h', u16 'H', i32 'i', u32 'I', f32 'f', f64 'd'
    std::size_t offset = 0;
};

std::size_t sizeOf(char type)
{
    switch (type) {
    case 'b':
    case 'B': return 1;
    case 'h':
    case 'H': return 2;
    case 'd': return 8;
    default: return 4;
    }
}

char typeOf(const std::string& name)
{
    static constexpr std::pair<const char*, char> kTypes[] = {{"char", 'b'},   {"int8", 'b'},  {"uchar", 'B'},  {"uint8", 'B'},
                                                              {"short", 'h'},  {"int16", 'h'}, {"ushort", 'H'}, {"uint16", 'H'},
                                                              {"int", 'i'},    {"int32", 'i'}, {"uint", 'I'},   {"uint32", 'I'},
                                                              {"float", 'f'},  {"float32", 'f'}, {"double", 'd'}, {"float64", 'd'}};
    for (const auto& [known, type] : kTypes)
        if (name == known)
            return type;
    return 0;
}

template <class T>
double load(const char* p, bool swap)
{
    char bytes[sizeof(T)];
    std::memcpy(bytes, p, sizeof(T));
    if (swap)
        std::reverse(bytes, bytes + sizeof(T));
    T value;
    std::memcpy(&value, bytes, sizeof(T));
    return static_cast<double>(value);
}

double loadAs(char type, const char* p, bool swap)
{
    switch (type) {
    case 'b': return load<std::int8_t>(p, swap);
    case 'B': return load<std::uint8_t>(p, swap);
    case 'h': return load<std::int16_t>(p, swap);
    case 'H': return load<std::uint16_t>(p, swap);
    case 'i': return load<std::int32_t>(p, swap);
    case 'I': return load<std::uint32_t>(p, swap);
    case 'd': return load<double>(p, swap);
    default: return load<float>(p, swap);
    }
}

} // namespace

std::optional<PointCloud> readPlyPoints(const std::filesystem::path& path)
{
    const std::string bytes = readFile(path, kMaxPlyBytes), subject = path.string();
    const std::string advice = "Export the cloud again as PLY with x, y, z";
    if (bytes.empty())
        throw Error(subject, "the file is empty", "Copy or export it again");
    const std::size_t headerEnd = std::string_view(bytes).substr(0, 1 << 20).find("end_header");
    if (!bytes.starts_with("ply") || headerEnd == std::string::npos)
        throw Error(subject, "this is not a PLY file", advice);
    std::istringstream header(bytes.substr(0, headerEnd));
    std::string line, format, element;
    std::uint64_t vertices = 0, faces = 0;
    bool vertexFirst = true, anyElement = false, lists = false;
    std::vector<Property> properties;
    std::size_t stride = 0;
    while (std::getline(header, line)) {
        std::istringstream words(line);
        std::string word, a, b, c;
        words >> word >> a >> b >> c;
        if (word == "format") {
            format = a;
        } else if (word == "element") {
            element = a;
            std::uint64_t count = 0;
            if (std::from_chars(b.data(), b.data() + b.size(), count).ec != std::errc())
                throw Error(subject, "the PLY header is damaged", advice);
            if (a == "vertex") {
                vertices = count;
                vertexFirst = !anyElement;
            } else if (a == "face" || a == "tristrips") {
                faces = count;
            }
            anyElement = true;
        } else if (word == "property" && element == "vertex") {
            lists = lists || a == "list";
            const char type = typeOf(a);
            if (!lists && !type)
                throw Error(subject, "the PLY header has an unknown type \"" + a + "\"", advice);
            properties.push_back({b, type, stride});
            stride += sizeOf(type);
        }
    }
    if (faces > 0)
        return std::nullopt;
    const std::size_t newline = bytes.find('\n', headerEnd);
    const bool ascii = format == "ascii";
    if (vertices == 0 || newline == std::string::npos || lists || !vertexFirst || (!ascii && !format.starts_with("binary_")))
        throw Error(subject, "the PLY file has neither faces nor points that can be read", advice);
    const std::size_t data = newline + 1;
    // A text row takes at least two bytes a property.
    if (vertices > kMaxPoints || vertices * (ascii ? 2 * properties.size() : stride) > bytes.size() - data + 1)
        throw Error(subject, fmt::format("the header promises {} points, more than the file holds or than {} million", vertices, kMaxPoints / 1'000'000), advice);

    int index[6];
    static constexpr const char* kNames[6] = {"x", "y", "z", "red", "green", "blue"};
    for (int k = 0; k < 6; ++k) {
        const auto it = std::find_if(properties.begin(), properties.end(), [&](const Property& p) { return p.name == kNames[k]; });
        index[k] = it == properties.end() ? -1 : static_cast<int>(it - properties.begin());
    }
    if (index[0] < 0 || index[1] < 0 || index[2] < 0)
        throw Error(subject, "the PLY file's points have no x, y, z", advice);
    const bool colored = index[3] >= 0 && index[4] >= 0 && index[5] >= 0;
    const bool swap = (format == "binary_big_endian") != (std::endian::native == std::endian::big);

    const auto property = [&](int k) -> const Property& { return properties[static_cast<std::size_t>(index[k])]; };
    const auto colorOf = [&](int k, double value) {
        const char type = property(3 + k).type;
        value *= type == 'f' || type == 'd' ? 255.0 : (type == 'H' ? 1.0 / 257.0 : 1.0);
        return static_cast<std::uint8_t>(value > 0 ? std::min(255.0, value) : 0.0);
    };
    PointCloud cloud;
    cloud.positions.reserve(vertices);
    cloud.colors.reserve(vertices);
    const auto add = [&](const Eigen::Vector3f& p, const Eigen::Matrix<std::uint8_t, 3, 1>& color) {
        if (!p.allFinite())
            return;
        cloud.positions.push_back(p);
        cloud.colors.push_back(color);
    };
    const auto has = [&](int k, char type) { return property(k).type == type; };
    const char* at = bytes.data() + data;
    if (ascii) {
        std::vector<double> row(properties.size());
        const char* const end = bytes.data() + bytes.size();
        for (std::uint64_t i = 0; i < vertices; ++i) {
            for (double& value : row) {
                while (at < end && std::isspace(static_cast<unsigned char>(*at)))
                    ++at;
                const auto parsed = std::from_chars(at, end, value);
                if (parsed.ec != std::errc())
                    throw Error(subject, fmt::format("point {} is damaged or missing", i + 1), advice);
                at = parsed.ptr;
            }
            const auto of = [&](int k) { return row[static_cast<std::size_t>(index[k])]; };
            Eigen::Matrix<std::uint8_t, 3, 1> color = kUncolored;
            for (int k = 0; colored && k < 3; ++k)
                color[k] = colorOf(k, of(3 + k));
            add({static_cast<float>(of(0)), static_cast<float>(of(1)), static_cast<float>(of(2))}, color);
        }
    } else if (!swap && colored && has(0, 'f') && has(1, 'f') && has(2, 'f') && has(3, 'B') && has(4, 'B') && has(5, 'B')) {
        // What scanners and reconstruction tools write; large clouds are worth the shortcut.
        for (std::uint64_t i = 0; i < vertices; ++i, at += stride) {
            Eigen::Vector3f p;
            Eigen::Matrix<std::uint8_t, 3, 1> color;
            for (int k = 0; k < 3; ++k) {
                std::memcpy(&p[k], at + property(k).offset, sizeof(float));
                color[k] = static_cast<std::uint8_t>(at[property(3 + k).offset]);
            }
            add(p, color);
        }
    } else {
        for (std::uint64_t i = 0; i < vertices; ++i, at += stride) {
            const auto of = [&](int k) { return loadAs(property(k).type, at + property(k).offset, swap); };
            Eigen::Matrix<std::uint8_t, 3, 1> color = kUncolored;
            for (int k = 0; colored && k < 3; ++k)
                color[k] = colorOf(k, of(3 + k));
            add({static_cast<float>(of(0)), static_cast<float>(of(1)), static_cast<float>(of(2))}, color);
        }
    }
    if (cloud.positions.empty())
        throw Error(subject, "no point has finite coordinates", advice);
    return cloud;
}

} // namespace w2v
