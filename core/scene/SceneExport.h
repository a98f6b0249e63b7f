#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "core/scene/Scene.h"

namespace w2v {

/// Writes `<stem>.obj` (y up; one object `<label>__<id>` per instance, baked light as vertex grey), `<stem>.mtl`, the
/// textures as `<stem>_texture_<n>.png` and `<stem>.json`: seed, instances with bounds, footprints, lights, free room, all in
/// scene coordinates (y down). Opening the OBJ again restores labels and light from the JSON beside it.
/// Returns the paths written, the OBJ first. `stem` must be a plain file name.
std::vector<std::filesystem::path> exportScene(const Scene& scene, const std::filesystem::path& folder, const std::string& stem);

} // namespace w2v
