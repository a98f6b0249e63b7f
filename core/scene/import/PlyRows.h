#pragma once
#include <algorithm>
#include <bit>
#include <cstring>
#include <functional>

#include "core/scene/import/PlyHeader.h"

namespace w2v {

/// The whole of a PLY file, while it is read.
struct PlyBytes {
    std::string_view bytes;
    PlyFormat format = PlyFormat::Ascii;
    std::string subject; ///< what errors are about

    bool swapped() const { return (format == PlyFormat::BigEndian) != (std::endian::native == std::endian::big); }
};

template <class T>
T loadPly(const char* from, bool swap)
{
    char raw[sizeof(T)];
    std::memcpy(raw, from, sizeof(T));
    if (swap)
        std::reverse(raw, raw + sizeof(T));
    T value;
    std::memcpy(&value, raw, sizeof(T));
    return value;
}

/// One row of an element, by property.
struct PlyRow {
    std::vector<double> numbers;             ///< of properties that are no lists
    std::vector<std::vector<double>> lists;  ///< empty for the others
};
using PlyRowUse = std::function<void(std::uint64_t row, const PlyRow&)>;

/// Reads rows of any kind one after another from the offset `at`; returns the offset behind them. Never reads past the bytes and
/// never reserves more than they can hold. Throws Error when a row is damaged or missing.
std::size_t readPlyRows(const PlyBytes& file, const PlyElement& element, std::size_t at, std::uint64_t firstRow, std::uint64_t rows, const PlyRowUse& use);

/// The offset behind all rows of an element.
std::size_t skipPlyRows(const PlyBytes& file, const PlyElement& element, std::size_t at);

/// Where rows begin in a text file that has one row a line, as most have: for rows `count / parts * part` and so on as
/// parallelParts() cuts them, and the end of the last. Empty when there are not so many lines.
std::vector<std::size_t> plyLineStarts(const PlyBytes& file, std::size_t at, std::uint64_t rows, std::size_t parts);

} // namespace w2v
