#include "core/worldmodel/geometric/Fill.h"

#include <algorithm>
#include <span>
#include <utility>
#include <vector>

#include <opencv2/imgproc.hpp>
#include <opencv2/photo.hpp>

#include "core/image/OpenCvBridge.h"

namespace w2v {
namespace {

constexpr int kMaxInpaintPixels = 9000; // what Navier-Stokes inpainting paints within about 40 ms
constexpr float kNearer = 0.88f;        // share of a hole's depth below which a neighbour is in front of it

using FloatColor = Raster<float, 3>;

/// Depth (0 = unknown) and, unless empty, colour.
struct Level {
    DepthMap depth;
    FloatColor color;

    Level(int width, int height, bool colored) : depth(width, height)
    {
        if (colored)
            color = FloatColor(width, height);
    }
    /// Sets a pixel to the mean of those of `from` that are known and near the farthest of them.
    void takeFarther(int x, int y, const Level& from, std::span<const std::pair<int, int>> places)
    {
        float most = 0, sum = 0, count = 0, rgb[3] = {0, 0, 0};
        for (const auto& [px, py] : places)
            most = std::max(most, from.depth.at(px, py));
        if (most <= 0)
            return;
        for (const auto& [px, py] : places) {
            const float d = from.depth.at(px, py);
            if (d < kNearer * most)
                continue;
            sum += d;
            ++count;
            for (int c = 0; c < 3 && !color.empty(); ++c)
                rgb[c] += from.color.at(px, py, c);
        }
        depth.at(x, y) = sum / count;
        for (int c = 0; c < 3 && !color.empty(); ++c)
            color.at(x, y, c) = rgb[c] / count;
    }
};

Level halved(const Level& from)
{
    const int width = from.depth.width(), height = from.depth.height();
    Level to((width + 1) / 2, (height + 1) / 2, !from.color.empty());
    for (int y = 0; y < to.depth.height(); ++y)
        for (int x = 0; x < to.depth.width(); ++x) {
            const int x1 = std::min(2 * x + 1, width - 1), y1 = std::min(2 * y + 1, height - 1);
            const std::pair<int, int> children[] = {{2 * x, 2 * y}, {x1, 2 * y}, {2 * x, y1}, {x1, y1}};
            to.takeFarther(x, y, from, children);
        }
    return to;
}

/// Gives every pixel a value, coarse to fine: the farther side of a silhouette wins, because what opens up beside an object is
/// what is behind it. Unchanged when nothing is known.
Level filledFromBehind(Level finest)
{
    constexpr int kRounds = 4; // of meeting the neighbours, per level
    std::vector<Level> levels;
    levels.push_back(std::move(finest));
    const auto complete = [](const DepthMap& map) {
        return std::all_of(map.data(), map.data() + map.pixels(), [](float d) { return d > 0; });
    };
    while (!complete(levels.back().depth)) {
        if (levels.back().depth.pixels() <= 1)
            return std::move(levels.front()); // nothing is known
        levels.push_back(halved(levels.back()));
    }
    for (std::size_t i = levels.size() - 1; i-- > 0;) {
        Level& level = levels[i];
        const Level& coarse = levels[i + 1];
        const int width = level.depth.width(), height = level.depth.height();
        std::vector<std::pair<int, int>> unknown;
        for (int y = 0; y < height; ++y)
            for (int x = 0; x < width; ++x)
                if (level.depth.at(x, y) <= 0) {
                    unknown.emplace_back(x, y);
                    const std::pair<int, int> parent[] = {{x / 2, y / 2}};
                    level.takeFarther(x, y, coarse, parent);
                }
        for (int round = 0; round < kRounds; ++round)
            for (const auto& [x, y] : unknown) {
                const std::pair<int, int> around[] = {{x, y}, {std::max(x - 1, 0), y}, {std::min(x + 1, width - 1), y},
                                                      {x, std::max(y - 1, 0)}, {x, std::min(y + 1, height - 1)}};
                level.takeFarther(x, y, level, around);
            }
    }
    return std::move(levels.front());
}

/// Spreads what is known (weight > 0) into the rest over a pyramid of `levels`; beyond its reach the value is 0.
void spread(cv::Mat& value, cv::Mat& weight, int levels)
{
    if (levels == 0 || value.cols < 2 || value.rows < 2)
        return;
    cv::Mat smallValue, smallWeight;
    const cv::Size half((value.cols + 1) / 2, (value.rows + 1) / 2);
    cv::resize(value, smallValue, half, 0, 0, cv::INTER_AREA); // value is premultiplied
    cv::resize(weight, smallWeight, half, 0, 0, cv::INTER_AREA);
    cv::Mat enough;
    cv::min(smallWeight * 4.0f, 1.0f, enough);
    for (int y = 0; y < half.height; ++y)
        for (int x = 0; x < half.width; ++x)
            if (const float w = smallWeight.at<float>(y, x); w > 0)
                smallValue.at<cv::Vec3f>(y, x) *= enough.at<float>(y, x) / w;
    spread(smallValue, enough, levels - 1);
    cv::Mat up;
    cv::resize(smallValue, up, value.size(), 0, 0, cv::INTER_LINEAR);
    for (int y = 0; y < value.rows; ++y) {
        auto* v = value.ptr<cv::Vec3f>(y);
        const auto* w = weight.ptr<float>(y);
        const auto* u = up.ptr<cv::Vec3f>(y);
        for (int x = 0; x < value.cols; ++x)
            v[x] += u[x] * (1 - w[x]);
    }
}

/// Known pixels near a hole that lie clearly in front of it.
cv::Mat inFront(const cv::Mat& missing, const cv::Mat& depth, int reach)
{
    cv::Mat holeDepth = cv::Mat::zeros(depth.size(), CV_32F), farthest;
    depth.copyTo(holeDepth, missing);
    cv::dilate(holeDepth, farthest, cv::getStructuringElement(cv::MORPH_RECT, {2 * reach + 1, 2 * reach + 1}));
    cv::Mat front = depth < farthest * kNearer;
    front.setTo(0, missing);
    return front;
}

/// Navier-Stokes inpainting of `hole`, with what lies in front of it first replaced by the background's rough colours, so that
/// nothing in front bleeds into it. `color` is CV_8UC3, of use where neither `hole` nor `front` is set.
cv::Mat inpaintBehind(const cv::Mat& color, const cv::Mat& depth, const cv::Mat& hole, const cv::Mat& front)
{
    cv::Mat source = color, painted;
    if (cv::countNonZero(front)) {
        Level level(color.cols, color.rows, true);
        cv::Mat usable = asMat(level.depth), rough = asMat(level.color), bytes;
        depth.copyTo(usable);
        usable.setTo(0, hole | front);
        color.convertTo(rough, CV_32FC3);
        level = filledFromBehind(std::move(level));
        asMat(level.color).convertTo(bytes, CV_8UC3);
        source = color.clone();
        bytes.copyTo(source, front);
    }
    cv::inpaint(source, hole, painted, 3, cv::INPAINT_NS);
    return painted;
}

/// Paints `hole` at a resolution at which it has few pixels and brings that up smoothly. All of `unknown` is not painted from.
void paintCoarsely(cv::Mat& image, const cv::Mat& hole, const cv::Mat& unknown, const cv::Mat& distance)
{
    int shrink = 2;
    while (cv::countNonZero(hole) / (shrink * shrink) > kMaxInpaintPixels)
        shrink *= 2;
    const cv::Mat front = inFront(unknown, distance, 3 * shrink + 2), unused = unknown | front;
    // Small picture: means of the usable pixels only.
    cv::Mat weight, value;
    const cv::Mat used = unused == 0;
    used.convertTo(weight, CV_32F, 1.0 / 255);
    image.convertTo(value, CV_32FC3);
    value.setTo(cv::Scalar::all(0), unused);
    const cv::Size size((image.cols + shrink - 1) / shrink, (image.rows + shrink - 1) / shrink);
    cv::Mat smallValue, smallWeight, smallDepth, frontShare;
    cv::resize(value, smallValue, size, 0, 0, cv::INTER_AREA);
    cv::resize(weight, smallWeight, size, 0, 0, cv::INTER_AREA);
    cv::resize(distance, smallDepth, size, 0, 0, cv::INTER_NEAREST);
    cv::resize(front, frontShare, size, 0, 0, cv::INTER_AREA);
    cv::Mat small(size, CV_8UC3, cv::Scalar::all(0)), smallHole(size, CV_8U, cv::Scalar::all(0)), smallFront = smallHole.clone();
    for (int y = 0; y < size.height; ++y)
        for (int x = 0; x < size.width; ++x) {
            const float w = smallWeight.at<float>(y, x);
            if (w >= 0.2f)
                small.at<cv::Vec3b>(y, x) = cv::Vec3b(smallValue.at<cv::Vec3f>(y, x) / w);
            else
                (frontShare.at<std::uint8_t>(y, x) > 127 ? smallFront : smallHole).at<std::uint8_t>(y, x) = 255;
        }
    cv::Mat painted = inpaintBehind(small, smallDepth, smallHole, smallFront), up;
    painted.convertTo(painted, CV_32FC3);
    cv::resize(painted, up, image.size(), 0, 0, cv::INTER_CUBIC);

    // What the small picture missed along the border fades into the hole, so that there is no seam.
    cv::Mat rest;
    image.convertTo(rest, CV_32FC3);
    rest -= up;
    rest.setTo(cv::Scalar::all(0), unused);
    int levels = 1;
    while ((1 << levels) < 4 * shrink)
        ++levels;
    spread(rest, weight, levels);
    up += rest;
    cv::Mat bytes;
    up.convertTo(bytes, CV_8UC3);
    bytes.copyTo(image, hole);
}

} // namespace

DepthMap fillDepth(const DepthMap& depth)
{
    if (depth.empty())
        return depth;
    Level level(depth.width(), depth.height(), false);
    level.depth = depth;
    return filledFromBehind(std::move(level)).depth;
}

void fillColor(ColorImage& color, const Mask& missing, const DepthMap& depth)
{
    cv::Mat image = asMat(color);
    const cv::Mat hole = asMat(missing), distance = asMat(depth);
    const int holes = cv::countNonZero(hole);
    if (holes == 0 || holes == image.rows * image.cols)
        return;
    // Cracks along silhouettes are painted sharply; wide holes may only be painted coarsely.
    cv::Mat wide = cv::Mat::zeros(hole.size(), CV_8U);
    if (holes > kMaxInpaintPixels) {
        cv::morphologyEx(hole, wide, cv::MORPH_OPEN, cv::getStructuringElement(cv::MORPH_RECT, {9, 9}));
        if (cv::countNonZero(wide))
            paintCoarsely(image, wide, hole, distance);
    }
    const cv::Mat thin = hole & ~wide;
    if (const int cracks = cv::countNonZero(thin); cracks > 4 * kMaxInpaintPixels)
        paintCoarsely(image, thin, thin, distance);
    else if (cracks)
        inpaintBehind(image, distance, thin, inFront(thin, distance, 5)).copyTo(image, thin);
}

} // namespace w2v
