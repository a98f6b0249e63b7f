#pragma once
#include <cstddef>
#include <memory>
#include <string_view>

#include "core/base/Files.h"

namespace w2v {

/// The bytes of a file in memory of their own.
struct FileBytes {
    std::unique_ptr<char[]> data;
    std::size_t size = 0;

    std::string_view view() const { return {data.get(), size}; }
};

/// As readFile(), by several threads at once and without a first pass over the memory, for files of many megabytes. The file is
/// read, not mapped: one that is cut short meanwhile gives fewer bytes, where a mapped one would end the program with a signal.
FileBytes readLargeFile(const fs::path& path, std::uintmax_t limit);

} // namespace w2v
