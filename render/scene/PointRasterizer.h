#pragma once
#include <map>
#include <span>
#include <vector>

#include "render/scene/ScenePipelines.h"

namespace w2v {

/// Draws point clouds in a compute shader with 64-bit atomics, several times as fast as the vertex path on processors and free
/// of its small-primitive cost on graphics cards. For devices with GpuContext::hasPointAtomics().
class PointRasterizer {
public:
    explicit PointRasterizer(GpuContext& gpu);

    /// The nearest point of every pixel of one picture; filled over one or more submissions, then composed into colours.
    class Pixels {
    public:
        /// For a picture of this size. Points are stored to `cell` pixels: 1 for exact pictures; a moving one whose points
        /// are as large as a cell takes far fewer reads.
        void resize(GpuContext& gpu, int width, int height, int cell);

    private:
        friend class PointRasterizer;
        struct Slot {
            GpuBuffer runs;
            VkDescriptorSet set = VK_NULL_HANDLE;
        };
        int m_pictureWidth = 0, m_pictureHeight = 0; // pixels
        int m_width = 0, m_height = 0, m_cell = 1;    // cells, and pixels a cell
        GpuBuffer m_values;
        GpuHandle<VkDescriptorPool> m_pool;
        std::vector<Slot> m_slots;
    };

    /// Outside of rendering. `size` of a point in cells; `clear`: begins a picture.
    void rasterize(VkCommandBuffer commands, int slot, Pixels& pixels, const GpuScene& scene, const SceneView& view,
                   std::span<const PointRun> runs, int size, bool clear);
    /// Inside of rendering over the whole picture, in the same submission as a rasterize() of the same slot.
    void compose(VkCommandBuffer commands, int slot, const Pixels& pixels, const SurfacePass& pass, int size);

private:
    Pixels::Slot& slotOf(Pixels& pixels, int slot);
    struct Key {
        VkFormat format;
        VkSampleCountFlagBits samples;
        bool plain;
        auto operator<=>(const Key&) const = default;
    };

    GpuContext& m_gpu;
    GpuHandle<VkDescriptorSetLayout> m_setLayout;
    GpuHandle<VkPipelineLayout> m_layout;
    GpuHandle<VkPipeline> m_rasterize;
    std::map<Key, GpuHandle<VkPipeline>> m_compose;
};

} // namespace w2v
