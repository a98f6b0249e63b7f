#pragma once
#include <map>
#include <vector>

#include "render/scene/ScenePipelines.h"

namespace w2v {

/// Shows what is worked out from a picture and its depth, in place of the picture: one pass over the screen, the same for
/// surfaces and points.
class AnalysisPass {
public:
    explicit AnalysisPass(GpuContext& gpu);

    enum class Mode { Colors, Distance, Normals };
    struct Input {
        const GpuImage* color = nullptr;      ///< in SHADER_READ_ONLY_OPTIMAL
        const GpuImage* depth = nullptr;      ///< in DEPTH_READ_ONLY_OPTIMAL
        SceneView view;                       ///< that they were drawn with
        Mode mode = Mode::Colors;
        float nearest = 0, farthest = 10;     ///< metres: between them lie the colours of distances
        const GpuImage* otherDepth = nullptr; ///< of a second camera, DEPTH_READ_ONLY_OPTIMAL: tints what it sees. May be null
        SceneView otherView;
        Rgba tint = Rgba::Zero();
    };
    /// Inside of rendering over the whole target, without a depth attachment.
    void draw(VkCommandBuffer commands, int slot, const Input& input, VkFormat format);

private:
    struct Key {
        VkFormat format;
        Mode mode;
        bool coverage;
        auto operator<=>(const Key&) const = default;
    };
    VkPipeline pipeline(const Key& key);
    VkDescriptorSet setOf(int slot, const Input& input);

    GpuContext& m_gpu;
    GpuHandle<VkSampler> m_sampler;
    GpuHandle<VkDescriptorSetLayout> m_setLayout;
    GpuHandle<VkPipelineLayout> m_layout;
    GpuHandle<VkDescriptorPool> m_pool;
    std::vector<VkDescriptorSet> m_sets; ///< one a slot
    std::map<Key, GpuHandle<VkPipeline>> m_pipelines;
};

} // namespace w2v
