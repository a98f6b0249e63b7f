#pragma once
#include <memory>
#include <string>

#include "core/scene/SceneRenderer.h"
#include "core/worldmodel/Inpainter.h"

namespace w2v::bench {

/// OpenCV's inpainting of colour and, as inverse depth in 8 bits cannot be, of depth by the classical fill.
enum class CvMethod { NavierStokes, Telea };
ColorImage openCvFilled(const ColorImage& color, const Mask& missing, CvMethod method);

double shareOf(const Mask& mask);
Mask inverted(const Mask& mask);

/// Warps of rooms with held-out seeds against exact renders.
void roomQuality(SceneRenderer& renderer, Inpainter& learned, int side, int rooms);
/// Frames of a posed RGB-D capture imagined at each other's poses, beside a point splat and warp + OpenCV inpainting.
void captureTable(SceneRenderer& renderer, std::shared_ptr<Inpainter> learned, const std::string& folder);
/// Out and back, one invented surface from two frames, a full turn.
void consistency(SceneRenderer& renderer, std::shared_ptr<Inpainter> learned, int rooms);
/// Motion measured from pixels against the motion that was rendered, and how often wrong claims are found.
void motionCheck(SceneRenderer& renderer, int rooms);
/// S1 to S3: warp, fill, trajectory, memory.
void speed(SceneRenderer& renderer, std::shared_ptr<Inpainter> learned);

} // namespace w2v::bench
