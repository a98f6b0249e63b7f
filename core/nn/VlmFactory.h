#pragma once
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/vlm/VisionLanguageModel.h"

namespace w2v {

/// Opens a Qwen2.5-VL checkpoint in the Hugging Face layout (config.json, weights, tokenizer, preprocessor_config.json), released or
/// our own, for float32 on the CPU. Damaged or incomplete folders are an Error.
std::unique_ptr<VisionLanguageModel> loadVisionLanguageModel(const std::filesystem::path& folder);

/// Sizes of a model that starts from random weights.
struct TinyModelOptions {
    std::string preset = "w2v-tiny";   ///< see tinyPresets()
    int imageSize = 56;                ///< every image is resized to this square; a multiple of 28
    bool stackViews = true;            ///< two images of a question share one temporal patch
    bool absolutePositions = true;     ///< learned positions added to the patches (declared in config.json)
    int vocabulary = 1024;             ///< tokens at most
    std::uint64_t seed = 1;
};

std::vector<std::string> tinyPresets();

/// Writes an untrained checkpoint in the Hugging Face layout, with a tokenizer learned from `texts` (questions and answers).
/// The folder appears whole or not at all.
void createTinyModel(const std::filesystem::path& folder, std::span<const std::string> texts, const TinyModelOptions& options);

} // namespace w2v
