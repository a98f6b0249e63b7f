#pragma once
#include <optional>
#include <vector>

#include "core/geometry/Box2d.h"
#include "core/geometry/Camera.h"
#include "core/motion/Action.h"
#include "core/supervision/QaRecord.h"

namespace w2v {

/// What a question says in words and numbers: all a baseline that never looks may use.
struct QuestionFacts {
    std::vector<Action> actions;       ///< the motion; not for tasks that ask for it
    std::vector<Action> claim;         ///< A4
    std::optional<Box2d> box1, box2;   ///< as printed, 0..1000 units
    Intrinsics camera;                 ///< invalid when unknown
};

/// Reads a record's facts, leaving out what its question does not tell. Never throws; damaged facts are left out.
QuestionFacts questionFacts(const QaRecord& record);

/// Where the camera ends, from the start.
Rigid3d poseAfter(const std::vector<Action>& actions);

/// The box (0..1000 units, unclipped) of a flat object at `depth` metres that fills `box`, seen after the motion; none when it
/// ends behind the camera.
std::optional<Box2d> moveBox(const Box2d& box, const Rigid3d& startFromEnd, const Intrinsics& camera, double depth);

/// Share of a box that lies inside the image, 0..1; 0 for an empty box.
double shareInside(const Box2d& box);

Box2d clipToImage(const Box2d& box);

} // namespace w2v
