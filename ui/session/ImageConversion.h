#pragma once
#include <QImage>

#include "core/image/Raster.h"

namespace w2v {

/// Deep copies between core rasters and Qt images.
QImage toQImage(const ColorImage& image);
/// Near = warm, far = deep blue over the map's own 2nd to 98th percentile; unknown = transparent.
QImage depthToQImage(const DepthMap& depth);
/// Opaque white where pixels were imagined (mask 0), transparent where observed.
QImage imaginedToQImage(const Mask& observed);
ColorImage fromQImage(const QImage& image);

} // namespace w2v
