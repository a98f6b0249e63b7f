#pragma once
#include <map>
#include <memory>
#include <vector>

#include "render/scene/ScenePipelines.h"

namespace w2v {

struct SegmentInstance {
    float from[3], to[3];
    std::uint8_t colorFrom[4], colorTo[4];
    float width;
};
struct MarkInstance {
    float center[3], size[2];
    std::uint8_t color[4];
};
struct ImageVertex {
    float position[3], uv[2];
};

/// A picture on the device with its descriptor set.
class GpuPicture : public ViewportImage {
public:
    GpuPicture(GpuContext& gpu, const ColorImage& image, const Mask& opacity);
    int width() const { return static_cast<int>(m_image.spec().width); }
    int height() const { return static_cast<int>(m_image.spec().height); }
    VkDescriptorSet set() const { return m_set; }

private:
    GpuHandle<VkSampler> m_sampler;
    GpuHandle<VkDescriptorSetLayout> m_layout;
    GpuHandle<VkDescriptorPool> m_pool;
    GpuImage m_image;
    VkDescriptorSet m_set = VK_NULL_HANDLE;
};

struct PictureQuad {
    const GpuPicture* picture = nullptr;
    std::uint32_t firstVertex = 0;
    float opacity = 1;
};

struct InstanceRange {
    std::uint32_t first = 0, count = 0;
};

/// What lies over the scene in one frame, made anew each frame. "Screen" parts are in pixels.
struct OverlayGeometry {
    std::vector<SegmentInstance> segments;
    std::vector<MarkInstance> marks;
    std::vector<ImageVertex> imageVertices;
    std::vector<PictureQuad> worldPictures, screenPictures;
    InstanceRange grid, frusta, hiddenPaths, paths; ///< of segments; paths begins with the hidden ones too
    InstanceRange screenSegments;
};

OverlayGeometry buildOverlay(const ViewportScene& scene, const ViewCamera& camera, int width, int height);

/// Matrix that maps pixels (x right, y down) to clip space.
Eigen::Matrix4f clipFromPixels(int width, int height);

/// Draws overlay geometry that already lies in a buffer.
class OverlayPainter {
public:
    explicit OverlayPainter(GpuContext& gpu);

    struct Target {
        VkFormat format = VK_FORMAT_R8G8B8A8_UNORM;
        VkSampleCountFlagBits samples = VK_SAMPLE_COUNT_1_BIT;
        int width = 0, height = 0;
        auto operator<=>(const Target&) const = default;
    };
    /// Copies the geometry into the buffer of this frame slot.
    void upload(int slot, const OverlayGeometry& geometry);
    void drawWorld(VkCommandBuffer commands, int slot, const OverlayGeometry& geometry, const SceneView& view, float focalPixels,
                   const Target& target);
    void drawScreen(VkCommandBuffer commands, int slot, const OverlayGeometry& geometry, const Target& target);

private:
    enum class Kind { Segment, Mark, Picture };
    enum class Depth { Visible, Hidden, Ignored };
    struct Key {
        Kind kind;
        Depth depth;
        VkFormat format;
        VkSampleCountFlagBits samples;
        auto operator<=>(const Key&) const = default;
    };
    struct Constants {
        float clipFromWorld[16], target[4], look[4];
    };
    struct SlotBuffer {
        GpuBuffer buffer;
        VkDeviceSize marks = 0, images = 0;
    };
    VkPipeline pipeline(const Key& key);
    void instances(VkCommandBuffer commands, int slot, Kind kind, Depth depth, const Target& target, InstanceRange range,
                   Constants constants, float opacity, float bias);
    void pictures(VkCommandBuffer commands, int slot, Depth depth, const Target& target, std::span<const PictureQuad> quads,
                  Constants constants, float bias);

    GpuContext& m_gpu;
    GpuHandle<VkDescriptorSetLayout> m_pictureLayout;
    GpuHandle<VkPipelineLayout> m_layout;
    std::map<Key, GpuHandle<VkPipeline>> m_pipelines;
    std::vector<SlotBuffer> m_slots;
};

} // namespace w2v
