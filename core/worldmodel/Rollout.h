#pragma once
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/motion/Trajectory.h"
#include "core/scene/VisibleObjects.h"
#include "core/worldmodel/quality/FrameQuality.h"

namespace w2v {

/// One stored frame. `image` is an image reference, see core/dataset/ImageRef.h.
struct RolloutFrame {
    std::string image;
    Rigid3d startFromCamera = Rigid3d::Identity();
    double observedShare = 1.0;          ///< share of pixels that were observed, 0..1
    std::vector<VisibleObject> objects;
    std::optional<FrameQuality> quality = {}; ///< none for rollouts that were not measured
    /// Repairs, oldest first: {"tool", "region" (image reference), what it was made with, "before": the frame as it was}.
    std::vector<nlohmann::ordered_json> edits = {};
};

/// What is kept of an imagined trajectory: everything but the pixels, which live in a frame pack (core/dataset/FramePack.h).
struct RolloutRecord {
    std::string id;
    std::string observation;             ///< id in the project
    std::string scene;                   ///< split unit: no scene is on two sides of a split
    std::string split;                   ///< "train", "heldout", another one, or empty
    std::string worldModel;
    std::uint64_t seed = 0;
    bool metric = true;                  ///< false when the observation's scale is unknown
    CameraTrajectory trajectory;
    std::vector<RolloutFrame> frames;    ///< one per trajectory pose
    nlohmann::ordered_json provenance = nlohmann::ordered_json::object();
};

nlohmann::ordered_json rolloutFrameToJson(const RolloutFrame& frame);
RolloutFrame rolloutFrameFromJson(const nlohmann::ordered_json& json, const std::string& subject);

nlohmann::ordered_json rolloutToJson(const RolloutRecord& rollout);
RolloutRecord rolloutFromJson(const nlohmann::ordered_json& json, const std::string& subject);

} // namespace w2v
