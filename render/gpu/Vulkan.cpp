#define VOLK_IMPLEMENTATION
#include "render/gpu/Vulkan.h"

namespace w2v {

DeviceLost::DeviceLost(const char* doing)
    : Error("graphics device", std::string("the driver lost the device while ") + doing,
            "Work on other parts goes on; restart the view, and the machine's driver if it happens again.")
{
}

SurfaceLost::SurfaceLost(const char* doing)
    : Error("window surface", std::string("it was lost while ") + doing, "The view is made anew with the window.")
{
}

const char* resultName(VkResult result)
{
    switch (result) {
    case VK_ERROR_OUT_OF_HOST_MEMORY: return "out of memory";
    case VK_ERROR_OUT_OF_DEVICE_MEMORY: return "out of device memory";
    case VK_ERROR_INITIALIZATION_FAILED: return "initialisation failed";
    case VK_ERROR_DEVICE_LOST: return "device lost";
    case VK_ERROR_MEMORY_MAP_FAILED: return "memory could not be mapped";
    case VK_ERROR_LAYER_NOT_PRESENT: return "layer not present";
    case VK_ERROR_EXTENSION_NOT_PRESENT: return "extension not present";
    case VK_ERROR_FEATURE_NOT_PRESENT: return "feature not present";
    case VK_ERROR_INCOMPATIBLE_DRIVER: return "incompatible driver";
    case VK_ERROR_TOO_MANY_OBJECTS: return "too many objects";
    case VK_ERROR_FORMAT_NOT_SUPPORTED: return "format not supported";
    case VK_ERROR_SURFACE_LOST_KHR: return "surface lost";
    case VK_ERROR_OUT_OF_DATE_KHR: return "swapchain out of date";
    default: return "unexpected result";
    }
}

void check(VkResult result, const char* doing)
{
    if (result >= 0)
        return;
    if (result == VK_ERROR_DEVICE_LOST)
        throw DeviceLost(doing);
    if (result == VK_ERROR_SURFACE_LOST_KHR)
        throw SurfaceLost(doing);
    throw Error("graphics device", std::string(resultName(result)) + " (" + std::to_string(result) + ") while " + doing,
                result == VK_ERROR_OUT_OF_DEVICE_MEMORY || result == VK_ERROR_OUT_OF_HOST_MEMORY
                    ? "Close other scenes or use smaller views."
                    : "Update the Vulkan driver (Debian: mesa-vulkan-drivers).");
}

} // namespace w2v
