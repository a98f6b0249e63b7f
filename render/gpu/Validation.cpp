#include "render/gpu/Validation.h"

#include <atomic>
#include <cstdlib>
#include <deque>
#include <mutex>
#include <string_view>

#include "core/base/Log.h"
#include "render/gpu/GpuDevice.h"

namespace w2v {
namespace {

constexpr std::size_t kKeptMessages = 20;
std::atomic<int> messageCount{0};
std::mutex messageMutex;
std::deque<std::string> keptMessages;

VKAPI_ATTR VkBool32 VKAPI_CALL onMessage(VkDebugUtilsMessageSeverityFlagBitsEXT, VkDebugUtilsMessageTypeFlagsEXT types,
                                         const VkDebugUtilsMessengerCallbackDataEXT* data, void*)
{
    const std::string text = data && data->pMessage ? data->pMessage : "";
    // The loader itself speaks through the same channel about drivers it could not open; that is no finding of the layer.
    if (!(types & (VK_DEBUG_UTILS_MESSAGE_TYPE_VALIDATION_BIT_EXT | VK_DEBUG_UTILS_MESSAGE_TYPE_PERFORMANCE_BIT_EXT))) {
        spdlog::debug("Vulkan: {}", text);
        return VK_FALSE;
    }
    ++messageCount;
    spdlog::warn("Vulkan validation: {}", text);
    const std::lock_guard lock(messageMutex);
    keptMessages.push_back(text);
    if (keptMessages.size() > kKeptMessages)
        keptMessages.pop_front();
    return VK_FALSE;
}

} // namespace

bool validationWanted()
{
    const char* value = std::getenv("W2V_VALIDATION");
    return value && std::string_view(value) == "1";
}

VkDebugUtilsMessengerCreateInfoEXT validationMessenger()
{
    VkDebugUtilsMessengerCreateInfoEXT info{VK_STRUCTURE_TYPE_DEBUG_UTILS_MESSENGER_CREATE_INFO_EXT};
    info.messageSeverity = VK_DEBUG_UTILS_MESSAGE_SEVERITY_WARNING_BIT_EXT | VK_DEBUG_UTILS_MESSAGE_SEVERITY_ERROR_BIT_EXT;
    info.messageType = VK_DEBUG_UTILS_MESSAGE_TYPE_GENERAL_BIT_EXT | VK_DEBUG_UTILS_MESSAGE_TYPE_VALIDATION_BIT_EXT
        | VK_DEBUG_UTILS_MESSAGE_TYPE_PERFORMANCE_BIT_EXT;
    info.pfnUserCallback = onMessage;
    return info;
}

int validationMessageCount()
{
    return messageCount.load();
}

std::vector<std::string> validationMessages()
{
    const std::lock_guard lock(messageMutex);
    return {keptMessages.begin(), keptMessages.end()};
}

} // namespace w2v
