#include "core/worldmodel/quality/MotionMeter.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <opencv2/calib3d.hpp>
#include <opencv2/imgproc.hpp>

#include "core/image/OpenCvBridge.h"

namespace w2v {
namespace {

constexpr int kLeastMatches = 12, kLeastInliers = 10;
constexpr double kReprojection = 2.0;                               // pixels at a width of 400
constexpr double kMostRotationSigma = 0.8;                          // degrees
constexpr double kMostPositionSigma = 0.02, kMostPositionShare = 0.04;
constexpr double kDegrees = 180 / std::numbers::pi;

/// Pairs of indices whose descriptors are each other's best and clearly better than the second.
std::vector<std::pair<int, int>> matched(const cv::Mat& a, const cv::Mat& b)
{
    constexpr float kRatio = 0.8f;
    std::vector<std::pair<int, int>> pairs;
    if (a.rows < 2 || b.rows < 2)
        return pairs;
    const cv::BFMatcher matcher(cv::NORM_L2);
    std::vector<std::vector<cv::DMatch>> forward, backward;
    matcher.knnMatch(a, b, forward, 2);
    matcher.knnMatch(b, a, backward, 1);
    for (const auto& best : forward)
        if (best.size() == 2 && best[0].distance < kRatio * best[1].distance
            && backward[static_cast<std::size_t>(best[0].trainIdx)][0].trainIdx == best[0].queryIdx)
            pairs.emplace_back(best[0].queryIdx, best[0].trainIdx);
    return pairs;
}

/// Depth at a place where it is smooth: 0 on silhouettes, whose features belong to either side.
float steadyDepth(const DepthMap& depth, const cv::Point2f& at)
{
    const int x = static_cast<int>(at.x), y = static_cast<int>(at.y);
    float low = 1e9f, high = 0;
    for (int v = y - 1; v <= y + 1; ++v)
        for (int u = x - 1; u <= x + 1; ++u) {
            if (u < 0 || v < 0 || u >= depth.width() || v >= depth.height())
                return 0;
            low = std::min(low, depth.at(u, v));
            high = std::max(high, depth.at(u, v));
        }
    if (low <= 0 || low < 0.93f * high)
        return 0;
    // Inverse depth is linear on a plane.
    const float fx = at.x - 0.5f - static_cast<float>(std::floor(at.x - 0.5f)), fy = at.y - 0.5f - static_cast<float>(std::floor(at.y - 0.5f));
    const int u = std::clamp(static_cast<int>(std::floor(at.x - 0.5f)), 0, depth.width() - 2);
    const int v = std::clamp(static_cast<int>(std::floor(at.y - 0.5f)), 0, depth.height() - 2);
    const float inverse = (1 - fy) * ((1 - fx) / depth.at(u, v) + fx / depth.at(u + 1, v))
        + fy * ((1 - fx) / depth.at(u, v + 1) + fx / depth.at(u + 1, v + 1));
    return 1 / inverse;
}

void compare(MotionMeasurement& motion, const Rigid3d& measured, const Rigid3d& asked)
{
    motion.degrees = yawOf(measured.linear()) * kDegrees;
    motion.askedDegrees = yawOf(asked.linear()) * kDegrees;
    motion.askedMeters = asked.translation().norm();
    motion.rotationError = Eigen::AngleAxisd(measured.linear().transpose() * asked.linear()).angle() * kDegrees;
}

Rigid3d poseOf(const cv::Mat& rotation, const cv::Mat& translation)
{
    Rigid3d pose = Rigid3d::Identity();
    for (int r = 0; r < 3; ++r) {
        for (int c = 0; c < 3; ++c)
            pose.linear()(r, c) = rotation.at<double>(r, c);
        pose.translation()(r) = translation.at<double>(r);
    }
    return pose;
}

struct Matches {
    std::vector<cv::Point3f> points; ///< in the reference camera; empty without depth
    std::vector<cv::Point2f> from, to;
};

std::optional<MotionMeasurement> byPoints(const Matches& matches, const Rigid3d& asked, const cv::Mat& k, const Intrinsics& camera)
{
    const double tolerance = std::max(1.0, kReprojection * camera.width / 400.0);
    cv::Mat turn, move;
    std::vector<int> inliers;
    cv::setRNGSeed(1);
    if (!cv::solvePnPRansac(matches.points, matches.to, k, cv::noArray(), turn, move, false, 500, static_cast<float>(tolerance), 0.999, inliers,
                            cv::SOLVEPNP_EPNP)
        || static_cast<int>(inliers.size()) < kLeastInliers || inliers.size() * 4 < matches.points.size())
        return std::nullopt;
    std::vector<cv::Point3f> points;
    std::vector<cv::Point2f> seen, projected;
    for (const int i : inliers) {
        points.push_back(matches.points[static_cast<std::size_t>(i)]);
        seen.push_back(matches.to[static_cast<std::size_t>(i)]);
    }
    cv::solvePnPRefineLM(points, seen, k, cv::noArray(), turn, move);
    cv::Mat jacobian;
    cv::projectPoints(points, turn, move, k, cv::noArray(), projected, jacobian);
    double squares = 0;
    for (std::size_t i = 0; i < seen.size(); ++i)
        squares += cv::norm(seen[i] - projected[i]) * cv::norm(seen[i] - projected[i]);
    // Covariance of the six unknowns by the residuals; at least a quarter of a pixel is assumed.
    const double variance = std::max(0.0625, squares / std::max(1.0, 2.0 * static_cast<double>(seen.size()) - 6));
    const cv::Mat part = jacobian.colRange(0, 6), normal = part.t() * part;
    cv::Mat covariance;
    if (cv::invert(normal, covariance, cv::DECOMP_CHOLESKY) == 0)
        return std::nullopt;
    covariance *= variance;
    MotionMeasurement motion;
    motion.inliers = static_cast<int>(inliers.size());
    motion.rotationSigma = std::sqrt(covariance.at<double>(0, 0) + covariance.at<double>(1, 1) + covariance.at<double>(2, 2)) * kDegrees;
    motion.positionSigma = std::sqrt(covariance.at<double>(3, 3) + covariance.at<double>(4, 4) + covariance.at<double>(5, 5));
    cv::Mat rotation;
    cv::Rodrigues(turn, rotation);
    const Rigid3d measured = poseOf(rotation, move).inverse();
    motion.meters = measured.translation().norm();
    compare(motion, measured, asked);
    motion.positionError = (measured.translation() - asked.translation()).norm();
    if (motion.rotationSigma > kMostRotationSigma || motion.positionSigma > std::max(kMostPositionSigma, kMostPositionShare * motion.meters))
        return std::nullopt;
    return motion;
}

/// Rotation and the direction of the move. With hardly any move the essential matrix is not determined: then nothing is said.
std::optional<MotionMeasurement> byDirections(const Matches& matches, const Rigid3d& asked, const cv::Mat& k)
{
    constexpr double kSigma = 0.5; // degrees: what five-point solutions of good matches reach
    cv::Mat mask, rotation, direction;
    cv::setRNGSeed(1);
    const cv::Mat essential = cv::findEssentialMat(matches.from, matches.to, k, cv::RANSAC, 0.999, 1.0, mask);
    if (essential.rows != 3)
        return std::nullopt;
    const int good = cv::recoverPose(essential, matches.from, matches.to, k, rotation, direction, mask);
    if (good < 3 * kLeastInliers || good * 3 < static_cast<int>(matches.from.size()))
        return std::nullopt;
    const Rigid3d measured = poseOf(rotation, direction).inverse();
    MotionMeasurement motion;
    motion.scaled = false;
    motion.inliers = good;
    motion.rotationSigma = kSigma;
    compare(motion, measured, asked);
    if (motion.askedMeters > 1e-6)
        motion.positionError =
            std::acos(std::clamp(measured.translation().normalized().dot(asked.translation().normalized()), -1.0, 1.0)) * kDegrees;
    return motion;
}

} // namespace

FrameFeatures findFeatures(const ColorImage& color)
{
    constexpr int kSmall = 224, kLarge = 448, kMost = 800;
    cv::Mat gray;
    cv::cvtColor(asMat(color), gray, cv::COLOR_RGB2GRAY);
    // Small views are enlarged, large ones shrunk: time stays bounded and fine texture is found.
    const int side = std::max(color.width(), color.height());
    const double scale = side < kSmall ? 2.0 : side > kLarge ? static_cast<double>(kLarge) / side : 1.0;
    if (scale != 1)
        cv::resize(gray, gray, {}, scale, scale, scale > 1 ? cv::INTER_CUBIC : cv::INTER_AREA);
    std::vector<cv::KeyPoint> found;
    FrameFeatures features;
    cv::SIFT::create(kMost, 3, 0.015, 12)->detectAndCompute(gray, cv::noArray(), found, features.descriptors);
    for (const cv::KeyPoint& point : found)
        features.points.push_back((point.pt + cv::Point2f(0.5f, 0.5f)) / scale);
    return features;
}

std::optional<MotionMeasurement> measureMotion(const MotionReference& from, const FrameFeatures& to, const Rigid3d& startFromCamera,
                                               const Intrinsics& camera)
{
    Matches matches;
    for (const auto& [a, b] : matched(from.features.descriptors, to.descriptors)) {
        const cv::Point2f& at = from.features.points[static_cast<std::size_t>(a)];
        if (!from.depth.empty()) {
            const float depth = steadyDepth(from.depth, at);
            if (depth <= 0)
                continue;
            const Eigen::Vector3d point = unproject(camera, at.x, at.y, depth);
            matches.points.emplace_back(static_cast<float>(point.x()), static_cast<float>(point.y()), static_cast<float>(point.z()));
        }
        matches.from.push_back(at);
        matches.to.push_back(to.points[static_cast<std::size_t>(b)]);
    }
    if (static_cast<int>(matches.from.size()) < kLeastMatches)
        return std::nullopt;
    const cv::Mat k = (cv::Mat_<double>(3, 3) << camera.fx, 0, camera.cx, 0, camera.fy, camera.cy, 0, 0, 1);
    const Rigid3d asked = from.startFromCamera.inverse() * startFromCamera;
    auto motion = from.depth.empty() ? byDirections(matches, asked, k) : byPoints(matches, asked, k, camera);
    if (motion)
        motion->reference = from.index;
    return motion;
}

} // namespace w2v
