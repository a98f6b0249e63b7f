#include "core/motion/WalkingTime.h"

#include <algorithm>

namespace w2v {

std::vector<double> walkingTimes(const CameraTrajectory& trajectory, const WalkingSpeed& speed)
{
    std::vector<double> times(trajectory.startFromCamera.size(), 0.0);
    const std::vector<int>& keys = trajectory.keyFrames;
    double now = 0;
    std::size_t pose = 1;
    for (std::size_t i = 0; i + 1 < keys.size() && i < trajectory.actions.size(); ++i) {
        const Action& action = trajectory.actions[i];
        const double duration = action.magnitude / (action.isTurn() ? speed.degreesPerSecond : speed.metersPerSecond);
        for (; pose < times.size() && static_cast<int>(pose) <= keys[i + 1]; ++pose)
            times[pose] = now + duration * (static_cast<double>(pose) - keys[i]) / (keys[i + 1] - keys[i]);
        now += duration;
    }
    for (; pose < times.size(); ++pose)
        times[pose] = now;
    return times;
}

int poseAtTime(const std::vector<double>& times, double seconds)
{
    const auto after = std::upper_bound(times.begin(), times.end(), seconds + 1e-9);
    return static_cast<int>(std::max<std::ptrdiff_t>(0, after - times.begin() - 1));
}

} // namespace w2v
