#include "core/image/ImageMetrics.h"

#include <cmath>
#include <limits>

#include <opencv2/imgproc.hpp>

#include "core/base/Error.h"
#include "core/image/OpenCvBridge.h"

namespace w2v {

namespace {
void requireSameSize(const ColorImage& a, const ColorImage& b, const Mask* mask)
{
    const bool same = a.width() == b.width() && a.height() == b.height()
        && (!mask || (mask->width() == a.width() && mask->height() == a.height()));
    if (!same || a.empty())
        throw Error("image comparison", "the images and the mask must have one size and at least one pixel");
}
} // namespace

double psnr(const ColorImage& a, const ColorImage& b, const Mask* mask)
{
    requireSameSize(a, b, mask);
    std::uint64_t sum = 0, count = 0;
    for (std::size_t i = 0; i < a.pixels(); ++i) {
        if (mask && mask->data()[i] == 0)
            continue;
        for (std::size_t c = 3 * i; c < 3 * i + 3; ++c) {
            const int d = a.data()[c] - b.data()[c];
            sum += static_cast<std::uint64_t>(d * d);
        }
        count += 3;
    }
    if (count == 0)
        return std::numeric_limits<double>::quiet_NaN();
    if (sum == 0)
        return std::numeric_limits<double>::infinity();
    return 10.0 * std::log10(255.0 * 255.0 * static_cast<double>(count) / static_cast<double>(sum));
}

double ssim(const ColorImage& a, const ColorImage& b, const Mask* mask)
{
    requireSameSize(a, b, mask);
    const auto blur = [](const cv::Mat& m) {
        cv::Mat out;
        cv::GaussianBlur(m, out, {11, 11}, 1.5);
        return out;
    };
    cv::Mat x, y;
    asMat(a).convertTo(x, CV_32FC3);
    asMat(b).convertTo(y, CV_32FC3);
    const cv::Mat meanX = blur(x), meanY = blur(y), xx = blur(x.mul(x)), yy = blur(y.mul(y)), xy = blur(x.mul(y));
    constexpr double c1 = 6.5025, c2 = 58.5225;
    double sum = 0;
    std::size_t count = 0;
    const auto* mx = meanX.ptr<float>();
    const auto* my = meanY.ptr<float>();
    for (std::size_t i = 0; i < a.pixels(); ++i) {
        if (mask && mask->data()[i] == 0)
            continue;
        for (std::size_t c = 3 * i; c < 3 * i + 3; ++c) {
            const double u = mx[c], v = my[c];
            const double varX = xx.ptr<float>()[c] - u * u, varY = yy.ptr<float>()[c] - v * v, cov = xy.ptr<float>()[c] - u * v;
            sum += (2 * u * v + c1) * (2 * cov + c2) / ((u * u + v * v + c1) * (varX + varY + c2));
        }
        count += 3;
    }
    return count ? sum / static_cast<double>(count) : std::numeric_limits<double>::quiet_NaN();
}

} // namespace w2v
