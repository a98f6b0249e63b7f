#include "core/worldmodel/geometric/LiftedScene.h"

namespace w2v {

Scene texturedScene(DepthMeshes meshes, ColorImage picture)
{
    Scene scene;
    scene.name = "lifted view";
    scene.textures.push_back(std::move(picture));
    scene.materials.resize(1);
    scene.materials[0].texture = 0;
    scene.materials[0].emission = 1;
    for (Mesh* mesh : {&meshes.measured, &meshes.guessed})
        if (!mesh->indices.empty())
            scene.meshes.push_back(std::move(*mesh));
    return scene;
}

} // namespace w2v
