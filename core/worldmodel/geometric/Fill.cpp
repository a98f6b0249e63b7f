#include "core/worldmodel/geometric/Fill.h"

#include <opencv2/imgproc.hpp>
#include <opencv2/photo.hpp>

#include "core/image/OpenCvBridge.h"
#include "core/worldmodel/geometric/FillFromBehind.h"
#include "core/worldmodel/geometric/HoleBorder.h"

namespace w2v {
namespace {

constexpr int kMaxInpaintPixels = 9000; // what Navier-Stokes inpainting paints within about 40 ms

/// Navier-Stokes inpainting of `hole`, with what lies in front of it first replaced by the background's rough colours, so that
/// nothing in front bleeds into it. `color` is CV_8UC3, of use where neither `hole` nor `front` is set.
cv::Mat inpaintBehind(const cv::Mat& color, const cv::Mat& depth, const cv::Mat& hole, const cv::Mat& front)
{
    cv::Mat source = color, painted;
    if (cv::countNonZero(front)) {
        DepthMap known(color.cols, color.rows);
        FloatColor rough(color.cols, color.rows);
        cv::Mat usable = asMat(known), roughMat = asMat(rough), bytes;
        depth.copyTo(usable);
        usable.setTo(0, hole | front);
        color.convertTo(roughMat, CV_32FC3);
        fillFromBehind(known, rough);
        asMat(rough).convertTo(bytes, CV_8UC3);
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
    DepthMap filled = depth;
    FloatColor none;
    fillFromBehind(filled, none);
    return filled;
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
