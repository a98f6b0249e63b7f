#pragma once
#include <cstdint>
#include <string>

#include "core/base/JobContext.h"
#include "core/dataset/Project.h"
#include "core/scene/SceneRenderer.h"
#include "core/scene/library/FurnitureLibrary.h"

namespace w2v {

/// Views of many generated rooms at once: for each room, standpoints with one short action sequence each, rendered
/// exactly (world model "mesh") in one batch. First and last frame of each trajectory are kept.
struct RoomDataOptions {
    std::uint64_t firstSeed = 1;
    int rooms = 10;
    int trajectoriesPerRoom = 40;
    int side = 56;                ///< pixels, square
    int supersample = 2;          ///< rendered at side * supersample, objects found there, colour filtered down
    double fovDegrees = 90;
    double detail = 0.4;          ///< RoomOptions::detail
    double multiStepShare = 0.3;  ///< share of trajectories with two or three actions; the rest is half moves, half turns
    std::string split = "train";
    std::shared_ptr<FurnitureLibrary> furniture = {}; ///< its credits go to each rollout's provenance
};

/// Adds rollouts to the project (one frame pack per room); stops early and keeps what is done when `deadline` seconds
/// (0 = none) have passed. Returns the number of rollouts. Throws Cancelled.
int addRoomRollouts(Project& project, SceneRenderer& renderer, const RoomDataOptions& options, double deadline, JobContext& job);

} // namespace w2v
