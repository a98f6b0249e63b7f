#include "core/vlm/PictureInput.h"

#include <algorithm>

#include "core/base/Error.h"
#include "core/vlm/BicubicResize.h"

namespace w2v {

ColorImage middleSquare(const ColorImage& image, int side)
{
    if (image.empty())
        throw Error("image", "has no pixels");
    if (image.width() == side && image.height() == side)
        return image;
    const int length = std::min(image.width(), image.height()), left = (image.width() - length) / 2, top = (image.height() - length) / 2;
    ColorImage square(length, length);
    for (int y = 0; y < length; ++y)
        std::copy_n(image.row(top + y) + 3 * left, 3 * length, square.row(y));
    return resizeBicubic(square, side, side);
}

VisionGrid PictureInput::grid(int width, int height) const
{
    const ResizedSize size = imageSize ? images.targetSize(imageSize, imageSize) : images.targetSize(width, height);
    return {1, size.height / images.patchSize, size.width / images.patchSize};
}

ColorImage PictureInput::seen(const ColorImage& image) const
{
    return images.resize(imageSize ? middleSquare(image, imageSize) : image);
}

std::int64_t PictureInput::tokens(std::span<const ColorImage> turn) const
{
    std::int64_t sum = 0;
    for (const ColorImage& image : turn)
        sum += grid(image.width(), image.height()).tokens(images.mergeSize);
    return pairAsVideo && turn.size() == 2 ? sum / 2 : sum;
}

} // namespace w2v
