#pragma once
#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/scene/Scene.h"

namespace w2v::test {

/// Adds an axis-aligned box with outward counter-clockwise faces.
inline Mesh boxMesh(const Eigen::Vector3f& low, const Eigen::Vector3f& high, int instance, int material = 0)
{
    Mesh mesh;
    mesh.instance = instance;
    mesh.material = material;
    for (int axis = 0; axis < 3; ++axis)
        for (int side = 0; side < 2; ++side) {
            const int u = (axis + 1) % 3, v = (axis + 2) % 3;
            const auto base = static_cast<std::uint32_t>(mesh.positions.size());
            for (int k = 0; k < 4; ++k) {
                Eigen::Vector3f p;
                p[axis] = side ? high[axis] : low[axis];
                p[u] = k == 1 || k == 2 ? high[u] : low[u];
                p[v] = k >= 2 ? high[v] : low[v];
                mesh.positions.push_back(p);
                mesh.uvs.emplace_back(k == 1 || k == 2 ? 1.0f : 0.0f, k >= 2 ? 1.0f : 0.0f);
            }
            if (side)
                mesh.indices.insert(mesh.indices.end(), {base, base + 1, base + 2, base, base + 2, base + 3});
            else
                mesh.indices.insert(mesh.indices.end(), {base, base + 2, base + 1, base, base + 3, base + 2});
        }
    return mesh;
}

/// A red box (id 1) from z = 2 to 3 in front of a wide checkered wall (id 2) at z = 5.
inline Scene boxBeforeWall()
{
    Scene scene;
    scene.name = "box before wall";
    Material red, wall;
    red.baseColor = {0.8f, 0.1f, 0.1f};
    red.twoSided = false;
    wall.texture = 0;
    wall.emission = 1;
    scene.materials = {red, wall};
    ColorImage checker(64, 64);
    for (int y = 0; y < 64; ++y)
        for (int x = 0; x < 64; ++x)
            for (int c = 0; c < 3; ++c)
                checker.at(x, y, c) = (x / 8 + y / 8) % 2 ? 220 : 60;
    scene.textures = {checker};
    scene.meshes.push_back(boxMesh({-0.5f, -0.5f, 2}, {0.5f, 0.5f, 3}, 1, 0));
    Mesh plane;
    plane.positions = {{-9, -9, 5}, {-9, 9, 5}, {9, 9, 5}, {9, -9, 5}};
    plane.uvs = {{0, 0}, {0, 8}, {8, 8}, {8, 0}};
    plane.indices = {0, 1, 2, 0, 2, 3};
    plane.material = 1;
    plane.instance = 2;
    scene.meshes.push_back(plane);
    for (int id : {1, 2}) {
        Instance instance;
        instance.id = id;
        instance.label = id == 1 ? "box" : "wall";
        instance.structure = id == 2;
        for (const auto& p : scene.meshes[static_cast<std::size_t>(id - 1)].positions)
            instance.bounds.extend(p.cast<double>());
        scene.instances.push_back(instance);
        scene.bounds.extend(instance.bounds);
    }
    return scene;
}

/// A bumpy ground of about `triangles` triangles with textures and bakeless light, for throughput.
inline Scene roomOfBalls(int triangles)
{
    Scene scene;
    scene.name = "balls";
    Material plain, textured;
    plain.baseColor = {0.7f, 0.7f, 0.65f};
    textured.texture = 0;
    scene.materials = {plain, textured};
    ColorImage noise(256, 256);
    for (std::size_t i = 0; i < noise.bytes(); ++i)
        noise.data()[i] = static_cast<std::uint8_t>(120 + (i * 2654435761u >> 24) % 100);
    scene.textures = {noise};
    Mesh shell = boxMesh({0, -2.6f, 0}, {5, 0, 5}, 1, 1);
    std::ranges::reverse(shell.indices); // a room is seen from inside
    shell.light.assign(shell.positions.size(), 0.8f);
    scene.meshes.push_back(shell);
    const int balls = 20, rings = std::max(3, static_cast<int>(std::sqrt(triangles / balls / 4.0)));
    for (int b = 0; b < balls; ++b) {
        Mesh ball;
        ball.instance = 2 + b;
        ball.material = b % 2;
        const Eigen::Vector3f center(0.6f + 0.95f * static_cast<float>(b % 5), -0.4f - 0.3f * static_cast<float>(b % 3),
                                     0.6f + 1.2f * static_cast<float>(b / 5));
        for (int i = 0; i <= rings; ++i)
            for (int j = 0; j <= 2 * rings; ++j) {
                const float t = std::numbers::pi_v<float> * static_cast<float>(i) / static_cast<float>(rings);
                const float p = std::numbers::pi_v<float> * static_cast<float>(j) / static_cast<float>(rings);
                const Eigen::Vector3f n(std::sin(t) * std::cos(p), std::cos(t), std::sin(t) * std::sin(p));
                ball.positions.push_back(center + 0.35f * n);
                ball.normals.push_back(n);
                ball.uvs.emplace_back(p, t);
                ball.light.push_back(0.6f + 0.3f * n.y());
            }
        const auto stride = static_cast<std::uint32_t>(2 * rings + 1);
        for (std::uint32_t i = 0; i < static_cast<std::uint32_t>(rings); ++i)
            for (std::uint32_t j = 0; j + 1 < stride; ++j) {
                const std::uint32_t a = i * stride + j;
                ball.indices.insert(ball.indices.end(), {a, a + 1, a + stride, a + 1, a + stride + 1, a + stride});
            }
        scene.meshes.push_back(ball);
    }
    scene.bounds = Eigen::AlignedBox3d(Eigen::Vector3d(0, -2.6, 0), Eigen::Vector3d(5, 0, 5));
    return scene;
}

} // namespace w2v::test
