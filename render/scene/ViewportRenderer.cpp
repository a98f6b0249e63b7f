#include "render/scene/ViewportRenderer.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstring>

#include "render/gpu/FrameLoop.h"
#include "render/gpu/Swapchain.h"
#include "render/scene/ViewportPainter.h"
#include "render/scene/ViewportWarmUp.h"

namespace w2v {
namespace {

constexpr int kFramesInFlight = 2;
constexpr int kCaptureSlot = kFramesInFlight; // the overlay buffer of captures
constexpr VkFormat kImageFormat = VK_FORMAT_R8G8B8A8_UNORM;

/// An image that frames are drawn into and read from.
struct OffscreenTarget {
    GpuImage image;
    GpuBuffer bytes;
    int width = 0, height = 0;

    void resize(GpuContext& gpu, int newWidth, int newHeight)
    {
        if (width == newWidth && height == newHeight)
            return;
        width = newWidth;
        height = newHeight;
        image = GpuImage();
        bytes = GpuBuffer();
        ImageSpec spec;
        spec.width = static_cast<std::uint32_t>(width);
        spec.height = static_cast<std::uint32_t>(height);
        spec.format = kImageFormat;
        spec.usage = VK_IMAGE_USAGE_COLOR_ATTACHMENT_BIT | VK_IMAGE_USAGE_TRANSFER_SRC_BIT | VK_IMAGE_USAGE_TRANSFER_DST_BIT;
        image = GpuImage(gpu, spec, "viewport image");
        bytes = GpuBuffer(gpu, 4ull * spec.width * spec.height, VK_BUFFER_USAGE_TRANSFER_DST_BIT, MemoryUse::Readback, "viewport readback");
    }
    ViewportPainter::Target target() const
    {
        return {image.get(), image.view(), kImageFormat, width, height, VK_IMAGE_LAYOUT_TRANSFER_SRC_OPTIMAL};
    }
};

void copyToBuffer(VkCommandBuffer commands, const OffscreenTarget& target)
{
    VkBufferImageCopy region{};
    region.imageSubresource = {VK_IMAGE_ASPECT_COLOR_BIT, 0, 0, 1};
    region.imageExtent = {static_cast<std::uint32_t>(target.width), static_cast<std::uint32_t>(target.height), 1};
    vkCmdCopyImageToBuffer(commands, target.image.get(), VK_IMAGE_LAYOUT_TRANSFER_SRC_OPTIMAL, target.bytes.get(), 1, &region);
    memoryBarrier(commands, {VK_PIPELINE_STAGE_2_COPY_BIT, VK_ACCESS_2_TRANSFER_WRITE_BIT},
                  {VK_PIPELINE_STAGE_2_HOST_BIT, VK_ACCESS_2_HOST_READ_BIT});
}

/// What windows and offscreen viewports share.
class BasicViewport : public ViewportRenderer {
public:
    BasicViewport(GpuDevice& device, int width, int height, std::shared_ptr<ViewportPainter> painter = nullptr)
        : m_device(device), m_gpu(device.context()), m_painter(painter ? std::move(painter) : createViewportPainter(device)), m_loop(m_gpu, kFramesInFlight, "viewport"),
          m_captureLoop(m_gpu, 1, "viewport capture"), m_width(width), m_height(height)
    {
    }

    void resize(int width, int height) override
    {
        m_width = std::max(width, 0);
        m_height = std::max(height, 0);
    }

    FrameStats draw(const ViewportScene& scene, const ViewCamera& camera, bool moving) override
    {
        return timed(scene, camera, [&] { return drawFrame(scene, camera, moving); });
    }

    FrameStats refine(const ViewportScene& scene, const ViewCamera& camera) override
    {
        return timed(scene, camera, [&] {
            if (m_width <= 0 || m_height <= 0 || shape().width <= 0)
                return FrameStats();
            m_begun = std::chrono::steady_clock::now();
            const VkCommandBuffer commands = m_loop.begin();
            const auto painted = m_painter->refine(commands, m_loop.slot(), shape(), scene, camera);
            FrameStats stats = finish(painted, m_loop.end());
            if (!stats.reduced)
                return drawFrame(scene, camera, false);
            stats.status = FrameStatus::Skipped; // nothing new shows
            return stats;
        });
    }

    ColorImage capture(const ViewportScene& scene, const ViewCamera& camera) override
    {
        if (m_width <= 0 || m_height <= 0)
            return {};
        ViewportPainter::check(scene, camera);
        m_capture.resize(m_gpu, m_width, m_height);
        const VkCommandBuffer commands = m_captureLoop.begin();
        m_painter->paint(commands, kCaptureSlot, m_capture.target(), scene, camera, LayerEffort::Complete);
        copyToBuffer(commands, m_capture);
        m_gpu.wait(m_captureLoop.end());
        ColorImage image(m_width, m_height);
        const std::byte* from = m_capture.bytes.mapped();
        for (std::size_t i = 0; i < image.pixels(); ++i)
            std::memcpy(image.data() + 3 * i, from + 4 * i, 3);
        return image;
    }

    Pick pick(const ViewportScene& scene, const ViewCamera& camera, int x, int y) override
    {
        return m_painter->pick(scene, camera, m_width, m_height, x, y);
    }

protected:
    virtual FrameStats drawFrame(const ViewportScene& scene, const ViewCamera& camera, bool moving) = 0;
    virtual ViewportPainter::Target shape() const = 0; ///< format and size of what was drawn into last

    template <class Work>
    FrameStats timed(const ViewportScene& scene, const ViewCamera& camera, const Work& work)
    {
        const auto start = std::chrono::steady_clock::now();
        FrameStats stats;
        ViewportPainter::check(scene, camera);
        try {
            stats = work();
        } catch (const DeviceLost& error) {
            stats = {};
            stats.status = FrameStatus::DeviceLost;
            stats.message = error.what();
        } catch (const SurfaceLost& error) {
            stats = {};
            stats.status = FrameStatus::SurfaceLost;
            stats.message = error.what();
        }
        stats.milliseconds = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
        return stats;
    }

    static LayerEffort effortOf(bool moving) { return moving ? LayerEffort::Moving : LayerEffort::Resting; }

    /// Waits for the frame: this thread has nothing else to do, no frame lags behind the mouse, and the budget learns what it took.
    FrameStats finish(const ViewportPainter::Painted& painted, std::uint64_t ticket)
    {
        m_gpu.wait(ticket);
        m_painter->finished(painted.work, std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - m_begun).count());
        return painted.stats;
    }

    GpuDevice& m_device;
    GpuContext& m_gpu;
    std::shared_ptr<ViewportPainter> m_painter;
    FrameLoop m_loop, m_captureLoop;
    OffscreenTarget m_capture;
    int m_width, m_height;
    std::chrono::steady_clock::time_point m_begun; ///< recording of the frame
};

class OffscreenViewport : public BasicViewport {
public:
    using BasicViewport::BasicViewport;

protected:
    FrameStats drawFrame(const ViewportScene& scene, const ViewCamera& camera, bool moving) override
    {
        if (m_width <= 0 || m_height <= 0)
            return {};
        m_target.resize(m_gpu, m_width, m_height);
        m_begun = std::chrono::steady_clock::now();
        const VkCommandBuffer commands = m_loop.begin();
        const auto painted = m_painter->paint(commands, m_loop.slot(), m_target.target(), scene, camera, effortOf(moving));
        return finish(painted, m_loop.end());
    }

    ViewportPainter::Target shape() const override { return m_target.target(); }

private:
    OffscreenTarget m_target;
};

class WindowViewport : public BasicViewport {
public:
    WindowViewport(GpuDevice& device, VkSurfaceKHR surface, int width, int height, std::shared_ptr<ViewportPainter> painter)
        : BasicViewport(device, width, height, std::move(painter)), m_swapchain(m_gpu, surface)
    {
        const VkSemaphoreCreateInfo info{VK_STRUCTURE_TYPE_SEMAPHORE_CREATE_INFO};
        for (auto& ready : m_ready) {
            VkSemaphore semaphore = VK_NULL_HANDLE;
            m_gpu.require(vkCreateSemaphore(m_gpu.device(), &info, nullptr, &semaphore), "making a semaphore");
            ready = {m_gpu, semaphore, vkDestroySemaphore, VK_OBJECT_TYPE_SEMAPHORE, "window image ready"};
        }
    }
    ~WindowViewport() override { m_gpu.waitIdle(); }

    void resize(int width, int height) override
    {
        if (width != m_width || height != m_height)
            m_stale = true;
        BasicViewport::resize(width, height);
    }

protected:
    FrameStats drawFrame(const ViewportScene& scene, const ViewCamera& camera, bool moving) override
    {
        if (m_width <= 0 || m_height <= 0)
            return {};
        const VkCommandBuffer commands = m_loop.begin();
        const VkSemaphore ready = m_ready[static_cast<std::size_t>(m_loop.slot())].get();
        if (!acquire(ready)) {
            FrameStats stats;
            stats.message = "the window has no area or shows nothing now";
            m_loop.abandon();
            return stats;
        }
        m_begun = std::chrono::steady_clock::now(); // the wait for the window system is not the scene's fault
        const ViewportPainter::Target target{m_swapchain.image(), m_swapchain.view(), m_swapchain.format(),
                                             m_swapchain.width(), m_swapchain.height(), VK_IMAGE_LAYOUT_PRESENT_SRC_KHR};
        const auto painted = m_painter->paint(commands, m_loop.slot(), target, scene, camera, effortOf(moving));
        VkSemaphoreSubmitInfo wait{VK_STRUCTURE_TYPE_SEMAPHORE_SUBMIT_INFO}, signal{VK_STRUCTURE_TYPE_SEMAPHORE_SUBMIT_INFO};
        wait.semaphore = ready;
        wait.stageMask = VK_PIPELINE_STAGE_2_COPY_BIT | VK_PIPELINE_STAGE_2_COLOR_ATTACHMENT_OUTPUT_BIT;
        signal.semaphore = m_swapchain.drawn();
        signal.stageMask = VK_PIPELINE_STAGE_2_ALL_COMMANDS_BIT;
        const FrameStats stats = finish(painted, m_loop.end({&wait, 1}, {&signal, 1}));
        const VkResult result = m_swapchain.present();
        if (result == VK_ERROR_OUT_OF_DATE_KHR || result == VK_SUBOPTIMAL_KHR)
            m_stale = true;
        else
            m_gpu.require(result, "showing a frame");
        return stats;
    }

    ViewportPainter::Target shape() const override
    {
        ViewportPainter::Target target;
        target.format = m_swapchain.format();
        target.width = m_swapchain.width();
        target.height = m_swapchain.height();
        return target;
    }

private:
    /// Remakes the swapchain when it is stale or out of date; false when there is nothing to draw to now.
    bool acquire(VkSemaphore ready)
    {
        for (int attempt = 0; attempt < 3; ++attempt) {
            if (m_stale || !m_swapchain.usable()) {
                if (!m_swapchain.recreate(m_width, m_height))
                    return false;
                m_stale = false;
            }
            const VkResult result = m_swapchain.acquire(ready);
            if (result == VK_SUCCESS)
                return true;
            if (result == VK_SUBOPTIMAL_KHR) { // still good for this frame
                m_stale = true;
                return true;
            }
            if (result == VK_TIMEOUT || result == VK_NOT_READY)
                return false;
            if (result != VK_ERROR_OUT_OF_DATE_KHR)
                m_gpu.require(result, "asking for a window image");
            m_stale = true;
        }
        return false;
    }

    Swapchain m_swapchain;
    std::array<GpuHandle<VkSemaphore>, kFramesInFlight> m_ready;
    bool m_stale = true;
};

} // namespace

std::unique_ptr<ViewportRenderer> createViewport(GpuDevice& device, VkSurfaceKHR surface, int width, int height, std::shared_ptr<ViewportPainter> painter)
{
    return std::make_unique<WindowViewport>(device, surface, width, height, std::move(painter));
}

std::unique_ptr<ViewportRenderer> createOffscreenViewport(GpuDevice& device, int width, int height)
{
    return std::make_unique<OffscreenViewport>(device, width, height);
}

} // namespace w2v
