#pragma once
#include <memory>

#include "render/scene/AnalysisPass.h"
#include "render/scene/Overlay.h"
#include "render/scene/SceneLayer.h"
#include "render/scene/ViewportRenderer.h"

namespace w2v {

/// Draws a ViewportScene into any colour image that can be copied to: the one path of windows, screenshots and tests.
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

    struct Painted {
        FrameStats stats;
        FrameWork work;
    };
    /// Records one frame. The image's old content is discarded; it ends in finalLayout. `slot` is the frame slot.
    Painted paint(VkCommandBuffer commands, int slot, const Target& target, const ViewportScene& scene, const ViewCamera& camera,
                  LayerEffort effort);
    /// Records the next step of a picture at rest without showing it, for a target of this format and size; stats.reduced until it is whole.
    Painted refine(VkCommandBuffer commands, int slot, const Target& shape, const ViewportScene& scene, const ViewCamera& camera);
    /// What the frame that paint() recorded took until the device was done.
    void finished(const FrameWork& work, double milliseconds) { m_budget.record(work, milliseconds); }

    ViewportRenderer::Pick pick(const ViewportScene& scene, const ViewCamera& camera, int width, int height, int x, int y);

private:
    struct Layers {
        Painted painted;
        SceneView view, insetView;
        std::optional<InsetView> inset; ///< when it is drawn
    };
    /// Brings the pictures of scene and inset up to date. `shown`: the frame goes on to show them, which takes some of its time.
    Layers updateLayers(VkCommandBuffer commands, int slot, VkFormat format, int width, int height, const ViewportScene& scene,
                        const ViewCamera& camera, LayerEffort effort, bool shown);
    void showLayer(VkCommandBuffer commands, int slot, const Target& target, const ViewportScene& scene, const SceneView& view,
                   const Rigid3d& worldFromCamera, const SceneView* other);
    void drawOverlay(VkCommandBuffer commands, int slot, const Target& target, const OverlayGeometry& geometry, const SceneView* view,
                     float focalPixels);

    GpuDevice& m_device;
    GpuContext& m_gpu;
    ScenePipelines m_pipelines;
    std::unique_ptr<PointRasterizer> m_points; ///< none without 64-bit atomics
    OverlayPainter m_overlay;
    AnalysisPass m_analysis;
    SceneLayer m_main, m_inset;
    FrameBudget m_budget;
    std::unique_ptr<SceneRenderer> m_picker;
};

} // namespace w2v
