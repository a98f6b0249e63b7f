#include "core/worldmodel/WorldModels.h"

#include "core/base/Error.h"

namespace w2v {

WorldModelInfo meshWorldModelInfo();

std::vector<WorldModelInfo> worldModelInfos()
{
    return {meshWorldModelInfo()};
}

std::unique_ptr<WorldModel> createWorldModel(const std::string& id, SceneRenderer& renderer)
{
    if (id == "mesh")
        return createMeshWorldModel(renderer);
    std::string known;
    for (const WorldModelInfo& info : worldModelInfos())
        known += (known.empty() ? "" : ", ") + info.id;
    throw Error("world model " + id, "it is not known", "Known are: " + known + ".");
}

} // namespace w2v
