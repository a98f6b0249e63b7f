#pragma once
#include <cstdint>
#include <memory>
#include <vector>

#include "core/scene/SceneRenderer.h"

namespace w2v {

/// A run of triangles that are near each other, the unit of culling.
struct SurfaceChunk {
    Eigen::AlignedBox3f bounds;
    std::uint32_t firstIndex = 0, indexCount = 0;
};

/// Meshes that are drawn with one descriptor set.
struct SurfaceGroup {
    int texture = -1;      ///< index into Scene::textures, -1 = none
    bool twoSided = true;
    std::vector<const Mesh*> meshes;
    std::uint32_t firstVertex = 0; ///< of the meshes' vertices one after another
};

/// The groups of a scene, always in the same order. Throws Error when a mesh is damaged.
std::vector<SurfaceGroup> surfaceGroups(const Scene& scene);

/// Order and levels of detail of a scene's triangles, worked out without the device.
struct SceneDetail {
    std::vector<std::uint32_t> indices;
    /// Per group and level; level 0 is the whole detail, the coarsest has few triangles. All groups have as many levels.
    std::vector<std::vector<std::vector<SurfaceChunk>>> levels;
    int levelCount = 1;
};

enum class DetailEffort {
    Quick, ///< triangles as they come, with one coarse stand-in for views that move: for the first frame
    Whole  ///< along a curve through space, each level about half of the one before
};

SceneDetail workOutDetail(const Scene& scene, DetailEffort effort);

/// Draws a prepared scene with this detail from now on. On the device's thread; `detail` is of the same scene.
void applyDetail(SceneRenderer::Prepared& prepared, const SceneDetail& detail);

} // namespace w2v
