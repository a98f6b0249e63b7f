#include "render/gpu/FrameLoop.h"

namespace w2v {

FrameLoop::FrameLoop(GpuContext& gpu, int framesInFlight, std::string name) : m_gpu(gpu)
{
    m_slots.resize(static_cast<std::size_t>(framesInFlight));
    for (Slot& slot : m_slots) {
        VkCommandPoolCreateInfo pool{VK_STRUCTURE_TYPE_COMMAND_POOL_CREATE_INFO};
        pool.queueFamilyIndex = gpu.queueFamily();
        pool.flags = VK_COMMAND_POOL_CREATE_TRANSIENT_BIT;
        gpu.require(vkCreateCommandPool(gpu.device(), &pool, nullptr, &slot.pool), "making a command pool");
        VkCommandBufferAllocateInfo buffer{VK_STRUCTURE_TYPE_COMMAND_BUFFER_ALLOCATE_INFO};
        buffer.commandPool = slot.pool;
        buffer.level = VK_COMMAND_BUFFER_LEVEL_PRIMARY;
        buffer.commandBufferCount = 1;
        gpu.require(vkAllocateCommandBuffers(gpu.device(), &buffer, &slot.commands), "making a command buffer");
        gpu.setName(VK_OBJECT_TYPE_COMMAND_POOL, slot.pool, name + " pool");
        gpu.setName(VK_OBJECT_TYPE_COMMAND_BUFFER, slot.commands, name + " commands");
    }
}

FrameLoop::~FrameLoop()
{
    for (const Slot& slot : m_slots)
        m_gpu.retire([device = m_gpu.device(), pool = slot.pool] { vkDestroyCommandPool(device, pool, nullptr); });
}

VkCommandBuffer FrameLoop::begin()
{
    m_slot = (m_slot + 1) % framesInFlight();
    Slot& slot = m_slots[static_cast<std::size_t>(m_slot)];
    if (slot.ticket)
        m_gpu.wait(slot.ticket);
    m_gpu.require(vkResetCommandPool(m_gpu.device(), slot.pool, 0), "recycling a command pool");
    VkCommandBufferBeginInfo info{VK_STRUCTURE_TYPE_COMMAND_BUFFER_BEGIN_INFO};
    info.flags = VK_COMMAND_BUFFER_USAGE_ONE_TIME_SUBMIT_BIT;
    m_gpu.require(vkBeginCommandBuffer(slot.commands, &info), "starting a command buffer");
    return slot.commands;
}

void FrameLoop::abandon()
{
    m_gpu.require(vkEndCommandBuffer(m_slots[static_cast<std::size_t>(m_slot)].commands), "ending a command buffer");
    m_slot = (m_slot + framesInFlight() - 1) % framesInFlight();
}

std::uint64_t FrameLoop::end(std::span<const VkSemaphoreSubmitInfo> waits, std::span<const VkSemaphoreSubmitInfo> signals)
{
    Slot& slot = m_slots[static_cast<std::size_t>(m_slot)];
    m_gpu.require(vkEndCommandBuffer(slot.commands), "ending a command buffer");
    slot.ticket = m_gpu.submit(slot.commands, waits, signals);
    return slot.ticket;
}

} // namespace w2v
