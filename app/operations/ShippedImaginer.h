#pragma once
#include <string_view>

namespace w2v {

/// The bytes of resources/imaginer/imaginer.safetensors: what `w2v imaginer train` wrote for this version.
std::string_view shippedImaginer();

} // namespace w2v
