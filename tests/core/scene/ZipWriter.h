#pragma once
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

namespace w2v::test {

struct ZipFile {
    std::string name, bytes;
    std::optional<std::uint32_t> claimed = {}; ///< what the archive says it unpacks to, when that is a lie
};

inline std::uint32_t crcOf(const std::string& bytes)
{
    std::uint32_t crc = ~0u;
    for (const unsigned char c : bytes) {
        crc ^= c;
        for (int i = 0; i < 8; ++i)
            crc = crc >> 1 ^ (crc & 1 ? 0xedb88320u : 0);
    }
    return ~crc;
}

/// A zip file whose entries are stored as they are (PKWARE's APPNOTE 6.3).
inline void writeZip(const std::filesystem::path& path, const std::vector<ZipFile>& files)
{
    std::string out, directory;
    const auto put = [](std::string& to, std::uint32_t value, int bytes) {
        for (int i = 0; i < bytes; ++i)
            to += static_cast<char>(value >> (8 * i) & 255u);
    };
    for (const ZipFile& file : files) {
        const auto at = static_cast<std::uint32_t>(out.size()), size = static_cast<std::uint32_t>(file.bytes.size());
        std::string common;
        put(common, 20, 2); // version, flags, method, time, date
        put(common, 0, 2);
        put(common, 0, 2);
        put(common, 0, 4);
        put(common, crcOf(file.bytes), 4);
        put(common, size, 4);
        put(common, file.claimed.value_or(size), 4);
        put(common, static_cast<std::uint32_t>(file.name.size()), 2);
        put(common, 0, 2);
        out += "PK\3\4" + common + file.name + file.bytes;
        directory += std::string("PK\1\2") + std::string("\24\0", 2) + common;
        put(directory, 0, 2); // comment, disk, attributes
        put(directory, 0, 2);
        put(directory, 0, 2);
        put(directory, 0, 4);
        put(directory, at, 4);
        directory += file.name;
    }
    const auto start = static_cast<std::uint32_t>(out.size()), count = static_cast<std::uint32_t>(files.size());
    out += directory + "PK\5\6";
    put(out, 0, 4);
    put(out, count, 2);
    put(out, count, 2);
    put(out, static_cast<std::uint32_t>(directory.size()), 4);
    put(out, start, 4);
    put(out, 0, 2);
    std::ofstream(path, std::ios::binary) << out;
}

} // namespace w2v::test
