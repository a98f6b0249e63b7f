#pragma once
#include <vector>

#include "core/motion/Trajectory.h"

namespace w2v {

/// How fast a path is played: an unhurried walk and turn.
struct WalkingSpeed {
    double metersPerSecond = 1.2;
    double degreesPerSecond = 45;
};

/// When each pose of a trajectory is reached, seconds from its start; of the size of startFromCamera. Poses beyond the actions
/// (a file may have some) follow at the last time.
std::vector<double> walkingTimes(const CameraTrajectory& trajectory, const WalkingSpeed& speed = {});

/// The last pose reached at this time.
int poseAtTime(const std::vector<double>& times, double seconds);

} // namespace w2v
