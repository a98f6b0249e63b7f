#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "core/scene/Scene.h"

namespace w2v {

/// Coarser triangle lists of a mesh, for views that move: each level has roughly half the triangles of the one before.
/// Vertices of one grid cell that face alike and lie close in the texture become the one nearest to their middle (vertex
/// clustering, Rossignac and Borrel 1993), so the levels use the mesh's own vertices. Triangles keep their order.
/// `levels` lists are returned; a mesh that is too simple to lose triangles repeats its last list.
std::vector<std::vector<std::uint32_t>> simplifiedIndices(const Mesh& mesh, std::span<const std::uint32_t> indices, int levels);

/// One coarser list at once, with about `share` (up to 0.5) of the triangles, found by the same rule.
std::vector<std::uint32_t> coarseIndices(const Mesh& mesh, std::span<const std::uint32_t> indices, double share);

} // namespace w2v
