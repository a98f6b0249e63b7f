#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "render/gpu/GpuContext.h"

namespace w2v {

/// Frames in flight: each slot has its own command pool, is reused when the device is done with it, and has a ticket to
/// wait for. Windows and offscreen batches run the same loop; whatever is destroyed meanwhile waits in GpuContext::retire.
class FrameLoop {
public:
    FrameLoop(GpuContext& gpu, int framesInFlight, std::string name);
    ~FrameLoop();
    FrameLoop(const FrameLoop&) = delete;
    FrameLoop& operator=(const FrameLoop&) = delete;

    /// Waits until the next slot is free and starts recording.
    VkCommandBuffer begin();
    /// Ends recording and submits; returns the ticket.
    std::uint64_t end(std::span<const VkSemaphoreSubmitInfo> waits = {}, std::span<const VkSemaphoreSubmitInfo> signals = {});
    /// Drops what begin() started; the slot is used again by the next begin().
    void abandon();
    /// Index of the slot being recorded, for per-slot resources.
    int slot() const { return m_slot; }
    int framesInFlight() const { return static_cast<int>(m_slots.size()); }
    std::uint64_t ticket(int slot) const { return m_slots[static_cast<std::size_t>(slot)].ticket; }

private:
    struct Slot {
        VkCommandPool pool = VK_NULL_HANDLE;
        VkCommandBuffer commands = VK_NULL_HANDLE;
        std::uint64_t ticket = 0;
    };
    GpuContext& m_gpu;
    std::vector<Slot> m_slots;
    int m_slot = -1;
};

} // namespace w2v
