#include "render/scene/MeshLevels.h"

#include <bit>
#include <cmath>
#include <limits>
#include <numbers>
#include <span>

namespace w2v {
namespace {

constexpr std::size_t kSimple = 600; ///< triangles that are not simplified further
constexpr float kFirstCell = 1.5f;   ///< edges of the mesh
constexpr float kTextureLooseness = 3; ///< how much farther apart than usual in the texture vertices of a cell may lie

/// Cells of vertices in a table with open addressing; cells are numbered as they appear.
class CellTable {
public:
    explicit CellTable(std::size_t expected) : m_slots(std::bit_ceil(2 * expected + 16), kFree) {}

    std::uint32_t find(std::uint64_t key)
    {
        const std::size_t mask = m_slots.size() - 1;
        std::size_t at = (key * 0x9e3779b97f4a7c15ull >> 20) & mask;
        while (m_slots[at] != kFree && m_keys[m_slots[at]] != key)
            at = (at + 1) & mask;
        if (m_slots[at] != kFree)
            return m_slots[at];
        const auto cell = static_cast<std::uint32_t>(m_keys.size());
        m_slots[at] = cell;
        m_keys.push_back(key);
        if (2 * m_keys.size() > m_slots.size())
            grow();
        return cell;
    }

private:
    void grow()
    {
        m_slots.assign(2 * m_slots.size(), kFree);
        const std::size_t mask = m_slots.size() - 1;
        for (std::uint32_t cell = 0; cell < m_keys.size(); ++cell) {
            std::size_t at = (m_keys[cell] * 0x9e3779b97f4a7c15ull >> 20) & mask;
            while (m_slots[at] != kFree)
                at = (at + 1) & mask;
            m_slots[at] = cell;
        }
    }

    static constexpr std::uint32_t kFree = 0xffffffffu;
    std::vector<std::uint32_t> m_slots;
    std::vector<std::uint64_t> m_keys;
};

struct EdgeLengths {
    float space = 0, texture = 0;
};

/// Typical distance of connected vertices, in space and in the texture: the root of twice the area.
EdgeLengths edgeLengths(const Mesh& mesh, std::span<const std::uint32_t> indices)
{
    double space = 0, texture = 0;
    std::size_t count = 0;
    const std::size_t step = std::max<std::size_t>(1, indices.size() / 3 / 4096) * 3;
    for (std::size_t i = 0; i + 2 < indices.size(); i += step, ++count) {
        const Eigen::Vector3f &a = mesh.positions[indices[i]], &b = mesh.positions[indices[i + 1]], &c = mesh.positions[indices[i + 2]];
        space += std::sqrt((b - a).cross(c - a).norm());
        if (mesh.uvs.empty())
            continue;
        const Eigen::Vector2f u = mesh.uvs[indices[i + 1]] - mesh.uvs[indices[i]], v = mesh.uvs[indices[i + 2]] - mesh.uvs[indices[i]];
        texture += std::sqrt(std::abs(u.x() * v.y() - u.y() * v.x()));
    }
    const double scale = count ? 1.0 / static_cast<double>(count) : 0;
    return {static_cast<float>(space * scale), static_cast<float>(texture * scale)};
}

class Clustering {
public:
    Clustering(const Mesh& mesh, std::span<const std::uint32_t> used) : m_mesh(mesh), m_cellOf(mesh.positions.size(), kNone)
    {
        for (const std::uint32_t v : used)
            m_box.extend(mesh.positions[v]);
    }

    /// Replaces vertices by those of their cells' and drops what collapses.
    std::vector<std::uint32_t> simplify(std::span<const std::uint32_t> indices, float cell, float textureCell, std::size_t expectedCells)
    {
        std::vector<std::uint32_t> vertices;
        vertices.reserve(indices.size() / 3);
        CellTable table(expectedCells);
        std::vector<Eigen::Vector3f> middle;
        std::vector<std::uint32_t> members;
        for (const std::uint32_t v : indices) {
            if (m_cellOf[v] != kNone)
                continue;
            const std::uint32_t c = table.find(keyOf(v, cell, textureCell));
            m_cellOf[v] = c;
            vertices.push_back(v);
            if (c == middle.size()) {
                middle.push_back(Eigen::Vector3f::Zero());
                members.push_back(0);
            }
            middle[c] += m_mesh.positions[v] - m_box.min();
            ++members[c];
        }
        std::vector<std::uint32_t> chosen(middle.size());
        std::vector<float> distance(middle.size(), std::numeric_limits<float>::infinity());
        for (const std::uint32_t v : vertices) {
            const std::uint32_t c = m_cellOf[v];
            const float away = (m_mesh.positions[v] - m_box.min() - middle[c] / static_cast<float>(members[c])).squaredNorm();
            if (away < distance[c]) {
                distance[c] = away;
                chosen[c] = v;
            }
        }
        std::vector<std::uint32_t> result;
        result.reserve(indices.size() / 3);
        for (std::size_t i = 0; i + 2 < indices.size(); i += 3) {
            const std::uint32_t a = m_cellOf[indices[i]], b = m_cellOf[indices[i + 1]], c = m_cellOf[indices[i + 2]];
            if (a != b && b != c && c != a)
                result.insert(result.end(), {chosen[a], chosen[b], chosen[c]});
        }
        for (const std::uint32_t v : vertices)
            m_cellOf[v] = kNone;
        return result;
    }

private:
    static constexpr std::uint32_t kNone = 0xffffffffu;

    std::uint64_t keyOf(std::uint32_t v, float cell, float textureCell) const
    {
        const Eigen::Vector3f place = (m_mesh.positions[v] - m_box.min()) / cell;
        std::uint64_t key = 0;
        for (int k = 0; k < 3; ++k)
            key = key << 16 | static_cast<std::uint64_t>(std::min(place[k], 65535.0f));
        if (!m_mesh.normals.empty()) {
            const Eigen::Vector3f& n = m_mesh.normals[v];
            int axis = 0;
            n.cwiseAbs().maxCoeff(&axis);
            key = key << 3 | static_cast<std::uint64_t>(2 * axis + (n[axis] < 0 ? 1 : 0));
        }
        if (textureCell > 0) {
            const Eigen::Vector2f uv = m_mesh.uvs[v] / textureCell;
            key = key * 0x100000001b3ull + static_cast<std::uint64_t>(static_cast<std::int64_t>(std::floor(uv.x())));
            key = key * 0x100000001b3ull + static_cast<std::uint64_t>(static_cast<std::int64_t>(std::floor(uv.y())));
        }
        return key;
    }

    const Mesh& m_mesh;
    std::vector<std::uint32_t> m_cellOf;
    Eigen::AlignedBox3f m_box;
};

} // namespace

std::vector<std::vector<std::uint32_t>> simplifiedIndices(const Mesh& mesh, std::span<const std::uint32_t> indices, int levels)
{
    std::vector<std::vector<std::uint32_t>> result;
    Clustering clustering(mesh, indices);
    const EdgeLengths edges = edgeLengths(mesh, indices);
    float cell = kFirstCell * edges.space;
    for (int level = 0; level < levels; ++level, cell *= std::numbers::sqrt2_v<float>) {
        const std::span<const std::uint32_t> finer = level == 0 ? indices : std::span<const std::uint32_t>(result.back());
        if (finer.size() / 3 <= kSimple || !(cell > 0))
            result.emplace_back(finer.begin(), finer.end());
        else
            result.push_back(clustering.simplify(finer, cell, kTextureLooseness * edges.texture * cell / edges.space, finer.size() / 4));
    }
    return result;
}

std::vector<std::uint32_t> coarseIndices(const Mesh& mesh, std::span<const std::uint32_t> indices, double share)
{
    const EdgeLengths edges = edgeLengths(mesh, indices);
    const float cell = kFirstCell * edges.space * static_cast<float>(std::sqrt(0.5 / share));
    if (indices.size() / 3 <= kSimple || !(cell > 0))
        return {indices.begin(), indices.end()};
    const auto expected = static_cast<std::size_t>(share * static_cast<double>(indices.size()) / 4);
    return Clustering(mesh, indices).simplify(indices, cell, kTextureLooseness * edges.texture * cell / edges.space, expected);
}

} // namespace w2v
