#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/base/JobContext.h"
#include "core/motion/Trajectory.h"
#include "core/scene/Observation.h"
#include "core/scene/VisibleObjects.h"

namespace w2v {

struct ImagineRequest {
    std::shared_ptr<const Observation> observation;
    int frame = 0;                 ///< index of the frame to start from
    CameraTrajectory trajectory;   ///< relative to that frame; its camera gives the output size and intrinsics
    std::uint64_t seed = 0;
    nlohmann::ordered_json options = nlohmann::ordered_json::object(); ///< of the backend
};

struct ImaginedFrame {
    int index = 0;
    bool rough = false;                  ///< only to be looked at: the refined frame of this index follows
    Rigid3d startFromCamera = Rigid3d::Identity();
    ColorImage color;
    DepthMap depth;
    Mask observed;                       ///< 255 where the pixel was seen in the observation, 0 where it was invented
    IdMap instances;                     ///< empty where the backend knows none
    std::vector<VisibleObject> objects;  ///< askable objects, when instances are known
};

/// What a backend says of itself before it starts.
struct WorldModelInfo {
    std::string id, title, description;
    bool needsDepth = false;     ///< of the observation
    bool needsScene = false;     ///< a mesh scene
    bool knowsInstances = false;
};

/// A world model: an observation and a camera path in, future views out. One request at a time.
class WorldModel {
public:
    virtual ~WorldModel() = default;
    virtual WorldModelInfo info() const = 0;

    /// Hands frames over in order as they are made (frame 0 is the start view); a backend that works in passes may first hand
    /// over rough ones in any order. Deterministic for a seed.
    /// Throws Error when the observation does not fit, Cancelled when stopped.
    virtual void imagine(const ImagineRequest& request, const std::function<void(ImaginedFrame&&)>& onFrame,
                         JobContext& job) = 0;

    /// What the last imagine() wants kept with its result: "notes", sentences for people, and how it was made.
    virtual nlohmann::ordered_json lastRun() const { return nlohmann::ordered_json::object(); }
};

} // namespace w2v
