#include "app/operations/ObservationParams.h"

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "app/operations/Operation.h"
#include "core/base/Error.h"

namespace w2v {

ChosenObservation observationFrom(const Json& params, const Project* project)
{
    const std::string given = requiredText(params, "observation");
    ChosenObservation chosen;
    std::string path = given;
    Calibration calibration;
    if (project) {
        auto stored = project->observation(given);
        if (!stored) { // named by where it came from
            const auto all = project->observations();
            const auto same = std::ranges::find(all, given, &StoredObservation::path);
            if (same != all.end())
                stored = *same;
        }
        if (stored) {
            chosen.projectId = stored->id;
            path = stored->path;
            calibration = stored->calibration;
        }
    }
    if (params.contains("calibration"))
        calibration = calibrationFromJson(params.at("calibration"));
    chosen.observation = std::make_shared<Observation>(openObservation(path, calibration));
    chosen.scene = path.starts_with("room:") ? path : std::filesystem::path(path).filename().string();
    return chosen;
}

int frameIndexFrom(const Json& params, const char* key, const Observation& observation)
{
    const auto count = static_cast<std::int64_t>(observation.frames.size());
    const std::int64_t frame = integerOr(params, key, 1);
    if (frame < 1 || frame > count)
        throw Error(key, fmt::format("{} is not a frame of {}", frame, observation.name),
                    fmt::format("Frames are counted from 1 to {}", count));
    return static_cast<int>(frame - 1);
}

} // namespace w2v
