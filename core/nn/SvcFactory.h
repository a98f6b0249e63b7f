#pragma once
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/scene/SceneRenderer.h"
#include "core/worldmodel/WorldModel.h"

namespace w2v {

WorldModelInfo svcWorldModelInfo();

/// Stable Virtual Camera. `renderer` is asked for only when the observation is a mesh scene, whose start view must be drawn.
/// Options of a request:
///   svc_weights (folder, required), svc_type (auto, float32, bfloat16, float16), svc_device (auto, cpu, cuda),
///   steps (1..1000, 50), guidance (first pass, 4) and guidance_refined (second pass, 2), guidance_least (1.2),
///   camera_scale (2): units in which the reference measures, scale_rule: "metric" (one factor for the whole path: the depth in the
///   middle of the start view becomes camera_scale units, so that metres stay metres) or "reference" (the released rule, which
///   gives every path its own factor), passes (0: as many as are needed; 1 or 2), chunk_strategy (interp),
///   frames_per_call (as trained).
std::unique_ptr<WorldModel> createSvcWorldModel(std::function<SceneRenderer&()> renderer);

/// What to download, where it goes, and under which licence.
std::string svcHelpText();

/// What a path of `frames` wanted views of width x height would cost here: see core/nn/svc/SvcCost.h. An empty folder means the
/// released sizes. Measures what this machine's processors reach in such networks (about a second).
nlohmann::ordered_json estimateSvc(const std::filesystem::path& folder, int width, int height, int frames, int steps);

/// Sizes of networks with random weights: "tiny" (tests), "mid" (measurements).
std::vector<std::string> svcTestPresets();

/// Writes a weights folder with random weights, marked as test weights: it runs everything and its pictures are noise.
/// The folder appears whole or not at all.
void createSvcTestWeights(const std::filesystem::path& folder, const std::string& preset, std::uint64_t seed);

} // namespace w2v
