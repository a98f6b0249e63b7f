#pragma once
#include <filesystem>

#include "core/nn/qwen/QwenWeightsTorch.h"

namespace w2v::nn {

struct QwenCheckpoint {
    QwenConfig config;
    QwenWeights weights;
};

/// Reads config.json and the weights (one file or shards) of a folder in the Hugging Face layout, converted to `type`. Older and
/// newer tensor names are accepted. Every missing, unexpected or misshapen tensor is named in one Error.
QwenCheckpoint loadQwenCheckpoint(const std::filesystem::path& folder, at::ScalarType type = at::kFloat);

/// Writes config.json and model.safetensors (hub names, the type of config.dtype) into an existing folder.
void writeQwenFiles(const std::filesystem::path& folder, const QwenConfig& config, const QwenWeights& weights);

/// Writes a complete checkpoint beside `folder`, then renames it there, so that the folder is whole or not there: the model files,
/// and the tokenizer and preprocessor files of `companion` (the checkpoint it came from). An existing folder is replaced.
void saveQwenCheckpoint(const std::filesystem::path& folder, const QwenConfig& config, const QwenWeights& weights,
                        const std::filesystem::path& companion);

} // namespace w2v::nn
