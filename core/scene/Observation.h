#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/scene/Scene.h"
#include "core/scene/calibration/Calibration.h"

namespace w2v {

enum class ObservationKind { Photograph, RgbdFrame, PosedCapture, MeshScene };

/// One view of an observation. A mesh scene's frames have a pose and intrinsics and no pixels: they are rendered on demand.
struct ObservationFrame {
    std::string name;
    ColorImage color;                       ///< empty for mesh scenes
    DepthMap depth;                         ///< of color's size, or empty when there is no depth
    Intrinsics camera;                      ///< of color's size
    std::optional<Rigid3d> worldFromCamera; ///< none: unposed (the frame is its own world)
    std::optional<double> floorBelow;       ///< metres to the floor along the camera's y axis, where it was calibrated
};

/// What the user starts from.
struct Observation {
    std::string name;
    std::string path;                       ///< where it came from; "room:<seed>" for a generated room
    ObservationKind kind = ObservationKind::Photograph;
    std::vector<ObservationFrame> frames;   ///< at least one
    std::shared_ptr<const Scene> scene;     ///< for mesh scenes
    bool metric = true;                     ///< false when distances were assumed, not measured: metres mean nothing then
    std::vector<std::string> warnings;      ///< one sentence each: what was assumed or repaired
    std::vector<std::string> provenance;    ///< one sentence each: how focal length, depth, level and metres are known
};

/// Opens anything the workbench understands: an image (with a depth file or camera JSON beside it), an RGB-D folder (the
/// color/ + depth/ + pose.txt + camera.json layout, TUM), a mesh (glTF, OBJ, PLY, FBX, DAE) or "room:<seed>".
/// A picture is shown as its calibration says (PictureGeometry.h); anything else knows its camera and takes none.
/// Throws Error with one clear message for anything damaged or unknown.
Observation openObservation(const std::string& path, const Calibration& calibration = {});

/// Kind, frames, sizes, intrinsics, depth range in metres, instances, warnings: what `w2v observe` prints.
nlohmann::ordered_json describeObservation(const Observation& observation);

const char* observationKindName(ObservationKind kind);

} // namespace w2v
