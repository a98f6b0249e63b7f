#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace w2v {

enum class PlyFormat { Ascii, LittleEndian, BigEndian };
enum class PlyType { Int8, UInt8, Int16, UInt16, Int32, UInt32, Float32, Float64 };

std::size_t plySize(PlyType type); ///< bytes

struct PlyProperty {
    std::string name;
    PlyType type = PlyType::Float32;      ///< of a list: of its items
    bool list = false;
    PlyType countType = PlyType::UInt8;   ///< of a list
    std::size_t offset = 0;               ///< bytes from the row's start in binary files; only meaningful before the first list
};

struct PlyElement {
    std::string name;
    std::uint64_t count = 0;
    std::vector<PlyProperty> properties;
    std::size_t leastBytes = 0; ///< of a row: exactly so many in binary files without lists; in text at least two a property
    bool hasLists = false;

    /// Index of a property, -1 when there is none of these names.
    int find(std::initializer_list<const char*> names) const;
};

struct PlyHeader {
    PlyFormat format = PlyFormat::Ascii;
    std::vector<PlyElement> elements;
    std::string texture;        ///< of "comment TextureFile NAME", not trusted; empty: none
    std::size_t dataBegin = 0;  ///< bytes from the file's start

    const PlyElement* find(std::string_view element) const;
};

/// Reads a PLY header (Turk 1994) and checks that the file, of which `bytes` is the whole, is long enough for all rows that the
/// header promises, before anything of that size is allocated. Throws Error about `subject`.
PlyHeader readPlyHeader(std::string_view bytes, const std::string& subject);

/// What every message about a damaged PLY file advises.
inline constexpr const char* kPlyAdvice = "Export it again as PLY with x, y, z";

} // namespace w2v
