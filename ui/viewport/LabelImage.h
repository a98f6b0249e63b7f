#pragma once
#include <QString>

#include "core/image/Raster.h"

namespace w2v {

/// A text as a picture with opacity, on a rounded chip in the theme's colours, for labels inside of the 3D view.
struct LabelImage {
    ColorImage color;
    Mask opacity;
};
LabelImage labelImage(const QString& text, double pixelRatio);

} // namespace w2v
