#pragma once
#include <vector>

#include <Eigen/Core>

namespace w2v::svc {

/// The model's camera arithmetic is float32, as in its reference, so that the same poses give the same conditioning.
/// Poses are camera-to-world, OpenCV axes (x right, y down, z forward).
using Pose = Eigen::Matrix4f;
using Lens = Eigen::Matrix3f; ///< intrinsics; "normalised" ones are in units of the image's width and height

/// The field of view the model was trained with, radians along the longer side (54 degrees).
inline constexpr double kDefaultFov = 0.9424777960769379;

/// Normalised intrinsics for a field of view (radians) along the longer side; aspect = width / height.
Lens defaultLens(float fov, double aspect);

/// Lens in pixels of a width x height image, and back.
Lens pixelLens(const Lens& normalised, int width, int height);
Lens normalisedLens(const Lens& pixels, int width, int height);

/// Angle between two orientations in degrees; distance between two positions.
float rotationBetween(const Pose& a, const Pose& b);
float distanceBetween(const Pose& a, const Pose& b);

/// Inverse of a rigid pose.
Pose inverted(const Pose& pose);

/// The point nearest to all lines (least squares). `origins` and `directions` have one column a line.
Eigen::Vector3f nearestToLines(const Eigen::Matrix3Xf& origins, const Eigen::Matrix3Xf& directions);

/// A camera at `position` that looks at `target`; f = target - position, columns f x up, f x (f x up), f, all of length 1.
Pose lookAt(const Eigen::Vector3f& position, const Eigen::Vector3f& target, const Eigen::Vector3f& up);

/// How translations become the model's unit.
struct SceneScale {
    Eigen::Vector3f centre = Eigen::Vector3f::Zero(); ///< subtracted first
    float factor = 1;                                 ///< then multiplied
};

/// The reference's rule: the centre is the mean position of the scene's cameras without outliers (farther from the median
/// position than 10 times the 0.97 quantile of those distances), the factor cameraScale / |position of `first`| after centring,
/// or cameraScale where that length is within 1e-5 of 0.
SceneScale referenceScale(const std::vector<Pose>& scene, const Pose& first, float cameraScale);

/// Poses with scaled translations.
std::vector<Pose> scaledPoses(const std::vector<Pose>& poses, const SceneScale& scale);

/// Pluecker coordinates of every view relative to view 0 on a grid of width x height cells (centres at +0.5): per view 6 channels
/// of height x width: unit direction, then origin x direction. The lenses are normalised; if a principal point of any lens lies
/// outside [0, 1] all are taken as pixels and divided by 8 * (height, width) in that order on rows (x, y), as the reference does.
std::vector<float> pluckerCoordinates(const std::vector<Pose>& poses, const std::vector<Lens>& lenses, int width, int height);

} // namespace w2v::svc
