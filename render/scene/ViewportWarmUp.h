#pragma once
#include <memory>

#include "render/gpu/GpuDevice.h"

namespace w2v {

class ViewportPainter;

/// What draws a viewport's frames, with its pipelines; for createViewport(). The device must outlive it.
std::shared_ptr<ViewportPainter> createViewportPainter(GpuDevice& device);

inline constexpr int kWarmUpSteps = 3;

/// Draws one of a few tiny scenes into nothing: drivers translate shaders when they are first used, and so a window's first frame finds
/// that done. The likeliest come first. Nothing else may use the painter meanwhile.
void warmUp(GpuDevice& device, ViewportPainter& painter, int step);

} // namespace w2v
