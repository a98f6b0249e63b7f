#include "core/worldmodel/WorldModels.h"

#include "core/base/Error.h"

namespace w2v {

WorldModelInfo meshWorldModelInfo();
WorldModelInfo geometricWorldModelInfo();

std::vector<WorldModelInfo> worldModelInfos()
{
    return {geometricWorldModelInfo(), meshWorldModelInfo()};
}

std::unique_ptr<WorldModel> createWorldModel(const std::string& id, SceneRenderer& renderer, std::shared_ptr<Inpainter> inpainter)
{
    if (id == "mesh")
        return createMeshWorldModel(renderer);
    if (id == "geometric")
        return createGeometricWorldModel(renderer, std::move(inpainter));
    std::string known;
    for (const WorldModelInfo& info : worldModelInfos())
        known += (known.empty() ? "" : ", ") + info.id;
    throw Error("world model " + id, "it is not known", "Known are: " + known + ".");
}

} // namespace w2v
