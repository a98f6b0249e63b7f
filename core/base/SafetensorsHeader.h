#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/Safetensors.h"

namespace w2v {

/// The checked header of one safetensors file.
struct SafetensorsHeader {
    struct Entry {
        std::string name;
        TensorType type = TensorType::F32;
        std::vector<std::int64_t> shape;
        std::uint64_t begin = 0, end = 0; ///< within the buffer
    };
    std::vector<Entry> entries; ///< sorted by position
    std::map<std::string, std::string> metadata;
    std::size_t bufferOffset = 0; ///< of the buffer within the file
};

/// Largest header that is read, in bytes (the format's own limit).
inline constexpr std::uint64_t kMaxSafetensorsHeader = 100'000'000;

/// Parses and checks the header of a whole file's bytes: length, JSON schema, duplicate keys, element sizes, and that the
/// tensors cover the buffer exactly.
SafetensorsHeader parseSafetensorsHeader(std::string_view file, const std::string& subject);

/// Bytes of a tensor; an Error that names it when a dimension is negative or the size overflows or is not whole bytes.
std::uint64_t tensorByteSize(TensorType type, const std::vector<std::int64_t>& shape, const std::string& name,
                             const std::string& subject);

/// The eight length bytes and the header of a file that holds `layout` in this order, padded so that the buffer starts at a
/// multiple of 8.
std::string encodeSafetensorsHeader(const std::vector<TensorView>& layout, const std::map<std::string, std::string>& metadata,
                                    const std::string& subject);

} // namespace w2v
