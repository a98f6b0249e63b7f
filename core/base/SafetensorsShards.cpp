#include "core/base/SafetensorsShards.h"

#include <fmt/format.h>

#include "core/base/Json.h"
#include "core/base/SafetensorsHeader.h"

namespace w2v {

void writeShards(const std::filesystem::path& folder, const std::vector<TensorView>& layout,
                 const std::function<void(std::size_t, const std::function<void(std::span<const std::byte>)>&)>& write, std::uint64_t maxShardBytes)
{
    const std::string subject = folder.string();
    std::vector<std::vector<std::size_t>> shards(1);
    std::uint64_t total = 0, inShard = 0;
    for (std::size_t i = 0; i < layout.size(); ++i) {
        const std::uint64_t size = tensorByteSize(layout[i].type, layout[i].shape, layout[i].name, subject);
        if (!shards.back().empty() && inShard + size > maxShardBytes) {
            shards.emplace_back();
            inShard = 0;
        }
        shards.back().push_back(i);
        inShard += size;
        total += size;
    }
    // A plain document: an ordered one walks all names for every new one.
    nlohmann::json places = nlohmann::json::object();
    for (std::size_t s = 0; s < shards.size(); ++s) {
        const std::string name = shards.size() == 1 ? "model.safetensors" : fmt::format("model-{:05}-of-{:05}.safetensors", s + 1, shards.size());
        std::vector<TensorView> own;
        for (const std::size_t i : shards[s]) {
            own.push_back({layout[i].name, layout[i].type, layout[i].shape, {}});
            places[layout[i].name] = name;
        }
        SafetensorsWriter writer(folder / name, own, {{"format", "pt"}});
        for (const std::size_t i : shards[s])
            write(i, [&](std::span<const std::byte> bytes) { writer.append(bytes); });
        writer.finish();
    }
    if (shards.size() > 1)
        writeJson(folder / "model.safetensors.index.json", Json{{"metadata", {{"total_size", total}}}, {"weight_map", Json(places)}});
}

} // namespace w2v
