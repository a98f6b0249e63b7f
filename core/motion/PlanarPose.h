#pragma once
#include "core/geometry/Camera.h"
#include "core/motion/Action.h"

namespace w2v {

/// Where a walker stands: the floor plane of the start camera, metres and degrees. The heading is a sum of whole amounts and
/// is made a rotation only at the end, so that any number of turns adds no drift.
struct PlanarPose {
    double right = 0, forward = 0; ///< x and z of the start camera
    double degrees = 0;            ///< heading, positive to the right; does not wrap

    /// The pose after `share` (0..1) of an action: straight moves are straight, turns are on the spot.
    PlanarPose after(const Action& action, double share = 1) const;

    /// Camera to start, level with the start camera.
    Rigid3d startFromCamera() const;
    /// The part of a pose that lies in the plane; its heading is in (-180, 180].
    static PlanarPose of(const Rigid3d& startFromCamera);
};

/// An angle as -180 < result <= 180.
double wrappedDegrees(double degrees);

} // namespace w2v
