#pragma once
#include <compare>
#include <map>
#include <memory>
#include <span>

#include "render/scene/GpuScene.h"
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
    const VkSpecializationInfo* constants = nullptr; ///< of the fragment shader
    VkPrimitiveTopology topology = VK_PRIMITIVE_TOPOLOGY_TRIANGLE_LIST;
    VkSampleCountFlagBits samples = VK_SAMPLE_COUNT_1_BIT;
    bool blend = false;       ///< straight alpha over
    bool depthTest = true, depthWrite = true;
    VkCompareOp compare = VK_COMPARE_OP_GREATER; ///< reversed depth: nearer is greater
    bool dynamicCull = false;
    VkPipelineLayout layout = VK_NULL_HANDLE;
};
GpuHandle<VkPipeline> makePipeline(GpuContext& gpu, const PipelineSpec& spec, const std::string& name);

/// The pipelines for scenes, made when first used.
class ScenePipelines {
public:
    explicit ScenePipelines(GpuContext& gpu);

    const std::shared_ptr<const SceneLayout>& layout() const { return m_layout; }

    /// Draws the visible chunks of a scene's surfaces and up to `maxPoints` of its points. Viewport and scissor are set by
    /// the caller. `hideBackFaces` culls surfaces that face away even when their material is two-sided.
    DrawCount draw(VkCommandBuffer commands, const GpuScene& scene, const SceneView& view, const SurfacePass& pass,
                   std::uint32_t maxPoints = 0xffffffffu, bool hideBackFaces = false);

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
