#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "core/base/JobContext.h"
#include "core/scene/SceneRenderer.h"
#include "core/worldmodel/Inpainter.h"

namespace w2v {

/// The learned inpainter from the bytes of its safetensors file. It sees colour, depth and mask at about 80 pixels a side and
/// predicts colour and depth there; the result is brought up to the view's size so that it meets its border.
/// Throws Error for a damaged file; `subject` names it.
std::unique_ptr<Inpainter> createLearnedInpainter(std::string_view weights, const std::string& subject);

struct InpainterTraining {
    std::int64_t steps = 6000;
    int batch = 8;
    int side = 80;                       ///< pixels of the training views
    double learningRate = 1.5e-3;        ///< reached after 200 steps, falls linearly to 0 over the last 30%
    double freshPerStep = 2.5;           ///< new samples a step; the others of a batch come from the pool
    int pool = 2048;                     ///< newest samples that are kept
    std::uint64_t seed = 1;
    std::filesystem::path start;         ///< weights to begin with instead of random ones; empty for none
    std::uint64_t firstRoom = 1'000'000; ///< seeds of the training rooms count up from here
    std::uint64_t firstHeldOutRoom = 900'000; ///< and of those for validation from here
    int heldOutRooms = 12;
    std::int64_t evalInterval = 250;     ///< steps between validations and checkpoints
};

struct InpainterStep {
    std::int64_t step = 0;
    double loss = 0, learningRate = 0, seconds = 0;
    std::map<std::string, double> heldOut; ///< empty between validations; else "psnr", "psnr_first_guess", "depth_error"
};

/// Trains on generated rooms, warped as the geometric world model warps them. `folder` gets checkpoint.safetensors (weights, their
/// moving average, moments, step: training goes on from it when it is there) and imaginer.safetensors (the average in half
/// precision, what createLearnedInpainter() reads). Deterministic for one thread when not interrupted; after an interruption the pool
/// is drawn anew. A stop request saves and returns. Throws Error when a loss is not finite.
void trainInpainter(SceneRenderer& renderer, const InpainterTraining& training, const std::filesystem::path& folder,
                    const std::function<void(const InpainterStep&)>& onStep, JobContext& job);

} // namespace w2v
