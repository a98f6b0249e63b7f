#pragma once
#include <cstdint>
#include <memory>
#include <vector>

#include "core/scene/SceneRenderer.h"
#include "render/gpu/GpuObjects.h"

namespace w2v {

/// What a descriptor set of a scene looks like: binding 0 the lighting, binding 1 the texture. Sets made from one object
/// fit pipelines made from another, because the layouts are defined alike.
struct SceneLayout {
    explicit SceneLayout(GpuContext& gpu);
    GpuHandle<VkDescriptorSetLayout> set;
    GpuHandle<VkPipelineLayout> pipeline; ///< with ViewConstants as push constants
    GpuHandle<VkSampler> sampler;         ///< trilinear, anisotropic, repeating
};

/// Push constants of every scene shader.
struct ViewConstants {
    float clipFromWorld[16]; ///< column major
    float eye[4];            ///< world position; w = point size
    float tint[4];
    std::int32_t selection[4];
};

struct SurfaceVertex {
    float position[3];
    std::int8_t normal[4];
    float uv[2];
    std::uint8_t albedo[4];
    std::uint8_t look[4];
    float baked;
    std::uint32_t instance;
};

struct PointVertex {
    float position[3];
    std::uint8_t color[4];
};

/// A run of triangles that are near each other, the unit of culling.
struct SurfaceChunk {
    Eigen::AlignedBox3f bounds;
    std::uint32_t firstIndex = 0, indexCount = 0;
};

/// Triangles that are drawn with one descriptor set; chunks follow each other in the index buffer.
struct SurfaceBatch {
    VkDescriptorSet set = VK_NULL_HANDLE;
    bool textured = false, twoSided = true;
    std::vector<SurfaceChunk> chunks;
};

/// A scene on the device.
class GpuScene : public SceneRenderer::Prepared {
public:
    GpuScene(GpuContext& gpu, std::shared_ptr<const SceneLayout> layout, const Scene& scene);

    const std::vector<SurfaceBatch>& batches() const { return m_batches; }
    const GpuBuffer& vertices() const { return m_vertices; }
    const GpuBuffer& indices() const { return m_indices; }
    const GpuBuffer& points() const { return m_points; }
    std::uint32_t pointCount() const { return m_pointCount; }
    std::uint64_t triangleCount() const { return m_triangleCount; }

private:
    void uploadSurfaces(const Scene& scene, Uploads& uploads);
    void uploadTextures(const Scene& scene, Uploads& uploads);
    void uploadPoints(const Scene& scene, Uploads& uploads);
    void writeDescriptors();

    GpuContext& m_gpu;
    std::shared_ptr<const SceneLayout> m_layout;
    GpuBuffer m_vertices, m_indices, m_points, m_lighting;
    std::vector<GpuImage> m_textures; ///< the last one is white
    std::vector<int> m_batchTextures; ///< index into m_textures per batch
    GpuHandle<VkDescriptorPool> m_pool;
    std::vector<SurfaceBatch> m_batches;
    std::uint32_t m_pointCount = 0;
    std::uint64_t m_triangleCount = 0;
};

/// All mip levels of an sRGB image as RGBA, each the average of the one before.
std::vector<std::vector<std::uint8_t>> mipLevels(const ColorImage& image);

} // namespace w2v
