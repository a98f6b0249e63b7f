#include "render/gpu/Swapchain.h"

#include <algorithm>

namespace w2v {

Swapchain::Swapchain(GpuContext& gpu, VkSurfaceKHR surface) : m_gpu(gpu), m_surface(surface)
{
    if (!gpu.canPresent())
        throw Error("window", "the graphics device was opened without window support", "Open it with GpuOptions::presentation.");
    VkBool32 supported = VK_FALSE;
    gpu.require(vkGetPhysicalDeviceSurfaceSupportKHR(gpu.physical(), gpu.queueFamily(), surface, &supported), "asking about the window");
    if (!supported)
        throw Error("window", "the graphics device cannot draw to it", "Choose another device with W2V_GPU.");

    std::uint32_t count = 0;
    gpu.require(vkGetPhysicalDeviceSurfaceFormatsKHR(gpu.physical(), surface, &count, nullptr), "asking for window formats");
    std::vector<VkSurfaceFormatKHR> formats(count);
    gpu.require(vkGetPhysicalDeviceSurfaceFormatsKHR(gpu.physical(), surface, &count, formats.data()), "asking for window formats");
    // The shaders write sRGB-encoded values themselves, so the image must not encode again.
    for (const VkFormat wanted : {VK_FORMAT_B8G8R8A8_UNORM, VK_FORMAT_R8G8B8A8_UNORM})
        for (const VkSurfaceFormatKHR& format : formats)
            if (m_format == VK_FORMAT_UNDEFINED && format.format == wanted && format.colorSpace == VK_COLOR_SPACE_SRGB_NONLINEAR_KHR)
                m_format = wanted;
    if (m_format == VK_FORMAT_UNDEFINED)
        throw Error("window", "it offers no 8-bit colour format", "Use another window system or driver.");

    gpu.require(vkGetPhysicalDeviceSurfacePresentModesKHR(gpu.physical(), surface, &count, nullptr), "asking for present modes");
    std::vector<VkPresentModeKHR> modes(count);
    gpu.require(vkGetPhysicalDeviceSurfacePresentModesKHR(gpu.physical(), surface, &count, modes.data()), "asking for present modes");
    // Mailbox never makes the window's thread wait for the screen, and never tears.
    if (std::ranges::find(modes, VK_PRESENT_MODE_MAILBOX_KHR) != modes.end())
        m_presentMode = VK_PRESENT_MODE_MAILBOX_KHR;
}

Swapchain::~Swapchain()
{
    m_gpu.waitIdle();
    destroyImages();
    vkDestroySwapchainKHR(m_gpu.device(), m_swapchain, nullptr);
}

void Swapchain::destroyImages()
{
    for (const Image& image : m_images) {
        vkDestroyImageView(m_gpu.device(), image.view, nullptr);
        vkDestroySemaphore(m_gpu.device(), image.drawn, nullptr);
    }
    m_images.clear();
}

bool Swapchain::recreate(int width, int height)
{
    m_gpu.waitIdle();
    VkSurfaceCapabilitiesKHR capabilities;
    m_gpu.require(vkGetPhysicalDeviceSurfaceCapabilitiesKHR(m_gpu.physical(), m_surface, &capabilities), "measuring the window");
    if (!(capabilities.supportedUsageFlags & VK_IMAGE_USAGE_TRANSFER_DST_BIT))
        throw Error("window", "pictures cannot be copied to it", "Use another window system or driver.");
    VkExtent2D extent = capabilities.currentExtent;
    if (extent.width == 0xffffffffu)
        extent = {std::clamp(static_cast<std::uint32_t>(std::max(width, 0)), capabilities.minImageExtent.width, capabilities.maxImageExtent.width),
                  std::clamp(static_cast<std::uint32_t>(std::max(height, 0)), capabilities.minImageExtent.height, capabilities.maxImageExtent.height)};
    const VkSwapchainKHR old = m_swapchain;
    destroyImages();
    m_swapchain = VK_NULL_HANDLE;
    if (extent.width == 0 || extent.height == 0 || width <= 0 || height <= 0) {
        vkDestroySwapchainKHR(m_gpu.device(), old, nullptr);
        return false;
    }
    VkSwapchainCreateInfoKHR info{VK_STRUCTURE_TYPE_SWAPCHAIN_CREATE_INFO_KHR};
    info.surface = m_surface;
    info.minImageCount = capabilities.minImageCount + 1;
    if (capabilities.maxImageCount)
        info.minImageCount = std::min(info.minImageCount, capabilities.maxImageCount);
    info.imageFormat = m_format;
    info.imageColorSpace = m_colorSpace;
    info.imageExtent = extent;
    info.imageArrayLayers = 1;
    info.imageUsage = VK_IMAGE_USAGE_COLOR_ATTACHMENT_BIT | VK_IMAGE_USAGE_TRANSFER_DST_BIT;
    info.preTransform = capabilities.currentTransform;
    info.compositeAlpha = (capabilities.supportedCompositeAlpha & VK_COMPOSITE_ALPHA_OPAQUE_BIT_KHR) ? VK_COMPOSITE_ALPHA_OPAQUE_BIT_KHR
                                                                                                      : VK_COMPOSITE_ALPHA_INHERIT_BIT_KHR;
    info.presentMode = m_presentMode;
    info.clipped = VK_TRUE;
    info.oldSwapchain = old;
    const VkResult result = vkCreateSwapchainKHR(m_gpu.device(), &info, nullptr, &m_swapchain);
    vkDestroySwapchainKHR(m_gpu.device(), old, nullptr);
    if (result < 0)
        m_swapchain = VK_NULL_HANDLE;
    m_gpu.require(result, "making the window's images");
    m_extent = extent;

    std::uint32_t count = 0;
    m_gpu.require(vkGetSwapchainImagesKHR(m_gpu.device(), m_swapchain, &count, nullptr), "asking for the window's images");
    std::vector<VkImage> images(count);
    m_gpu.require(vkGetSwapchainImagesKHR(m_gpu.device(), m_swapchain, &count, images.data()), "asking for the window's images");
    for (const VkImage raw : images) {
        Image& image = m_images.emplace_back();
        image.image = raw;
        VkImageViewCreateInfo view{VK_STRUCTURE_TYPE_IMAGE_VIEW_CREATE_INFO};
        view.image = raw;
        view.viewType = VK_IMAGE_VIEW_TYPE_2D;
        view.format = m_format;
        view.subresourceRange = {VK_IMAGE_ASPECT_COLOR_BIT, 0, 1, 0, 1};
        m_gpu.require(vkCreateImageView(m_gpu.device(), &view, nullptr, &image.view), "making a view of the window's image");
        const VkSemaphoreCreateInfo semaphore{VK_STRUCTURE_TYPE_SEMAPHORE_CREATE_INFO};
        m_gpu.require(vkCreateSemaphore(m_gpu.device(), &semaphore, nullptr, &image.drawn), "making a semaphore");
        m_gpu.setName(VK_OBJECT_TYPE_IMAGE, raw, "window image");
        m_gpu.setName(VK_OBJECT_TYPE_IMAGE_VIEW, image.view, "window image view");
        m_gpu.setName(VK_OBJECT_TYPE_SEMAPHORE, image.drawn, "window image drawn");
    }
    return true;
}

VkResult Swapchain::acquire(VkSemaphore ready)
{
    constexpr std::uint64_t kPatience = 2ull * 1000 * 1000 * 1000; // a hidden window may never free an image
    return vkAcquireNextImageKHR(m_gpu.device(), m_swapchain, kPatience, ready, VK_NULL_HANDLE, &m_index);
}

VkResult Swapchain::present()
{
    VkPresentInfoKHR info{VK_STRUCTURE_TYPE_PRESENT_INFO_KHR};
    info.waitSemaphoreCount = 1;
    info.pWaitSemaphores = &m_images[m_index].drawn;
    info.swapchainCount = 1;
    info.pSwapchains = &m_swapchain;
    info.pImageIndices = &m_index;
    return m_gpu.present(info);
}

} // namespace w2v
