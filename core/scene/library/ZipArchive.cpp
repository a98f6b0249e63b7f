#include "core/scene/library/ZipArchive.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <minizip/unzip.h>

#include "core/base/Error.h"

namespace w2v {

namespace {

constexpr std::size_t kMostEntries = 50'000, kLongestName = 1024;
constexpr std::uint64_t kHighestRatio = 1100; // deflate cannot do better than 1032

} // namespace

struct ZipArchive::Place {
    unz64_file_pos at{};
};

ZipArchive::ZipArchive(const std::filesystem::path& path) : m_subject(path.string())
{
    std::error_code code;
    if (!std::filesystem::is_regular_file(path, code))
        throw Error(m_subject, "there is no such file", "Name a zip file");
    m_file = unzOpen64(path.c_str());
    if (!m_file)
        throw Error(m_subject, "it is no zip file", "Download it again");
    try {
        for (int state = unzGoToFirstFile(m_file); state != UNZ_END_OF_LIST_OF_FILE; state = unzGoToNextFile(m_file)) {
            std::array<char, kLongestName + 1> name{};
            unz_file_info64 info{};
            Place place;
            if (state != UNZ_OK || unzGetCurrentFileInfo64(m_file, &info, name.data(), kLongestName, nullptr, 0, nullptr, 0) != UNZ_OK
                || unzGetFilePos64(m_file, &place.at) != UNZ_OK)
                throw Error(m_subject, "its directory is damaged", "Download it again");
            if (m_entries.size() == kMostEntries)
                throw Error(m_subject, fmt::format("it holds more than {} files", kMostEntries));
            if (info.size_filename > kLongestName)
                throw Error(m_subject, fmt::format("a file name in it is longer than {} bytes", kLongestName));
            if (info.uncompressed_size > kHighestRatio * (info.compressed_size + 64))
                throw Error(m_subject, fmt::format("{} says it unpacks to {} bytes from {}", name.data(), info.uncompressed_size, info.compressed_size),
                            "The file is damaged or made to fill the memory");
            std::string text = name.data();
            std::replace(text.begin(), text.end(), '\\', '/');
            m_entries.push_back({std::move(text), info.uncompressed_size, (info.flag & 1u) != 0});
            m_places.push_back(place);
        }
    } catch (...) {
        unzClose(m_file);
        throw;
    }
}

ZipArchive::~ZipArchive()
{
    unzClose(m_file);
}

bool ZipArchive::has(const std::string& name) const
{
    return std::any_of(m_entries.begin(), m_entries.end(), [&](const Entry& e) { return e.name == name; });
}

std::string ZipArchive::read(const std::string& name, std::uint64_t most) const
{
    const auto at = std::find_if(m_entries.begin(), m_entries.end(), [&](const Entry& e) { return e.name == name; });
    const std::string subject = m_subject + ":" + name;
    if (at == m_entries.end())
        throw Error(subject, "it is not in the archive");
    if (at->encrypted)
        throw Error(subject, "it is encrypted");
    if (at->bytes > most)
        throw Error(subject, fmt::format("it has {} bytes; at most {} are read", at->bytes, most));
    unz64_file_pos place = m_places[static_cast<std::size_t>(at - m_entries.begin())].at;
    if (unzGoToFilePos64(m_file, &place) != UNZ_OK || unzOpenCurrentFile(m_file) != UNZ_OK)
        throw Error(subject, "it cannot be unpacked", "Download the archive again");
    std::string bytes(at->bytes, '\0');
    std::size_t done = 0;
    int got = 0;
    while (done < bytes.size()
           && (got = unzReadCurrentFile(m_file, bytes.data() + done, static_cast<unsigned>(std::min<std::size_t>(bytes.size() - done, 1u << 20)))) > 0)
        done += static_cast<std::size_t>(got);
    char more = 0;
    const bool exact = got >= 0 && done == bytes.size() && unzReadCurrentFile(m_file, &more, 1) == 0;
    const bool sound = unzCloseCurrentFile(m_file) == UNZ_OK; // compares the checksum
    if (!exact || !sound)
        throw Error(subject, "it is damaged: it does not unpack to what the archive says", "Download the archive again");
    return bytes;
}

} // namespace w2v
