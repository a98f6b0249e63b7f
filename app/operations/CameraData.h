#pragma once
#include <string>

#include "app/operations/AppContext.h"
#include "core/base/JobContext.h"
#include "core/dataset/Project.h"

namespace w2v {

/// The square camera (pixels a side) that sees no more than the frame does.
Intrinsics squareCameraInside(const Intrinsics& frame, int side);

/// Pairs of views imagined by `geometric` from every frame of a photograph or capture: moves, turns and sequences of two, begun
/// near the frame's camera, whose views were both mostly observed. The last frame's views are held out and those of the frame before it are left out, because the two overlap; a
/// single frame is held out whole. Returns the number of rollouts.
int addCameraRollouts(Project& project, const std::string& observation, AppContext& app, std::uint64_t seed, JobContext& job);

} // namespace w2v
