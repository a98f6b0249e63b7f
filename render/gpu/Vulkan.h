#pragma once
// For render/ and ui/viewport sources only: Vulkan through volk, and the one place where results become errors.
#include <volk.h>

#include "core/base/Error.h"

namespace w2v {

/// The device stopped working; everything on it must be made anew.
class DeviceLost : public Error {
public:
    explicit DeviceLost(const char* doing);
};

/// The window's surface is gone.
class SurfaceLost : public Error {
public:
    explicit SurfaceLost(const char* doing);
};

const char* resultName(VkResult result);

/// Throws for negative results; `doing` completes "while ...".
void check(VkResult result, const char* doing);

} // namespace w2v
