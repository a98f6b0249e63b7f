#pragma once
#include "render/gpu/Vulkan.h"

namespace w2v {

/// True when W2V_VALIDATION=1 asks for the validation layer.
bool validationWanted();

/// The messenger that counts and logs, for instance creation (pNext) and for vkCreateDebugUtilsMessengerEXT.
VkDebugUtilsMessengerCreateInfoEXT validationMessenger();

} // namespace w2v
