#include "core/nn/train/TrainedModelTorch.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/nn/train/TrainingStateTorch.h"

namespace w2v::nn {

namespace {

/// Under an adapter the weights stay as they are and may be narrow.
at::ScalarType weightType(const Recipe& recipe)
{
    return recipe.adaptation == "lora" && recipe.precision == "bfloat16" ? at::kBFloat16 : at::kFloat;
}

/// The paper's layers: every projection of the language model, and of the vision tower unless it is frozen.
LoraConfig adapterOf(const Recipe& recipe)
{
    LoraConfig config;
    config.rank = recipe.loraRank;
    config.alpha = recipe.loraAlpha;
    config.targets = {.allLinear = true, .endings = {}, .pattern = {}};
    if (recipe.freezeVision)
        config.excluded = LoraTargets{.allLinear = false, .endings = {}, .pattern = "visual\\..*"};
    return config;
}

void freezeVision(QwenWeights& w)
{
    const auto freeze = [](at::Tensor& tensor) {
        if (tensor.defined())
            tensor.requires_grad_(false);
    };
    for (at::Tensor* tensor : {&w.patchEmbed, &w.absolutePositions, &w.mergerNorm, &w.merger0.weight, &w.merger0.bias, &w.merger2.weight, &w.merger2.bias})
        freeze(*tensor);
    for (VisionBlockWeights& b : w.blocks)
        for (at::Tensor* tensor : {&b.norm1, &b.norm2, &b.qkv.weight, &b.qkv.bias, &b.proj.weight, &b.proj.bias, &b.gateUp.weight, &b.gateUp.bias,
                                   &b.down.weight, &b.down.bias})
            freeze(*tensor);
}

/// Ranges of the flat weights that the optimiser sees. A frozen tower is not among them: weight decay would shrink it.
std::vector<std::pair<std::int64_t, std::int64_t>> movingRanges(const QwenCheckpoint& checkpoint, bool freezesVision)
{
    if (!freezesVision)
        return {{0, checkpoint.weights.flat.numel()}};
    std::vector<std::pair<std::int64_t, std::int64_t>> ranges;
    for (const HubTensor& tensor : hubTensors(checkpoint.config, checkpoint.weights))
        if (!tensor.name.starts_with("visual.")) {
            const std::int64_t begin = tensor.view.storage_offset() - checkpoint.weights.flat.storage_offset();
            ranges.emplace_back(begin, begin + tensor.view.numel());
        }
    std::sort(ranges.begin(), ranges.end());
    std::size_t last = 0; // neighbours become one
    for (std::size_t i = 1; i < ranges.size(); ++i)
        if (ranges[i].first <= ranges[last].second)
            ranges[last].second = std::max(ranges[last].second, ranges[i].second);
        else
            ranges[++last] = ranges[i];
    ranges.resize(ranges.empty() ? 0 : last + 1);
    return ranges;
}

} // namespace

TrainedModel::TrainedModel(const Recipe& recipe, const std::filesystem::path& folder, const std::filesystem::path& run)
    : m_recipe(recipe), m_folder(folder), m_checkpoint(loadQwenCheckpoint(folder, weightType(recipe))),
      m_processor(QwenProcessor::load(folder, m_checkpoint.config)), m_shelf(run, recipe.keepCheckpoints)
{
    checkRecipe(recipe, recipe.name);
    if (recipe.precision != "float32" && recipe.adaptation != "lora")
        throw Error(recipe.name, "weights of precision " + recipe.precision + " cannot be trained", "Use precision: float32, or method: lora");
    if (recipe.adaptation == "lora")
        m_lora = makeLora(m_checkpoint.config, adapterOf(recipe), recipe.seed);
}

std::vector<QwenWeights> TrainedModel::attachReplicas(int count)
{
    const at::Tensor& moved = m_lora ? m_lora->flat : m_checkpoint.weights.flat;
    std::vector<QwenWeights> replicas;
    std::vector<at::Tensor> gradients;
    for (int r = 0; r < count; ++r) {
        gradients.push_back(at::empty_like(moved));
        replicas.push_back(m_lora ? m_lora->attachTrainable(m_checkpoint.config, m_checkpoint.weights, gradients.back())
                                  : m_checkpoint.weights.trainable(m_checkpoint.config, gradients.back()));
        if (m_recipe.freezeVision && !m_lora)
            freezeVision(replicas.back());
    }
    if (m_lora) {
        m_optimizer.add(moved, gradients, moved.numel());
        return replicas;
    }
    for (const auto& [begin, end] : movingRanges(m_checkpoint, m_recipe.freezeVision)) {
        std::vector<at::Tensor> own;
        for (const at::Tensor& gradient : gradients)
            own.push_back(gradient.narrow(0, begin, end - begin));
        m_optimizer.add(moved.narrow(0, begin, end - begin), own, std::max<std::int64_t>(0, m_checkpoint.weights.matrixElements - begin));
    }
    return replicas;
}

QwenWeights TrainedModel::frozenStart() const
{
    return m_lora ? m_checkpoint.weights : QwenWeights::over(m_checkpoint.config, m_checkpoint.weights.flat.clone());
}

std::unique_ptr<VisionLanguageModel> TrainedModel::answering() const
{
    return std::make_unique<QwenVlm>(m_checkpoint.config, m_lora ? m_lora->attach(m_checkpoint.config, m_checkpoint.weights) : m_checkpoint.weights,
                                     m_processor, std::filesystem::path());
}

std::vector<std::int64_t> TrainedModel::endTokens() const
{
    const ChatTokenIds& tokens = m_processor.tokenizer.chatTokens();
    return {tokens.imEnd, tokens.endOfText};
}

std::string TrainedModel::text(std::span<const std::int64_t> tokens) const
{
    const std::vector<std::int64_t> ends = endTokens();
    TokenStream stream(m_processor.tokenizer);
    std::string text;
    for (const std::int64_t id : tokens)
        if (std::find(ends.begin(), ends.end(), id) == ends.end())
            text += stream.push(id);
    return text + stream.finish();
}

AdamWStep TrainedModel::adamW(double squares, double share, std::int64_t step) const
{
    const double norm = std::sqrt(squares);
    if (!std::isfinite(norm))
        throw Error(m_recipe.name, fmt::format("the gradient is not finite at step {}", step), "Lower the learning rate.");
    AdamWStep settings;
    settings.rate = static_cast<float>(m_recipe.learningRate * learningRateFactor(m_recipe, share));
    settings.beta1 = static_cast<float>(m_recipe.beta1);
    settings.beta2 = static_cast<float>(m_recipe.beta2);
    settings.epsilon = 1e-8f;
    settings.weightDecay = static_cast<float>(m_recipe.weightDecay);
    settings.gradientScale = m_recipe.clipNorm > 0 && norm > m_recipe.clipNorm ? static_cast<float>(m_recipe.clipNorm / norm) : 1.0f;
    return settings;
}

std::filesystem::path TrainedModel::saveCheckpoint(std::int64_t step, std::optional<std::int64_t> best, const Json& progress)
{
    m_shelf.setBest(best);
    return m_shelf.put(step, [&](const std::filesystem::path& aside) {
        if (m_lora) {
            SilentJobContext whole; // a stop request ends with a checkpoint, so it must not stop this
            mergeQwenCheckpoint(m_folder, *m_lora, aside, whole);
            saveLora(aside / "adapter", *m_lora, m_folder.string());
        } else {
            saveQwenCheckpoint(aside, m_checkpoint.config, m_checkpoint.weights, m_folder);
        }
        saveTrainingState(aside, m_optimizer, progress);
    });
}

void TrainedModel::restore(const std::filesystem::path& checkpoint)
{
    loadTrainingState(checkpoint, m_optimizer);
}

} // namespace w2v::nn
