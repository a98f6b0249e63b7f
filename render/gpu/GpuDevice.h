#pragma once
#include <memory>
#include <string>
#include <vector>

// The two Vulkan handles that cross the border to the window, declared as vulkan_core.h does on 64-bit machines, so that
// this header needs no Vulkan header.
typedef struct VkInstance_T* VkInstance;
typedef struct VkSurfaceKHR_T* VkSurfaceKHR;

namespace w2v {

class GpuContext;

struct GpuOptions {
    /// Enables the surface extensions the loader knows (xcb, xlib, wayland, win32) and VK_KHR_swapchain. Off for headless work.
    bool presentation = false;
    /// Further instance extensions the window system asks for; must exist.
    std::vector<std::string> instanceExtensions;
    /// Use 64-bit atomics for point clouds where the device has them. Off: the fixed-function path, as on devices without.
    bool pointAtomics = true;
};

/// One Vulkan 1.3 device, chosen by speed (discrete, integrated, software; W2V_GPU=<part of a name> overrides).
/// With W2V_VALIDATION=1 the Khronos validation layer runs and every message is counted and logged.
/// Must outlive everything made from it. Thread safe unless a member says otherwise.
class GpuDevice {
public:
    /// Throws Error when there is no Vulkan loader or no Vulkan 1.3 device (the message names mesa-vulkan-drivers).
    static std::unique_ptr<GpuDevice> create(const GpuOptions& options = {});
    ~GpuDevice();
    GpuDevice(const GpuDevice&) = delete;
    GpuDevice& operator=(const GpuDevice&) = delete;

    VkInstance instance() const;
    const std::string& name() const { return m_name; } ///< as the driver says, for example "llvmpipe (LLVM 15.0.6, 256 bits)"
    bool isSoftware() const;            ///< runs on the processor: budget frames
    bool isLost() const;                ///< VK_ERROR_DEVICE_LOST was seen; make a new GpuDevice and everything on it anew
    std::string description() const;    ///< driver and version, for the system report
    /// From now on the device counts as lost: the next submission reports it. For tests of the recovery.
    void declareLost();

    GpuContext& context();              ///< for render/ only

private:
    explicit GpuDevice(std::unique_ptr<GpuContext> context);
    std::unique_ptr<GpuContext> m_context;
    std::string m_name;
};

/// Messages (warnings and errors) of the validation layer since the process began, of every device.
int validationMessageCount();

/// The last of them, for test reports; at most 20.
std::vector<std::string> validationMessages();

} // namespace w2v
