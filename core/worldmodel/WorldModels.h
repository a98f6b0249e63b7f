#pragma once
#include <memory>
#include <string>
#include <vector>

#include "core/scene/SceneRenderer.h"
#include "core/worldmodel/Inpainter.h"
#include "core/worldmodel/WorldModel.h"

namespace w2v {

/// Exact renders of a mesh scene: the ground truth. Options: "supersample" (int 1..4, default 1): renders at n times the
/// size, finds objects there, and filters colour down.
std::unique_ptr<WorldModel> createMeshWorldModel(SceneRenderer& renderer);

/// Lifts one RGB-D view to a textured cache, renders it at each pose and fills what was never seen, writing the filled
/// pixels back so that later frames agree with earlier ones. Without an inpainter the classical one fills.
std::unique_ptr<WorldModel> createGeometricWorldModel(SceneRenderer& renderer, std::shared_ptr<Inpainter> inpainter = {});

/// What can be passed to createWorldModel().
std::vector<WorldModelInfo> worldModelInfos();

/// By id ("mesh", "geometric"). Throws Error naming the known ids.
std::unique_ptr<WorldModel> createWorldModel(const std::string& id, SceneRenderer& renderer, std::shared_ptr<Inpainter> inpainter = {});

} // namespace w2v
