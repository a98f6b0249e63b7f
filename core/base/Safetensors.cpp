#include "core/base/Safetensors.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <fcntl.h>
#include <set>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/base/SafetensorsHeader.h"

namespace w2v {

static_assert(std::endian::native == std::endian::little, "safetensors buffers are used as they are: little-endian only");

namespace {

struct TypeRow {
    TensorType type;
    std::string_view name;
    int bits;
};

constexpr std::array<TypeRow, 22> kTypes{{
    {TensorType::Bool, "BOOL", 8}, {TensorType::U8, "U8", 8}, {TensorType::I8, "I8", 8},
    {TensorType::F8E4M3, "F8_E4M3", 8}, {TensorType::F8E5M2, "F8_E5M2", 8}, {TensorType::F8E8M0, "F8_E8M0", 8},
    {TensorType::F8E4M3Fnuz, "F8_E4M3FNUZ", 8}, {TensorType::F8E5M2Fnuz, "F8_E5M2FNUZ", 8},
    {TensorType::I16, "I16", 16}, {TensorType::U16, "U16", 16}, {TensorType::F16, "F16", 16}, {TensorType::BF16, "BF16", 16},
    {TensorType::I32, "I32", 32}, {TensorType::U32, "U32", 32}, {TensorType::F32, "F32", 32},
    {TensorType::I64, "I64", 64}, {TensorType::U64, "U64", 64}, {TensorType::F64, "F64", 64}, {TensorType::C64, "C64", 64},
    {TensorType::F4, "F4", 4}, {TensorType::F6E2M3, "F6_E2M3", 6}, {TensorType::F6E3M2, "F6_E3M2", 6},
}};

const TypeRow& row(TensorType type)
{
    return *std::find_if(kTypes.begin(), kTypes.end(), [&](const TypeRow& r) { return r.type == type; });
}

/// An ordered document finds a key by walking all of them; indexes and vocabularies have too many for that.
using SortedJson = nlohmann::json;

SortedJson parseSorted(const std::filesystem::path& path)
{
    try {
        return SortedJson::parse(readFile(path, 64ull << 20));
    } catch (const nlohmann::json::exception& e) {
        throw Error(path.string(), std::string("is not valid JSON (") + e.what() + ")");
    }
}

struct MappedFile {
    std::shared_ptr<const void> keep; ///< unmaps when the last copy goes
    std::string_view bytes;
};

MappedFile mapFile(const std::filesystem::path& path)
{
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        throw Error(path.string(), std::string("cannot be opened (") + std::strerror(errno) + ")",
                    "Check that it exists and may be read");
    struct stat info {};
    if (::fstat(fd, &info) != 0 || !S_ISREG(info.st_mode)) {
        ::close(fd);
        throw Error(path.string(), "is not a regular file", "Give the path of a safetensors file");
    }
    const auto size = static_cast<std::size_t>(info.st_size);
    if (size < 8) {
        ::close(fd);
        throw Error(path.string(), fmt::format("has {} bytes, too few for a safetensors file", size), "Copy or download it again");
    }
    void* memory = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, fd, 0);
    const int reason = errno;
    ::close(fd);
    if (memory == MAP_FAILED)
        throw Error(path.string(), std::string("cannot be mapped into memory (") + std::strerror(reason) + ")");
    std::shared_ptr<const void> keep(memory, [size](const void* p) { ::munmap(const_cast<void*>(p), size); });
    return {std::move(keep), {static_cast<const char*>(memory), size}};
}

} // namespace

std::string_view tensorTypeName(TensorType type)
{
    return row(type).name;
}

std::optional<TensorType> tensorTypeFromName(std::string_view name)
{
    for (const TypeRow& r : kTypes)
        if (r.name == name)
            return r.type;
    return std::nullopt;
}

int tensorTypeBits(TensorType type)
{
    return row(type).bits;
}

std::int64_t TensorView::elements() const
{
    std::int64_t n = 1;
    for (const std::int64_t d : shape)
        n *= d;
    return n;
}

SafetensorsFile SafetensorsFile::parse(std::string_view bytes, const std::string& subject)
{
    SafetensorsFile file;
    file.m_subject = subject;
    file.append(bytes, subject);
    file.buildIndex();
    return file;
}

SafetensorsFile SafetensorsFile::open(const std::filesystem::path& path)
{
    std::error_code code;
    SafetensorsFile file;
    file.m_subject = path.string();
    if (!std::filesystem::is_directory(path, code)) {
        file.appendFile(path);
        file.buildIndex();
        return file;
    }
    const auto indexPath = path / "model.safetensors.index.json";
    if (!std::filesystem::exists(indexPath, code)) {
        if (!std::filesystem::exists(path / "model.safetensors", code))
            throw Error(path.string(), "holds neither model.safetensors nor model.safetensors.index.json",
                        "Give the folder of a checkpoint in the Hugging Face layout");
        file.appendFile(path / "model.safetensors");
        file.buildIndex();
        return file;
    }
    const SortedJson index = parseSorted(indexPath);
    if (!index.is_object() || !index.contains("weight_map") || !index["weight_map"].is_object())
        throw Error(indexPath.string(), "has no object \"weight_map\"", "Copy or download the checkpoint again");
    std::set<std::string> shards;
    for (const auto& [tensor, shard] : index["weight_map"].items()) {
        // Only a plain name: links inside a download cache may point elsewhere, but the index must not.
        const std::string name = shard.is_string() ? shard.get<std::string>() : std::string();
        if (name.empty() || name == "." || name == ".." || name.find_first_of(std::string("/\\\0", 3)) != std::string::npos)
            throw Error(indexPath.string(), fmt::format("gives no plain file name for tensor \"{}\"", tensor));
        shards.insert(name);
    }
    std::map<std::string, std::string> shardOf;
    for (const std::string& shard : shards) {
        const std::size_t first = file.m_tensors.size();
        file.appendFile(path / shard);
        for (std::size_t i = first; i < file.m_tensors.size(); ++i)
            if (!shardOf.emplace(file.m_tensors[i].name, shard).second)
                throw Error(path.string(), fmt::format("tensor \"{}\" is in two shards", file.m_tensors[i].name));
    }
    for (const auto& [tensor, shard] : index["weight_map"].items()) {
        const auto found = shardOf.find(tensor);
        if (found == shardOf.end() || found->second != shard.get<std::string>())
            throw Error(indexPath.string(), fmt::format("places tensor \"{}\" in {}, which does not hold it", tensor,
                                                        shard.get<std::string>()), "Copy or download the checkpoint again");
    }
    file.buildIndex();
    return file;
}

void SafetensorsFile::appendFile(const std::filesystem::path& path)
{
    const MappedFile mapped = mapFile(path);
    m_mappings.push_back(mapped.keep);
    m_mapped = true;
    append(mapped.bytes, path.string());
}

void SafetensorsFile::append(std::string_view bytes, const std::string& subject)
{
    SafetensorsHeader header = parseSafetensorsHeader(bytes, subject);
    const auto* buffer = reinterpret_cast<const std::byte*>(bytes.data()) + header.bufferOffset;
    for (SafetensorsHeader::Entry& e : header.entries)
        m_tensors.push_back({std::move(e.name), e.type, std::move(e.shape),
                             {buffer + e.begin, static_cast<std::size_t>(e.end - e.begin)}});
    for (auto& [key, value] : header.metadata)
        m_metadata.insert_or_assign(key, std::move(value));
}

void SafetensorsFile::buildIndex()
{
    for (std::size_t i = 0; i < m_tensors.size(); ++i)
        m_index.emplace(m_tensors[i].name, i);
}

void SafetensorsFile::releasePages(std::span<const std::byte> bytes) const
{
    static const auto page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
    const auto begin = (reinterpret_cast<std::uintptr_t>(bytes.data()) + page - 1) / page * page;
    const auto end = (reinterpret_cast<std::uintptr_t>(bytes.data()) + bytes.size()) / page * page;
    if (m_mapped && end > begin)
        ::madvise(reinterpret_cast<void*>(begin), end - begin, MADV_DONTNEED); // only advice: failing costs memory, nothing else
}

const TensorView* SafetensorsFile::find(std::string_view name) const
{
    const auto found = m_index.find(name);
    return found == m_index.end() ? nullptr : &m_tensors[found->second];
}

const TensorView& SafetensorsFile::at(std::string_view name) const
{
    if (const TensorView* tensor = find(name))
        return *tensor;
    throw Error(m_subject, fmt::format("has no tensor \"{}\"", name), "Check that the checkpoint fits its config.json");
}

} // namespace w2v
