#include "core/scene/room/LightBake.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace w2v::room {

namespace {

/// Boxes of one object, behind the box around them all.
struct Group {
    Vec3 low, high;
    std::vector<Occluder> boxes;
};

std::vector<Group> grouped(const std::vector<Occluder>& occluders)
{
    std::vector<Group> groups;
    for (const Occluder& o : occluders) {
        if (groups.empty() || groups.back().boxes.front().instance != o.instance)
            groups.push_back({Vec3::Constant(1e9f), Vec3::Constant(-1e9f), {}});
        Group& g = groups.back();
        const Vec3 reach(std::abs(o.c) * o.half.x() + std::abs(o.s) * o.half.z(), o.half.y(),
                         std::abs(o.s) * o.half.x() + std::abs(o.c) * o.half.z());
        g.low = g.low.cwiseMin(o.center - reach);
        g.high = g.high.cwiseMax(o.center + reach);
        g.boxes.push_back(o);
    }
    return groups;
}

/// Distance along the ray at which it enters the slab box [-half, half], or infinity. Rays that start inside pass freely:
/// a part's own box must not darken it.
float enter(const Vec3& half, const Vec3& origin, const Vec3& direction)
{
    float near = -1e9f, far = 1e9f;
    for (int k = 0; k < 3; ++k) {
        const float d = std::abs(direction[k]) < 1e-6f ? 1e-6f : direction[k];
        const float a = (-half[k] - origin[k]) / d, b = (half[k] - origin[k]) / d;
        near = std::max(near, std::min(a, b));
        far = std::min(far, std::max(a, b));
    }
    return near <= far && near > 0 ? near : 1e9f;
}

Vec3 toLocal(const Occluder& o, const Vec3& v)
{
    return {o.c * v.x() - o.s * v.z(), v.y(), o.s * v.x() + o.c * v.z()};
}

float nearestHit(const std::vector<const Group*>& groups, const Vec3& origin, const Vec3& direction, float limit)
{
    float nearest = limit;
    for (const Group* g : groups) {
        const Vec3 center = 0.5f * (g->low + g->high), half = 0.5f * (g->high - g->low), local = origin - center;
        const bool inside = (local.cwiseAbs() - half).maxCoeff() < 0;
        if (!inside && enter(half, local, direction) >= nearest)
            continue;
        for (const Occluder& o : g->boxes)
            nearest = std::min(nearest, enter(o.half, toLocal(o, origin - o.center), toLocal(o, direction)));
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
        return std::min(1.08f, ambient + windowLight(p, normal, fine) + lampLight(p, normal));
    }

private:
    static constexpr float kReach = 1.1f; ///< how far objects dim the ambient light, metres

    void gatherNear(const Vec3& p)
    {
        m_near.clear();
        for (const Group& g : m_groups) {
            const Vec3 outside = (g.low - p).cwiseMax(p - g.high).cwiseMax(0.0f);
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
            float t = kReach;
            for (int k = 0; k < 3; ++k) { // the room's own six faces
                const float toFace = ((d[k] > 0 ? m_room.max()[k] : m_room.min()[k]) - p[k]) / (std::abs(d[k]) < 1e-6f ? 1e-6f : d[k]);
                if (toFace > 0)
                    t = std::min(t, 0.45f * kReach + 0.55f * toFace); // walls are bright: they dim less than furniture
            }
            t = nearestHit(m_near, p, d, t);
            open += std::sqrt(std::min(1.0f, t / kReach));
        }
        return open / static_cast<float>(N);
    }

    float windowLight(const Vec3& p, const Vec3& normal, bool fine) const
    {
        float sum = 0;
        const int n = fine ? 3 : 2;
        for (const AreaLight& w : m_windows) {
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
                    if (nearestHit(m_all, p, direction, d) < d - 1e-3f)
                        continue;
                    arriving += facing * from / (d2 + 1.0f);
                }
            sum += w.power * arriving / static_cast<float>(n * n);
        }
        return 0.62f * sum / (0.35f + sum); // a shoulder: places at the window do not burn out
    }

    float lampLight(const Vec3& p, const Vec3& normal) const
    {
        static const std::array<Vec3, 3> kAround = {Vec3(0.16f, 0, 0), Vec3(-0.08f, 0, 0.14f), Vec3(-0.08f, 0, -0.14f)};
        float sum = 0;
        for (const Light& lamp : m_scene.lights) {
            for (const Vec3& offset : kAround) {
                const Vec3 to = lamp.position.cast<float>() + offset - p;
                const float d2 = to.squaredNorm(), d = std::sqrt(d2);
                const Vec3 direction = to / std::max(d, 1e-3f);
                const float facing = normal.dot(direction);
                if (facing <= 0 || lamp.intensity * facing / (1 + 0.25f * d2) < 0.02f)
                    continue;
                if (nearestHit(m_all, p, direction, d - 0.25f) < d - 0.26f)
                    continue;
                sum += lamp.intensity * facing / (1 + 0.22f * d2) / 3;
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
