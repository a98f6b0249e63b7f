#pragma once
#include <cstddef>

#include "core/scene/Observation.h"

namespace w2v {

/// The coloured points of an observation's frames with depth, in its world (of frame 0 when unposed: only that frame is
/// used then). Every n-th pixel is taken so that at most `maxPoints` come out. Empty when there is no depth.
PointCloud liftPoints(const Observation& observation, std::size_t maxPoints);

/// How far below a camera the floor lies, metres along its y axis: as calibrated, else where the lowest tenth of the frame's
/// points ends.
/// `fallback` when the frame has no depth or nothing lies below the camera.
double floorBelow(const ObservationFrame& frame, double fallback = 1.5);

} // namespace w2v
