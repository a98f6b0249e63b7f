#include "core/worldmodel/geometric/HoleBorder.h"

#include <opencv2/imgproc.hpp>

#include "core/worldmodel/geometric/FillFromBehind.h"

namespace w2v {

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

cv::Mat inFront(const cv::Mat& missing, const cv::Mat& depth, int reach)
{
    cv::Mat holeDepth = cv::Mat::zeros(depth.size(), CV_32F), farthest;
    depth.copyTo(holeDepth, missing);
    cv::dilate(holeDepth, farthest, cv::getStructuringElement(cv::MORPH_RECT, {2 * reach + 1, 2 * reach + 1}));
    cv::Mat front = depth < farthest * kNearer;
    front.setTo(0, missing);
    return front;
}

} // namespace w2v
