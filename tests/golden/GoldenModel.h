#pragma once
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "core/base/Safetensors.h"
#include "core/nn/TorchPch.h"
#include "core/nn/qwen/QwenCheckpointTorch.h"
#include "core/nn/qwen/QwenModelTorch.h"
#include "tests/golden/GoldenGroup.h"

namespace w2v::golden {

at::Tensor tensorOf(const SafetensorsFile& file, const std::string& name);
std::vector<std::int64_t> numbers(const at::Tensor& tensor);
/// Rows of t, h, w; none when the file has no such tensor.
std::vector<VisionGrid> gridsOf(const SafetensorsFile& file, const std::string& name);

/// A golden checkpoint with the pixel values that its cases refer to, and the comparison that judges them.
class GoldenModel {
public:
    /// `pixels`: the folder of preprocess.safetensors; `prefix` begins every message.
    GoldenModel(const std::filesystem::path& folder, const std::filesystem::path& pixels, std::string prefix, GroupResult& result,
                at::ScalarType type = at::kFloat);

    const std::filesystem::path& folder() const { return m_folder; }
    const nn::QwenConfig& config() const { return m_model.config; }
    const nn::QwenWeights& weights() const { return m_model.weights; }

    at::Tensor pixelsOf(const std::vector<VisionGrid>& grids) const;

    /// Attended tokens of a padded batch (`prefix`input_ids, attention_mask where there is one, image_grid_thw), packed. `places`
    /// receives their flat positions in the padded batch.
    nn::ModelBatch batchOf(const SafetensorsFile& file, const std::string& prefix, std::vector<std::int64_t>& places) const;

    /// Passes when the largest difference is at most absolute + relativeToLargest * the largest expected value.
    void compare(const std::string& name, const at::Tensor& actual, const at::Tensor& expected, double absolute, double relativeToLargest = 0);
    void check(bool passed, const std::string& message);
    /// Runs one part; what it throws is a failure.
    void guarded(const std::string& name, const std::function<void()>& part);

private:
    struct Pixels {
        VisionGrid grid;
        at::Tensor values;
    };

    std::filesystem::path m_folder;
    std::string m_prefix;
    GroupResult& m_result;
    nn::QwenCheckpoint m_model;
    std::vector<Pixels> m_pixels;
};

} // namespace w2v::golden
