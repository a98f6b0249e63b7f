// Finds the pictures that belong to poses: doctorFrames().
#include <algorithm>
#include <map>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/exchange/ConventionDoctor.h"
#include "core/image/ImageIo.h"

namespace w2v {

namespace {

constexpr double kDepthUnitsPerMeter = 1000; ///< nerfstudio's depth pictures are millimetres

std::string stemOf(const std::string& name)
{
    return fs::path(name).stem().string();
}

/// The picture of a frame from the pose file's own folder; false when there is none.
bool loadFromFolder(const PosedFrame& posed, const fs::path& folder, DoctorFrame& frame)
{
    if (posed.name.empty())
        return false;
    std::error_code code;
    fs::path picture;
    for (const std::string& name : {posed.name, posed.name + ".png", "images/" + posed.name}) {
        try {
            const fs::path candidate = pathInside(folder, name);
            if (fs::is_regular_file(candidate, code))
                picture = candidate;
        } catch (const Error&) {
            return false; // outside of the folder: not ours to open
        }
        if (!picture.empty())
            break;
    }
    if (picture.empty())
        return false;
    frame.color = readColorImage(picture);
    if (!posed.depth.empty()) {
        const fs::path depth = pathInside(folder, posed.depth);
        if (fs::is_regular_file(depth, code))
            frame.depth = readDepthImage(depth, kDepthUnitsPerMeter);
    }
    return true;
}

} // namespace

std::vector<DoctorFrame> doctorFrames(const PoseSequence& sequence, const fs::path& posesFile, const Observation* observation, std::size_t most)
{
    std::error_code code;
    const fs::path folder = fs::is_directory(posesFile, code) ? posesFile : posesFile.parent_path();
    std::map<std::string, const ObservationFrame*> byName;
    if (observation)
        for (const ObservationFrame& frame : observation->frames)
            if (!frame.color.empty())
                byName.emplace(stemOf(frame.name), &frame);
    const bool named = std::any_of(sequence.frames.begin(), sequence.frames.end(), [&](const PosedFrame& f) { return byName.contains(stemOf(f.name)); });
    std::vector<DoctorFrame> frames;
    for (std::size_t i = 0; i < sequence.frames.size() && frames.size() < most; ++i) {
        const PosedFrame& posed = sequence.frames[i];
        DoctorFrame frame;
        frame.name = posed.name;
        frame.stored = posed.stored;
        const ObservationFrame* observed = nullptr;
        if (named) {
            if (const auto it = byName.find(stemOf(posed.name)); it != byName.end())
                observed = it->second;
        } else if (observation && observation->frames.size() == sequence.frames.size() && !observation->frames[i].color.empty()) {
            observed = &observation->frames[i];
        }
        if (observed) {
            frame.color = observed->color;
            frame.depth = observed->depth;
            frame.camera = observed->camera;
        } else if (!loadFromFolder(posed, folder, frame)) {
            continue;
        }
        if (posed.camera && !frame.camera.valid())
            frame.camera = posed.camera->resized(frame.color.width(), frame.color.height());
        if (!frame.camera.valid())
            continue;
        if (frame.depth.width() != frame.color.width() || frame.depth.height() != frame.color.height())
            frame.depth = {};
        frames.push_back(std::move(frame));
    }
    if (frames.size() < 2)
        throw Error(posesFile.string(), "has no two frames with a picture and a camera",
                    "Put the pictures where the file says, or give the observation they belong to");
    return frames;
}

} // namespace w2v
