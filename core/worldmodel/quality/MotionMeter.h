#pragma once
// For .cpp files only: OpenCV stays out of the public headers.
#include <optional>
#include <vector>

#include <opencv2/features2d.hpp>

#include "core/geometry/Camera.h"
#include "core/image/Raster.h"
#include "core/worldmodel/quality/FrameQuality.h"

namespace w2v {

/// Scale-invariant features of a frame (Lowe 2004), in the camera's pixels (corner convention).
struct FrameFeatures {
    std::vector<cv::Point2f> points;
    cv::Mat descriptors;
};
FrameFeatures findFeatures(const ColorImage& color);

/// A frame to measure from.
struct MotionReference {
    int index = 0;
    Rigid3d startFromCamera = Rigid3d::Identity();
    FrameFeatures features;
    DepthMap depth; ///< may be empty
};

/// The motion from the reference to a frame with these features: matches with depth through a perspective-n-point solution (RANSAC,
/// then Levenberg-Marquardt), without depth through the essential matrix. None when matches are too few or too uncertain.
std::optional<MotionMeasurement> measureMotion(const MotionReference& from, const FrameFeatures& to, const Rigid3d& startFromCamera,
                                               const Intrinsics& camera);

} // namespace w2v
