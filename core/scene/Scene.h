#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <Eigen/Geometry>

#include "core/geometry/Camera.h"
#include "core/image/Raster.h"

namespace w2v {

/// Surface appearance. Colours are sRGB encoded in [0, 1]; the texture multiplies baseColor.
struct Material {
    std::string name;
    Eigen::Vector3f baseColor = Eigen::Vector3f::Ones();
    int texture = -1;        ///< index into Scene::textures, -1 = none
    float roughness = 0.8f;  ///< 0 mirror .. 1 matt, for a small highlight only
    float emission = 0.0f;   ///< 0 lit by the scene, 1 shows baseColor * texture unlit (windows, lamps, lifted photographs)
    bool twoSided = true;
};

/// Triangles in world coordinates (metres, y down). normals, uvs and light are empty or of positions' size.
struct Mesh {
    std::vector<Eigen::Vector3f> positions;
    std::vector<Eigen::Vector3f> normals;
    std::vector<Eigen::Vector2f> uvs;      ///< (0,0) is the texture's top-left corner; repeats
    std::vector<float> light;              ///< baked light per vertex, 1 = fully lit; empty = no baked light
    std::vector<Eigen::Vector3f> colors;   ///< per-vertex colour multiplying the material's, sRGB; empty = white
    std::vector<std::uint32_t> indices;    ///< three per triangle, counter-clockwise seen from outside
    int material = 0;                      ///< index into Scene::materials
    int instance = 0;                      ///< Instance::id, 0 = none
};

/// A labelled object. `label` is what a question calls it ("armchair"); structure ("wall", "floor") is not askable.
struct Instance {
    int id = 0;                            ///< from 1
    std::string label;
    Eigen::AlignedBox3d bounds;            ///< world, metres
    bool structure = false;                ///< wall, floor, ceiling, window: never asked about
};

struct PointCloud {
    std::vector<Eigen::Vector3f> positions;                 ///< world, metres
    std::vector<Eigen::Matrix<std::uint8_t, 3, 1>> colors;  ///< RGB
};

/// What a walker of radius r would bump into, seen from above: a rotated rectangle on the floor.
struct Footprint {
    Eigen::Vector2d center;  ///< (x, z), metres
    Eigen::Vector2d half;    ///< half sizes along its own axes, metres
    double yaw = 0;          ///< radians, as yawRotation
    double bottom = 0, top = 0; ///< height above the floor, metres
    int instance = 0;
};

/// A directional, point or area light used for shading; intensity 1 is normal room light.
struct Light {
    Eigen::Vector3d position;  ///< world, metres
    Eigen::Vector3f color = Eigen::Vector3f::Ones();
    float intensity = 1.0f;
};

/// A textured, labelled world. World axes as Rigid3d says: metres, x right, y down, z forward, floor at y = 0.
struct Scene {
    std::string name;
    std::uint64_t seed = 0;               ///< of the generator; 0 for imported scenes
    std::vector<ColorImage> textures;
    std::vector<Material> materials;
    std::vector<Mesh> meshes;
    std::vector<Instance> instances;
    std::vector<Light> lights;
    PointCloud points;
    Eigen::AlignedBox3d bounds;           ///< of everything
    std::optional<Eigen::AlignedBox3d> room; ///< free interior of a room, when it is one
    std::vector<Footprint> footprints;

    const Instance* findInstance(int id) const;
    /// True when a person of radius `margin` (metres) and eye height 1.7 m can stand at (x, z): inside the room and clear
    /// of every footprint that is not entirely above 2 m.
    bool isFree(double x, double z, double margin) const;
};

} // namespace w2v
