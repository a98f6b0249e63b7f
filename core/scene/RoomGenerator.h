#pragma once
#include <cstdint>
#include <memory>
#include <optional>

#include "core/base/Rng.h"
#include "core/scene/Scene.h"

namespace w2v {

class FurnitureLibrary;

struct RoomOptions {
    bool bakeLight = true;       ///< soft shadows and bounce light per vertex
    int textureSize = 256;       ///< pixels a side of procedural textures
    double detail = 1.0;         ///< 1 = full geometry; lower values use fewer segments for training throughput
    std::shared_ptr<FurnitureLibrary> furniture = {}; ///< pieces are taken from it where one of the kind and size is there
};

/// A furnished room: the same seed and options (and library files) give the same scene on every machine. Floor at y = 0, ceiling at
/// y = -height, interior [0, width] x [0, depth] in x and z.
Scene generateRoom(std::uint64_t seed, const RoomOptions& options = {});

/// Eye height of generated views above the floor, metres.
inline constexpr double kEyeHeight = 1.5;

/// A standing place with a view: free of furniture by `margin`, looking at something askable where possible.
/// None when 1000 draws found no place.
std::optional<Rigid3d> sampleStandpoint(const Scene& scene, Rng& rng, double margin = 0.35);

} // namespace w2v
