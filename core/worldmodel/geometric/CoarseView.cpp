#include "core/worldmodel/geometric/CoarseView.h"

#include <algorithm>
#include <cmath>

#include <opencv2/imgproc.hpp>

#include "core/image/OpenCvBridge.h"
#include "core/worldmodel/geometric/HoleBorder.h"

namespace w2v {
namespace {

/// Bilinear or cubic enlargement by `shrink`, cut to `size`: coarse pixel centres stay where they belong.
cv::Mat enlarged(const cv::Mat& coarse, int shrink, cv::Size size, int interpolation)
{
    cv::Mat up;
    cv::resize(coarse, up, {coarse.cols * shrink, coarse.rows * shrink}, 0, 0, interpolation);
    return up(cv::Rect({0, 0}, size));
}

} // namespace

CoarseView coarsen(const ColorImage& color, const DepthMap& depth, const Mask& missing, int shrink)
{
    const int width = (color.width() + shrink - 1) / shrink, height = (color.height() + shrink - 1) / shrink;
    CoarseView coarse{FloatColor(width, height), DepthMap(width, height), Mask(width, height, 255)};
    const auto gather = [&](double leastShare) {
        bool any = false;
        for (int y = 0; y < height; ++y)
            for (int x = 0; x < width; ++x) {
                float sum[3] = {0, 0, 0}, inverse = 0;
                int known = 0, all = 0;
                for (int v = y * shrink; v < std::min((y + 1) * shrink, color.height()); ++v)
                    for (int u = x * shrink; u < std::min((x + 1) * shrink, color.width()); ++u) {
                        ++all;
                        if (missing.at(u, v) || depth.at(u, v) <= 0)
                            continue;
                        ++known;
                        inverse += 1 / depth.at(u, v);
                        for (int c = 0; c < 3; ++c)
                            sum[c] += color.at(u, v, c);
                    }
                if (known == 0 || known < leastShare * all)
                    continue;
                any = true;
                coarse.missing.at(x, y) = 0;
                coarse.depth.at(x, y) = static_cast<float>(known) / inverse;
                for (int c = 0; c < 3; ++c)
                    coarse.color.at(x, y, c) = sum[c] / static_cast<float>(known);
            }
        return any;
    };
    if (!gather(0.5))
        gather(0); // a few single pixels are better than nothing
    fillFromBehind(coarse.depth, coarse.color);
    return coarse;
}

void refine(ColorImage& color, DepthMap& depth, const Mask& missing, const CoarseView& coarse, int shrink)
{
    cv::Mat image = asMat(color), distance = asMat(depth);
    const cv::Mat hole = asMat(missing);
    // Depth is brought up as its logarithm; known depths are left alone, so a silhouette stays sharp.
    cv::Mat logs, upLogs;
    cv::log(asMat(coarse.depth), logs);
    cv::exp(enlarged(logs, shrink, image.size(), cv::INTER_LINEAR), upLogs);
    upLogs.copyTo(distance, hole | (distance <= 0));
    cv::Mat up;
    enlarged(asMat(coarse.color), shrink, image.size(), cv::INTER_CUBIC).copyTo(up);
    const cv::Mat used = (hole | inFront(hole, distance, 3 * shrink + 2)) == 0;
    cv::Mat weight, rest;
    used.convertTo(weight, CV_32F, 1.0 / 255);
    image.convertTo(rest, CV_32FC3);
    rest -= up;
    rest.setTo(cv::Scalar::all(0), used == 0);
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
