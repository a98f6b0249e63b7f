#include "core/worldmodel/geometric/LiftSource.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <opencv2/imgproc.hpp>

#include "core/base/Error.h"
#include "core/image/ImageResize.h"
#include "core/image/OpenCvBridge.h"
#include "core/worldmodel/ContentMask.h"
#include "core/worldmodel/geometric/Fill.h"

namespace w2v {
namespace {

constexpr float kNearest = 0.05f, kFarthest = 100.0f; // metres a reading may have
constexpr double kGrain = 12;                         // grey levels of what demosaicing, sharpening and compression leave
constexpr float kSilhouette = 0.92f;                  // a neighbour nearer than this share hides part of a pixel

/// Smooths inverse depth within surfaces: the noise of structured light and stereo is constant there.
void smooth(DepthMap& depth, const DepthKinds& kinds)
{
    constexpr double kNoise = 0.008; // 1/metre
    cv::Mat inverse(depth.height(), depth.width(), CV_32F), smoothed;
    for (std::size_t i = 0; i < depth.pixels(); ++i)
        inverse.ptr<float>()[i] = depth.data()[i] > 0 ? 1 / depth.data()[i] : 0.0f;
    cv::bilateralFilter(inverse, smoothed, 7, kNoise, 2.5);
    for (std::size_t i = 0; i < depth.pixels(); ++i)
        if (kinds.data()[i] != static_cast<std::uint8_t>(DepthKind::None) && smoothed.ptr<float>()[i] > 0)
            depth.data()[i] = 1 / smoothed.ptr<float>()[i];
}

/// Pixels just behind a silhouette carry colours of both sides.
void dropMixedPixels(const DepthMap& depth, DepthKinds& kinds)
{
    cv::Mat nearest;
    cv::erode(asMat(depth), nearest, cv::getStructuringElement(cv::MORPH_RECT, {3, 3}));
    for (int y = 0; y < depth.height(); ++y)
        for (int x = 0; x < depth.width(); ++x)
            if (nearest.at<float>(y, x) < kSilhouette * depth.at(x, y))
                kinds.at(x, y) = static_cast<std::uint8_t>(DepthKind::None);
}

/// Whether a colour beside a silhouette has a visible part of the other surface's.
bool shows(const std::uint8_t* mixed, const std::uint8_t* own, const std::uint8_t* other)
{
    constexpr int kPart = 10; // one tenth
    int towards = 0, whole = 0;
    for (int c = 0; c < 3; ++c) {
        towards += (mixed[c] - own[c]) * (other[c] - own[c]);
        whole += (other[c] - own[c]) * (other[c] - own[c]);
    }
    return kPart * towards > whole;
}

} // namespace

LiftSource sourceFromCamera(const ObservationFrame& frame, const std::string& subject)
{
    if (frame.color.empty())
        throw Error(subject, "the view has no picture", "Open an image or an RGB-D folder.");
    if (frame.depth.empty())
        throw Error(subject, "the view has no depth", "Put a depth file beside the picture, or use another world model.");
    if (frame.depth.width() != frame.color.width() || frame.depth.height() != frame.color.height())
        throw Error(subject, "its depth map has another size than its picture", "Scale the depth map to the picture.");
    if (!frame.camera.valid())
        throw Error(subject, "its camera has no focal length", "Give the intrinsics in camera.json.");
    LiftSource source;
    source.color = frame.color;
    source.depth = frame.depth;
    source.camera = frame.camera.resized(frame.color.width(), frame.color.height());
    source.kinds = DepthKinds(frame.color.width(), frame.color.height());
    source.content = contentMask(frame.color);
    source.grain = kGrain;
    std::size_t usable = 0;
    for (std::size_t i = 0; i < source.depth.pixels(); ++i) {
        float& d = source.depth.data()[i];
        if (!std::isfinite(d) || d < kNearest || d > kFarthest)
            d = 0;
        usable += d > 0;
        source.kinds.data()[i] = static_cast<std::uint8_t>(!source.content.data()[i] ? DepthKind::None
                                                           : d > 0            ? DepthKind::Measured
                                                                              : DepthKind::Guessed);
    }
    if (usable == 0)
        throw Error(subject, "its depth map has no reading between 5 cm and 100 m", "Check the depth file's unit.");
    source.depth = fillDepth(source.depth);
    smooth(source.depth, source.kinds);
    dropMixedPixels(source.depth, source.kinds);
    return source;
}

LiftSource sourceFromRender(ColorImage color, DepthMap depth, const Intrinsics& camera)
{
    LiftSource source;
    source.kinds = DepthKinds(depth.width(), depth.height());
    for (std::size_t i = 0; i < depth.pixels(); ++i)
        source.kinds.data()[i] = static_cast<std::uint8_t>(depth.data()[i] > 0 ? DepthKind::Measured : DepthKind::Guessed);
    source.color = std::move(color);
    source.content = Mask(depth.width(), depth.height(), 255);
    source.depth = fillDepth(depth);
    source.camera = camera;
    if (std::all_of(source.depth.data(), source.depth.data() + source.depth.pixels(), [](float d) { return d <= 0; }))
        throw Error("start view", "it shows nothing", "Choose another place to stand.");
    return source;
}

ColorImage unmixedColor(const LiftSource& source)
{
    constexpr int kReach = 3;            // pixels to look for a clean one
    constexpr float kSameSurface = 0.04f; // relative depth difference within one surface
    const int width = source.color.width(), height = source.color.height();
    const Mask mixed = silhouettes(source.depth, source.camera, 1);
    ColorImage color = source.color;
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x) {
            if (!mixed.at(x, y))
                continue;
            const float own = source.depth.at(x, y);
            int best = std::numeric_limits<int>::max(), bestX = x, bestY = y;
            int beyond = std::numeric_limits<int>::max(), beyondX = x, beyondY = y; // the nearest clean pixel of another surface
            for (int v = std::max(0, y - kReach); v <= std::min(height - 1, y + kReach); ++v)
                for (int u = std::max(0, x - kReach); u <= std::min(width - 1, x + kReach); ++u) {
                    const int distance = (u - x) * (u - x) + (v - y) * (v - y);
                    if (mixed.at(u, v))
                        continue;
                    if (std::abs(source.depth.at(u, v) - own) < kSameSurface * own) {
                        if (distance < best) {
                            best = distance;
                            bestX = u;
                            bestY = v;
                        }
                    } else if (distance < beyond) {
                        beyond = distance;
                        beyondX = u;
                        beyondY = v;
                    }
                }
            if (!shows(&source.color.at(x, y), &source.color.at(bestX, bestY), &source.color.at(beyondX, beyondY)))
                continue;
            for (int c = 0; c < 3; ++c)
                color.at(x, y, c) = source.color.at(bestX, bestY, c);
        }
    return color;
}

ColorImage withoutGrain(const ColorImage& color, double grain)
{
    constexpr int kDiameter = 5;
    constexpr double kReach = 1.5;
    cv::Mat smoothed;
    cv::bilateralFilter(asMat(color), smoothed, kDiameter, grain, kReach);
    return fromMat<ColorImage>(smoothed);
}

SourceView viewOfSource(const LiftSource& source, const Intrinsics& camera)
{
    SourceView view;
    view.color = ColorImage(camera.width, camera.height);
    view.depth = DepthMap(camera.width, camera.height);
    view.seen = Mask(camera.width, camera.height);
    // Shrinking by more than a little would alias: the picture is averaged first.
    const double scale = std::min(camera.fx / source.camera.fx, camera.fy / source.camera.fy);
    const ColorImage* picture = &source.color;
    ColorImage shrunk;
    Intrinsics from = source.camera;
    if (scale < 0.75) {
        from = source.camera.resized(std::max(1, static_cast<int>(std::lround(source.camera.width * scale))),
                                     std::max(1, static_cast<int>(std::lround(source.camera.height * scale))));
        shrunk = resizeArea(source.color, from.width, from.height);
        picture = &shrunk;
    }
    const double ax = from.fx / camera.fx, ay = from.fy / camera.fy;
    const cv::Matx23d inverse(ax, 0, (0.5 - camera.cx) * ax + from.cx - 0.5, 0, ay, (0.5 - camera.cy) * ay + from.cy - 0.5);
    cv::Mat color = asMat(view.color);
    cv::warpAffine(asMat(*picture), color, inverse, color.size(), cv::INTER_LINEAR | cv::WARP_INVERSE_MAP, cv::BORDER_REPLICATE);
    const auto inSource = [&](int x, int y) {
        return std::pair((x + 0.5 - camera.cx) / camera.fx * source.camera.fx + source.camera.cx,
                         (y + 0.5 - camera.cy) / camera.fy * source.camera.fy + source.camera.cy);
    };
    const auto within = [&](const std::pair<double, double>& p) {
        return p.first >= 0 && p.second >= 0 && p.first < source.camera.width && p.second < source.camera.height;
    };
    const bool covered = within(inSource(0, 0)) && within(inSource(camera.width - 1, camera.height - 1));
    for (int y = 0; y < camera.height; ++y)
        for (int x = 0; x < camera.width; ++x) {
            const auto [sx, sy] = inSource(x, y);
            if (!within({sx, sy}))
                continue;
            if (!covered && !source.content.at(static_cast<int>(sx), static_cast<int>(sy)))
                continue;
            view.seen.at(x, y) = 255;
            view.depth.at(x, y) = source.depth.at(static_cast<int>(sx), static_cast<int>(sy));
        }
    return view;
}

} // namespace w2v
