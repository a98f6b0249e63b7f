#pragma once
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/nn/qwen/LoraTorch.h"
#include "core/nn/qwen/QwenCheckpointTorch.h"
#include "core/nn/qwen/QwenVlmTorch.h"
#include "core/nn/train/OptimizerTorch.h"
#include "core/runs/CheckpointShelf.h"
#include "core/training/Recipe.h"

namespace w2v::nn {

/// A checkpoint under training by a recipe, whatever the loss is: the weights or the adapter that moves, one set of leaves a replica,
/// the optimiser over them, and the checkpoints it leaves behind.
class TrainedModel {
public:
    /// Loads the checkpoint in `folder`. An Error when the recipe asks for what cannot be trained.
    TrainedModel(const Recipe& recipe, const std::filesystem::path& folder, const std::filesystem::path& run);

    const QwenConfig& config() const { return m_checkpoint.config; }
    const QwenProcessor& processor() const { return m_processor; }
    SharedAdamW& optimizer() { return m_optimizer; }

    /// Leaves that share the moving numbers; each replica's gradients go to a buffer of its own, which the optimiser sums. Call once.
    std::vector<QwenWeights> attachReplicas(int count);

    /// The model as it is before any step: a copy, or the weights below an adapter, which do not move.
    QwenWeights frozenStart() const;

    /// Answers as the model is now.
    std::unique_ptr<VisionLanguageModel> answering() const;

    std::vector<std::int64_t> endTokens() const;
    /// Text of generated tokens without end tokens.
    std::string text(std::span<const std::int64_t> tokens) const;

    /// The optimiser's settings of step `step` (from 1) at a share of the run, for gradients with this sum of squares; clips. An Error
    /// when the sum is not finite.
    AdamWStep adamW(double squares, double share, std::int64_t step) const;

    /// Writes checkpoints/step-<n> below the run (CheckpointShelf): the model, and in training/ what it takes to go on exactly, `progress`
    /// among it. An adapter is merged; it lies beside in adapter/.
    std::filesystem::path saveCheckpoint(std::int64_t step, std::optional<std::int64_t> best, const Json& progress);

    /// Takes weights and moments from a checkpoint of this run. Call after everything was added to the optimiser.
    void restore(const std::filesystem::path& checkpoint);

private:
    const Recipe& m_recipe;
    std::filesystem::path m_folder;
    QwenCheckpoint m_checkpoint;
    std::optional<QwenLora> m_lora; ///< what moves instead of the weights
    QwenProcessor m_processor;
    SharedAdamW m_optimizer;
    CheckpointShelf m_shelf;
};

} // namespace w2v::nn
