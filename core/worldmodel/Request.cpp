#include "core/worldmodel/Request.h"

#include "core/base/Error.h"

namespace w2v {

const ObservationFrame& checkedStart(const ImagineRequest& request)
{
    if (!request.observation || request.observation->frames.empty())
        throw Error("imagine", "there is no observation to start from", "Open one first.");
    const Observation& observation = *request.observation;
    if (request.frame < 0 || request.frame >= static_cast<int>(observation.frames.size()))
        throw Error(observation.name, "it has no frame " + std::to_string(request.frame),
                    "Choose one from 0 to " + std::to_string(observation.frames.size() - 1) + ".");
    constexpr int kLargest = 4096;
    const Intrinsics& camera = request.trajectory.camera;
    if (!camera.valid() || camera.width > kLargest || camera.height > kLargest)
        throw Error("imagine", "the camera of the path has no usable size or focal length",
                    "Ask for 1 to " + std::to_string(kLargest) + " pixels a side.");
    if (request.trajectory.startFromCamera.empty())
        throw Error("imagine", "the path has no poses", "Add an action.");
    for (const Rigid3d& pose : request.trajectory.startFromCamera)
        if (!isValidPose(pose))
            throw Error("imagine", "a pose of the path is not a rotation and a finite position", "Check the path's file.");
    return observation.frames[static_cast<std::size_t>(request.frame)];
}

int integerOption(const ImagineRequest& request, const char* name, int fallback, int low, int high)
{
    if (!request.options.is_object() || !request.options.contains(name))
        return fallback;
    const auto& value = request.options.at(name);
    if (!value.is_number_integer() || value.get<double>() < low || value.get<double>() > high)
        throw Error(std::string("option ") + name, "it is not a whole number from " + std::to_string(low) + " to " + std::to_string(high),
                    "Correct the option.");
    return value.get<int>();
}

} // namespace w2v
