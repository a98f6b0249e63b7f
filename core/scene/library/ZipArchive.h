#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace w2v {

/// Reads a zip file that is not trusted: the number of files, their sizes and what they unpack to are bounded, and a file that unpacks to more
/// than its directory says is refused. Nothing is ever written.
class ZipArchive {
public:
    struct Entry {
        std::string name; ///< as stored, with '/'
        std::uint64_t bytes = 0;
        bool encrypted = false;
    };

    /// Throws Error when the file is no zip file or has more than 50,000 entries.
    explicit ZipArchive(const std::filesystem::path& path);
    ~ZipArchive();
    ZipArchive(const ZipArchive&) = delete;
    ZipArchive& operator=(const ZipArchive&) = delete;

    const std::vector<Entry>& entries() const { return m_entries; }
    bool has(const std::string& name) const;

    /// What the entry unpacks to. Throws Error when there is none of this name, it is larger than `most`, encrypted or damaged.
    std::string read(const std::string& name, std::uint64_t most) const;

private:
    struct Place;
    std::string m_subject;
    void* m_file = nullptr; ///< minizip's
    std::vector<Entry> m_entries;
    std::vector<Place> m_places;
};

} // namespace w2v
