#pragma once
#include <span>

#include <Eigen/Core>

#include "core/scene/import/PlyRows.h"

namespace w2v {

struct PlyTriangles {
    std::vector<std::uint32_t> indices;     ///< three a triangle, all of them vertices that are there
    std::vector<Eigen::Vector2f> cornerUvs; ///< one an index, or empty; (0, 0) is the texture's bottom-left corner
    std::uint64_t leftOut = 0;              ///< triangles with wrong indices or bad vertices
    std::size_t end = 0;                    ///< offset behind the rows
};

/// Reads the rows of the element "face" or "tristrips" from the offset `at`: polygons of `vertex_indices` become fans, strips are cut
/// at negative indices. `bad` marks vertices that no triangle may use; empty: none. Throws Error above 20 million triangles.
PlyTriangles readPlyTriangles(const PlyBytes& file, const PlyElement& element, std::size_t at, std::size_t vertices, std::span<const std::uint8_t> bad);

} // namespace w2v
