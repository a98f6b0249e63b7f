#pragma once
#include <filesystem>

#include "core/base/JobContext.h"
#include "core/base/SafetensorsShards.h"
#include "core/nn/qwen/LoraTorch.h"
#include "core/nn/qwen/QwenWeightsTorch.h"

namespace w2v::nn {

struct QwenCheckpoint {
    QwenConfig config;
    QwenWeights weights;
};

/// A checkpoint's files, checked but not read: config.json, and the headers of the weights (one file or shards).
struct QwenFiles {
    QwenConfig config;
    SafetensorsFile file;
    std::vector<HubTensor> expected;        ///< shapes without memory
    std::vector<const TensorView*> tensors; ///< of `file`, in the order of `expected`

    QwenFiles() = default;
    QwenFiles(QwenFiles&&) = default; ///< moved, not copied: `tensors` points into `file`
};

/// Older and newer tensor names are accepted. Every missing, unexpected or misshapen tensor and every one of another type is named in one Error.
QwenFiles openQwenFiles(const std::filesystem::path& folder);

/// Reads the weights, converted to `type` on `device`. The files are mapped and their pages let go as they are consumed, so that memory
/// peaks at the converted model and little more.
QwenCheckpoint readQwenFiles(const QwenFiles& files, at::ScalarType type = at::kFloat, at::Device device = at::kCPU);

/// Opens and reads a folder in the Hugging Face layout.
QwenCheckpoint loadQwenCheckpoint(const std::filesystem::path& folder, at::ScalarType type = at::kFloat, at::Device device = at::kCPU);

/// Writes config.json and the weights (hub names, the type of config.dtype; shards above `maxShardBytes`) into an existing folder.
void writeQwenFiles(const std::filesystem::path& folder, const QwenConfig& config, const QwenWeights& weights,
                    std::uint64_t maxShardBytes = kDefaultShardBytes);

/// Writes a complete checkpoint: the model files, and the tokenizer and preprocessor files of `companion` (the checkpoint it came from).
/// The folder is whole or not there; an existing one is replaced.
void saveQwenCheckpoint(const std::filesystem::path& folder, const QwenConfig& config, const QwenWeights& weights,
                        const std::filesystem::path& companion, std::uint64_t maxShardBytes = kDefaultShardBytes);

/// Writes the checkpoint in `model` with the adapter added to its weights, one tensor at a time: no more memory than the largest of
/// them. All other tensors keep their bytes, all tensors their types.
void mergeQwenCheckpoint(const std::filesystem::path& model, const QwenLora& lora, const std::filesystem::path& out, JobContext& job,
                         std::uint64_t maxShardBytes = kDefaultShardBytes);

} // namespace w2v::nn
