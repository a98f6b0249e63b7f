#include "core/worldmodel/svc/Cameras.h"

#include <algorithm>
#include <cmath>

#include <Eigen/Dense>

namespace w2v::svc {

namespace {

constexpr double kDegrees = 57.295779513082320877;

/// The lower of the two middle values.
float lowerMedian(std::vector<float> values)
{
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>((values.size() - 1) / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

/// Linear between the sorted values.
float quantile(std::vector<float> values, double share)
{
    std::sort(values.begin(), values.end());
    const double place = share * static_cast<double>(values.size() - 1);
    const auto low = static_cast<std::size_t>(place);
    const std::size_t high = std::min(low + 1, values.size() - 1);
    return values[low] + static_cast<float>(place - static_cast<double>(low)) * (values[high] - values[low]);
}

} // namespace

Lens defaultLens(float fov, double aspect)
{
    const float focal = 0.5f / std::tan(0.5f * fov);
    Lens lens = Lens::Identity();
    lens(0, 0) = aspect >= 1 ? focal : static_cast<float>(focal / aspect);
    lens(1, 1) = aspect >= 1 ? static_cast<float>(focal * aspect) : focal;
    lens(0, 2) = lens(1, 2) = 0.5f;
    return lens;
}

Lens pixelLens(const Lens& normalised, int width, int height)
{
    Lens lens = normalised;
    lens.row(0) *= static_cast<float>(width);
    lens.row(1) *= static_cast<float>(height);
    return lens;
}

Lens normalisedLens(const Lens& pixels, int width, int height)
{
    Lens lens = pixels;
    lens.row(0) /= static_cast<float>(width);
    lens.row(1) /= static_cast<float>(height);
    return lens;
}

float rotationBetween(const Pose& a, const Pose& b)
{
    const float trace = (a.topLeftCorner<3, 3>().transpose() * b.topLeftCorner<3, 3>()).trace();
    return std::acos(std::clamp((trace - 1.0f) / 2.0f, -1.0f, 1.0f)) * static_cast<float>(kDegrees);
}

float distanceBetween(const Pose& a, const Pose& b)
{
    return (a.topRightCorner<3, 1>() - b.topRightCorner<3, 1>()).norm();
}

Pose inverted(const Pose& pose)
{
    return pose.cast<double>().inverse().cast<float>(); // no assumption that the rotation is exactly orthonormal
}

Eigen::Vector3f nearestToLines(const Eigen::Matrix3Xf& origins, const Eigen::Matrix3Xf& directions)
{
    Eigen::Matrix3d sum = Eigen::Matrix3d::Zero();
    Eigen::Vector3d right = Eigen::Vector3d::Zero();
    for (Eigen::Index i = 0; i < origins.cols(); ++i) {
        const Eigen::Vector3d d = directions.col(i).cast<double>().normalized();
        const Eigen::Matrix3d across = Eigen::Matrix3d::Identity() - d * d.transpose();
        sum += across;
        right += across * origins.col(i).cast<double>();
    }
    return sum.completeOrthogonalDecomposition().solve(right).cast<float>();
}

Pose lookAt(const Eigen::Vector3f& position, const Eigen::Vector3f& target, const Eigen::Vector3f& up)
{
    const Eigen::Vector3f forward = (target - position).normalized();
    const Eigen::Vector3f right = forward.cross(up).normalized();
    Pose pose = Pose::Identity();
    pose.block<3, 1>(0, 0) = right;
    pose.block<3, 1>(0, 1) = forward.cross(right).normalized();
    pose.block<3, 1>(0, 2) = forward;
    pose.block<3, 1>(0, 3) = position;
    return pose;
}

SceneScale referenceScale(const std::vector<Pose>& scene, const Pose& first, float cameraScale)
{
    Eigen::Vector3f median;
    for (int axis = 0; axis < 3; ++axis) {
        std::vector<float> values;
        for (const Pose& pose : scene)
            values.push_back(pose(axis, 3));
        median(axis) = lowerMedian(std::move(values));
    }
    std::vector<float> distances;
    for (const Pose& pose : scene)
        distances.push_back((pose.topRightCorner<3, 1>() - median).norm());
    const float limit = std::min(quantile(distances, 0.97) * 10, 1e6f);
    Eigen::Vector3d sum = Eigen::Vector3d::Zero();
    int kept = 0;
    for (std::size_t i = 0; i < scene.size(); ++i) {
        if (!(distances[i] <= limit))
            continue;
        sum += scene[i].topRightCorner<3, 1>().cast<double>();
        ++kept;
    }
    SceneScale scale;
    if (kept)
        scale.centre = (sum / kept).cast<float>();
    const float length = (first.topRightCorner<3, 1>() - scale.centre).norm();
    scale.factor = std::abs(length) <= 1e-5f ? cameraScale : cameraScale / length;
    return scale;
}

std::vector<Pose> scaledPoses(const std::vector<Pose>& poses, const SceneScale& scale)
{
    std::vector<Pose> result = poses;
    for (Pose& pose : result)
        pose.topRightCorner<3, 1>() = (pose.topRightCorner<3, 1>() - scale.centre) * scale.factor;
    return result;
}

std::vector<float> pluckerCoordinates(const std::vector<Pose>& poses, const std::vector<Lens>& lenses, int width, int height)
{
    const bool inPixels = std::any_of(lenses.begin(), lenses.end(), [](const Lens& lens) {
        return !(lens(0, 2) >= 0 && lens(0, 2) <= 1 && lens(1, 2) >= 0 && lens(1, 2) <= 1);
    });
    const std::size_t cells = static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
    std::vector<float> result(poses.size() * 6 * cells);
    const Eigen::Matrix4d worldFromFirst = poses.front().cast<double>();
    for (std::size_t i = 0; i < poses.size(); ++i) {
        Eigen::Matrix3d lens = lenses[i].cast<double>();
        if (inPixels) {
            lens.row(0) /= 8.0 * height;
            lens.row(1) /= 8.0 * width;
        }
        lens.row(0) *= width;
        lens.row(1) *= height;
        const Eigen::Matrix4d cameraFromFirst = poses[i].cast<double>().inverse() * worldFromFirst;
        const Eigen::Matrix3d turned = cameraFromFirst.topLeftCorner<3, 3>().transpose();
        const Eigen::Vector3d origin = -turned * cameraFromFirst.topRightCorner<3, 1>();
        const Eigen::Matrix3d ray = turned * lens.inverse();
        float* out = result.data() + i * 6 * cells;
        for (int y = 0; y < height; ++y)
            for (int x = 0; x < width; ++x, ++out) {
                const Eigen::Vector3d direction = (ray * Eigen::Vector3d(x + 0.5, y + 0.5, 1)).normalized();
                const Eigen::Vector3d moment = origin.cross(direction);
                for (int k = 0; k < 3; ++k) {
                    out[static_cast<std::size_t>(k) * cells] = static_cast<float>(direction(k));
                    out[static_cast<std::size_t>(k + 3) * cells] = static_cast<float>(moment(k));
                }
            }
    }
    return result;
}

} // namespace w2v::svc
