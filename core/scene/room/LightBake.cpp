#include "core/scene/room/LightBake.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace w2v::room {

namespace {

/// A box that may be turned; aligned ones skip the turning.
struct Block {
    Vec3 center, half;
    float c, s;
    bool aligned;
};

/// Boxes of one object, behind the box around them all.
struct Group {
    Vec3 center, half;
    std::vector<Block> blocks;
};

std::vector<Group> grouped(const std::vector<Occluder>& occluders)
{
    std::vector<Group> groups;
    std::vector<Eigen::AlignedBox3f> bounds;
    int instance = -1;
    for (const Occluder& o : occluders) {
        if (o.instance != instance) {
            groups.emplace_back();
            bounds.emplace_back();
            instance = o.instance;
        }
        const Vec3 reach(std::abs(o.c) * o.half.x() + std::abs(o.s) * o.half.z(), o.half.y(),
                         std::abs(o.s) * o.half.x() + std::abs(o.c) * o.half.z());
        bounds.back().extend(Vec3(o.center - reach));
        bounds.back().extend(Vec3(o.center + reach));
        // Quarter turns, that is most furniture, are boxes along the axes again.
        const bool aligned = std::min(std::abs(o.c), std::abs(o.s)) < 1e-3f;
        groups.back().blocks.push_back({o.center, aligned ? reach : o.half, o.c, o.s, aligned});
    }
    for (std::size_t i = 0; i < groups.size(); ++i) {
        groups[i].center = bounds[i].center();
        groups[i].half = 0.5f * bounds[i].sizes();
    }
    return groups;
}

struct Ray {
    Vec3 origin, direction, inverse;

    Ray(const Vec3& o, const Vec3& d) : origin(o), direction(d)
    {
        for (int k = 0; k < 3; ++k)
            inverse[k] = 1.0f / (std::abs(d[k]) < 1e-6f ? 1e-6f : d[k]);
    }
};

constexpr float kNever = 1e9f;

/// Where a ray enters and leaves the box [-half, half]; `local` is the origin seen from its centre.
inline void cross(const Vec3& half, const Vec3& local, const Vec3& inverse, float& near, float& far)
{
    const Vec3 middle = -local.cwiseProduct(inverse), reach = half.cwiseProduct(inverse.cwiseAbs());
    near = (middle - reach).maxCoeff();
    far = (middle + reach).minCoeff();
}

/// Distance to the first box hit, at most `limit`. Boxes around the origin are passed: a part's own must not darken it.
/// With `any` the first hit found is enough.
float firstHit(const std::vector<const Group*>& groups, const Ray& ray, float limit, bool any)
{
    float nearest = limit;
    for (const Group* g : groups) {
        float near = 0, far = 0;
        cross(g->half, ray.origin - g->center, ray.inverse, near, far);
        if (near > far || far < 0 || near >= nearest)
            continue;
        for (const Block& b : g->blocks) {
            const Vec3 local = ray.origin - b.center;
            if (b.aligned) {
                cross(b.half, local, ray.inverse, near, far);
            } else {
                const auto turned = [&](const Vec3& v) { return Vec3(b.c * v.x() - b.s * v.z(), v.y(), b.s * v.x() + b.c * v.z()); };
                const Ray inBox(turned(local), turned(ray.direction));
                cross(b.half, inBox.origin, inBox.inverse, near, far);
            }
            if (near > 0 && near <= far && near < nearest) {
                nearest = near;
                if (any)
                    return nearest;
            }
        }
    }
    return nearest;
}

/// Cosine-distributed directions about +z (a fixed spiral, so that neighbouring vertices agree).
template <std::size_t N>
std::array<Vec3, N> hemisphere()
{
    std::array<Vec3, N> directions;
    for (std::size_t i = 0; i < N; ++i) {
        const float r = std::sqrt((static_cast<float>(i) + 0.5f) / static_cast<float>(N)), a = 2.399963f * static_cast<float>(i);
        directions[i] = {r * std::cos(a), r * std::sin(a), std::sqrt(1 - r * r)};
    }
    return directions;
}

Eigen::Matrix3f basisAround(const Vec3& n)
{
    const Vec3 t = (std::abs(n.y()) < 0.9f ? Vec3(n.cross(Vec3::UnitY())) : Vec3(n.cross(Vec3::UnitX()))).normalized();
    Eigen::Matrix3f m;
    m << t, n.cross(t), n;
    return m;
}

class Baker {
public:
    Baker(const Scene& scene, const std::vector<Occluder>& occluders, const std::vector<AreaLight>& windows)
        : m_scene(scene), m_windows(windows), m_groups(grouped(occluders)), m_room(scene.room->cast<float>())
    {
        for (const Group& g : m_groups)
            m_all.push_back(&g);
    }

    float at(const Vec3& position, const Vec3& normal, bool fine)
    {
        const Vec3 p = position + 0.02f * normal;
        gatherNear(p);
        // Light that bounced: the ceiling sends some down, the floor sends more up to the ceiling.
        const float ambient = (0.46f - 0.05f * normal.y() + 0.2f * std::max(0.0f, normal.y() - 0.5f)) * (fine ? openness(p, normal, m_many) : openness(p, normal, m_few));
        return std::min(1.08f, ambient + windowLight(p, normal, fine) + lampLight(p, normal, fine));
    }

private:
    static constexpr float kReach = 1.1f; ///< how far objects dim the ambient light, metres

    void gatherNear(const Vec3& p)
    {
        m_near.clear();
        for (const Group& g : m_groups) {
            const Vec3 outside = ((p - g.center).cwiseAbs() - g.half).cwiseMax(0.0f);
            if (outside.squaredNorm() < kReach * kReach)
                m_near.push_back(&g);
        }
    }

    template <std::size_t N>
    float openness(const Vec3& p, const Vec3& normal, const std::array<Vec3, N>& directions) const
    {
        const Eigen::Matrix3f basis = basisAround(normal);
        float open = 0;
        for (const Vec3& local : directions) {
            const Vec3 d = basis * local;
            const Ray ray(p, d);
            float t = kReach;
            for (int k = 0; k < 3; ++k) { // the room's own six faces
                const float toFace = ((d[k] > 0 ? m_room.max()[k] : m_room.min()[k]) - p[k]) * ray.inverse[k];
                if (toFace > 0)
                    t = std::min(t, 0.45f * kReach + 0.55f * toFace); // walls are bright: they dim less than furniture
            }
            t = firstHit(m_near, ray, t, false);
            open += std::sqrt(std::min(1.0f, t / kReach));
        }
        return open / static_cast<float>(N);
    }

    float windowLight(const Vec3& p, const Vec3& normal, bool fine) const
    {
        float sum = 0;
        const int n = fine ? 3 : 1;
        for (const AreaLight& w : m_windows) {
            if (w.normal.dot(p - w.center) <= 0)
                continue;
            float arriving = 0;
            for (int j = 0; j < n; ++j)
                for (int i = 0; i < n; ++i) {
                    const float a = (2 * static_cast<float>(i) + 1) / static_cast<float>(n) - 1;
                    const float b = (2 * static_cast<float>(j) + 1) / static_cast<float>(n) - 1;
                    const Vec3 to = w.center + a * w.u + b * w.v - p;
                    const float d2 = to.squaredNorm(), d = std::sqrt(d2);
                    const Vec3 direction = to / std::max(d, 1e-3f);
                    // Wrapped cosine: surfaces turned a little away still get light that bounced once.
                    const float facing = std::max(0.0f, 0.8f * normal.dot(direction) + 0.2f), from = -w.normal.dot(direction);
                    if (facing <= 0 || from <= 0)
                        continue;
                    if (firstHit(m_all, Ray(p, direction), d, true) < d)
                        continue;
                    arriving += facing * from / (d2 + 1.0f);
                }
            sum += w.power * arriving / static_cast<float>(n * n);
        }
        return 0.62f * sum / (0.35f + sum); // a shoulder: places at the window do not burn out
    }

    float lampLight(const Vec3& p, const Vec3& normal, bool fine) const
    {
        static const std::array<Vec3, 3> kAround = {Vec3(0.16f, 0, 0), Vec3(-0.08f, 0, 0.14f), Vec3(-0.08f, 0, -0.14f)};
        float sum = 0;
        for (const Light& lamp : m_scene.lights) {
            const Vec3 position = lamp.position.cast<float>();
            // Small lamps and small surfaces make do with one sample.
            const std::size_t samples = fine && lamp.intensity > 0.4f ? 3 : 1;
            for (std::size_t i = 0; i < samples; ++i) {
                const Vec3 to = position + (samples > 1 ? kAround[i] : Vec3(Vec3::Zero())) - p;
                const float d2 = to.squaredNorm(), d = std::sqrt(d2);
                const Vec3 direction = to / std::max(d, 1e-3f);
                const float facing = normal.dot(direction);
                if (facing <= 0 || lamp.intensity * facing / (1 + 0.22f * d2) < 0.03f)
                    continue;
                if (firstHit(m_all, Ray(p, direction), d - 0.25f, true) < d - 0.25f)
                    continue;
                sum += lamp.intensity * facing / (1 + 0.22f * d2) / static_cast<float>(samples);
            }
        }
        return 0.75f * sum / (0.8f + sum);
    }

    const Scene& m_scene;
    const std::vector<AreaLight>& m_windows;
    std::vector<Group> m_groups;
    Eigen::AlignedBox3f m_room;
    std::vector<const Group*> m_all, m_near;
    std::array<Vec3, 20> m_many = hemisphere<20>();
    std::array<Vec3, 8> m_few = hemisphere<8>();
};

} // namespace

void bakeLight(Scene& scene, const std::vector<Occluder>& occluders, const std::vector<AreaLight>& windows)
{
    Baker baker(scene, occluders, windows);
    for (Mesh& mesh : scene.meshes) {
        if (scene.materials[static_cast<std::size_t>(mesh.material)].emission >= 1.0f)
            continue;
        const Instance* instance = scene.findInstance(mesh.instance);
        const bool fine = instance && instance->structure; // the large surfaces that show shadows
        for (std::size_t i = 0; i < mesh.positions.size(); ++i)
            mesh.light[i] *= baker.at(mesh.positions[i], mesh.normals[i], fine);
    }
}

} // namespace w2v::room
