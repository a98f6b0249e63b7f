#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/base/Parallel.h"
#include "core/scene/import/Importers.h"

namespace w2v {

namespace {

constexpr std::size_t kLeastItems = 100'000; ///< vertices that are worth a thread

template <class PositionOf>
Eigen::AlignedBox3f boxOf(std::size_t count, const PositionOf& positionOf)
{
    std::vector<Eigen::AlignedBox3f> boxes(parallelPartCount(count, kLeastItems));
    parallelParts(count, kLeastItems, [&](std::size_t part, std::size_t begin, std::size_t end) {
        Eigen::AlignedBox3f box;
        for (std::size_t i = begin; i < end; ++i)
            box.extend(positionOf(i));
        boxes[part] = box;
    });
    for (const Eigen::AlignedBox3f& box : boxes)
        boxes.front().extend(box);
    return boxes.front();
}

/// Of the vertices that its triangles use.
Eigen::AlignedBox3f boxOf(const Mesh& mesh)
{
    return boxOf(mesh.indices.size(), [&](std::size_t i) -> const Eigen::Vector3f& { return mesh.positions[mesh.indices[i]]; });
}

void computeBounds(Scene& scene)
{
    scene.bounds.setEmpty();
    for (Instance& instance : scene.instances)
        instance.bounds.setEmpty();
    for (const Mesh& mesh : scene.meshes) {
        const Eigen::AlignedBox3d box = boxOf(mesh).cast<double>();
        scene.bounds.extend(box);
        for (Instance& instance : scene.instances)
            if (instance.id == mesh.instance)
                instance.bounds.extend(box);
    }
    const std::vector<Eigen::Vector3f>& points = scene.points.positions;
    if (!points.empty())
        scene.bounds.extend(boxOf(points.size(), [&](std::size_t i) -> const Eigen::Vector3f& { return points[i]; }).cast<double>());
}

void applyTransform(Scene& scene, const Eigen::Affine3f& transform)
{
    const Eigen::Matrix3f rotation = transform.linear() / std::cbrt(std::abs(transform.linear().determinant()));
    const auto each = [](std::vector<Eigen::Vector3f>& vectors, const auto& change) {
        parallelParts(vectors.size(), kLeastItems, [&](std::size_t, std::size_t begin, std::size_t end) {
            for (std::size_t i = begin; i < end; ++i)
                vectors[i] = change(vectors[i]);
        });
    };
    const auto move = [&](const Eigen::Vector3f& p) { return Eigen::Vector3f(transform * p); };
    for (Mesh& mesh : scene.meshes) {
        each(mesh.positions, move);
        each(mesh.normals, [&](const Eigen::Vector3f& n) { return Eigen::Vector3f(rotation * n); });
    }
    each(scene.points.positions, move);
}

/// From the file's axes and unit to metres with y down. `size`: of everything along its longest side, in the file's unit.
Eigen::Affine3f toWorld(const FileFrame& frame, float size, std::vector<std::string>& warnings)
{
    Eigen::Matrix3f axes;
    axes << 1, 0, 0, 0, -1, 0, 0, 0, -1; // y up to y down
    if (frame.zUp)
        axes << 1, 0, 0, 0, 0, -1, 0, 1, 0;
    float scale = frame.metersPerUnit;
    size *= scale;
    if (size > 20000)
        scale *= 0.001f, warnings.push_back("The mesh is more than 20 km wide: its unit is taken to be the millimetre.");
    else if (size > 200)
        scale *= 0.01f, warnings.push_back("The mesh is more than 200 m wide: its unit is taken to be the centimetre.");
    Eigen::Affine3f transform = Eigen::Affine3f::Identity();
    transform.linear() = axes * scale;
    return transform;
}

/// Upright boxes around the labelled objects stand in for what a generator knows exactly.
void guessFootprints(Scene& scene)
{
    for (const Instance& instance : scene.instances) {
        if (instance.structure || instance.bounds.isEmpty())
            continue;
        Footprint f;
        f.center = {instance.bounds.center().x(), instance.bounds.center().z()};
        f.half = {instance.bounds.sizes().x() / 2, instance.bounds.sizes().z() / 2};
        f.bottom = -instance.bounds.max().y();
        f.top = -instance.bounds.min().y();
        f.instance = instance.id;
        if (f.top > 0.05) // a rug is walked on
            scene.footprints.push_back(f);
    }
}

} // namespace

std::string lowerExtension(const fs::path& path)
{
    std::string extension = path.extension().string();
    std::ranges::transform(extension, extension.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return extension;
}

Scene importScene(const fs::path& path, std::vector<std::string>& warnings)
{
    const std::string extension = lowerExtension(path);
    Scene scene;
    scene.name = path.stem().string();
    FileFrame frame;
    if (extension == ".ply")
        importPly(path, scene, warnings);
    else
        frame = importMesh(path, scene, warnings);

    Eigen::Affine3f transform = Eigen::Affine3f::Identity();
    if (frame.placed) {
        transform.linear().diagonal() << 1, -1, -1;
    } else {
        computeBounds(scene);
        const Eigen::AlignedBox3f box = scene.bounds.cast<float>();
        transform = toWorld(frame, box.isEmpty() ? 1.0f : box.sizes().maxCoeff(), warnings);
        // The axes stay parallel: the box moves as its corners do.
        const float floor = std::max((transform * box.min()).y(), (transform * box.max()).y()); // y down: the lowest point
        if (std::abs(floor) > 0.05f) {
            transform.pretranslate(Eigen::Vector3f(0, -floor, 0));
            warnings.push_back(fmt::format("The scene was moved by {:.2f} m so that its lowest point is the floor.", std::abs(floor)));
        }
        if (extension == ".ply" || extension == ".obj")
            warnings.push_back("This format does not say which way is up: y is taken to be up.");
    }
    applyTransform(scene, transform);
    computeBounds(scene);
    if (!scene.bounds.min().allFinite() || !scene.bounds.max().allFinite())
        throw Error(path.string(), "the coordinates are not finite", "Export the mesh again");
    if (!frame.placed)
        guessFootprints(scene);
    return scene;
}

} // namespace w2v
