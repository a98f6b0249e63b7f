#include <algorithm>
#include <cmath>
#include <optional>
#include <tuple>
#include <unordered_map>

#include <fmt/format.h>

#include "core/base/Error.h"
#include "core/base/LargeFile.h"
#include "core/base/Parallel.h"
#include "core/image/ImageIo.h"
#include "core/scene/import/Importers.h"
#include "core/scene/import/PlyFaces.h"
#include "core/scene/import/PlyVertices.h"

namespace w2v {

namespace {

constexpr std::uintmax_t kMaxPlyBytes = 2ull << 30;
constexpr std::size_t kLeastRows = 100'000; ///< that are worth a thread
const Eigen::Matrix<std::uint8_t, 3, 1> kUncolored = Eigen::Matrix<std::uint8_t, 3, 1>::Constant(200);

PointCloud cloudOf(PlyVertices&& vertices)
{
    PointCloud cloud{std::move(vertices.positions), std::move(vertices.colors)};
    if (cloud.colors.empty())
        cloud.colors.assign(cloud.positions.size(), kUncolored);
    if (vertices.bad.empty())
        return cloud;
    std::size_t kept = 0;
    for (std::size_t i = 0; i < cloud.positions.size(); ++i) {
        if (vertices.bad[i])
            continue;
        cloud.positions[kept] = cloud.positions[i];
        cloud.colors[kept++] = cloud.colors[i];
    }
    cloud.positions.resize(kept);
    cloud.colors.resize(kept);
    return cloud;
}

/// Gives every vertex the texture place that its triangles' corners name; where they disagree it is doubled.
void splitByUv(Mesh& mesh, const std::vector<Eigen::Vector2f>& cornerUvs)
{
    struct Hash {
        std::size_t operator()(const std::tuple<std::uint32_t, float, float>& key) const
        {
            const auto& [v, x, y] = key;
            return (std::hash<std::uint32_t>()(v) * 31 + std::hash<float>()(x)) * 31 + std::hash<float>()(y);
        }
    };
    std::unordered_map<std::tuple<std::uint32_t, float, float>, std::uint32_t, Hash> doubled;
    std::vector<bool> known(mesh.positions.size());
    mesh.uvs.assign(mesh.positions.size(), Eigen::Vector2f::Zero());
    for (std::size_t i = 0; i < mesh.indices.size(); ++i) {
        const std::uint32_t v = mesh.indices[i];
        const Eigen::Vector2f uv = cornerUvs[i].allFinite() ? cornerUvs[i] : Eigen::Vector2f(Eigen::Vector2f::Zero());
        if (!known[v]) {
            known[v] = true;
            mesh.uvs[v] = uv;
        } else if (mesh.uvs[v] != uv) {
            const auto [place, isNew] = doubled.try_emplace({v, uv.x(), uv.y()}, static_cast<std::uint32_t>(mesh.positions.size()));
            if (isNew) {
                mesh.positions.push_back(Eigen::Vector3f(mesh.positions[v]));
                if (!mesh.normals.empty())
                    mesh.normals.push_back(Eigen::Vector3f(mesh.normals[v]));
                if (!mesh.colors.empty())
                    mesh.colors.push_back(Eigen::Vector3f(mesh.colors[v]));
                mesh.uvs.push_back(uv);
            }
            mesh.indices[i] = place->second;
        }
    }
}

Mesh meshOf(PlyVertices&& vertices, PlyTriangles&& triangles)
{
    Mesh mesh;
    mesh.positions = std::move(vertices.positions);
    mesh.normals = std::move(vertices.normals);
    mesh.uvs = std::move(vertices.uvs);
    mesh.indices = std::move(triangles.indices);
    mesh.colors.resize(vertices.colors.size());
    parallelParts(mesh.positions.size(), kLeastRows, [&](std::size_t, std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end && !mesh.normals.empty(); ++i) {
            Eigen::Vector3f& n = mesh.normals[i];
            const float square = n.squaredNorm();
            if (std::isfinite(square) && square > 0)
                n /= std::sqrt(square);
            else
                n = Eigen::Vector3f::UnitY();
        }
        for (std::size_t i = begin; i < end && !mesh.colors.empty(); ++i)
            mesh.colors[i] = vertices.colors[i].cast<float>() / 255.0f;
        for (std::size_t i = begin; i < end && !mesh.uvs.empty(); ++i)
            if (!mesh.uvs[i].allFinite())
                mesh.uvs[i].setZero();
    });
    if (!triangles.cornerUvs.empty())
        splitByUv(mesh, triangles.cornerUvs);
    for (Eigen::Vector2f& uv : mesh.uvs)
        uv.y() = 1 - uv.y(); // ours begin at the top
    return mesh;
}

void loadTexture(const fs::path& path, const std::string& name, Scene& scene, std::vector<std::string>& warnings)
{
    try {
        scene.textures.push_back(readColorImage(pathInside(fs::absolute(path).parent_path(), name)));
        scene.materials.front().texture = 0;
    } catch (const Error& e) {
        warnings.push_back("A texture is missing: " + std::string(e.what()));
    }
}

} // namespace

void importPly(const fs::path& path, Scene& scene, std::vector<std::string>& warnings)
{
    const FileBytes bytes = readLargeFile(path, kMaxPlyBytes);
    const PlyHeader header = readPlyHeader(bytes.view(), path.string());
    const PlyBytes file{bytes.view(), header.format, path.string()};
    const PlyElement* const rows = header.find("vertex");
    const auto hasFaces = [](const PlyElement& e) { return (e.name == "face" || e.name == "tristrips") && e.count > 0; };
    auto faces = std::ranges::count_if(header.elements, hasFaces);
    const bool isMesh = faces > 0;
    if (!rows || rows->count == 0)
        throw Error(path.string(), "the PLY file has neither faces nor points that can be read", kPlyAdvice);

    std::optional<PlyVertices> vertices;
    PlyTriangles triangles;
    std::size_t at = header.dataBegin;
    for (const PlyElement& element : header.elements) {
        if (&element == rows) {
            vertices = readPlyVertices(file, element, at);
            at = vertices->end;
        } else if (hasFaces(element)) {
            --faces;
            if (!vertices)
                throw Error(path.string(), "the PLY file lists its faces before its vertices", kPlyAdvice);
            PlyTriangles more = readPlyTriangles(file, element, at, vertices->positions.size(), vertices->bad);
            at = more.end;
            if (triangles.indices.empty() && triangles.leftOut == 0)
                triangles = std::move(more);
        } else {
            at = skipPlyRows(file, element, at);
        }
        if (vertices && faces == 0)
            break; // what else there is does not matter
    }
    if (!isMesh) {
        scene.points = cloudOf(std::move(*vertices));
        if (scene.points.positions.empty())
            throw Error(path.string(), "no point has finite coordinates", kPlyAdvice);
        return;
    }
    if (triangles.leftOut > 0)
        warnings.push_back(fmt::format("{} triangles with wrong indices or coordinates that are not finite were left out.", triangles.leftOut));
    if (triangles.indices.empty())
        throw Error(path.string(), "the mesh has no faces", "Export it with its faces; a cloud of points can be opened as PLY");
    scene.materials.emplace_back();
    scene.meshes.push_back(meshOf(std::move(*vertices), std::move(triangles)));
    if (!header.texture.empty() && !scene.meshes.front().uvs.empty())
        loadTexture(path, header.texture, scene, warnings);
}

} // namespace w2v
