#include "core/scene/room/Builder.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace w2v::room {

namespace {
constexpr float kPi = std::numbers::pi_v<float>;

Vec3 unit(int axis)
{
    Vec3 v = Vec3::Zero();
    v[axis] = 1;
    return v;
}

/// sign(x) |x|^e
float signedPower(float x, float e)
{
    return std::copysign(std::pow(std::abs(x), e), x);
}
} // namespace

Builder::Builder(Scene& scene, const RoomOptions& options) : m_scene(scene), m_options(options) {}

int Builder::segments(int full, int least) const
{
    return std::max(least, static_cast<int>(std::lround(full * m_options.detail)));
}

int Builder::addTexture(ColorImage&& image)
{
    m_scene.textures.push_back(std::move(image));
    return static_cast<int>(m_scene.textures.size()) - 1;
}

Finish Builder::finish(const Vec3& color, int texture, float repeat, float roughness, float emission)
{
    Material wanted;
    wanted.baseColor = color;
    wanted.texture = texture;
    wanted.roughness = roughness;
    wanted.emission = emission;
    for (std::size_t i = 0; i < m_scene.materials.size(); ++i) {
        const Material& m = m_scene.materials[i];
        if (m.baseColor == color && m.texture == texture && m.roughness == roughness && m.emission == emission)
            return {static_cast<int>(i), repeat};
    }
    wanted.name = "material" + std::to_string(m_scene.materials.size());
    m_scene.materials.push_back(std::move(wanted));
    return {static_cast<int>(m_scene.materials.size()) - 1, repeat};
}

int Builder::begin(const std::string& label, double x, double z, double yaw, double lift, bool structure)
{
    m_label = label;
    m_structure = structure;
    m_instance = static_cast<int>(m_scene.instances.size()) + 1;
    m_firstMesh = m_scene.meshes.size();
    m_yaw = static_cast<float>(yaw);
    const float c = std::cos(m_yaw), s = std::sin(m_yaw);
    m_world.linear() << c, 0, s, 0, -1, 0, -s, 0, c;
    m_world.translation() << static_cast<float>(x), static_cast<float>(-lift), static_cast<float>(z);
    m_part.setIdentity();
    m_shade = 1;
    m_casting = true;
    return m_instance;
}

void Builder::end()
{
    Instance instance;
    instance.id = m_instance;
    instance.label = m_label;
    instance.structure = m_structure;
    for (std::size_t i = m_firstMesh; i < m_scene.meshes.size(); ++i)
        for (const Vec3& p : m_scene.meshes[i].positions)
            instance.bounds.extend(p.cast<double>());
    m_scene.instances.push_back(std::move(instance));
}

void Builder::within(const Eigen::Affine3f& transform, const std::function<void()>& parts)
{
    const Eigen::Affine3f before = m_part;
    m_part = m_part * transform;
    parts();
    m_part = before;
}

Mesh& Builder::mesh(const Finish& f)
{
    for (std::size_t i = m_firstMesh; i < m_scene.meshes.size(); ++i)
        if (m_scene.meshes[i].material == f.material)
            return m_scene.meshes[i];
    Mesh m;
    m.material = f.material;
    m.instance = m_instance;
    m_scene.meshes.push_back(std::move(m));
    return m_scene.meshes.back();
}

std::uint32_t Builder::vertex(Mesh& m, const Vec3& position, const Vec3& normal, const Vec2& uv)
{
    m.positions.push_back(m_world * (m_part * position));
    m.normals.push_back((m_world.linear() * (m_part.linear() * normal)).normalized());
    m.uvs.push_back(uv);
    m.light.push_back(m_shade);
    return static_cast<std::uint32_t>(m.positions.size()) - 1;
}

void Builder::triangle(Mesh& m, std::uint32_t a, std::uint32_t b, std::uint32_t c)
{
    const Vec3 face = (m.positions[b] - m.positions[a]).cross(m.positions[c] - m.positions[a]);
    if (face.squaredNorm() < 1e-14f)
        return; // poles of revolved shapes
    if (face.dot(m.normals[a] + m.normals[b] + m.normals[c]) < 0)
        std::swap(b, c);
    m.indices.insert(m.indices.end(), {a, b, c});
}

void Builder::grid(Mesh& m, std::uint32_t first, int columns, int rows)
{
    const auto stride = static_cast<std::uint32_t>(columns) + 1;
    for (int y = 0; y < rows; ++y)
        for (int x = 0; x < columns; ++x) {
            const std::uint32_t i = first + static_cast<std::uint32_t>(y) * stride + static_cast<std::uint32_t>(x);
            triangle(m, i, i + 1, i + stride + 1);
            triangle(m, i, i + stride + 1, i + stride);
        }
}

void Builder::occlude(const Vec3& low, const Vec3& high)
{
    const Vec3 center = m_world * (m_part * Vec3(0.5f * (low + high)));
    // A tilted part casts the shadow of the upright box around it.
    const Vec3 half = m_part.linear().cwiseAbs() * (0.5f * (high - low));
    m_occluders.push_back({center, half, std::cos(m_yaw), std::sin(m_yaw), m_instance});
}

void Builder::box(const Finish& f, const Vec3& low, const Vec3& high)
{
    Mesh& m = mesh(f);
    const Vec3 size = high - low;
    const float longest = 0.8f / static_cast<float>(std::max(0.2, detail()));
    for (int axis = 0; axis < 3; ++axis) {
        int u = (axis + 1) % 3, v = (axis + 2) % 3;
        if (size[u] < size[v])
            std::swap(u, v); // the texture's u, the grain of wood, runs along the longer side
        const int nu = std::max(1, static_cast<int>(std::ceil(size[u] / longest)));
        const int nv = std::max(1, static_cast<int>(std::ceil(size[v] / longest)));
        for (const float side : {-1.0f, 1.0f}) {
            const Vec3 normal = side * unit(axis);
            const auto first = static_cast<std::uint32_t>(m.positions.size());
            for (int j = 0; j <= nv; ++j)
                for (int i = 0; i <= nu; ++i) {
                    Vec3 p = side < 0 ? low : high;
                    p[u] = low[u] + size[u] * static_cast<float>(i) / static_cast<float>(nu);
                    p[v] = low[v] + size[v] * static_cast<float>(j) / static_cast<float>(nv);
                    vertex(m, p, normal, {p[u] * f.repeat, p[v] * f.repeat});
                }
            grid(m, first, nu, nv);
        }
    }
    Vec3 sorted = size;
    std::sort(sorted.data(), sorted.data() + 3);
    if (m_casting && sorted[1] * sorted[2] > 0.035f)
        occlude(low, high);
}

void Builder::rounded(const Finish& f, const Vec3& low, const Vec3& high, float radius)
{
    const Vec3 center = 0.5f * (low + high), half = 0.5f * (high - low);
    const float r = std::min(radius, 0.98f * half.minCoeff());
    if (detail() < 0.6 || r < 0.004f) {
        box(f, low, high);
        return;
    }
    Mesh& m = mesh(f);
    constexpr float kCore[4] = {-1, -1, 1, 1}, kTurn[4] = {-1, 0, 0, 1};
    for (int axis = 0; axis < 3; ++axis) {
        int u = (axis + 1) % 3, v = (axis + 2) % 3;
        if (half[u] < half[v])
            std::swap(u, v);
        for (const float side : {-1.0f, 1.0f}) {
            const auto first = static_cast<std::uint32_t>(m.positions.size());
            for (int j = 0; j < 4; ++j)
                for (int i = 0; i < 4; ++i) {
                    const Vec3 normal = (side * unit(axis) + kTurn[i] * unit(u) + kTurn[j] * unit(v)).normalized();
                    Vec3 p = center + r * normal;
                    p[axis] += side * (half[axis] - r);
                    p[u] += kCore[i] * (half[u] - r);
                    p[v] += kCore[j] * (half[v] - r);
                    vertex(m, p, normal, {p[u] * f.repeat, p[v] * f.repeat});
                }
            grid(m, first, 3, 3);
        }
    }
    if (m_casting)
        occlude(low, high);
}

void Builder::raised(const Finish& f, const Vec3& low, const Vec3& high, float bevel)
{
    Mesh& m = mesh(f);
    const bool grainUp = high.y() - low.y() > high.x() - low.x();
    const auto corner = [&](int k, float inset, float z) {
        return Vec3(k == 0 || k == 3 ? low.x() + inset : high.x() - inset, k < 2 ? low.y() + inset : high.y() - inset, z);
    };
    const auto uvOf = [&](const Vec3& p) {
        const float x = p.x() * f.repeat, y = p.y() * f.repeat;
        return grainUp ? Vec2(y, x) : Vec2(x, y);
    };
    const auto quad = [&](const Vec3& n, const Vec3& a, const Vec3& b, const Vec3& c, const Vec3& d) {
        const std::uint32_t i = vertex(m, a, n, uvOf(a));
        vertex(m, b, n, uvOf(b));
        vertex(m, c, n, uvOf(c));
        vertex(m, d, n, uvOf(d));
        triangle(m, i, i + 1, i + 2);
        triangle(m, i, i + 2, i + 3);
    };
    static const Vec3 kSides[4] = {-Vec3::UnitY(), Vec3::UnitX(), Vec3::UnitY(), -Vec3::UnitX()};
    const float edge = high.z() - bevel;
    quad(Vec3::UnitZ(), corner(0, bevel, high.z()), corner(1, bevel, high.z()), corner(2, bevel, high.z()), corner(3, bevel, high.z()));
    for (int k = 0; k < 4; ++k) {
        const int next = (k + 1) % 4;
        quad((kSides[k] + Vec3::UnitZ()).normalized(), corner(k, 0, edge), corner(next, 0, edge), corner(next, bevel, high.z()), corner(k, bevel, high.z()));
        if (detail() >= 0.6)
            quad(kSides[k], corner(k, 0, low.z()), corner(next, 0, low.z()), corner(next, 0, edge), corner(k, 0, edge));
    }
}

void Builder::cushion(const Finish& f, const Vec3& center, const Vec3& half, float roundness)
{
    Mesh& m = mesh(f);
    const int columns = segments(14, 8), rows = segments(6, 4);
    const auto first = static_cast<std::uint32_t>(m.positions.size());
    for (int j = 0; j <= rows; ++j) {
        const float latitude = kPi * (static_cast<float>(j) / static_cast<float>(rows) - 0.5f);
        const float cl = std::cos(latitude), sl = std::sin(latitude);
        for (int i = 0; i <= columns; ++i) {
            // A quarter step puts vertices on the corners of a square cushion.
            const float longitude = 2 * kPi * (static_cast<float>(i) + 0.5f) / static_cast<float>(columns);
            const float cg = std::cos(longitude), sg = std::sin(longitude);
            const Vec3 p(signedPower(cl, roundness) * signedPower(cg, roundness), signedPower(sl, 0.9f),
                         signedPower(cl, roundness) * signedPower(sg, roundness));
            const Vec3 n(signedPower(cl, 2 - roundness) * signedPower(cg, 2 - roundness) / half.x(), signedPower(sl, 1.1f) / half.y(),
                         signedPower(cl, 2 - roundness) * signedPower(sg, 2 - roundness) / half.z());
            const Vec3 at = center + p.cwiseProduct(half);
            vertex(m, at, n.squaredNorm() > 0 ? Vec3(n.normalized()) : Vec3::UnitY(), {at.x() * f.repeat, at.z() * f.repeat});
        }
    }
    grid(m, first, columns, rows);
    if (m_casting && half.maxCoeff() > 0.3f)
        occlude(center - 0.85f * half, center + 0.85f * half);
}

void Builder::lathe(const Finish& f, const Vec2& axis, const std::vector<Vec2>& profile, int sides, bool smooth)
{
    Mesh& m = mesh(f);
    float along = 0, widest = 0, low = profile.front().y(), high = low;
    for (const Vec2& p : profile) {
        widest = std::max(widest, p.x());
        low = std::min(low, p.y());
        high = std::max(high, p.y());
    }
    const auto normalOf = [&](std::size_t k) { // outward for a profile that runs upwards
        const Vec2 d = profile[k + 1] - profile[k];
        return Vec2(d.y(), -d.x()).normalized();
    };
    for (std::size_t k = 0; k + 1 < profile.size(); ++k) {
        const float length = (profile[k + 1] - profile[k]).norm();
        Vec2 ends[2] = {normalOf(k), normalOf(k)};
        // Edges sharper than about 50 degrees stay edges.
        if (smooth && k > 0 && normalOf(k - 1).dot(ends[0]) > 0.64f)
            ends[0] = (normalOf(k - 1) + ends[0]).normalized();
        if (smooth && k + 2 < profile.size() && normalOf(k + 1).dot(ends[1]) > 0.64f)
            ends[1] = (normalOf(k + 1) + ends[1]).normalized();
        const auto first = static_cast<std::uint32_t>(m.positions.size());
        for (int j = 0; j < 2; ++j)
            for (int i = 0; i <= sides; ++i) {
                const float a = 2 * kPi * static_cast<float>(i) / static_cast<float>(sides);
                const Vec3 out(std::cos(a), 0, std::sin(a));
                const Vec2& p = profile[k + static_cast<std::size_t>(j)];
                const Vec2 uv(a / (2 * kPi) * std::max(1.0f, std::round(6.28f * widest * f.repeat)),
                              (along + (j ? length : 0)) * f.repeat);
                vertex(m, Vec3(axis.x(), p.y(), axis.y()) + p.x() * out, ends[j].x() * out + ends[j].y() * Vec3::UnitY(), uv);
            }
        grid(m, first, sides, 1);
        along += length;
    }
    if (m_casting && widest > 0.14f && widest * (high - low) > 0.02f)
        occlude({axis.x() - 0.8f * widest, low, axis.y() - 0.8f * widest}, {axis.x() + 0.8f * widest, high, axis.y() + 0.8f * widest});
}

void Builder::cylinder(const Finish& f, const Vec3& bottom, float radiusBottom, float radiusTop, float height, int sides)
{
    const float y = bottom.y();
    lathe(f, {bottom.x(), bottom.z()}, {{0, y}, {radiusBottom, y}, {radiusTop, y + height}, {0, y + height}}, sides);
}

void Builder::tube(const Finish& f, const std::vector<Vec3>& path, float radius, int sides)
{
    Mesh& m = mesh(f);
    const auto first = static_cast<std::uint32_t>(m.positions.size());
    for (std::size_t k = 0; k < path.size(); ++k) {
        const Vec3 along = (path[std::min(k + 1, path.size() - 1)] - path[k == 0 ? 0 : k - 1]).normalized();
        const Vec3 side = along.cross(std::abs(along.y()) < 0.9f ? Vec3(Vec3::UnitY()) : Vec3(Vec3::UnitX())).normalized();
        const Vec3 up = side.cross(along);
        for (int i = 0; i <= sides; ++i) {
            const float a = 2 * kPi * static_cast<float>(i) / static_cast<float>(sides);
            const Vec3 n = std::cos(a) * side + std::sin(a) * up;
            vertex(m, path[k] + radius * n, n, {static_cast<float>(i) / static_cast<float>(sides), static_cast<float>(k)});
        }
    }
    grid(m, first, sides, static_cast<int>(path.size()) - 1);
}

void Builder::sheet(const Finish& f, int nu, int nv, const std::function<Vec3(float, float)>& at, const Vec2& uvScale,
                    const Vec3& facing)
{
    Mesh& m = mesh(f);
    const auto first = static_cast<std::uint32_t>(m.positions.size());
    constexpr float kStep = 1e-3f;
    for (int j = 0; j <= nv; ++j)
        for (int i = 0; i <= nu; ++i) {
            const float u = static_cast<float>(i) / static_cast<float>(nu), v = static_cast<float>(j) / static_cast<float>(nv);
            Vec3 n = (at(u + kStep, v) - at(u - kStep, v)).cross(at(u, v + kStep) - at(u, v - kStep));
            n = n.squaredNorm() > 0 ? Vec3(n.normalized()) : facing;
            vertex(m, at(u, v), n.dot(facing) < 0 ? Vec3(-n) : n, {u * uvScale.x(), v * uvScale.y()});
        }
    grid(m, first, nu, nv);
}

void Builder::panel(const Finish& f, const Vec3& a, const Vec3& u, const Vec3& v, const Vec2& uv0, const Vec2& uv1)
{
    Mesh& m = mesh(f);
    const Vec3 n = v.cross(u).normalized(); // object space (y up) mirrors into the world (y down)
    const std::uint32_t i = vertex(m, a, n, {uv0.x(), uv1.y()});
    vertex(m, a + u, n, {uv1.x(), uv1.y()});
    vertex(m, a + u + v, n, {uv1.x(), uv0.y()});
    vertex(m, a + v, n, {uv0.x(), uv0.y()});
    triangle(m, i, i + 1, i + 2);
    triangle(m, i, i + 2, i + 3);
}

void Builder::lattice(const Finish& f, const Vec3& origin, const Vec3& u, const Vec3& v, const std::vector<float>& us,
                      const std::vector<float>& vs, const std::function<bool(float, float)>& keep)
{
    Mesh& m = mesh(f);
    const Vec3 n = v.cross(u).normalized();
    const auto first = static_cast<std::uint32_t>(m.positions.size());
    for (const float b : vs)
        for (const float a : us)
            vertex(m, origin + a * u + b * v, n, {a * f.repeat, -b * f.repeat});
    const auto stride = static_cast<std::uint32_t>(us.size());
    for (std::uint32_t j = 0; j + 1 < vs.size(); ++j)
        for (std::uint32_t i = 0; i + 1 < us.size(); ++i) {
            if (!keep(0.5f * (us[i] + us[i + 1]), 0.5f * (vs[j] + vs[j + 1])))
                continue;
            const std::uint32_t at = first + j * stride + i;
            triangle(m, at, at + 1, at + stride + 1);
            triangle(m, at, at + stride + 1, at + stride);
        }
}

void Builder::wedge(const Finish& f, const Vec3& center, const Vec3& a, const Vec3& b, float radius)
{
    Mesh& m = mesh(f);
    const bool lying = std::abs(a.y()) + std::abs(b.y()) < 1e-6f; // on the floor, else on a wall
    const Vec3 n = lying ? Vec3::UnitY() : Vec3::UnitZ();
    const auto uv = [&](const Vec3& p) { return Vec2(0.5f - 0.5f * p.x() / radius, 0.5f - 0.5f * (lying ? p.z() : p.y()) / radius); };
    const std::uint32_t i = vertex(m, center, n, uv(Vec3::Zero()));
    vertex(m, center + a, n, uv(a));
    vertex(m, center + b, n, uv(b));
    triangle(m, i, i + 1, i + 2);
}

void Builder::model(const FurnitureModel& model, const Vec3& size)
{
    const auto [known, isNew] = m_firstMaterial.try_emplace(&model, static_cast<int>(m_scene.materials.size()));
    if (isNew) {
        const int textures = static_cast<int>(m_scene.textures.size());
        for (const ColorImage& texture : model.textures)
            m_scene.textures.push_back(texture);
        for (Material material : model.materials) {
            material.name = "material" + std::to_string(m_scene.materials.size()); // names must differ when the room is exported
            if (material.texture >= 0)
                material.texture += textures;
            m_scene.materials.push_back(std::move(material));
        }
    }
    const Vec3 own(static_cast<float>(model.piece.width), static_cast<float>(model.piece.height), static_cast<float>(model.piece.depth));
    const Vec3 scale = size.cwiseQuotient(own);
    const Eigen::Matrix3f turn = m_world.linear();
    for (const Mesh& from : model.meshes) {
        Mesh mesh;
        mesh.material = known->second + from.material;
        mesh.instance = m_instance;
        mesh.uvs = from.uvs;
        mesh.colors = from.colors;
        mesh.indices = from.indices;
        mesh.light.assign(from.positions.size(), m_shade);
        for (const Vec3& p : from.positions)
            mesh.positions.push_back(m_world * Vec3(scale.cwiseProduct(p)));
        for (const Vec3& n : from.normals)
            mesh.normals.push_back((turn * Vec3(n.cwiseQuotient(scale))).normalized());
        m_scene.meshes.push_back(std::move(mesh));
    }
    // Leaves and lamp arms reach far but hide little: the shadow is that of the box around the middle of all corners.
    std::array<std::vector<float>, 3> along;
    for (const Mesh& from : model.meshes)
        for (const Vec3& p : from.positions)
            for (int axis = 0; axis < 3; ++axis)
                along[static_cast<std::size_t>(axis)].push_back(scale[axis] * p[axis]);
    if (along[0].empty())
        return;
    Vec3 low, high;
    for (int axis = 0; axis < 3; ++axis) {
        auto& values = along[static_cast<std::size_t>(axis)];
        const auto tenth = static_cast<std::ptrdiff_t>(values.size() / 10);
        std::nth_element(values.begin(), values.begin() + tenth, values.end());
        low[axis] = values[static_cast<std::size_t>(tenth)];
        std::nth_element(values.begin(), values.end() - 1 - tenth, values.end());
        high[axis] = values[values.size() - 1 - static_cast<std::size_t>(tenth)];
    }
    occlude(low, high);
}

} // namespace w2v::room
