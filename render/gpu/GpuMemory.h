#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "render/gpu/Vulkan.h"

namespace w2v {

class GpuMemory;

/// A piece of a memory block. Returned to its block with GpuMemory::release.
struct GpuAllocation {
    VkDeviceMemory memory = VK_NULL_HANDLE;
    VkDeviceSize offset = 0, size = 0;
    std::byte* mapped = nullptr; ///< set for memory that the processor can write directly (host-visible and coherent)
    void* block = nullptr;       ///< owned by GpuMemory
};

enum class MemoryUse {
    Device,  ///< drawn from, written by copies
    Upload,  ///< written by the processor, read by the device
    Readback ///< written by the device, read by the processor: cached where there is such a type
};

/// Hands out device memory from large blocks (first fit with merging of free ranges), because drivers allow few
/// allocations and each is slow. Images and buffers live in separate blocks, so bufferImageGranularity never matters.
/// Thread safe.
class GpuMemory {
public:
    GpuMemory(VkPhysicalDevice physical, VkDevice device);
    ~GpuMemory();
    GpuMemory(const GpuMemory&) = delete;
    GpuMemory& operator=(const GpuMemory&) = delete;

    GpuAllocation allocate(const VkMemoryRequirements& needs, MemoryUse use, bool forImage);
    void release(const GpuAllocation& allocation);

    VkDeviceSize bytesInUse() const;   ///< handed out
    VkDeviceSize bytesReserved() const;///< taken from the driver

private:
    struct Block {
        VkDeviceMemory memory = VK_NULL_HANDLE;
        VkDeviceSize size = 0;
        std::byte* mapped = nullptr;
        std::uint32_t type = 0;
        bool forImage = false, dedicated = false;
        std::map<VkDeviceSize, VkDeviceSize> free; ///< offset -> size
    };

    std::uint32_t memoryType(std::uint32_t allowed, MemoryUse use) const;
    Block& addBlock(VkDeviceSize size, std::uint32_t type, bool forImage, bool dedicated);
    static bool take(Block& block, const VkMemoryRequirements& needs, GpuAllocation& result);

    VkDevice m_device;
    VkPhysicalDeviceMemoryProperties m_properties{};
    mutable std::mutex m_mutex;
    std::vector<std::unique_ptr<Block>> m_blocks;
    VkDeviceSize m_used = 0, m_reserved = 0;
};

} // namespace w2v
