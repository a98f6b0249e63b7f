#pragma once
#include <string>

#include "core/worldmodel/WorldModel.h"

namespace w2v {

/// A digest of all that decides what a request gives: the pixels, depth, camera and pose it starts from (of a mesh scene its
/// triangles and textures), the path, the world model with its options, the seed, and the program's version. Equal keys give equal views.
std::string requestKey(const ImagineRequest& request, const std::string& worldModel, const std::string& program);

} // namespace w2v
