#pragma once
#include <cstdint>
#include <vector>

#include "render/gpu/GpuObjects.h"

namespace w2v {

/// The images of a window. Made anew when the size changes or the window system says so.
class Swapchain {
public:
    Swapchain(GpuContext& gpu, VkSurfaceKHR surface);
    ~Swapchain();
    Swapchain(const Swapchain&) = delete;
    Swapchain& operator=(const Swapchain&) = delete;

    /// False when the window has no area now. Waits until the device is idle.
    bool recreate(int width, int height);
    bool usable() const { return m_swapchain != VK_NULL_HANDLE; }

    /// VK_SUCCESS, VK_SUBOPTIMAL_KHR, or an error result; `ready` is signalled when image() may be drawn to.
    VkResult acquire(VkSemaphore ready);
    /// Signal this when the image is drawn, before present().
    VkSemaphore drawn() const { return m_images[m_index].drawn; }
    VkResult present();

    VkImage image() const { return m_images[m_index].image; }
    VkImageView view() const { return m_images[m_index].view; }
    VkFormat format() const { return m_format; }
    int width() const { return static_cast<int>(m_extent.width); }
    int height() const { return static_cast<int>(m_extent.height); }

private:
    struct Image {
        VkImage image = VK_NULL_HANDLE;
        VkImageView view = VK_NULL_HANDLE;
        VkSemaphore drawn = VK_NULL_HANDLE;
    };
    void destroyImages();

    GpuContext& m_gpu;
    VkSurfaceKHR m_surface;
    VkSwapchainKHR m_swapchain = VK_NULL_HANDLE;
    VkFormat m_format = VK_FORMAT_UNDEFINED;
    VkColorSpaceKHR m_colorSpace = VK_COLOR_SPACE_SRGB_NONLINEAR_KHR;
    VkPresentModeKHR m_presentMode = VK_PRESENT_MODE_FIFO_KHR;
    VkExtent2D m_extent{};
    std::vector<Image> m_images;
    std::uint32_t m_index = 0;
};

} // namespace w2v
