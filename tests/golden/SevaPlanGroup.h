#pragma once
#include "core/base/Safetensors.h"
#include "core/worldmodel/svc/Plan.h"
#include "tests/golden/GoldenGroup.h"

namespace w2v::golden {

/// What a seva* folder says about everything before and around the networks: cameras, presets, Pluecker coordinates, image sizes and
/// pixels, noise schedule, chunks, anchors, two-pass plans. Files that are not there are not checked. Adds to `result`.
void checkSevaPlans(const std::filesystem::path& folder, GroupResult& result);

/// What a case of sprob*.json or e2e*.json asks the planner for; poses as recorded in `cameras`.
svc::PathRequest sevaPathRequest(const Json& one, const SafetensorsFile& cameras);

} // namespace w2v::golden
