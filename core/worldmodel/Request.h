#pragma once
#include "core/worldmodel/WorldModel.h"

namespace w2v {

/// The observation's frame that a request starts from. Throws Error when the request has no observation, no such frame, no
/// poses, an invalid pose or an impossible camera.
const ObservationFrame& checkedStart(const ImagineRequest& request);

/// An integer option of the backend within [low, high]. Throws Error for anything else.
int integerOption(const ImagineRequest& request, const char* name, int fallback, int low, int high);

} // namespace w2v
