#include "core/worldmodel/RequestKey.h"

#include <fmt/format.h>

#include "core/base/Digest.h"

namespace w2v {

namespace {

/// Digests of parts, one after the other; each part's length is a part of it.
class Parts {
public:
    void add(std::string_view bytes) { m_digests += sha256(bytes) + fmt::format(":{};", bytes.size()); }
    template <class T>
    void addAll(const std::vector<T>& values)
    {
        add({reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)});
    }
    template <class T>
    void addRaster(const T& raster)
    {
        add(fmt::format("{}x{}", raster.width(), raster.height()));
        add({reinterpret_cast<const char*>(raster.data()), raster.bytes()});
    }
    std::string digest() const { return sha256(m_digests); }

private:
    std::string m_digests;
};

void addScene(Parts& parts, const Scene& scene)
{
    for (const Mesh& mesh : scene.meshes) {
        parts.addAll(mesh.positions);
        parts.addAll(mesh.uvs);
        parts.addAll(mesh.light);
        parts.addAll(mesh.colors);
        parts.addAll(mesh.indices);
        parts.add(fmt::format("{} {}", mesh.material, mesh.instance));
    }
    for (const Material& material : scene.materials)
        parts.add(fmt::format("{} {} {} {} {} {} {}", material.baseColor.x(), material.baseColor.y(), material.baseColor.z(), material.texture,
                              material.roughness, material.emission, material.twoSided));
    for (const ColorImage& texture : scene.textures)
        parts.addRaster(texture);
}

} // namespace

std::string requestKey(const ImagineRequest& request, const std::string& worldModel, const std::string& program)
{
    Parts parts;
    const Observation& observation = *request.observation;
    const ObservationFrame& from = observation.frames.at(static_cast<std::size_t>(request.frame));
    parts.add(program);
    parts.addRaster(from.color);
    parts.addRaster(from.depth);
    const Intrinsics& camera = from.camera;
    parts.add(fmt::format("{} {} {} {} {} {} {}", camera.width, camera.height, camera.fx, camera.fy, camera.cx, camera.cy, observation.metric));
    parts.add(from.worldFromCamera ? poseToJson(*from.worldFromCamera).dump() : "");
    if (observation.scene)
        addScene(parts, *observation.scene);
    parts.add(trajectoryToJson(request.trajectory).dump());
    parts.add(worldModel);
    parts.add(request.options.dump());
    parts.add(std::to_string(request.seed));
    return parts.digest();
}

} // namespace w2v
