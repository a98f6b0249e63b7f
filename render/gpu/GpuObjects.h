#pragma once
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "render/gpu/GpuContext.h"

namespace w2v {

/// Owner of one Vulkan handle; destroyed once the device is done with what was submitted before.
template <class Handle>
class GpuHandle {
public:
    using Destroy = void(VKAPI_PTR*)(VkDevice, Handle, const VkAllocationCallbacks*);

    GpuHandle() = default;
    GpuHandle(GpuContext& gpu, Handle handle, Destroy destroy, VkObjectType type, const std::string& name)
        : m_gpu(&gpu), m_handle(handle), m_destroy(destroy)
    {
        gpu.setName(type, handle, name);
    }
    ~GpuHandle() { reset(); }
    GpuHandle(GpuHandle&& other) noexcept
        : m_gpu(other.m_gpu), m_handle(std::exchange(other.m_handle, VK_NULL_HANDLE)), m_destroy(other.m_destroy)
    {
    }
    GpuHandle& operator=(GpuHandle&& other) noexcept
    {
        std::swap(m_gpu, other.m_gpu);
        std::swap(m_handle, other.m_handle);
        std::swap(m_destroy, other.m_destroy);
        return *this;
    }

    void reset()
    {
        if (!m_handle)
            return;
        m_gpu->retire([device = m_gpu->device(), handle = m_handle, destroy = m_destroy] { destroy(device, handle, nullptr); });
        m_handle = VK_NULL_HANDLE;
    }
    Handle get() const { return m_handle; }
    const Handle* address() const { return &m_handle; }
    explicit operator bool() const { return m_handle != VK_NULL_HANDLE; }

private:
    GpuContext* m_gpu = nullptr;
    Handle m_handle = VK_NULL_HANDLE;
    Destroy m_destroy = nullptr;
};

/// A buffer with its memory. Upload and Readback buffers are mapped for their whole life, Device buffers where the device
/// shares the processor's memory.
class GpuBuffer {
public:
    GpuBuffer() = default;
    GpuBuffer(GpuContext& gpu, VkDeviceSize size, VkBufferUsageFlags usage, MemoryUse use, const std::string& name);
    ~GpuBuffer();
    GpuBuffer(GpuBuffer&& other) noexcept { swap(other); }
    GpuBuffer& operator=(GpuBuffer&& other) noexcept
    {
        swap(other);
        return *this;
    }

    VkBuffer get() const { return m_buffer; }
    VkDeviceSize size() const { return m_size; }
    std::byte* mapped() const { return m_memory.mapped; }
    explicit operator bool() const { return m_buffer != VK_NULL_HANDLE; }

private:
    void swap(GpuBuffer& other) noexcept
    {
        std::swap(m_gpu, other.m_gpu);
        std::swap(m_buffer, other.m_buffer);
        std::swap(m_memory, other.m_memory);
        std::swap(m_size, other.m_size);
    }
    GpuContext* m_gpu = nullptr;
    VkBuffer m_buffer = VK_NULL_HANDLE;
    GpuAllocation m_memory;
    VkDeviceSize m_size = 0;
};

struct ImageSpec {
    std::uint32_t width = 1, height = 1, mips = 1;
    VkFormat format = VK_FORMAT_R8G8B8A8_UNORM;
    VkImageUsageFlags usage = 0;
    VkSampleCountFlagBits samples = VK_SAMPLE_COUNT_1_BIT;
    VkImageAspectFlags aspect = VK_IMAGE_ASPECT_COLOR_BIT;
};

/// A 2D image with its memory and a view of all mip levels.
class GpuImage {
public:
    GpuImage() = default;
    GpuImage(GpuContext& gpu, const ImageSpec& spec, const std::string& name);
    ~GpuImage();
    GpuImage(GpuImage&& other) noexcept { swap(other); }
    GpuImage& operator=(GpuImage&& other) noexcept
    {
        swap(other);
        return *this;
    }

    VkImage get() const { return m_image; }
    VkImageView view() const { return m_view; }
    const ImageSpec& spec() const { return m_spec; }
    explicit operator bool() const { return m_image != VK_NULL_HANDLE; }

private:
    void swap(GpuImage& other) noexcept
    {
        std::swap(m_gpu, other.m_gpu);
        std::swap(m_image, other.m_image);
        std::swap(m_view, other.m_view);
        std::swap(m_memory, other.m_memory);
        std::swap(m_spec, other.m_spec);
    }
    GpuContext* m_gpu = nullptr;
    VkImage m_image = VK_NULL_HANDLE;
    VkImageView m_view = VK_NULL_HANDLE;
    GpuAllocation m_memory;
    ImageSpec m_spec;
};

/// One image or memory barrier, spelt shortly.
struct Access {
    VkPipelineStageFlags2 stage = VK_PIPELINE_STAGE_2_NONE;
    VkAccessFlags2 access = VK_ACCESS_2_NONE;
};
void imageBarrier(VkCommandBuffer commands, VkImage image, VkImageAspectFlags aspect, VkImageLayout from, VkImageLayout to,
                  Access before, Access after);
void memoryBarrier(VkCommandBuffer commands, Access before, Access after);

/// Collects copies to the device and submits them together. Later submissions see the data; nothing waits. Buffers in
/// memory that the processor can write are written directly.
class Uploads {
public:
    explicit Uploads(GpuContext& gpu) : m_gpu(gpu) {}

    /// Where the bytes of a part of `target` are to be written before submit(). The device must not be using the buffer.
    std::byte* stage(const GpuBuffer& target, VkDeviceSize size, VkDeviceSize offset = 0);
    void add(const GpuBuffer& target, const void* bytes, VkDeviceSize size, VkDeviceSize offset = 0);
    /// levels[i] are the tightly packed texels of mip i; the image ends in SHADER_READ_ONLY_OPTIMAL.
    void add(const GpuImage& target, const std::vector<std::vector<std::uint8_t>>& levels);
    void submit(const std::string& name);

private:
    struct BufferCopy {
        GpuBuffer staging;
        VkBuffer target;
        VkBufferCopy region;
    };
    struct ImageCopy {
        GpuBuffer staging;
        const GpuImage* target;
        std::vector<VkBufferImageCopy> regions;
    };

    GpuContext& m_gpu;
    std::vector<BufferCopy> m_buffers;
    std::vector<ImageCopy> m_images;
};

} // namespace w2v
