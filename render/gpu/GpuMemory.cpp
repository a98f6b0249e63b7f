#include "render/gpu/GpuMemory.h"

#include <algorithm>
#include <iterator>

namespace w2v {
namespace {

constexpr VkDeviceSize kBlockSize = 32ull << 20;
constexpr VkDeviceSize kDedicatedFrom = 8ull << 20;

VkDeviceSize alignUp(VkDeviceSize value, VkDeviceSize alignment)
{
    return (value + alignment - 1) / alignment * alignment;
}

} // namespace

GpuMemory::GpuMemory(VkPhysicalDevice physical, VkDevice device) : m_device(device)
{
    vkGetPhysicalDeviceMemoryProperties(physical, &m_properties);
}

GpuMemory::~GpuMemory()
{
    for (const auto& block : m_blocks)
        vkFreeMemory(m_device, block->memory, nullptr);
}

std::uint32_t GpuMemory::memoryType(std::uint32_t allowed, MemoryUse use) const
{
    constexpr VkMemoryPropertyFlags kHost = VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT | VK_MEMORY_PROPERTY_HOST_COHERENT_BIT;
    VkMemoryPropertyFlags required = 0, preferred = 0;
    switch (use) {
    case MemoryUse::Device: preferred = VK_MEMORY_PROPERTY_DEVICE_LOCAL_BIT; break;
    case MemoryUse::Upload: required = kHost; break;
    case MemoryUse::Readback:
        required = kHost;
        preferred = VK_MEMORY_PROPERTY_HOST_CACHED_BIT;
        break;
    }
    for (const VkMemoryPropertyFlags wanted : {required | preferred, required})
        for (std::uint32_t type = 0; type < m_properties.memoryTypeCount; ++type)
            if ((allowed >> type & 1) && (m_properties.memoryTypes[type].propertyFlags & wanted) == wanted)
                return type;
    throw Error("graphics device", "it has no memory of the needed kind", "Use another Vulkan driver.");
}

GpuMemory::Block& GpuMemory::addBlock(VkDeviceSize size, std::uint32_t type, bool forImage, bool dedicated)
{
    auto block = std::make_unique<Block>();
    block->size = size;
    block->type = type;
    block->forImage = forImage;
    block->dedicated = dedicated;
    VkMemoryAllocateInfo info{VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_INFO};
    info.allocationSize = size;
    info.memoryTypeIndex = type;
    check(vkAllocateMemory(m_device, &info, nullptr, &block->memory), "reserving device memory");
    constexpr VkMemoryPropertyFlags kDirect = VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT | VK_MEMORY_PROPERTY_HOST_COHERENT_BIT;
    if ((m_properties.memoryTypes[type].propertyFlags & kDirect) == kDirect) {
        void* mapped = nullptr;
        const VkResult result = vkMapMemory(m_device, block->memory, 0, VK_WHOLE_SIZE, 0, &mapped);
        if (result < 0) {
            vkFreeMemory(m_device, block->memory, nullptr);
            check(result, "mapping device memory");
        }
        block->mapped = static_cast<std::byte*>(mapped);
    }
    block->free.emplace(0, size);
    m_reserved += size;
    m_blocks.push_back(std::move(block));
    return *m_blocks.back();
}

bool GpuMemory::take(Block& block, const VkMemoryRequirements& needs, GpuAllocation& result)
{
    for (auto it = block.free.begin(); it != block.free.end(); ++it) {
        const VkDeviceSize offset = alignUp(it->first, std::max<VkDeviceSize>(needs.alignment, 16));
        const VkDeviceSize end = it->first + it->second;
        if (offset + needs.size > end)
            continue;
        const VkDeviceSize before = offset - it->first, after = end - offset - needs.size;
        const VkDeviceSize start = it->first;
        block.free.erase(it);
        if (before)
            block.free.emplace(start, before);
        if (after)
            block.free.emplace(offset + needs.size, after);
        result = {block.memory, offset, needs.size, block.mapped ? block.mapped + offset : nullptr, &block};
        return true;
    }
    return false;
}

GpuAllocation GpuMemory::allocate(const VkMemoryRequirements& needs, MemoryUse use, bool forImage)
{
    const std::lock_guard lock(m_mutex);
    const std::uint32_t type = memoryType(needs.memoryTypeBits, use);
    GpuAllocation result;
    const bool dedicated = needs.size >= kDedicatedFrom;
    if (!dedicated)
        for (const auto& block : m_blocks)
            if (block->type == type && block->forImage == forImage && !block->dedicated && take(*block, needs, result)) {
                m_used += needs.size;
                return result;
            }
    Block& block = addBlock(dedicated ? needs.size : kBlockSize, type, forImage, dedicated);
    take(block, needs, result);
    m_used += needs.size;
    return result;
}

void GpuMemory::release(const GpuAllocation& allocation)
{
    if (!allocation.block)
        return;
    const std::lock_guard lock(m_mutex);
    Block& block = *static_cast<Block*>(allocation.block);
    m_used -= allocation.size;
    auto [it, inserted] = block.free.emplace(allocation.offset, allocation.size);
    if (const auto next = std::next(it); next != block.free.end() && it->first + it->second == next->first) {
        it->second += next->second;
        block.free.erase(next);
    }
    if (it != block.free.begin()) {
        if (const auto previous = std::prev(it); previous->first + previous->second == it->first) {
            previous->second += it->second;
            block.free.erase(it);
            it = previous;
        }
    }
    if (it->second != block.size)
        return;
    // An empty shared block is kept as long as it is the only empty one of its kind; the others go back to the driver.
    const auto sameKindEmpty = std::ranges::count_if(m_blocks, [&](const auto& other) {
        return other->type == block.type && other->forImage == block.forImage && !other->dedicated
            && other->free.size() == 1 && other->free.begin()->second == other->size;
    });
    if (!block.dedicated && sameKindEmpty < 2)
        return;
    vkFreeMemory(m_device, block.memory, nullptr);
    m_reserved -= block.size;
    std::erase_if(m_blocks, [&](const auto& other) { return other.get() == &block; });
}

VkDeviceSize GpuMemory::bytesInUse() const
{
    const std::lock_guard lock(m_mutex);
    return m_used;
}

VkDeviceSize GpuMemory::bytesReserved() const
{
    const std::lock_guard lock(m_mutex);
    return m_reserved;
}

} // namespace w2v
