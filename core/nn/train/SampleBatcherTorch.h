#pragma once
#include <array>
#include <bit>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/base/Rng.h"
#include "core/nn/qwen/QwenVlmTorch.h"
#include "core/training/Recipe.h"
#include "core/training/TrainingSample.h"

namespace w2v::nn {

struct TrainingBatch {
    ModelBatch model;
    at::Tensor labels;      ///< int64 [tokens]
    at::Tensor rowWeights;  ///< float [rows]: of each learned token of the row in the mean loss
    at::Tensor flow;        ///< [patches, 2], in the order of the vision tower's output
    at::Tensor logDepth, flowKnown, depthKnown; ///< [patches]
    std::int64_t learnedTokens = 0;
};

/// Which sample is shown, and how it is varied.
struct SampleDraw {
    std::size_t sample = 0; ///< index of the training sample
    int variant = 0;        ///< kMirrored | kSwapped
};

/// Questions up to where the answer begins.
struct PromptRows {
    std::vector<SampleDraw> draws;
    std::vector<TokenRow> rows;
    std::vector<at::Tensor> pixels;    ///< of each row's images or pair: [patches, patchValues()]

    /// Rows `which` of the prompts (repeats allowed: their pictures are read once), each continued by its tokens, as one batch with
    /// pixels. `continuations` is empty or as long as `which`.
    ModelBatch pack(const QwenConfig& config, std::span<const std::size_t> which, const std::vector<std::vector<std::int64_t>>& continuations = {}) const;
};

/// Draws samples by task weights and turns them into batches with augmentation: views swapped with the inverse action, mirrored,
/// per-channel gain and bias, channels permuted (motion tasks). One per replica: it is not for several threads.
class SampleBatcher {
public:
    SampleBatcher(const QwenConfig& config, const QwenProcessor& processor, const Recipe& recipe, std::span<const TrainingSample> samples, Rng random);

    /// Draws from the tasks that have a weight and samples; an Error when there are none.
    TrainingBatch next(const TaskWeights& weights, int size);

    /// A batch of given samples without augmentation (texts[0]).
    TrainingBatch plain(std::span<const std::size_t> samples);

    /// Draws `count` questions from the tasks that have a weight and samples, with augmentation.
    PromptRows prompts(const TaskWeights& weights, int count);

    /// Where it is in its data: what its random numbers come from. A batcher set to the same place goes on with the same draws.
    using Place = std::array<std::uint64_t, 4>;
    Place place() const { return std::bit_cast<Place>(m_random); }
    void setPlace(const Place& place) { m_random = std::bit_cast<Rng>(place); }

private:
    TrainingBatch build(std::span<const SampleDraw> draws, bool augment);
    const ChatEncoding& encoding(const TrainingSample& sample, const SampleText& text);
    void fillPixels(const SampleDraw& draw, bool augment, float* target);
    SampleDraw draw(const TaskWeights& weights);

    const QwenConfig& m_config;
    const QwenProcessor& m_processor;
    const Recipe& m_recipe;
    std::span<const TrainingSample> m_samples;
    std::map<std::string, std::vector<std::size_t>> m_byTask;
    std::unordered_map<std::string, ChatEncoding> m_encodings;
    ChatEncoding m_uncached;
    int m_side = 0; ///< patches a row of an image
    VisionGrid m_grid;
    Rng m_random;
};

} // namespace w2v::nn
