#include "core/worldmodel/geometric/Fill.h"

#include <algorithm>
#include <vector>

#include <opencv2/imgproc.hpp>
#include <opencv2/photo.hpp>

#include "core/image/OpenCvBridge.h"

namespace w2v {
namespace {

constexpr int kMaxInpaintPixels = 9000; // what Navier-Stokes inpainting paints within about 40 ms
constexpr float kNearer = 0.88f;        // share of a hole's depth below which a neighbour is in front of it

/// Halves a depth map; a pixel is the mean of its known children that are near the farthest of them.
DepthMap farther(const DepthMap& from)
{
    DepthMap to((from.width() + 1) / 2, (from.height() + 1) / 2);
    for (int y = 0; y < to.height(); ++y)
        for (int x = 0; x < to.width(); ++x) {
            float children[4], most = 0;
            for (int k = 0; k < 4; ++k) {
                const int cx = std::min(2 * x + k % 2, from.width() - 1), cy = std::min(2 * y + k / 2, from.height() - 1);
                children[k] = from.at(cx, cy);
                most = std::max(most, children[k]);
            }
            float sum = 0;
            int count = 0;
            for (const float child : children)
                if (child > 0 && child >= kNearer * most) {
                    sum += child;
                    ++count;
                }
            to.at(x, y) = count ? sum / static_cast<float>(count) : 0.0f;
        }
    return to;
}

/// Value of a complete map between pixel centres, position in pixels of the map (corner convention).
float sample(const DepthMap& map, float x, float y)
{
    const float px = std::clamp(x - 0.5f, 0.0f, static_cast<float>(map.width() - 1));
    const float py = std::clamp(y - 0.5f, 0.0f, static_cast<float>(map.height() - 1));
    const int x0 = static_cast<int>(px), y0 = static_cast<int>(py);
    const int x1 = std::min(x0 + 1, map.width() - 1), y1 = std::min(y0 + 1, map.height() - 1);
    const float fx = px - static_cast<float>(x0), fy = py - static_cast<float>(y0);
    const float top = map.at(x0, y0) * (1 - fx) + map.at(x1, y0) * fx, bottom = map.at(x0, y1) * (1 - fx) + map.at(x1, y1) * fx;
    return top * (1 - fy) + bottom * fy;
}

/// Averages each unknown pixel with its neighbours, leaving out those that are in front of it.
void relax(DepthMap& depth, const DepthMap& known, int rounds)
{
    const int width = depth.width(), height = depth.height();
    for (int round = 0; round < rounds; ++round)
        for (int y = 0; y < height; ++y)
            for (int x = 0; x < width; ++x) {
                if (known.at(x, y) > 0)
                    continue;
                const float own = depth.at(x, y);
                float sum = own;
                int count = 1;
                const auto add = [&](int nx, int ny) {
                    if (nx < 0 || ny < 0 || nx >= width || ny >= height || depth.at(nx, ny) < kNearer * own)
                        return;
                    sum += depth.at(nx, ny);
                    ++count;
                };
                add(x - 1, y);
                add(x + 1, y);
                add(x, y - 1);
                add(x, y + 1);
                depth.at(x, y) = sum / static_cast<float>(count);
            }
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

/// A rough colour for every pixel from the known ones (depth > 0), the farther side winning as in fillDepth().
cv::Mat roughColors(const cv::Mat& color, const cv::Mat& depth)
{
    if (color.cols < 2 && color.rows < 2)
        return color;
    const cv::Size half((color.cols + 1) / 2, (color.rows + 1) / 2);
    cv::Mat smallColor(half, CV_32FC3, cv::Scalar::all(0)), smallDepth(half, CV_32F, cv::Scalar::all(0)), up;
    for (int y = 0; y < half.height; ++y)
        for (int x = 0; x < half.width; ++x) {
            const int xs[2] = {2 * x, std::min(2 * x + 1, color.cols - 1)}, ys[2] = {2 * y, std::min(2 * y + 1, color.rows - 1)};
            float most = 0;
            for (const int cy : ys)
                for (const int cx : xs)
                    most = std::max(most, depth.at<float>(cy, cx));
            if (most <= 0)
                continue;
            cv::Vec3f sum(0, 0, 0);
            float far = 0, count = 0;
            for (const int cy : ys)
                for (const int cx : xs)
                    if (const float d = depth.at<float>(cy, cx); d >= kNearer * most) {
                        sum += color.at<cv::Vec3f>(cy, cx);
                        far += d;
                        ++count;
                    }
            smallColor.at<cv::Vec3f>(y, x) = sum / count;
            smallDepth.at<float>(y, x) = far / count;
        }
    cv::resize(roughColors(smallColor, smallDepth), up, color.size(), 0, 0, cv::INTER_LINEAR);
    color.copyTo(up, depth > 0);
    return up;
}

/// Navier-Stokes inpainting of `hole`, with what lies in front of it first replaced by the background's rough colours, so that
/// nothing in front bleeds into it. `color` is CV_8UC3, of use where neither `hole` nor `front` is set.
cv::Mat inpaintBehind(const cv::Mat& color, const cv::Mat& depth, const cv::Mat& hole, const cv::Mat& front)
{
    cv::Mat source = color, painted;
    if (cv::countNonZero(front)) {
        cv::Mat usable = depth.clone(), rough;
        usable.setTo(0, hole | front);
        color.convertTo(rough, CV_32FC3);
        rough = roughColors(rough, usable);
        rough.convertTo(rough, CV_8UC3);
        source = color.clone();
        rough.copyTo(source, front);
    }
    cv::inpaint(source, hole, painted, 3, cv::INPAINT_NS);
    return painted;
}

} // namespace

DepthMap fillDepth(const DepthMap& depth)
{
    const auto all = [&](const DepthMap& map) { return std::all_of(map.data(), map.data() + map.pixels(), [](float d) { return d > 0; }); };
    std::vector<DepthMap> levels{depth};
    while (!all(levels.back()) && (levels.back().width() > 1 || levels.back().height() > 1))
        levels.push_back(farther(levels.back()));
    if (!all(levels.back()))
        return depth; // nothing is known at all
    DepthMap filled = levels.back();
    for (std::size_t level = levels.size() - 1; level-- > 0;) {
        DepthMap next = levels[level];
        for (int y = 0; y < next.height(); ++y)
            for (int x = 0; x < next.width(); ++x)
                if (next.at(x, y) <= 0)
                    next.at(x, y) = sample(filled, (static_cast<float>(x) + 0.5f) / 2, (static_cast<float>(y) + 0.5f) / 2);
        relax(next, levels[level], 2);
        filled = std::move(next);
    }
    return filled;
}

void fillColor(ColorImage& color, const Mask& missing, const DepthMap& depth)
{
    cv::Mat image = asMat(color);
    const cv::Mat hole = asMat(missing), distance = asMat(depth);
    const int holes = cv::countNonZero(hole);
    if (holes == 0 || holes == image.rows * image.cols)
        return;
    int shrink = 1;
    while (holes / (shrink * shrink) > kMaxInpaintPixels)
        shrink *= 2;
    const cv::Mat front = inFront(hole, distance, 3 * shrink + 2), unknown = hole | front;
    if (shrink == 1) {
        inpaintBehind(image, distance, hole, front).copyTo(image, hole);
        return;
    }

    // Small picture: means of the known pixels only.
    cv::Mat weight, value;
    cv::Mat known = unknown == 0;
    known.convertTo(weight, CV_32F, 1.0 / 255);
    image.convertTo(value, CV_32FC3);
    value.setTo(cv::Scalar::all(0), unknown);
    const cv::Size size((image.cols + shrink - 1) / shrink, (image.rows + shrink - 1) / shrink);
    cv::Mat smallValue, smallWeight;
    cv::resize(value, smallValue, size, 0, 0, cv::INTER_AREA);
    cv::resize(weight, smallWeight, size, 0, 0, cv::INTER_AREA);
    cv::Mat small(size, CV_8UC3, cv::Scalar::all(0)), smallHole(size, CV_8U, cv::Scalar::all(0)), smallFront = smallHole.clone();
    cv::Mat smallDepth, frontShare;
    cv::resize(distance, smallDepth, size, 0, 0, cv::INTER_NEAREST);
    cv::resize(front, frontShare, size, 0, 0, cv::INTER_AREA);
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
    rest.setTo(cv::Scalar::all(0), unknown);
    int levels = 1;
    while ((1 << levels) < 4 * shrink)
        ++levels;
    spread(rest, weight, levels);
    up += rest;
    cv::Mat bytes;
    up.convertTo(bytes, CV_8UC3);
    bytes.copyTo(image, hole);
}

} // namespace w2v
