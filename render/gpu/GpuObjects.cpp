#include "render/gpu/GpuObjects.h"

#include <algorithm>

#include "render/gpu/FrameLoop.h"

namespace w2v {

GpuBuffer::GpuBuffer(GpuContext& gpu, VkDeviceSize size, VkBufferUsageFlags usage, MemoryUse use, const std::string& name)
    : m_gpu(&gpu), m_size(std::max<VkDeviceSize>(size, 16))
{
    VkBufferCreateInfo info{VK_STRUCTURE_TYPE_BUFFER_CREATE_INFO};
    info.size = m_size;
    info.usage = usage;
    gpu.require(vkCreateBuffer(gpu.device(), &info, nullptr, &m_buffer), "making a buffer");
    try {
        VkMemoryRequirements needs;
        vkGetBufferMemoryRequirements(gpu.device(), m_buffer, &needs);
        m_memory = gpu.memory().allocate(needs, use, false);
        gpu.require(vkBindBufferMemory(gpu.device(), m_buffer, m_memory.memory, m_memory.offset), "binding a buffer");
    } catch (...) {
        vkDestroyBuffer(gpu.device(), m_buffer, nullptr);
        gpu.memory().release(m_memory);
        m_buffer = VK_NULL_HANDLE;
        throw;
    }
    gpu.setName(VK_OBJECT_TYPE_BUFFER, m_buffer, name);
}

GpuBuffer::~GpuBuffer()
{
    if (m_buffer)
        m_gpu->retire([gpu = m_gpu, buffer = m_buffer, memory = m_memory] {
            vkDestroyBuffer(gpu->device(), buffer, nullptr);
            gpu->memory().release(memory);
        });
}

GpuImage::GpuImage(GpuContext& gpu, const ImageSpec& spec, const std::string& name) : m_gpu(&gpu), m_spec(spec)
{
    VkImageCreateInfo info{VK_STRUCTURE_TYPE_IMAGE_CREATE_INFO};
    info.imageType = VK_IMAGE_TYPE_2D;
    info.format = spec.format;
    info.extent = {spec.width, spec.height, 1};
    info.mipLevels = spec.mips;
    info.arrayLayers = 1;
    info.samples = spec.samples;
    info.tiling = VK_IMAGE_TILING_OPTIMAL;
    info.usage = spec.usage;
    info.initialLayout = VK_IMAGE_LAYOUT_UNDEFINED;
    gpu.require(vkCreateImage(gpu.device(), &info, nullptr, &m_image), "making an image");
    try {
        VkMemoryRequirements needs;
        vkGetImageMemoryRequirements(gpu.device(), m_image, &needs);
        m_memory = gpu.memory().allocate(needs, MemoryUse::Device, true);
        gpu.require(vkBindImageMemory(gpu.device(), m_image, m_memory.memory, m_memory.offset), "binding an image");
        VkImageViewCreateInfo view{VK_STRUCTURE_TYPE_IMAGE_VIEW_CREATE_INFO};
        view.image = m_image;
        view.viewType = VK_IMAGE_VIEW_TYPE_2D;
        view.format = spec.format;
        view.subresourceRange = {spec.aspect, 0, spec.mips, 0, 1};
        gpu.require(vkCreateImageView(gpu.device(), &view, nullptr, &m_view), "making an image view");
    } catch (...) {
        vkDestroyImage(gpu.device(), m_image, nullptr);
        gpu.memory().release(m_memory);
        m_image = VK_NULL_HANDLE;
        throw;
    }
    gpu.setName(VK_OBJECT_TYPE_IMAGE, m_image, name);
    gpu.setName(VK_OBJECT_TYPE_IMAGE_VIEW, m_view, name + " view");
}

GpuImage::~GpuImage()
{
    if (m_image)
        m_gpu->retire([gpu = m_gpu, image = m_image, view = m_view, memory = m_memory] {
            vkDestroyImageView(gpu->device(), view, nullptr);
            vkDestroyImage(gpu->device(), image, nullptr);
            gpu->memory().release(memory);
        });
}

void imageBarrier(VkCommandBuffer commands, VkImage image, VkImageAspectFlags aspect, VkImageLayout from, VkImageLayout to,
                  Access before, Access after)
{
    VkImageMemoryBarrier2 barrier{VK_STRUCTURE_TYPE_IMAGE_MEMORY_BARRIER_2};
    barrier.srcStageMask = before.stage;
    barrier.srcAccessMask = before.access;
    barrier.dstStageMask = after.stage;
    barrier.dstAccessMask = after.access;
    barrier.oldLayout = from;
    barrier.newLayout = to;
    barrier.srcQueueFamilyIndex = barrier.dstQueueFamilyIndex = VK_QUEUE_FAMILY_IGNORED;
    barrier.image = image;
    barrier.subresourceRange = {aspect, 0, VK_REMAINING_MIP_LEVELS, 0, 1};
    VkDependencyInfo info{VK_STRUCTURE_TYPE_DEPENDENCY_INFO};
    info.imageMemoryBarrierCount = 1;
    info.pImageMemoryBarriers = &barrier;
    vkCmdPipelineBarrier2(commands, &info);
}

void memoryBarrier(VkCommandBuffer commands, Access before, Access after)
{
    VkMemoryBarrier2 barrier{VK_STRUCTURE_TYPE_MEMORY_BARRIER_2};
    barrier.srcStageMask = before.stage;
    barrier.srcAccessMask = before.access;
    barrier.dstStageMask = after.stage;
    barrier.dstAccessMask = after.access;
    VkDependencyInfo info{VK_STRUCTURE_TYPE_DEPENDENCY_INFO};
    info.memoryBarrierCount = 1;
    info.pMemoryBarriers = &barrier;
    vkCmdPipelineBarrier2(commands, &info);
}

std::byte* Uploads::stage(const GpuBuffer& target, VkDeviceSize size, VkDeviceSize offset)
{
    if (target.mapped())
        return target.mapped() + offset;
    m_buffers.push_back({GpuBuffer(m_gpu, size, VK_BUFFER_USAGE_TRANSFER_SRC_BIT, MemoryUse::Upload, "staging"), target.get(),
                         {0, offset, size}});
    return m_buffers.back().staging.mapped();
}

void Uploads::add(const GpuBuffer& target, const void* bytes, VkDeviceSize size, VkDeviceSize offset)
{
    if (size)
        std::memcpy(stage(target, size, offset), bytes, size);
}

void Uploads::add(const GpuImage& target, const std::vector<std::vector<std::uint8_t>>& levels)
{
    ImageCopy copy{{}, &target, {}};
    VkDeviceSize size = 0;
    for (std::uint32_t level = 0; level < levels.size(); ++level) {
        VkBufferImageCopy region{};
        region.bufferOffset = size;
        region.imageSubresource = {target.spec().aspect, level, 0, 1};
        region.imageExtent = {std::max(1u, target.spec().width >> level), std::max(1u, target.spec().height >> level), 1};
        copy.regions.push_back(region);
        size += (levels[level].size() + 15) / 16 * 16;
    }
    copy.staging = GpuBuffer(m_gpu, size, VK_BUFFER_USAGE_TRANSFER_SRC_BIT, MemoryUse::Upload, "image staging");
    for (std::size_t level = 0; level < levels.size(); ++level)
        std::memcpy(copy.staging.mapped() + copy.regions[level].bufferOffset, levels[level].data(), levels[level].size());
    m_images.push_back(std::move(copy));
}

void Uploads::submit(const std::string& name)
{
    if (m_buffers.empty() && m_images.empty())
        return;
    FrameLoop once(m_gpu, 1, name);
    const VkCommandBuffer commands = once.begin();
    constexpr Access kWrite{VK_PIPELINE_STAGE_2_COPY_BIT, VK_ACCESS_2_TRANSFER_WRITE_BIT};
    constexpr Access kSample{VK_PIPELINE_STAGE_2_ALL_GRAPHICS_BIT, VK_ACCESS_2_SHADER_READ_BIT};
    for (const BufferCopy& copy : m_buffers)
        if (copy.region.size)
            vkCmdCopyBuffer(commands, copy.staging.get(), copy.target, 1, &copy.region);
    for (const ImageCopy& copy : m_images) {
        imageBarrier(commands, copy.target->get(), copy.target->spec().aspect, VK_IMAGE_LAYOUT_UNDEFINED,
                     VK_IMAGE_LAYOUT_TRANSFER_DST_OPTIMAL, {}, kWrite);
        vkCmdCopyBufferToImage(commands, copy.staging.get(), copy.target->get(), VK_IMAGE_LAYOUT_TRANSFER_DST_OPTIMAL,
                               static_cast<std::uint32_t>(copy.regions.size()), copy.regions.data());
        imageBarrier(commands, copy.target->get(), copy.target->spec().aspect, VK_IMAGE_LAYOUT_TRANSFER_DST_OPTIMAL,
                     VK_IMAGE_LAYOUT_SHADER_READ_ONLY_OPTIMAL, kWrite, kSample);
    }
    memoryBarrier(commands, kWrite,
                  {VK_PIPELINE_STAGE_2_ALL_GRAPHICS_BIT | VK_PIPELINE_STAGE_2_COMPUTE_SHADER_BIT,
                   VK_ACCESS_2_VERTEX_ATTRIBUTE_READ_BIT | VK_ACCESS_2_INDEX_READ_BIT | VK_ACCESS_2_UNIFORM_READ_BIT
                       | VK_ACCESS_2_SHADER_READ_BIT});
    once.end();
    m_buffers.clear();
    m_images.clear();
}

} // namespace w2v
