#pragma once
#include <string>
#include <string_view>

namespace w2v {

/// The bytes of resources/imaginer/imaginer.safetensors: what `w2v imaginer train` wrote for this version.
std::string_view shippedImaginer();

/// What of a program decides which views it gives, for requestKey(): its version and the weights that fill holes.
std::string programIdentity(std::string_view imaginer);
/// The same of this program.
const std::string& thisProgram();

} // namespace w2v
