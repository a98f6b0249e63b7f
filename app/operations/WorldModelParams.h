#pragma once
#include "core/base/Json.h"

namespace w2v {

/// The backend's options: the object `options`, and on top of it the parameters that the command line gives one by one.
Json worldModelOptions(const Json& params);

} // namespace w2v
