#include "core/exchange/ConventionDoctor.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <opencv2/features2d.hpp>
#include <opencv2/imgproc.hpp>

#include "core/base/Error.h"
#include "core/image/OpenCvBridge.h"

namespace w2v {

namespace {

constexpr double kEnough = 0.25;        // share of agreeing samples that makes a convention credible
constexpr double kClear = 0.75;         // the next different one must stay below this part of it
constexpr int kSamplesAcross = 80;
constexpr double kPixels = 2.0;         // off the epipolar line
constexpr std::size_t kMinMatches = 30;

struct Tally {
    std::size_t samples = 0, agreeing = 0, inView = 0;
    std::vector<double> errors;
};

double medianOf(std::vector<double>& values)
{
    if (values.empty())
        return 0;
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

/// The motion between two frames under a convention: points of `a`'s camera in `b`'s.
Rigid3d bFromA(const DoctorFrame& a, const DoctorFrame& b, const PoseConvention& convention)
{
    return poseFromStored(b.stored, convention).inverse() * poseFromStored(a.stored, convention);
}

void compareDepth(const DoctorFrame& a, const DoctorFrame& b, const Rigid3d& motion, Tally& tally)
{
    const int step = std::max(1, a.depth.width() / kSamplesAcross);
    for (int y = step / 2; y < a.depth.height(); y += step)
        for (int x = step / 2; x < a.depth.width(); x += step) {
            const double z = a.depth.at(x, y);
            if (!(z > 0) || !std::isfinite(z))
                continue;
            ++tally.samples;
            const Eigen::Vector3d p = motion * unproject(a.camera, x + 0.5, y + 0.5, z);
            if (p.z() < 0.05)
                continue;
            const Eigen::Vector2d pixel = project(b.camera, p);
            if (!(pixel.x() >= 0 && pixel.y() >= 0 && pixel.x() < b.depth.width() && pixel.y() < b.depth.height()))
                continue;
            const double measured = b.depth.at(static_cast<int>(pixel.x()), static_cast<int>(pixel.y()));
            if (!(measured > 0) || !std::isfinite(measured))
                continue;
            ++tally.inView;
            const double error = std::abs(measured - p.z());
            tally.errors.push_back(error / p.z());
            tally.agreeing += error < 0.02 + 0.02 * p.z();
        }
}

struct Match {
    Eigen::Vector2d a, b; ///< pixels
};

std::vector<Match> matchFeatures(const DoctorFrame& a, const DoctorFrame& b)
{
    const auto orb = cv::ORB::create(1500);
    const auto describe = [&](const DoctorFrame& frame, std::vector<cv::KeyPoint>& points) {
        cv::Mat gray, descriptors;
        cv::cvtColor(asMat(frame.color), gray, cv::COLOR_RGB2GRAY);
        orb->detectAndCompute(gray, cv::noArray(), points, descriptors);
        return descriptors;
    };
    std::vector<cv::KeyPoint> pointsA, pointsB;
    const cv::Mat inA = describe(a, pointsA), inB = describe(b, pointsB);
    std::vector<Match> matches;
    if (inA.rows < 2 || inB.rows < 2)
        return matches;
    std::vector<std::vector<cv::DMatch>> nearest;
    cv::BFMatcher(cv::NORM_HAMMING).knnMatch(inA, inB, nearest, 2);
    for (const auto& pair : nearest)
        if (pair.size() == 2 && pair[0].distance < 0.75f * pair[1].distance) {
            const cv::Point2f p = pointsA[static_cast<std::size_t>(pair[0].queryIdx)].pt, q = pointsB[static_cast<std::size_t>(pair[0].trainIdx)].pt;
            matches.push_back({{p.x + 0.5, p.y + 0.5}, {q.x + 0.5, q.y + 0.5}}); // ours: pixel centres at a half
        }
    return matches;
}

/// Symmetric distance from the epipolar lines (pixels), and whether the point lies before both cameras.
void compareMatches(const DoctorFrame& a, const DoctorFrame& b, const std::vector<Match>& matches, const Rigid3d& motion, Tally& tally)
{
    const Eigen::Vector3d t = motion.translation();
    Eigen::Matrix3d cross;
    cross << 0, -t.z(), t.y(), t.z(), 0, -t.x(), -t.y(), t.x(), 0;
    const Eigen::Matrix3d essential = cross * motion.linear();
    for (const Match& match : matches) {
        ++tally.samples;
        const Eigen::Vector3d p = unproject(a.camera, match.a.x(), match.a.y(), 1), q = unproject(b.camera, match.b.x(), match.b.y(), 1);
        double error = 0;
        bool before = true;
        if (t.norm() < 1e-6) {
            const Eigen::Vector3d turned = motion.linear() * p;
            before = turned.z() > 0;
            error = before ? (project(b.camera, turned) - match.b).norm() : 0;
        } else {
            const Eigen::Vector3d lineB = essential * p, lineA = essential.transpose() * q;
            const double off = q.dot(lineB);
            const double slope = std::hypot(lineB.x() / b.camera.fx, lineB.y() / b.camera.fy) + std::hypot(lineA.x() / a.camera.fx, lineA.y() / a.camera.fy);
            error = slope > 0 ? 2 * std::abs(off) / slope : 0;
            // Depths d and e with d R p + t = e q, in the least-squares sense.
            Eigen::Matrix<double, 3, 2> system;
            system << motion.linear() * p, -q;
            const Eigen::Vector2d depths = (system.transpose() * system + 1e-12 * Eigen::Matrix2d::Identity()).ldlt().solve(-system.transpose() * t);
            before = depths.x() > 0 && depths.y() > 0;
        }
        if (!before)
            continue;
        ++tally.inView;
        tally.errors.push_back(error);
        tally.agreeing += error < kPixels;
    }
}

/// Whether two readings mean the same motion between every pair, so that no picture can tell them apart.
bool sameMotions(std::span<const DoctorFrame> frames, const std::vector<std::size_t>& pairs, const PoseConvention& x, const PoseConvention& y)
{
    for (const std::size_t i : pairs) {
        const Rigid3d difference = bFromA(frames[i], frames[i + 1], x).inverse() * bFromA(frames[i], frames[i + 1], y);
        if (difference.translation().norm() > 0.01 || Eigen::AngleAxisd(difference.linear()).angle() > 0.005)
            return false;
    }
    return true;
}

std::string percent(double share)
{
    return fmt::format("{:.0f}%", 100 * share);
}

} // namespace

DoctorReport diagnoseConvention(std::span<const DoctorFrame> frames, const PoseConvention& assumed, JobContext& job)
{
    if (frames.size() < 2)
        throw Error("the convention", "cannot be tested with fewer than two posed pictures");
    DoctorReport report;
    report.assumed = assumed;
    std::vector<std::size_t> pairs;
    for (std::size_t i = 0; i + 1 < frames.size(); ++i)
        if (!frames[i].depth.empty() && !frames[i + 1].depth.empty())
            pairs.push_back(i);
    report.method = pairs.empty() ? "matches" : "depth";
    std::vector<std::vector<Match>> matches(frames.size());
    if (pairs.empty()) {
        for (std::size_t i = 0; i + 1 < frames.size(); ++i) {
            job.throwIfStopped();
            matches[i] = matchFeatures(frames[i], frames[i + 1]);
            if (matches[i].size() >= kMinMatches)
                pairs.push_back(i);
        }
        if (pairs.empty())
            throw Error("the convention", "cannot be tested: the pictures have no depth and too few features in common",
                        "Add depth, or choose frames that overlap");
    }
    report.pairs = static_cast<int>(pairs.size());
    const std::vector<PoseConvention> all = allConventions();
    for (std::size_t c = 0; c < all.size(); ++c) {
        job.throwIfStopped();
        Tally tally;
        for (const std::size_t i : pairs) {
            const Rigid3d motion = bFromA(frames[i], frames[i + 1], all[c]);
            if (report.method == "depth") {
                compareDepth(frames[i], frames[i + 1], motion, tally);
                compareDepth(frames[i + 1], frames[i], motion.inverse(), tally);
            } else {
                compareMatches(frames[i], frames[i + 1], matches[i], motion, tally);
            }
        }
        report.samples = tally.samples;
        const double whole = static_cast<double>(std::max<std::size_t>(tally.samples, 1));
        report.ranked.push_back({all[c], static_cast<double>(tally.agreeing) / whole, static_cast<double>(tally.inView) / whole, medianOf(tally.errors)});
        job.report(static_cast<double>(c + 1) / static_cast<double>(all.size()), "testing " + conventionName(all[c]));
    }
    std::stable_sort(report.ranked.begin(), report.ranked.end(), [&](const auto& x, const auto& y) {
        return x.score != y.score ? x.score > y.score : x.convention == assumed && !(y.convention == assumed);
    });
    const ConventionEvidence& first = report.ranked.front();
    const auto rival = std::find_if(report.ranked.begin() + 1, report.ranked.end(), [&](const ConventionEvidence& e) {
        return !sameMotions(frames, pairs, first.convention, e.convention);
    });
    const bool assumedTies = sameMotions(frames, pairs, first.convention, assumed);
    if (first.score < kEnough) {
        report.verdict = fmt::format("No convention explains the pictures: the best, {}, agrees in {} of {} samples.", conventionName(first.convention),
                                     percent(first.score), report.samples);
    } else if (rival == report.ranked.end() || rival->score > kClear * first.score) {
        report.verdict = rival == report.ranked.end()
            ? "The camera hardly moves between these frames: every convention means the same."
            : fmt::format("Undecided: {} agrees in {}, {} in {} of the samples. Frames that move and turn more would tell.",
                          conventionName(first.convention), percent(first.score), conventionName(rival->convention), percent(rival->score));
    } else {
        report.best = assumedTies ? assumed : first.convention;
        report.verdict = report.assumedHolds()
            ? fmt::format("The convention {} holds: {} of {} samples agree, {} under the next one.", conventionName(assumed), percent(first.score),
                          report.samples, percent(rival->score))
            : fmt::format("The poses are {}, not {}: {} of {} samples agree, {} as the format says.", conventionName(*report.best),
                          conventionName(assumed), percent(first.score), report.samples,
                          percent(std::find_if(report.ranked.begin(), report.ranked.end(),
                                               [&](const ConventionEvidence& e) { return e.convention == assumed; })->score));
    }
    return report;
}

nlohmann::ordered_json doctorToJson(const DoctorReport& report)
{
    nlohmann::ordered_json ranked = nlohmann::ordered_json::array();
    for (const ConventionEvidence& e : report.ranked)
        ranked.push_back({{"convention", conventionName(e.convention)}, {"score", e.score}, {"in_view", e.inView},
                          {report.method == "depth" ? "median_relative_error" : "median_pixels", e.medianError}});
    return {{"verdict", report.verdict}, {"assumed", conventionName(report.assumed)},
            {"best", report.best ? nlohmann::ordered_json(conventionName(*report.best)) : nlohmann::ordered_json()},
            {"assumed_holds", report.assumedHolds()}, {"method", report.method}, {"pairs", report.pairs}, {"samples", report.samples},
            {"evidence", std::move(ranked)}};
}

} // namespace w2v
