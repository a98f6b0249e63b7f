#include "render/scene/SceneDetail.h"

#include <algorithm>
#include <map>
#include <span>
#include <utility>

#include "core/base/Error.h"
#include "core/base/Parallel.h"
#include "render/scene/MeshLevels.h"
#include "render/scene/MortonCode.h"

namespace w2v {
namespace {

constexpr std::size_t kChunkTriangles = 192;
constexpr std::uint64_t kDrawnAsItIs = 16'000; ///< triangles of scenes that need no coarser levels; the coarsest has fewer
constexpr double kStandIn = 60'000;            ///< triangles of the quick coarse level
constexpr std::size_t kLeastTriangles = 50'000; ///< that are worth a thread

void checkMesh(const Scene& scene, const Mesh& mesh)
{
    const std::size_t count = mesh.positions.size();
    const auto fits = [count](std::size_t size) { return size == 0 || size == count; };
    const auto wrong = [&](const char* reason) { throw Error("scene " + scene.name, reason, "Import it again."); };
    if (!fits(mesh.normals.size()) || !fits(mesh.uvs.size()) || !fits(mesh.light.size()) || !fits(mesh.colors.size()))
        wrong("a mesh has attributes of another length than its positions");
    if (mesh.indices.size() % 3 != 0)
        wrong("a mesh has an incomplete triangle");
    if (std::ranges::any_of(mesh.indices, [count](std::uint32_t index) { return index >= count; }))
        wrong("a triangle names a vertex that is not there");
    if (mesh.material < 0 || (!scene.materials.empty() && mesh.material >= static_cast<int>(scene.materials.size())))
        wrong("a mesh names a material that is not there");
}

/// The mesh's triangles along a Morton curve through their centroids, so that neighbours in the list are neighbours in space.
std::vector<std::uint32_t> sortedIndices(const Mesh& mesh)
{
    const std::size_t count = mesh.indices.size() / 3, parts = parallelPartCount(count, kLeastTriangles);
    if (count <= kChunkTriangles)
        return mesh.indices;
    const auto inParts = [&](const auto& work) { parallelParts(count, kLeastTriangles, work); };
    Eigen::AlignedBox3f box;
    for (const std::uint32_t v : mesh.indices)
        box.extend(mesh.positions[v]);
    const MortonCode code(box);
    std::vector<std::uint64_t> order(count), scratch(count);
    inParts([&](std::size_t, std::size_t begin, std::size_t end) {
        for (std::size_t t = begin; t < end; ++t) {
            const std::uint32_t* v = &mesh.indices[3 * t];
            const Eigen::Vector3f centroid = (mesh.positions[v[0]] + mesh.positions[v[1]] + mesh.positions[v[2]]) / 3.0f;
            order[t] = std::uint64_t(code(centroid)) << 32 | t;
        }
    });
    constexpr int kDigitBits = MortonCode::kBits / 3;
    constexpr std::size_t kDigits = 1u << kDigitBits;
    for (int shift = 32; shift < 32 + MortonCode::kBits; shift += kDigitBits) {
        const auto digit = [&](std::uint64_t item) { return item >> shift & (kDigits - 1); };
        std::vector<std::vector<std::size_t>> next(parts, std::vector<std::size_t>(kDigits));
        inParts([&](std::size_t part, std::size_t begin, std::size_t end) {
            for (std::size_t i = begin; i < end; ++i)
                ++next[part][digit(order[i])];
        });
        std::size_t total = 0;
        for (std::size_t d = 0; d < kDigits; ++d)
            for (std::vector<std::size_t>& ofPart : next)
                total += std::exchange(ofPart[d], total);
        inParts([&](std::size_t part, std::size_t begin, std::size_t end) {
            for (std::size_t i = begin; i < end; ++i)
                scratch[next[part][digit(order[i])]++] = order[i];
        });
        order.swap(scratch);
    }
    std::vector<std::uint32_t> sorted(mesh.indices.size());
    inParts([&](std::size_t, std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i)
            std::copy_n(&mesh.indices[3 * static_cast<std::uint32_t>(order[i])], 3, &sorted[3 * i]);
    });
    return sorted;
}

/// Appends a triangle list cut into chunks.
std::vector<SurfaceChunk> appendChunks(std::vector<std::uint32_t>& out, const Mesh& mesh, std::span<const std::uint32_t> indices, std::uint32_t vertexOffset)
{
    constexpr std::size_t kChunk = 3 * kChunkTriangles;
    std::vector<SurfaceChunk> chunks((indices.size() + kChunk - 1) / kChunk);
    const std::size_t start = out.size();
    out.resize(start + indices.size());
    parallelParts(chunks.size(), kLeastTriangles / kChunkTriangles, [&](std::size_t, std::size_t begin, std::size_t end) {
        for (std::size_t c = begin; c < end; ++c) {
            SurfaceChunk& chunk = chunks[c];
            const std::size_t first = c * kChunk, last = std::min(first + kChunk, indices.size());
            chunk.firstIndex = static_cast<std::uint32_t>(start + first);
            chunk.indexCount = static_cast<std::uint32_t>(last - first);
            for (std::size_t i = first; i < last; ++i) {
                chunk.bounds.extend(mesh.positions[indices[i]]);
                out[start + i] = indices[i] + vertexOffset;
            }
        }
    });
    return chunks;
}

void append(std::vector<SurfaceChunk>& to, const std::vector<SurfaceChunk>& chunks)
{
    to.insert(to.end(), chunks.begin(), chunks.end());
}

} // namespace

std::vector<SurfaceGroup> surfaceGroups(const Scene& scene)
{
    static const Material kPlain;
    std::map<std::pair<int, bool>, SurfaceGroup> groups; // (texture or -1, two-sided)
    std::size_t vertices = 0;
    for (const Mesh& mesh : scene.meshes) {
        checkMesh(scene, mesh);
        vertices += mesh.positions.size();
        if (mesh.indices.empty())
            continue;
        const Material& material = scene.materials.empty() ? kPlain : scene.materials[static_cast<std::size_t>(mesh.material)];
        const bool textured = material.texture >= 0 && material.texture < static_cast<int>(scene.textures.size()) && !mesh.uvs.empty();
        const int texture = textured ? material.texture : -1;
        SurfaceGroup& group = groups[{texture, material.twoSided}];
        group.texture = texture;
        group.twoSided = material.twoSided;
        group.meshes.push_back(&mesh);
    }
    if (vertices > 0xffffffffull)
        throw Error("scene " + scene.name, "it has more than four billion vertices", "Simplify it first.");
    std::vector<SurfaceGroup> result;
    std::uint32_t next = 0;
    for (auto& [key, group] : groups) {
        group.firstVertex = next;
        for (const Mesh* mesh : group.meshes)
            next += static_cast<std::uint32_t>(mesh->positions.size());
        result.push_back(std::move(group));
    }
    return result;
}

SceneDetail workOutDetail(const Scene& scene, DetailEffort effort)
{
    SceneDetail detail;
    std::uint64_t triangles = 0;
    for (const Mesh& mesh : scene.meshes)
        triangles += mesh.indices.size() / 3;
    for (std::uint64_t left = triangles; left > kDrawnAsItIs; left /= 2)
        ++detail.levelCount;
    const bool quick = effort == DetailEffort::Quick;
    if (quick)
        detail.levelCount = std::min(detail.levelCount, 2);
    const double share = std::min(0.5, kStandIn / static_cast<double>(std::max<std::uint64_t>(triangles, 1)));
    detail.indices.reserve(detail.levelCount > 1 ? (quick ? 4 : 6) * triangles : 3 * triangles);
    for (const SurfaceGroup& group : surfaceGroups(scene)) {
        auto& levels = detail.levels.emplace_back(static_cast<std::size_t>(detail.levelCount));
        std::uint32_t offset = group.firstVertex;
        for (const Mesh* mesh : group.meshes) {
            const std::vector<std::uint32_t> sorted = quick ? std::vector<std::uint32_t>() : sortedIndices(*mesh);
            const std::span<const std::uint32_t> whole = quick ? std::span<const std::uint32_t>(mesh->indices) : sorted;
            std::vector<SurfaceChunk> chunks = appendChunks(detail.indices, *mesh, whole, offset);
            append(levels[0], chunks);
            if (quick && detail.levelCount > 1)
                append(levels[1], appendChunks(detail.indices, *mesh, coarseIndices(*mesh, whole, share), offset));
            if (!quick) {
                std::size_t level = 0, size = whole.size();
                for (const std::vector<std::uint32_t>& list : simplifiedIndices(*mesh, whole, detail.levelCount - 1)) {
                    if (list.size() != size)
                        chunks = appendChunks(detail.indices, *mesh, list, offset);
                    size = list.size();
                    append(levels[++level], chunks);
                }
            }
            offset += static_cast<std::uint32_t>(mesh->positions.size());
        }
    }
    return detail;
}

} // namespace w2v
