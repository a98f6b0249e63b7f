#pragma once
#include <memory>

#include "core/scene/SceneRenderer.h"
#include "render/gpu/GpuDevice.h"

namespace w2v {

/// The Vulkan implementation of SceneRenderer. The device must outlive the renderer and everything it prepared.
/// What it prepares can also be drawn by viewports of the same device.
std::unique_ptr<SceneRenderer> createSceneRenderer(GpuDevice& device);

/// As renderer.prepare(), but sooner, with DetailEffort::Quick; applyDetail() brings the rest. The renderer is one of createSceneRenderer().
std::shared_ptr<SceneRenderer::Prepared> prepareQuickly(SceneRenderer& renderer, const Scene& scene);

} // namespace w2v
