#include "core/nn/train/TrainingStateTorch.h"

#include <cstring>
#include <memory>
#include <unordered_map>

#include <fmt/format.h>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/base/Safetensors.h"
#include "core/runs/CheckpointShelf.h"

namespace w2v {

namespace {

constexpr int kVersion = 1;
constexpr const char* kNumbers = "training/optimizer.safetensors";
constexpr const char* kProgress = "training/progress.json";

struct Entry {
    std::string name;
    at::Tensor tensor;
};

std::vector<Entry> entriesOf(const nn::SharedAdamW& optimizer)
{
    std::vector<Entry> entries;
    int index = 0;
    for (const nn::SharedAdamW::Moving& block : optimizer.moving()) {
        entries.push_back({fmt::format("{}.value", index), block.value});
        entries.push_back({fmt::format("{}.mean", index), block.mean});
        entries.push_back({fmt::format("{}.variance", index++), block.variance});
    }
    return entries;
}

/// FNV-1a over words of eight bytes.
class Fingerprint {
public:
    void add(const void* bytes, std::size_t size)
    {
        const auto* at = static_cast<const unsigned char*>(bytes);
        for (; size >= 8; at += 8, size -= 8) {
            std::uint64_t word;
            std::memcpy(&word, at, 8);
            mix(word);
        }
        std::uint64_t rest = 0;
        std::memcpy(&rest, at, size);
        mix(rest ^ (std::uint64_t{size} << 56));
    }
    void add(const std::string& text) { add(text.data(), text.size()); }
    template <class T, int kChannels>
    void add(const std::shared_ptr<const Raster<T, kChannels>>& raster)
    {
        std::uint64_t& known = m_rasters[raster.get()]; // samples of a rollout share their views
        if (raster && known == 0) {
            Fingerprint own;
            for (int y = 0; y < raster->height(); ++y)
                own.add(raster->row(y), sizeof(T) * kChannels * static_cast<std::size_t>(raster->width()));
            known = own.m_hash;
        }
        mix(known);
    }
    void mix(std::uint64_t word) { m_hash = (m_hash ^ word) * 0x100000001b3ULL; }
    std::uint64_t value() const { return m_hash; }

private:
    std::uint64_t m_hash = 0xcbf29ce484222325ULL;
    std::unordered_map<const void*, std::uint64_t> m_rasters;
};

} // namespace

std::uint64_t fingerprint(std::span<const TrainingSample> samples)
{
    Fingerprint all;
    for (const TrainingSample& sample : samples) {
        all.add(sample.task);
        all.mix(sample.showsBoth);
        for (std::size_t i = 0; i < 2; ++i) {
            all.add(sample.views[i]);
            all.add(sample.depths[i]);
        }
        for (const auto& text : sample.texts)
            if (text) {
                all.add(text->question);
                all.add(text->answer);
            }
    }
    return all.value();
}

std::optional<fs::path> resumableCheckpoint(const fs::path& run)
{
    const auto all = checkpointsOf(run);
    std::error_code code;
    for (auto it = all.rbegin(); it != all.rend(); ++it)
        if (fs::is_regular_file(it->second / kProgress, code) && fs::is_regular_file(it->second / kNumbers, code))
            return it->second;
    return std::nullopt;
}

Json trainingProgress(const fs::path& checkpoint)
{
    const fs::path file = checkpoint / kProgress;
    Json progress = readJson(file);
    if (!progress.is_object() || progress.value("version", 0) != kVersion)
        throw Error(file.string(), "is not a training state of this version", "Start a new run from this checkpoint");
    return progress;
}

namespace nn {

void saveTrainingState(const fs::path& checkpoint, const SharedAdamW& optimizer, const Json& progress)
{
    createFolder((checkpoint / kNumbers).parent_path());
    std::vector<TensorView> views;
    for (const Entry& entry : entriesOf(optimizer))
        views.push_back({entry.name, TensorType::F32, {entry.tensor.numel()},
                         {reinterpret_cast<const std::byte*>(entry.tensor.data_ptr<float>()), static_cast<std::size_t>(entry.tensor.nbytes())}});
    writeSafetensors(checkpoint / kNumbers, views);
    Json whole{{"version", kVersion}};
    whole.update(progress);
    writeJson(checkpoint / kProgress, whole);
}

void loadTrainingState(const fs::path& checkpoint, SharedAdamW& optimizer)
{
    const SafetensorsFile file = SafetensorsFile::open(checkpoint / kNumbers);
    const std::vector<Entry> entries = entriesOf(optimizer);
    for (const Entry& entry : entries) {
        const TensorView& view = file.at(entry.name);
        if (file.tensors().size() != entries.size() || view.type != TensorType::F32 || view.elements() != entry.tensor.numel())
            throw Error(file.subject(), fmt::format("\"{}\" does not fit the model under training", entry.name),
                        "It belongs to another recipe: start a new run from this checkpoint");
    }
    for (const Entry& entry : entries) {
        const TensorView& view = file.at(entry.name);
        std::memcpy(entry.tensor.data_ptr<float>(), view.bytes.data(), view.bytes.size());
    }
}

} // namespace nn

} // namespace w2v
