#pragma once
#include <optional>
#include <vector>

#include "core/geometry/Box2d.h"
#include "core/geometry/Camera.h"
#include "core/motion/Action.h"

namespace w2v {

/// A predicted box counts as right from this intersection over union on.
inline constexpr double kRightOverlap = 0.5;

/// Where the camera ends, from the start.
Rigid3d poseAfter(const std::vector<Action>& actions);

/// The box (0..1000 units, unclipped) of a flat object at `depth` metres that fills `box`, seen after the motion; none when it
/// ends behind the camera.
std::optional<Box2d> moveBox(const Box2d& box, const Rigid3d& startFromEnd, const Intrinsics& camera, double depth);

/// Share of a box that lies inside the image, 0..1; 0 for an empty box.
double shareInside(const Box2d& box);

Box2d clipToImage(const Box2d& box);

/// The height in metres of an object that fills `box` at `depth` metres, and the depth of one of that height; 0 without a camera.
double heightAt(const Box2d& box, double depth, const Intrinsics& camera);
double depthOfHeight(const Box2d& box, double meters, const Intrinsics& camera);

} // namespace w2v
