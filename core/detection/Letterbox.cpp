#include "core/detection/Letterbox.h"

#include <algorithm>
#include <cmath>

#include <opencv2/imgproc.hpp>

#include "core/image/OpenCvBridge.h"

namespace w2v {

Letterbox Letterbox::fit(int width, int height, int inputWidth, int inputHeight)
{
    Letterbox box;
    box.width = inputWidth;
    box.height = inputHeight;
    box.scale = std::min(static_cast<double>(inputWidth) / width, static_cast<double>(inputHeight) / height);
    box.innerWidth = std::clamp(static_cast<int>(std::lround(width * box.scale)), 1, inputWidth);
    box.innerHeight = std::clamp(static_cast<int>(std::lround(height * box.scale)), 1, inputHeight);
    box.left = (inputWidth - box.innerWidth) / 2;
    box.top = (inputHeight - box.innerHeight) / 2;
    return box;
}

ColorImage Letterbox::apply(const ColorImage& picture) const
{
    constexpr std::uint8_t kGrey = 114; // what the family's training puts around pictures
    ColorImage input(width, height, kGrey);
    cv::Mat inner = asMat(input)(cv::Rect(left, top, innerWidth, innerHeight));
    if (picture.width() == innerWidth && picture.height() == innerHeight)
        asMat(picture).copyTo(inner);
    else
        cv::resize(asMat(picture), inner, inner.size(), 0, 0, scale < 1 ? cv::INTER_AREA : cv::INTER_LINEAR);
    return input;
}

Box2d Letterbox::toPicture(const Box2d& input) const
{
    return {(input.x1 - left) / scale, (input.y1 - top) / scale, (input.x2 - left) / scale, (input.y2 - top) / scale};
}

} // namespace w2v
