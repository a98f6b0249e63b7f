#pragma once
#include <cstdint>
#include <span>

#include "core/image/Raster.h"
#include "core/vlm/ImagePreprocessor.h"
#include "core/vlm/VisionGrid.h"

namespace w2v {

/// The middle square of an image at `side` pixels. An Error for an image without pixels.
ColorImage middleSquare(const ColorImage& image, int side);

/// How a checkpoint takes pictures in: what it cuts, the size it resizes to, the patches and tokens that gives. The same that
/// answering does, known without its weights.
struct PictureInput {
    ImagePreprocessor images;
    int imageSize = 0;        ///< every picture is cut to its middle square of this side first; 0 = only the resize rule
    bool pairAsVideo = false; ///< two pictures of one turn are the frames of one temporal patch

    /// Patches of a picture of this size; sides are multiples of the merge size.
    VisionGrid grid(int width, int height) const;

    /// The picture as the vision tower gets it: grid() patches of images.patchSize pixels.
    ColorImage seen(const ColorImage& image) const;

    /// Tokens of the pictures of one turn in the prompt, not counting the marks around them.
    std::int64_t tokens(std::span<const ColorImage> turn) const;
};

} // namespace w2v
