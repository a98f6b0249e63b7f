#pragma once
#include <optional>
#include <string>

#include "app/operations/ImagineHistory.h"
#include "app/operations/ObservationParams.h"
#include "core/worldmodel/WorldModel.h"

namespace w2v {

/// What the parameters of `imagine` ask for; the trajectory has the camera of the views.
struct AskedImagination {
    ChosenObservation chosen;
    ImagineRequest request;
    std::optional<int> target; ///< frame whose pose is imagined at
    std::string modelId;

    /// Equal for requests that give the same views: see requestKey().
    std::string key() const;
    /// What the history is asked with.
    ImagineCost shape(const std::string& device) const;
};

/// `project`: where observations are named by their id, may be null. Throws Error for what is wrong.
AskedImagination askedImagination(const Json& params, const Project* project);

} // namespace w2v
