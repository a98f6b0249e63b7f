#include "core/dataset/FingerprintCache.h"

#include <cstring>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/base/Log.h"

namespace w2v {

namespace {

constexpr std::string_view kHead = "W2VPRINT1\n";
constexpr std::size_t kMostBytes = std::size_t{1} << 30, kLongestReference = 4096;

fs::path fileOf(const Project& project)
{
    return project.folder() / "cache" / "fingerprints.bin";
}

template <class T>
void put(std::string& bytes, const T& value)
{
    bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
}

/// Reads values one after the other; ok() turns false at the end.
class Reader {
public:
    explicit Reader(std::string_view bytes) : m_bytes(bytes) {}
    template <class T>
    T value()
    {
        T read{};
        if (const std::string_view part = take(sizeof read); part.size() == sizeof read)
            std::memcpy(&read, part.data(), sizeof read);
        return read;
    }
    std::string_view take(std::size_t size)
    {
        if (size > m_bytes.size()) {
            m_ok = false;
            return {};
        }
        const std::string_view part = m_bytes.substr(0, size);
        m_bytes.remove_prefix(size);
        return part;
    }
    bool atEnd() const { return m_bytes.empty(); }
    bool ok() const { return m_ok; }

private:
    std::string_view m_bytes;
    bool m_ok = true;
};

} // namespace

FingerprintCache::FingerprintCache(const Project& project) : m_project(project)
{
    std::error_code code;
    if (!fs::exists(fileOf(project), code))
        return;
    std::string bytes;
    try {
        bytes = readFile(fileOf(project), kMostBytes);
    } catch (const Error&) {
        return; // made anew
    }
    if (!bytes.starts_with(kHead))
        return;
    Reader reader(std::string_view(bytes).substr(kHead.size()));
    while (!reader.atEnd()) {
        const auto length = reader.value<std::uint32_t>();
        const std::string reference(reader.take(std::min<std::size_t>(length, kLongestReference)));
        ViewFingerprint print;
        print.differences = reader.value<std::uint64_t>();
        print.colors = reader.value<decltype(print.colors)>();
        print.contrast = reader.value<double>();
        if (!reader.ok() || length > kLongestReference)
            break;
        m_prints.emplace(reference, print);
    }
}

FingerprintCache::~FingerprintCache()
{
    try {
        save();
    } catch (const std::exception& error) {
        spdlog::warn("fingerprints could not be kept: {}", error.what());
    }
}

const ViewFingerprint* FingerprintCache::of(const std::string& reference)
{
    const auto known = m_prints.find(reference);
    if (known != m_prints.end())
        return &known->second;
    try {
        const ViewFingerprint print = fingerprintOf(m_project.loadImage(reference));
        m_changed = true;
        return &m_prints.emplace(reference, print).first->second;
    } catch (const Error&) {
        return nullptr;
    }
}

void FingerprintCache::save()
{
    if (!m_changed)
        return;
    std::string bytes(kHead);
    for (const auto& [reference, print] : m_prints) {
        put(bytes, static_cast<std::uint32_t>(reference.size()));
        bytes += reference;
        put(bytes, print.differences);
        put(bytes, print.colors);
        put(bytes, print.contrast);
    }
    createFolder(fileOf(m_project).parent_path());
    writeFileAtomic(fileOf(m_project), bytes);
    m_changed = false;
}

} // namespace w2v
