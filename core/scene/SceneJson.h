#pragma once
#include "core/base/Json.h"
#include "core/scene/Scene.h"

namespace w2v {

/// What a mesh file cannot hold: name, seed, instances, footprints, lights, free room, material flags; scene coordinates.
Json sceneLabelsToJson(const Scene& scene);

/// Restores what sceneLabelsToJson wrote (not the bounds: they follow from the meshes). False when the JSON is about
/// something else; Error when it is such a file and damaged.
bool sceneLabelsFromJson(const Json& json, const std::string& subject, Scene& scene);

} // namespace w2v
