#include "render/gpu/GpuContext.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "core/base/Log.h"
#include "render/gpu/Validation.h"

namespace w2v {
namespace {

constexpr const char* kValidationLayer = "VK_LAYER_KHRONOS_validation";
constexpr const char* kDriverAdvice = "Install a Vulkan 1.3 driver (Debian: apt install mesa-vulkan-drivers).";
constexpr std::uint64_t kWaitLimit = 120ull * 1000 * 1000 * 1000; // a frame that takes two minutes is a hung device

template <class T, class F>
std::vector<T> enumerate(F&& call)
{
    std::uint32_t count = 0;
    if (call(&count, static_cast<T*>(nullptr)) < 0)
        return {};
    std::vector<T> items(count);
    if (call(&count, items.data()) < 0)
        return {};
    items.resize(count);
    return items;
}

bool contains(const std::vector<VkExtensionProperties>& all, const char* name)
{
    return std::ranges::any_of(all, [&](const auto& one) { return std::strcmp(one.extensionName, name) == 0; });
}

std::vector<VkExtensionProperties> deviceExtensions(VkPhysicalDevice device)
{
    return enumerate<VkExtensionProperties>([&](std::uint32_t* count, VkExtensionProperties* items) {
        return vkEnumerateDeviceExtensionProperties(device, nullptr, count, items);
    });
}

/// Index of a queue family with graphics, or -1.
int graphicsFamily(VkPhysicalDevice device)
{
    std::uint32_t count = 0;
    vkGetPhysicalDeviceQueueFamilyProperties(device, &count, nullptr);
    std::vector<VkQueueFamilyProperties> families(count);
    vkGetPhysicalDeviceQueueFamilyProperties(device, &count, families.data());
    for (std::uint32_t i = 0; i < count; ++i)
        if ((families[i].queueFlags & VK_QUEUE_GRAPHICS_BIT) && families[i].queueCount > 0)
            return static_cast<int>(i);
    return -1;
}

struct Features {
    VkPhysicalDeviceFeatures2 core{VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_FEATURES_2};
    VkPhysicalDeviceVulkan12Features v12{VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_2_FEATURES};
    VkPhysicalDeviceVulkan13Features v13{VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_3_FEATURES};
    Features()
    {
        core.pNext = &v12;
        v12.pNext = &v13;
    }
};

/// Why a device cannot be used; empty when it can.
std::string unfit(VkPhysicalDevice device, const VkPhysicalDeviceProperties& properties, bool presentation)
{
    if (properties.apiVersion < VK_API_VERSION_1_3)
        return "it offers Vulkan " + std::to_string(VK_API_VERSION_MAJOR(properties.apiVersion)) + "."
            + std::to_string(VK_API_VERSION_MINOR(properties.apiVersion)) + " only";
    if (graphicsFamily(device) < 0)
        return "it cannot draw";
    if (presentation && !contains(deviceExtensions(device), VK_KHR_SWAPCHAIN_EXTENSION_NAME))
        return "it cannot show windows";
    Features features;
    vkGetPhysicalDeviceFeatures2(device, &features.core);
    if (!features.v13.dynamicRendering || !features.v13.synchronization2 || !features.v12.timelineSemaphore)
        return "dynamic rendering, synchronization2 or timeline semaphores are missing";
    return {};
}

int speedRank(VkPhysicalDeviceType type)
{
    switch (type) {
    case VK_PHYSICAL_DEVICE_TYPE_DISCRETE_GPU: return 4;
    case VK_PHYSICAL_DEVICE_TYPE_INTEGRATED_GPU: return 3;
    case VK_PHYSICAL_DEVICE_TYPE_VIRTUAL_GPU: return 2;
    case VK_PHYSICAL_DEVICE_TYPE_CPU: return 1;
    default: return 0;
    }
}

} // namespace

GpuContext::GpuContext(const GpuOptions& options)
{
    try {
        createInstance(options);
        choosePhysicalDevice(options.presentation);
        createDevice(options);
    } catch (...) {
        destroyAll();
        throw;
    }
}

GpuContext::~GpuContext()
{
    destroyAll();
}

void GpuContext::destroyAll() noexcept
{
    waitIdle();
    while (!m_retired.empty()) {
        m_retired.front().destroy();
        m_retired.pop_front();
    }
    m_memory.reset();
    if (m_device) {
        vkDestroySemaphore(m_device, m_timeline, nullptr);
        vkDestroyPipelineCache(m_device, m_pipelineCache, nullptr);
        vkDestroyDevice(m_device, nullptr);
    }
    if (m_messenger) {
        const auto destroy = reinterpret_cast<PFN_vkDestroyDebugUtilsMessengerEXT>(
            vkGetInstanceProcAddr(m_instance, "vkDestroyDebugUtilsMessengerEXT"));
        destroy(m_instance, m_messenger, nullptr);
    }
    if (m_instance)
        vkDestroyInstance(m_instance, nullptr);
}

void GpuContext::createInstance(const GpuOptions& options)
{
    if (volkInitialize() != VK_SUCCESS || vkEnumerateInstanceVersion == nullptr)
        throw Error("Vulkan", "the loader (libvulkan.so.1) was not found", kDriverAdvice);
    std::uint32_t version = 0;
    vkEnumerateInstanceVersion(&version);
    if (version < VK_API_VERSION_1_3)
        throw Error("Vulkan", "the loader is older than 1.3", kDriverAdvice);

    const auto available = enumerate<VkExtensionProperties>([](std::uint32_t* count, VkExtensionProperties* items) {
        return vkEnumerateInstanceExtensionProperties(nullptr, count, items);
    });
    std::vector<const char*> extensions;
    if (options.presentation)
        for (const char* name : {"VK_KHR_surface", "VK_KHR_xcb_surface", "VK_KHR_xlib_surface", "VK_KHR_wayland_surface",
                                 "VK_KHR_win32_surface"})
            if (contains(available, name))
                extensions.push_back(name);
    for (const std::string& name : options.instanceExtensions) {
        if (!contains(available, name.c_str()))
            throw Error("Vulkan", "the extension " + name + " is missing", kDriverAdvice);
        if (std::ranges::none_of(extensions, [&](const char* one) { return name == one; }))
            extensions.push_back(name.c_str());
    }
    m_debugUtils = contains(available, VK_EXT_DEBUG_UTILS_EXTENSION_NAME);
    if (m_debugUtils)
        extensions.push_back(VK_EXT_DEBUG_UTILS_EXTENSION_NAME);

    std::vector<const char*> layers;
    if (validationWanted()) {
        const auto known = enumerate<VkLayerProperties>([](std::uint32_t* count, VkLayerProperties* items) {
            return vkEnumerateInstanceLayerProperties(count, items);
        });
        if (m_debugUtils && std::ranges::any_of(known, [](const auto& one) { return !std::strcmp(one.layerName, kValidationLayer); }))
            layers.push_back(kValidationLayer);
        else
            throw Error("W2V_VALIDATION=1", "the Khronos validation layer is not installed",
                        "Install it (Debian: apt install vulkan-validationlayers) or unset the variable.");
    }

    VkApplicationInfo app{VK_STRUCTURE_TYPE_APPLICATION_INFO};
    app.pApplicationName = "World2VLM Workbench";
    app.apiVersion = VK_API_VERSION_1_3;
    VkInstanceCreateInfo info{VK_STRUCTURE_TYPE_INSTANCE_CREATE_INFO};
    info.pApplicationInfo = &app;
    info.enabledExtensionCount = static_cast<std::uint32_t>(extensions.size());
    info.ppEnabledExtensionNames = extensions.data();
    info.enabledLayerCount = static_cast<std::uint32_t>(layers.size());
    info.ppEnabledLayerNames = layers.data();
    const VkDebugUtilsMessengerCreateInfoEXT messenger = validationMessenger();
    if (!layers.empty())
        info.pNext = &messenger; // also listens while the instance is made and destroyed
    if (const VkResult result = vkCreateInstance(&info, nullptr, &m_instance); result < 0) {
        m_instance = VK_NULL_HANDLE;
        throw Error("Vulkan", std::string("no driver could be started (") + resultName(result) + ")", kDriverAdvice);
    }
    // Loader entry points, not one device's: several devices may live in one process.
    volkLoadInstance(m_instance);
    if (m_debugUtils)
        m_setName = reinterpret_cast<PFN_vkSetDebugUtilsObjectNameEXT>(
            vkGetInstanceProcAddr(m_instance, "vkSetDebugUtilsObjectNameEXT"));
    if (!layers.empty()) {
        const auto create = reinterpret_cast<PFN_vkCreateDebugUtilsMessengerEXT>(
            vkGetInstanceProcAddr(m_instance, "vkCreateDebugUtilsMessengerEXT"));
        check(create(m_instance, &messenger, nullptr, &m_messenger), "starting the validation messenger");
    }
}

void GpuContext::choosePhysicalDevice(bool presentation)
{
    const auto devices = enumerate<VkPhysicalDevice>([&](std::uint32_t* count, VkPhysicalDevice* items) {
        return vkEnumeratePhysicalDevices(m_instance, count, items);
    });
    const char* wanted = std::getenv("W2V_GPU");
    std::string reasons;
    int best = -1;
    for (const VkPhysicalDevice device : devices) {
        VkPhysicalDeviceProperties properties;
        vkGetPhysicalDeviceProperties(device, &properties);
        std::string reason = unfit(device, properties, presentation);
        if (reason.empty() && wanted && !std::strstr(properties.deviceName, wanted))
            reason = "W2V_GPU asks for another";
        if (!reason.empty()) {
            reasons += std::string(reasons.empty() ? "" : "; ") + properties.deviceName + ": " + reason;
            continue;
        }
        if (speedRank(properties.deviceType) > best) {
            best = speedRank(properties.deviceType);
            m_physical = device;
            m_properties = properties;
        }
    }
    if (best < 0)
        throw Error("Vulkan", "no usable Vulkan 1.3 device was found" + (reasons.empty() ? "" : " (" + reasons + ")"),
                    kDriverAdvice);
    VkPhysicalDeviceDriverProperties driver{VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_DRIVER_PROPERTIES};
    VkPhysicalDeviceProperties2 properties{VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PROPERTIES_2, &driver, {}};
    vkGetPhysicalDeviceProperties2(m_physical, &properties);
    m_driver = std::string(driver.driverName) + " " + driver.driverInfo;
}

void GpuContext::createDevice(const GpuOptions& options)
{
    m_queueFamily = static_cast<std::uint32_t>(graphicsFamily(m_physical));
    m_canPresent = options.presentation;
    const float priority = 1;
    VkDeviceQueueCreateInfo queue{VK_STRUCTURE_TYPE_DEVICE_QUEUE_CREATE_INFO};
    queue.queueFamilyIndex = m_queueFamily;
    queue.queueCount = 1;
    queue.pQueuePriorities = &priority;

    Features known;
    vkGetPhysicalDeviceFeatures2(m_physical, &known.core);
    const VkPhysicalDeviceFeatures& supported = known.core.features;
    Features features;
    m_features.samplerAnisotropy = supported.samplerAnisotropy;
    m_features.independentBlend = supported.independentBlend;
    m_features.largePoints = supported.largePoints;
    m_pointAtomics = options.pointAtomics && supported.shaderInt64 && known.v12.shaderBufferInt64Atomics;
    m_features.shaderInt64 = m_pointAtomics;
    features.core.features = m_features;
    features.v12.shaderBufferInt64Atomics = m_pointAtomics;
    features.v12.timelineSemaphore = VK_TRUE;
    features.v13.dynamicRendering = VK_TRUE;
    features.v13.synchronization2 = VK_TRUE;
    features.v13.maintenance4 = VK_TRUE; // every Vulkan 1.3 device has it; compute shaders name their size by it

    std::vector<const char*> extensions;
    if (options.presentation)
        extensions.push_back(VK_KHR_SWAPCHAIN_EXTENSION_NAME);
    VkDeviceCreateInfo info{VK_STRUCTURE_TYPE_DEVICE_CREATE_INFO};
    info.pNext = &features.core;
    info.queueCreateInfoCount = 1;
    info.pQueueCreateInfos = &queue;
    info.enabledExtensionCount = static_cast<std::uint32_t>(extensions.size());
    info.ppEnabledExtensionNames = extensions.data();
    if (const VkResult result = vkCreateDevice(m_physical, &info, nullptr, &m_device); result < 0) {
        m_device = VK_NULL_HANDLE;
        check(result, "starting the device");
    }
    vkGetDeviceQueue(m_device, m_queueFamily, 0, &m_queue);
    m_memory = std::make_unique<GpuMemory>(m_physical, m_device);

    VkSemaphoreTypeCreateInfo timeline{VK_STRUCTURE_TYPE_SEMAPHORE_TYPE_CREATE_INFO};
    timeline.semaphoreType = VK_SEMAPHORE_TYPE_TIMELINE;
    const VkSemaphoreCreateInfo semaphore{VK_STRUCTURE_TYPE_SEMAPHORE_CREATE_INFO, &timeline, 0};
    check(vkCreateSemaphore(m_device, &semaphore, nullptr, &m_timeline), "making the timeline");
    const VkPipelineCacheCreateInfo cache{VK_STRUCTURE_TYPE_PIPELINE_CACHE_CREATE_INFO};
    check(vkCreatePipelineCache(m_device, &cache, nullptr, &m_pipelineCache), "making the pipeline cache");
    setName(VK_OBJECT_TYPE_QUEUE, m_queue, "queue");
    setName(VK_OBJECT_TYPE_SEMAPHORE, m_timeline, "timeline");
    setName(VK_OBJECT_TYPE_PIPELINE_CACHE, m_pipelineCache, "pipeline cache");
    spdlog::debug("Graphics device: {} ({})", m_properties.deviceName, m_driver);
}

void GpuContext::setObjectName(VkObjectType type, std::uint64_t handle, const std::string& name)
{
    if (!m_setName)
        return;
    VkDebugUtilsObjectNameInfoEXT info{VK_STRUCTURE_TYPE_DEBUG_UTILS_OBJECT_NAME_INFO_EXT};
    info.objectType = type;
    info.objectHandle = handle;
    info.pObjectName = name.c_str();
    m_setName(m_device, &info);
}

void GpuContext::require(VkResult result, const char* doing)
{
    if (result == VK_ERROR_DEVICE_LOST)
        m_lost = true;
    check(result, doing);
}

std::uint64_t GpuContext::submit(VkCommandBuffer commands, std::span<const VkSemaphoreSubmitInfo> waits,
                                 std::span<const VkSemaphoreSubmitInfo> signals)
{
    if (m_lost)
        throw DeviceLost("submitting work");
    std::uint64_t ticket = 0;
    {
        const std::lock_guard lock(m_submitMutex);
        ticket = m_submitted + 1;
        std::vector<VkSemaphoreSubmitInfo> allSignals(signals.begin(), signals.end());
        VkSemaphoreSubmitInfo done{VK_STRUCTURE_TYPE_SEMAPHORE_SUBMIT_INFO};
        done.semaphore = m_timeline;
        done.value = ticket;
        done.stageMask = VK_PIPELINE_STAGE_2_ALL_COMMANDS_BIT;
        allSignals.push_back(done);
        VkCommandBufferSubmitInfo buffer{VK_STRUCTURE_TYPE_COMMAND_BUFFER_SUBMIT_INFO};
        buffer.commandBuffer = commands;
        VkSubmitInfo2 info{VK_STRUCTURE_TYPE_SUBMIT_INFO_2};
        info.waitSemaphoreInfoCount = static_cast<std::uint32_t>(waits.size());
        info.pWaitSemaphoreInfos = waits.data();
        info.commandBufferInfoCount = 1;
        info.pCommandBufferInfos = &buffer;
        info.signalSemaphoreInfoCount = static_cast<std::uint32_t>(allSignals.size());
        info.pSignalSemaphoreInfos = allSignals.data();
        require(vkQueueSubmit2(m_queue, 1, &info, VK_NULL_HANDLE), "submitting work");
        m_submitted = ticket;
    }
    collect();
    return ticket;
}

VkResult GpuContext::present(const VkPresentInfoKHR& info)
{
    const std::lock_guard lock(m_submitMutex);
    const VkResult result = vkQueuePresentKHR(m_queue, &info);
    if (result == VK_ERROR_DEVICE_LOST)
        m_lost = true;
    return result;
}

void GpuContext::wait(std::uint64_t ticket)
{
    VkSemaphoreWaitInfo info{VK_STRUCTURE_TYPE_SEMAPHORE_WAIT_INFO};
    info.semaphoreCount = 1;
    info.pSemaphores = &m_timeline;
    info.pValues = &ticket;
    const VkResult result = vkWaitSemaphores(m_device, &info, kWaitLimit);
    if (result == VK_TIMEOUT) {
        m_lost = true;
        throw DeviceLost("waiting for work (no answer for two minutes)");
    }
    require(result, "waiting for work");
}

std::uint64_t GpuContext::completedTicket()
{
    std::uint64_t value = 0;
    require(vkGetSemaphoreCounterValue(m_device, m_timeline, &value), "asking for progress");
    return value;
}

void GpuContext::waitIdle() noexcept
{
    if (!m_device)
        return;
    const std::lock_guard lock(m_submitMutex);
    vkDeviceWaitIdle(m_device);
}

void GpuContext::retire(std::function<void()> destroy)
{
    {
        const std::lock_guard lock(m_retireMutex);
        m_retired.push_back({m_submitted.load(), std::move(destroy)});
    }
    collect();
}

void GpuContext::collect()
{
    std::uint64_t done = 0;
    if (vkGetSemaphoreCounterValue(m_device, m_timeline, &done) < 0)
        return;
    while (true) {
        std::function<void()> destroy;
        {
            const std::lock_guard lock(m_retireMutex);
            if (m_retired.empty() || m_retired.front().ticket > done)
                return;
            destroy = std::move(m_retired.front().destroy);
            m_retired.pop_front();
        }
        destroy();
    }
}

} // namespace w2v
