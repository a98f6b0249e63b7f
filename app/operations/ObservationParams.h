#pragma once
#include <memory>
#include <string>

#include "core/base/Json.h"
#include "core/dataset/Project.h"
#include "core/scene/Observation.h"

namespace w2v {

/// An observation named by parameters: `observation` is a path or, together with `project`, an id of that project.
struct ChosenObservation {
    std::shared_ptr<Observation> observation;
    std::string projectId;   ///< id in the project, empty when it was given as a path
    std::string scene;       ///< split unit: seed of a generated room, else the file's name
};

ChosenObservation observationFrom(const Json& params, const Project* project);

/// Index of the frame named by `key` (counted from 1 in parameters); throws Error naming the valid range.
int frameIndexFrom(const Json& params, const char* key, const Observation& observation);

} // namespace w2v
