#pragma once
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/vlm/PictureInput.h"
#include "core/vlm/VisionLanguageModel.h"

namespace w2v {

/// How a checkpoint is held in memory.
struct ModelOptions {
    /// Of the weights: "float32", "bfloat16", "float16", or "auto", as they are stored. On the CPU half-precision weights take half
    /// the memory while sums stay in float32; on other devices the model computes in this type.
    std::string dtype = "float32";
    std::string device = "cpu";    ///< "cpu", "cuda" or "cuda:<number>"
    std::filesystem::path adapter; ///< folder of a LoRA adapter in the peft layout; empty = none

    bool operator==(const ModelOptions&) const = default;
};

/// Opens a Qwen2.5-VL checkpoint in the Hugging Face layout (config.json, weights, tokenizer, preprocessor_config.json), released or
/// our own. Damaged or incomplete folders, and devices that are not there, are an Error.
std::unique_ptr<VisionLanguageModel> loadVisionLanguageModel(const std::filesystem::path& folder, const ModelOptions& options = {});

/// What a question to describeCheckpoint() is about.
struct ModelUse {
    ModelOptions options;
    int batch = 1;
    int length = 1024;                       ///< tokens a row, prompt, images and answer together
    std::vector<std::pair<int, int>> images; ///< width and height of the images of every row
};

/// Sizes and costs of a checkpoint from its headers alone, in milliseconds whatever its size: parameters, bytes per dtype, tokens of the
/// given images, memory of weights, cache and activations for the use, what is not supported. Damaged files are an Error.
nlohmann::ordered_json describeCheckpoint(const std::filesystem::path& folder, const ModelUse& use = {});

/// Writes `model` with the adapter added to its weights as a new checkpoint, tensor by tensor. The folder is whole or not there.
void mergeAdapter(const std::filesystem::path& model, const std::filesystem::path& adapter, const std::filesystem::path& out, JobContext& job);

/// Writes the checkpoint in `model` again as `out`, its weights in another type ("float32", "bfloat16", "float16"), without training
/// state. The folder is whole or not there; an existing one is replaced.
void copyCheckpoint(const std::filesystem::path& model, const std::filesystem::path& out, const std::string& dtype);

/// How the checkpoint in `folder` takes pictures in; reads config.json and preprocessor_config.json only.
PictureInput loadPictureInput(const std::filesystem::path& folder);

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
