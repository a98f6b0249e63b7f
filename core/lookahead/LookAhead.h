#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/base/JobContext.h"
#include "core/lookahead/FloorMap.h"
#include "core/motion/Trajectory.h"
#include "core/scene/Observation.h"
#include "core/scene/SceneRenderer.h"

namespace w2v {

/// What lies ahead at one pose of a path.
struct LookAheadFrame {
    int pose = 0;
    FloorMap::Place place;
    double observed = 0;  ///< share of the view that the first view saw already, 0..1
    double imagined = 1;  ///< share that a world model must invent; the two make up 1
    double nearest = 0;   ///< metres along z to the nearest surface (the nearest half percent of the pixels lies before it); 0: none in sight
    double overlap = 0;   ///< share of the first view that is still in sight, 0..1
};

enum class LookAheadTrouble { Collision, Outside, TooNear, MostlyImagined };

/// A stretch of a path that breaks a limit.
struct LookAheadProblem {
    LookAheadTrouble trouble = LookAheadTrouble::Collision;
    int firstPose = 0, lastPose = 0;
    int action = -1;      ///< index of the action that leads to firstPose; -1: the start itself
    double value = 0;     ///< the worst: clearance or nearest depth (metres), observed share
};

struct LookAheadLimits {
    double walkerRadius = 0.2; ///< metres
    double minNearest = 0.25;  ///< metres; a view closer to a surface than this teaches nothing
    double minObserved = 0.1;  ///< share of the view
};

struct LookAheadReport {
    std::vector<LookAheadFrame> frames;
    std::vector<LookAheadProblem> problems; ///< in order of their first pose
};

/// What is done about problems: nothing, saying so, or refusing the path.
enum class LookAheadPolicy { Ignore, Warn, Refuse };
const char* policyName(LookAheadPolicy policy);
LookAheadPolicy policyFromName(const std::string& name); ///< throws Error naming the three

/// One observation made ready to be looked ahead in. Mesh scenes are rendered as they are; other observations lifted from the
/// frame's depth, where observed means measured by it. Small renders (96 pixels) are enough for shares.
class LookAhead {
public:
    /// Throws Error when the frame has neither a scene nor depth.
    LookAhead(SceneRenderer& renderer, std::shared_ptr<const Observation> observation, int frame);

    /// The trajectory starts at `worldFromStart` (mesh scenes) or at the frame. Throws Cancelled.
    LookAheadReport check(const CameraTrajectory& trajectory, const std::optional<Rigid3d>& worldFromStart, const LookAheadLimits& limits,
                          JobContext& job);

private:
    SceneRenderer& m_renderer;
    std::shared_ptr<const Observation> m_observation;
    Rigid3d m_worldFromFrame;
    bool m_lifted = false;       ///< m_prepared is in the frame's own coordinates
    std::unique_ptr<Scene> m_points; ///< of a lifted observation, for the floor map
    std::shared_ptr<SceneRenderer::Prepared> m_prepared;
    FloorMap m_floor;
};

/// Only what needs no rendering: collisions and leaving the room.
std::vector<LookAheadProblem> floorProblems(const FloorMap& floor, const CameraTrajectory& trajectory, const Rigid3d& worldFromStart,
                                            double walkerRadius);

/// "collides at frame 7 (action 2)": one sentence part per problem, for messages.
std::string problemText(const LookAheadProblem& problem);

/// {"frames":[{"pose","collides","outside","clearance_m","observed","imagined","nearest_m","overlap"}],
///  "problems":[{"trouble","first_pose","last_pose","action","value","text"}]}
nlohmann::ordered_json lookAheadToJson(const LookAheadReport& report);

} // namespace w2v
