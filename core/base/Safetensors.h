#pragma once
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace w2v {

/// Element types of the safetensors format. Float8 and smaller types are carried, not interpreted.
enum class TensorType {
    Bool, U8, I8, F8E4M3, F8E5M2, F8E8M0, F8E4M3Fnuz, F8E5M2Fnuz,
    I16, U16, F16, BF16, I32, U32, F32, I64, U64, F64, C64, F4, F6E2M3, F6E3M2
};

/// The name in a file's header, for example "BF16".
std::string_view tensorTypeName(TensorType type);
std::optional<TensorType> tensorTypeFromName(std::string_view name);
/// Bits of one element; 4 and 6 for the packed types.
int tensorTypeBits(TensorType type);

/// Bytes of a row-major little-endian tensor that lives elsewhere: in a mapped file, or in the caller's memory when writing.
/// Bytes from a file may start at any address: copy them out (memcpy), do not cast the pointer. Scalars have an empty shape.
struct TensorView {
    std::string name;
    TensorType type = TensorType::F32;
    std::vector<std::int64_t> shape;
    std::span<const std::byte> bytes;

    /// Product of the shape; 1 for a scalar.
    std::int64_t elements() const;
};

/// A checkpoint in the safetensors format, memory-mapped. Opening checks the whole header (sizes, types, no overlap, no hole,
/// no duplicate, nothing unread) before anything is allocated for tensors; a damaged file is an Error. Cheap to copy; the views
/// live as long as any copy.
class SafetensorsFile {
public:
    /// A file; or a folder that holds model.safetensors.index.json (shards) or model.safetensors.
    static SafetensorsFile open(const std::filesystem::path& path);

    /// A file's content in the caller's memory, which must outlive the views. `subject` names it in errors.
    static SafetensorsFile parse(std::string_view bytes, const std::string& subject);

    /// In the order of the buffer; shards in the order of their file names.
    const std::vector<TensorView>& tensors() const { return m_tensors; }
    /// nullptr when there is no such tensor.
    const TensorView* find(std::string_view name) const;
    /// Like find(), but a missing tensor is an Error that names the file.
    const TensorView& at(std::string_view name) const;
    const std::map<std::string, std::string>& metadata() const { return m_metadata; }
    const std::string& subject() const { return m_subject; }

    /// Tells the system that these bytes of a tensor were consumed: the pages inside leave the process (they stay readable and
    /// come back from the disk or its cache when they are touched again).
    void releasePages(std::span<const std::byte> bytes) const;

private:
    void append(std::string_view bytes, const std::string& subject);
    void appendFile(const std::filesystem::path& path);
    void buildIndex();

    std::string m_subject;
    bool m_mapped = false; ///< else the bytes belong to the caller
    std::vector<std::shared_ptr<const void>> m_mappings;
    std::vector<TensorView> m_tensors;
    std::map<std::string, std::size_t, std::less<>> m_index;
    std::map<std::string, std::string> m_metadata;
};

/// Writes a file tensor by tensor, so that the whole need never be in memory. It appears under its name only after finish();
/// until then (or when an exception destroys the writer) the old file stays untouched.
class SafetensorsWriter {
public:
    /// `layout` gives names, types and shapes in file order; its bytes are ignored.
    SafetensorsWriter(std::filesystem::path path, const std::vector<TensorView>& layout,
                      const std::map<std::string, std::string>& metadata = {});
    ~SafetensorsWriter();
    SafetensorsWriter(const SafetensorsWriter&) = delete;
    SafetensorsWriter& operator=(const SafetensorsWriter&) = delete;

    /// The bytes of the next tensor of the layout; their number must match its shape.
    void append(std::span<const std::byte> bytes);
    /// Flushes to the disk and renames. Every tensor must have been appended.
    void finish();

private:
    void put(const void* bytes, std::size_t size);

    std::filesystem::path m_path, m_temporary;
    std::vector<std::string> m_names;
    std::vector<std::uint64_t> m_sizes;
    std::size_t m_next = 0;
    int m_fd = -1;
};

/// Writes all entries atomically.
void writeSafetensors(const std::filesystem::path& path, const std::vector<TensorView>& entries,
                      const std::map<std::string, std::string>& metadata = {});

/// The content of such a file in memory.
std::string encodeSafetensors(const std::vector<TensorView>& entries, const std::map<std::string, std::string>& metadata = {});

} // namespace w2v
