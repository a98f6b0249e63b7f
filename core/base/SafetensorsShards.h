#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <vector>

#include "core/base/Safetensors.h"

namespace w2v {

/// Largest file of a checkpoint by default, as the hub's tools cut them.
inline constexpr std::uint64_t kDefaultShardBytes = 5'000'000'000;

/// Writes a checkpoint into an existing folder: one model.safetensors, or, when its tensors take more than `maxShardBytes`, numbered
/// shards in the order of `layout` with model.safetensors.index.json. `write(index, put)` hands over the bytes of one tensor after the
/// other, so that the whole need never be in memory. A single tensor above the limit gets a shard of its own.
void writeShards(const std::filesystem::path& folder, const std::vector<TensorView>& layout,
                 const std::function<void(std::size_t index, const std::function<void(std::span<const std::byte>)>& put)>& write,
                 std::uint64_t maxShardBytes = kDefaultShardBytes);

} // namespace w2v
