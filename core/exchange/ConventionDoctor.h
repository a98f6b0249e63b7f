#pragma once
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/base/JobContext.h"
#include "core/exchange/PoseFile.h"
#include "core/image/Raster.h"
#include "core/scene/Observation.h"

namespace w2v {

/// A posed picture to judge conventions by. Depth decides when both frames of a pair have it, matched features otherwise.
struct DoctorFrame {
    std::string name;
    Eigen::Matrix4d stored = Eigen::Matrix4d::Identity();
    Intrinsics camera;
    ColorImage color;
    DepthMap depth; ///< of color's size, or empty
};

/// One reading of the stored matrices and how well two views agree under it.
struct ConventionEvidence {
    PoseConvention convention;
    double score = 0;       ///< share of the samples that agree, 0..1: what the ranking goes by
    double inView = 0;      ///< share that falls into the other view at all
    double medianError = 0; ///< of those: |reprojected - measured| / depth with depth, pixels off the epipolar line with matches
};

struct DoctorReport {
    std::string method;     ///< "depth" or "matches"
    int pairs = 0;          ///< of frames
    std::size_t samples = 0;
    std::vector<ConventionEvidence> ranked; ///< best first
    PoseConvention assumed; ///< what the file's format says
    std::optional<PoseConvention> best;     ///< none: the evidence decides nothing
    std::string verdict;    ///< one sentence
    bool assumedHolds() const { return best && *best == assumed; }
};

/// Reprojects depth (or checks matched features) between neighbouring frames under every convention and ranks them. A convention
/// is offered when at least a quarter of the samples agree under it and clearly fewer under any other reading that differs.
/// Throws Error for fewer than two frames, and when no pair has depth or enough features.
DoctorReport diagnoseConvention(std::span<const DoctorFrame> frames, const PoseConvention& assumed, JobContext& job);

/// The sequence's frames with their pictures: from the observation where it has a frame of the same file name (or, without
/// any such name, in order), else from files inside the folder of `posesFile`. At most the first `most`
/// that have one. Throws Error when no two frames have a picture and a camera.
std::vector<DoctorFrame> doctorFrames(const PoseSequence& sequence, const std::filesystem::path& posesFile, const Observation* observation,
                                      std::size_t most = 8);

nlohmann::ordered_json doctorToJson(const DoctorReport& report);

} // namespace w2v
