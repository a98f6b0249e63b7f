#pragma once
#include <array>
#include <memory>
#include <optional>
#include <string>

#include "core/geometry/Camera.h"
#include "core/image/Raster.h"

namespace w2v {

/// A question (with its <image> marks) and the answer to be learned.
struct SampleText {
    std::string question, answer;
};

/// Which variants of a sample exist: bit 0 mirrored (both views flipped left to right), bit 1 swapped (the views change places
/// and the motion is inverted).
inline constexpr int kMirrored = 1, kSwapped = 2, kTextVariants = 4;

/// One question to learn from, with what augmentation and the auxiliary loss need. Images and depth maps are shared between the
/// samples of one rollout.
struct TrainingSample {
    std::string task = "A1";                                    ///< or visual skill: what sampling weights call it
    bool inverse = true;                                        ///< asks what lies between the views: colours do not matter to it
    bool showsBoth = true;                                      ///< else the question shows only the first view
    std::array<std::shared_ptr<const ColorImage>, 2> views;     ///< first and last view, one size; the second may be null when not shown
    std::array<std::shared_ptr<const DepthMap>, 2> depths;      ///< of the views' size; null = unknown
    Intrinsics camera;                                          ///< of the views
    std::optional<Rigid3d> firstFromSecond;                     ///< camera-to-camera pose of the second view in the first
    std::array<std::optional<SampleText>, kTextVariants> texts; ///< texts[0] is always there; absent = no such variant
};

} // namespace w2v
