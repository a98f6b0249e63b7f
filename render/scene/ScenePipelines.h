#pragma once
#include <compare>
#include <map>
#include <memory>
#include <span>

#include "render/scene/GpuScene.h"
#include "render/scene/PointPlan.h"
#include "render/scene/SceneView.h"

namespace w2v {

enum class SurfaceOutput { Color, ColorAndIds, Ids };

/// Which variant of the scene pipelines draws.
struct SurfacePass {
    SurfaceOutput output = SurfaceOutput::Color;
    VkFormat colorFormat = VK_FORMAT_R8G8B8A8_UNORM;
    VkSampleCountFlagBits samples = VK_SAMPLE_COUNT_1_BIT;
    SurfaceShading shading = SurfaceShading::Shaded;
    bool tint = false;
    auto operator<=>(const SurfacePass&) const = default;
};

inline constexpr VkFormat kDepthFormat = VK_FORMAT_D32_SFLOAT;
inline constexpr VkFormat kIdFormat = VK_FORMAT_R32_UINT;

struct DrawCount {
    std::uint64_t triangles = 0, points = 0;
    int drawCalls = 0;
};

/// Everything that a graphics pipeline needs beyond its shaders, with the usual settings filled in.
struct PipelineSpec {
    std::span<const std::uint32_t> vertexShader, fragmentShader;
    std::span<const VkVertexInputBindingDescription> bindings;
    std::span<const VkVertexInputAttributeDescription> attributes;
    std::span<const VkFormat> colorFormats;
    VkFormat depthFormat = kDepthFormat; ///< UNDEFINED: no depth attachment
    const VkSpecializationInfo* constants = nullptr; ///< of the fragment shader
    VkPrimitiveTopology topology = VK_PRIMITIVE_TOPOLOGY_TRIANGLE_LIST;
    VkSampleCountFlagBits samples = VK_SAMPLE_COUNT_1_BIT;
    bool blend = false;       ///< straight alpha over
    bool depthTest = true, depthWrite = true;
    VkCompareOp compare = VK_COMPARE_OP_GREATER; ///< reversed depth: nearer is greater
    bool dynamicCull = false;
    VkPipelineLayout layout = VK_NULL_HANDLE;
};
GpuHandle<VkShaderModule> shaderModule(GpuContext& gpu, std::span<const std::uint32_t> code, const std::string& name);
GpuHandle<VkPipeline> makePipeline(GpuContext& gpu, const PipelineSpec& spec, const std::string& name);

/// A run of neighbouring triangles of one batch.
struct SurfaceRun {
    std::uint32_t batch = 0, firstIndex = 0, indexCount = 0;
};

/// Which triangles one frame draws.
struct SurfacePlan {
    std::vector<SurfaceRun> runs;
    std::uint64_t triangles = 0;
    int level = 0;
};

/// The chunks of one level of detail that the view sees.
SurfacePlan planLevel(const GpuScene& scene, const SceneView& view, int level);
/// The finest level that has at most `allowance` triangles in the view; the coarsest when none has.
SurfacePlan planSurfaces(const GpuScene& scene, const SceneView& view, std::uint64_t allowance);

/// The pipelines for scenes, made when first used.
class ScenePipelines {
public:
    explicit ScenePipelines(GpuContext& gpu);

    const std::shared_ptr<const SceneLayout>& layout() const { return m_layout; }

    /// Everything of a scene that the view sees, in full detail. Viewport and scissor are set by the caller.
    DrawCount draw(VkCommandBuffer commands, const GpuScene& scene, const SceneView& view, const SurfacePass& pass);
    /// `hideBackFaces` culls surfaces that face away even when their material is two-sided.
    DrawCount drawSurfaces(VkCommandBuffer commands, const GpuScene& scene, const SceneView& view, const SurfacePass& pass,
                           std::span<const SurfaceRun> runs, bool hideBackFaces);
    /// Points through the vertex stage, for devices without 64-bit atomics and for views off the screen.
    DrawCount drawPoints(VkCommandBuffer commands, const GpuScene& scene, const SceneView& view, const SurfacePass& pass,
                         std::span<const PointRun> runs);

private:
    struct Key {
        SurfacePass pass;
        int kind = 0; ///< 0 untextured surfaces, 1 textured surfaces, 2 points
        auto operator<=>(const Key&) const = default;
    };
    VkPipeline pipeline(const Key& key);

    GpuContext& m_gpu;
    std::shared_ptr<const SceneLayout> m_layout;
    std::map<Key, GpuHandle<VkPipeline>> m_pipelines;
};

} // namespace w2v
