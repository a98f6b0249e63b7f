#pragma once
#include <cstdint>
#include <memory>
#include <vector>

#include "core/scene/SceneRenderer.h"
#include "render/gpu/GpuObjects.h"
#include "render/scene/PointChunks.h"
#include "render/scene/SceneDetail.h"

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

/// Triangles that are drawn with one descriptor set. levels[0] is the whole detail, each further one about half of it; chunks
/// of a level mostly follow each other in the index buffer. All batches of a scene have as many levels.
struct SurfaceBatch {
    VkDescriptorSet set = VK_NULL_HANDLE;
    bool textured = false, twoSided = true;
    std::vector<std::vector<SurfaceChunk>> levels;
};

/// A scene on the device.
class GpuScene : public SceneRenderer::Prepared {
public:
    GpuScene(GpuContext& gpu, std::shared_ptr<const SceneLayout> layout, const Scene& scene, DetailEffort effort = DetailEffort::Whole);
    /// See applyDetail().
    void setDetail(const SceneDetail& detail);

    const std::vector<SurfaceBatch>& batches() const { return m_batches; }
    const GpuBuffer& vertices() const { return m_vertices; }
    const GpuBuffer& indices() const { return m_indices; }
    const GpuBuffer& points() const { return m_points; }
    const std::vector<PointChunk>& pointChunks() const { return m_pointChunks; }
    std::uint64_t pointCount() const { return m_pointCount; }
    std::uint64_t triangleCount() const { return m_triangleCount; } ///< of level 0
    int levelCount() const { return m_levelCount; }                 ///< of detail, at least 1
    std::uint64_t id() const { return m_id; }                       ///< never given twice in a process
    std::uint64_t detailId() const { return m_detailId; }           ///< of the order of triangles, never given twice either
    const Eigen::AlignedBox3f& bounds() const { return m_bounds; }  ///< of everything, world, metres

private:
    void uploadSurfaces(const Scene& scene, DetailEffort effort, Uploads& uploads);
    void setDetail(const SceneDetail& detail, Uploads& uploads);
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
    std::vector<PointChunk> m_pointChunks;
    std::uint64_t m_pointCount = 0, m_triangleCount = 0, m_id, m_detailId = 0;
    int m_levelCount = 1;
    Eigen::AlignedBox3f m_bounds;
};

/// All mip levels of an sRGB image as RGBA, each the average of the one before. `opacity` is empty (solid) or of its size.
std::vector<std::vector<std::uint8_t>> mipLevels(const ColorImage& image, const Mask& opacity = {});

} // namespace w2v
