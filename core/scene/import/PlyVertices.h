#pragma once
#include <Eigen/Core>

#include "core/scene/import/PlyRows.h"

namespace w2v {

/// The vertices of a PLY file in the file's own axes; normals, colors and uvs are empty when the file has none.
struct PlyVertices {
    std::vector<Eigen::Vector3f> positions; ///< (0, 0, 0) where `bad`
    std::vector<Eigen::Vector3f> normals;   ///< as the file has them
    std::vector<Eigen::Matrix<std::uint8_t, 3, 1>> colors; ///< RGB
    std::vector<Eigen::Vector2f> uvs;       ///< (0, 0) is the texture's bottom-left corner
    std::vector<std::uint8_t> bad;          ///< 1 where coordinates are not finite; empty when all are
    std::size_t end = 0;                    ///< offset behind the rows
};

/// Reads the rows of the element "vertex" from the offset `at`. Known names: x y z, nx ny nz, red green blue (also diffuse_red ...),
/// s t, u v, texture_u texture_v. Whole numbers count as 8 or 16 bits a colour, fractions from 0 to 1.
PlyVertices readPlyVertices(const PlyBytes& file, const PlyElement& element, std::size_t at);

} // namespace w2v
