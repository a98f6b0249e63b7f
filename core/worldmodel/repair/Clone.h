#pragma once
#include <Eigen/Core>

#include "core/worldmodel/repair/FrameRepair.h"

namespace w2v {

/// Pixels with x1 <= x < x2 and y1 <= y < y2.
struct PixelArea {
    int x1 = 0, y1 = 0, x2 = 0, y2 = 0;
    bool empty() const { return x1 >= x2 || y1 >= y2; }
};

/// Drags a soft round brush from one place to another (pixels, corner convention): the coverage is raised to 255 within half the radius
/// and falls smoothly to 0 at the radius. Returns what may have changed.
PixelArea dragSoftBrush(Mask& coverage, const Eigen::Vector2d& from, const Eigen::Vector2d& to, double radius);

/// Within the area, makes `target` of `base` and the source's pixels at (x + dx, y + dy), mixed by the coverage (255: the source alone).
/// Where the source has no such pixel, the base stays. `target`, `base` and `coverage` have one size; the source may have another.
void blendClone(ColorImage& target, const ColorImage& base, const Mask& coverage, const ColorImage& source, int dx, int dy, PixelArea area);

/// Copies pixels of the source onto the view as blendClone() does; the view's depth stays. What is covered to more than half counts as
/// invented afterwards. Returns where that is. Throws Error when the coverage has another size than the view, or nothing is copied.
Mask cloneOnto(RepairView& view, const Mask& coverage, const ColorImage& source, int dx, int dy);

} // namespace w2v
