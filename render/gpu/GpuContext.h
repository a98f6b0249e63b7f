#pragma once
#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <string>

#include "render/gpu/GpuDevice.h"
#include "render/gpu/GpuMemory.h"
#include "render/gpu/Vulkan.h"

namespace w2v {

/// What render/ sees of a device: handles, memory, one queue whose submissions are counted by a timeline semaphore.
class GpuContext {
public:
    explicit GpuContext(const GpuOptions& options);
    ~GpuContext();
    GpuContext(const GpuContext&) = delete;
    GpuContext& operator=(const GpuContext&) = delete;

    VkInstance instance() const { return m_instance; }
    VkPhysicalDevice physical() const { return m_physical; }
    VkDevice device() const { return m_device; }
    VkQueue queue() const { return m_queue; }
    std::uint32_t queueFamily() const { return m_queueFamily; }
    const VkPhysicalDeviceProperties& properties() const { return m_properties; }
    const VkPhysicalDeviceFeatures& features() const { return m_features; }
    const std::string& driver() const { return m_driver; }
    bool isSoftware() const { return m_properties.deviceType == VK_PHYSICAL_DEVICE_TYPE_CPU; }
    bool canPresent() const { return m_canPresent; }
    bool isLost() const { return m_lost.load(); }
    void declareLost() { m_lost = true; }
    /// Shaders may take the maximum of 64-bit values in buffers.
    bool hasPointAtomics() const { return m_pointAtomics; }
    GpuMemory& memory() { return *m_memory; }
    VkPipelineCache pipelineCache() const { return m_pipelineCache; }

    /// Submits one command buffer; returns its ticket. Tickets rise by one.
    std::uint64_t submit(VkCommandBuffer commands, std::span<const VkSemaphoreSubmitInfo> waits = {},
                         std::span<const VkSemaphoreSubmitInfo> signals = {});
    /// Presents; the caller handles the result. Serialised with submissions.
    VkResult present(const VkPresentInfoKHR& info);
    void wait(std::uint64_t ticket);
    std::uint64_t completedTicket();
    void waitIdle() noexcept;

    /// Runs `destroy` once everything submitted so far is done (at once when it is).
    void retire(std::function<void()> destroy);

    /// Name for debuggers and validation messages; nothing without VK_EXT_debug_utils.
    template <class Handle>
    void setName(VkObjectType type, Handle handle, const std::string& name)
    {
        setObjectName(type, reinterpret_cast<std::uint64_t>(handle), name);
    }

    /// check() that remembers a lost device.
    void require(VkResult result, const char* doing);

private:
    void createInstance(const GpuOptions& options);
    void choosePhysicalDevice(bool presentation);
    void createDevice(const GpuOptions& options);
    void setObjectName(VkObjectType type, std::uint64_t handle, const std::string& name);
    void collect();
    void destroyAll() noexcept;

    VkInstance m_instance = VK_NULL_HANDLE;
    VkDebugUtilsMessengerEXT m_messenger = VK_NULL_HANDLE;
    PFN_vkSetDebugUtilsObjectNameEXT m_setName = nullptr;
    bool m_debugUtils = false, m_canPresent = false, m_pointAtomics = false;
    VkPhysicalDevice m_physical = VK_NULL_HANDLE;
    VkPhysicalDeviceProperties m_properties{};
    VkPhysicalDeviceFeatures m_features{};
    std::string m_driver;
    VkDevice m_device = VK_NULL_HANDLE;
    std::uint32_t m_queueFamily = 0;
    VkQueue m_queue = VK_NULL_HANDLE;
    VkPipelineCache m_pipelineCache = VK_NULL_HANDLE;
    VkSemaphore m_timeline = VK_NULL_HANDLE;
    std::unique_ptr<GpuMemory> m_memory;
    std::atomic<bool> m_lost{false};

    std::mutex m_submitMutex;
    std::atomic<std::uint64_t> m_submitted{0};
    struct Retired {
        std::uint64_t ticket;
        std::function<void()> destroy;
    };
    std::mutex m_retireMutex;
    std::deque<Retired> m_retired;
};

} // namespace w2v
