#include "core/image/ImageResize.h"

#include <opencv2/imgproc.hpp>

#include "core/base/Error.h"
#include "core/image/OpenCvBridge.h"

namespace w2v {

namespace {
template <class R>
R resized(const R& image, int width, int height, int interpolation)
{
    if (image.empty() || width < 1 || height < 1)
        throw Error("image", "cannot resize from or to a size without pixels");
    R result(width, height);
    cv::Mat target = asMat(result);
    cv::resize(asMat(image), target, target.size(), 0, 0, interpolation);
    return result;
}

/// OpenCV's nearest mode samples corners, not centres, and refuses 32-bit integers.
template <class R>
R nearest(const R& image, int width, int height)
{
    if (image.empty() || width < 1 || height < 1)
        throw Error("image", "cannot resize from or to a size without pixels");
    R result(width, height);
    for (int y = 0; y < height; ++y) {
        const auto* from = image.row(static_cast<int>((2ll * y + 1) * image.height() / (2ll * height)));
        auto* to = result.row(y);
        for (int x = 0; x < width; ++x)
            to[x] = from[(2ll * x + 1) * image.width() / (2ll * width)];
    }
    return result;
}
} // namespace

ColorImage resizeArea(const ColorImage& image, int width, int height)
{
    return resized(image, width, height, cv::INTER_AREA);
}

GrayImage resizeArea(const GrayImage& image, int width, int height)
{
    return resized(image, width, height, cv::INTER_AREA);
}

ColorImage resizeBilinear(const ColorImage& image, int width, int height)
{
    return resized(image, width, height, cv::INTER_LINEAR);
}

DepthMap resizeNearest(const DepthMap& depth, int width, int height)
{
    return nearest(depth, width, height);
}

Mask resizeNearest(const Mask& mask, int width, int height)
{
    return nearest(mask, width, height);
}

IdMap resizeNearest(const IdMap& ids, int width, int height)
{
    return nearest(ids, width, height);
}

} // namespace w2v
