#pragma once
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "core/base/Rng.h"
#include "core/scene/RoomGenerator.h"
#include "core/scene/Scene.h"
#include "core/scene/library/FurnitureLibrary.h"

namespace w2v::room {

using Vec2 = Eigen::Vector2f;
using Vec3 = Eigen::Vector3f; ///< in object space: x across, y *up* from the floor, z from the back to the front; metres

/// What a surface is made of: a material of the scene and how often its texture repeats per metre.
struct Finish {
    int material = 0;
    float repeat = 1.0f;
};

/// A yaw-rotated box that casts shadows when light is baked. World coordinates, y down.
struct Occluder {
    Vec3 center, half;
    float c = 1, s = 0; ///< cosine and sine of the yaw
    int instance = 0;
};

/// Adds shaped, textured, labelled parts to a scene. Between begin() and end() all parts belong to one instance and are
/// given in object space; see Vec3.
class Builder {
public:
    Builder(Scene& scene, const RoomOptions& options);

    Scene& scene() { return m_scene; }
    double detail() const { return m_options.detail; }
    const RoomOptions& options() const { return m_options; }
    /// `full` segments at detail 1, fewer below, never less than `least`.
    int segments(int full, int least = 3) const;

    int addTexture(ColorImage&& image);
    Finish finish(const Vec3& color, int texture = -1, float repeat = 1.0f, float roughness = 0.8f, float emission = 0.0f);

    /// Object space is rotated by yaw about the vertical and its origin put at (x, z) on the floor, raised by `lift`.
    int begin(const std::string& label, double x, double z, double yaw, double lift = 0.0, bool structure = false);
    void end();

    /// Runs `parts` with a further transform in object space, for tilted or splayed parts.
    void within(const Eigen::Affine3f& transform, const std::function<void()>& parts);
    /// Multiplies the light of all parts made until the next call: the inside of shelves, for example. 1 = none.
    void setShade(float shade) { m_shade = shade; }
    /// Parts made while off cast no shadow (thin or far up).
    void setCasting(bool casting) { m_casting = casting; }

    void box(const Finish& f, const Vec3& low, const Vec3& high);
    /// A box with rounded edges; becomes a plain box at low detail.
    void rounded(const Finish& f, const Vec3& low, const Vec3& high, float radius);
    /// A plate on a surface behind it: front, sloping edges and sides, no back. Faces +z.
    void raised(const Finish& f, const Vec3& low, const Vec3& high, float bevel);
    /// A superellipsoid: a cushion for `roundness` around 0.4, an ellipsoid for 1.
    void cushion(const Finish& f, const Vec3& center, const Vec3& half, float roundness = 0.45f);
    /// A surface of revolution about the vertical through (x, z); profile points are (radius, height), any order.
    void lathe(const Finish& f, const Vec2& axis, const std::vector<Vec2>& profile, int sides, bool smooth = true);
    void cylinder(const Finish& f, const Vec3& bottom, float radiusBottom, float radiusTop, float height, int sides);
    void tube(const Finish& f, const std::vector<Vec3>& path, float radius, int sides);
    /// A grid of positions over (u, v) in [0, 1]^2 with texture coordinates `uvScale` * (u, v); faces `facing`.
    void sheet(const Finish& f, int nu, int nv, const std::function<Vec3(float, float)>& at, const Vec2& uvScale,
               const Vec3& facing);
    /// A flat rectangle with its lower left corner at a, u to the right and v upwards for who looks at its front; the
    /// texture's rectangle from uv0 (top left) to uv1 (bottom right) fills it.
    void panel(const Finish& f, const Vec3& a, const Vec3& u, const Vec3& v, const Vec2& uv0, const Vec2& uv1);
    /// A flat lattice: points origin + us[i] u + vs[j] v, cells where `keep` says so; faces v x u as panel does.
    void lattice(const Finish& f, const Vec3& origin, const Vec3& u, const Vec3& v, const std::vector<float>& us,
                 const std::vector<float>& vs, const std::function<bool(float, float)>& keep);
    /// One triangle of a flat disc: centre, centre + a, centre + b; the texture's square spans [-radius, radius].
    void wedge(const Finish& f, const Vec3& center, const Vec3& a, const Vec3& b, float radius);
    void occlude(const Vec3& low, const Vec3& high);
    /// A library's model scaled to width x height x depth; casts the shadow of a box around its bulk.
    void model(const FurnitureModel& model, const Vec3& size);

    const std::vector<Occluder>& occluders() const { return m_occluders; }

private:
    Mesh& mesh(const Finish& f);
    std::uint32_t vertex(Mesh& m, const Vec3& position, const Vec3& normal, const Vec2& uv);
    void triangle(Mesh& m, std::uint32_t a, std::uint32_t b, std::uint32_t c);
    void grid(Mesh& m, std::uint32_t first, int columns, int rows);

    Scene& m_scene;
    RoomOptions m_options;
    std::size_t m_firstMesh = 0;
    int m_instance = 0;
    bool m_structure = false, m_casting = true;
    std::string m_label;
    float m_shade = 1.0f;
    Eigen::Affine3f m_world = Eigen::Affine3f::Identity(); ///< world (y down) from object space (y up)
    Eigen::Affine3f m_part = Eigen::Affine3f::Identity();
    std::vector<Occluder> m_occluders;
    std::map<const FurnitureModel*, int> m_firstMaterial; ///< of models that were used already
    float m_yaw = 0;
};

} // namespace w2v::room
