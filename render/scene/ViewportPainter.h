#pragma once
#include <memory>

#include "render/scene/Overlay.h"
#include "render/scene/ViewportRenderer.h"

namespace w2v {

/// Draws a ViewportScene into any colour image: the one path of windows, screenshots and tests.
class ViewportPainter {
public:
    explicit ViewportPainter(GpuDevice& device);

    struct Target {
        VkImage image = VK_NULL_HANDLE;
        VkImageView view = VK_NULL_HANDLE;
        VkFormat format = VK_FORMAT_UNDEFINED;
        int width = 0, height = 0;
        VkImageLayout finalLayout = VK_IMAGE_LAYOUT_PRESENT_SRC_KHR;
    };

    /// Throws Error for what paint() could not draw: to be asked before a window's image is taken.
    static void check(const ViewportScene& scene, const ViewCamera& camera);

    /// Records one frame. The image's old content is discarded; it ends in finalLayout. `slot` is the frame slot.
    FrameStats paint(VkCommandBuffer commands, int slot, const Target& target, const ViewportScene& scene, const ViewCamera& camera,
                     bool moving);

    ViewportRenderer::Pick pick(const ViewportScene& scene, const ViewCamera& camera, int width, int height, int x, int y);

private:
    struct Attachments {
        int width = 0, height = 0;
        VkSampleCountFlagBits samples = VK_SAMPLE_COUNT_1_BIT;
        VkFormat format = VK_FORMAT_UNDEFINED;
        GpuImage color, depth; ///< color only with several samples
    };
    const Attachments& attachments(const Target& target, VkSampleCountFlagBits samples);
    void background(VkCommandBuffer commands, const ViewportScene& scene, int width, int height);
    void inset(VkCommandBuffer commands, const ViewportScene& scene, const OverlayPainter::Target& target, const SurfacePass& pass,
               std::uint32_t maxPoints, FrameStats& stats);

    GpuDevice& m_device;
    GpuContext& m_gpu;
    ScenePipelines m_pipelines;
    OverlayPainter m_overlay;
    std::vector<Attachments> m_attachments; ///< a still and a moving set
    std::unique_ptr<SceneRenderer> m_picker;
};

} // namespace w2v
