#pragma once
#include "core/worldmodel/geometric/DepthMesh.h"

namespace w2v {

/// Depth surfaces with a picture on them, unlit: what renders a lifted view.
Scene texturedScene(DepthMeshes meshes, ColorImage picture);

} // namespace w2v
