#pragma once
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "core/geometry/Box2d.h"

namespace w2v {

/// The output tensors of the YOLO family; C classes, N candidates, boxes in pixels of the input.
enum class DetectorLayout {
    Auto,       ///< told by the shape and the number of classes
    Objectness, ///< "v5": 1 x N x (5 + C): centre, size, objectness, classes
    Plain,      ///< "v8" (also v9, v11): 1 x (4 + C) x N, or transposed: centre, size, classes
    Final,      ///< "nms": 1 x N x 6 (v10, exports with suppression inside): corners, score, class
};

/// "auto", "v5", "v8" or "nms"; throws Error for anything else.
DetectorLayout detectorLayoutFromName(const std::string& name);
const char* detectorLayoutName(DetectorLayout layout);

/// A candidate: corners in pixels of the input.
struct RawBox {
    Box2d box;
    double score = 0;
    std::size_t classId = 0;
};

struct TensorView {
    std::vector<int> shape;
    std::span<const float> values; ///< row-major
};

/// Which layout a tensor of this shape has; `classes`: how many there are, 0 = not known. 1 x N x 6 is Final up to 1000 rows unless one
/// class alone would fill Objectness. `asked` that does not fit, or a shape of none, throws Error about `subject`.
DetectorLayout layoutOf(const std::vector<int>& shape, std::size_t classes, DetectorLayout asked, const std::string& subject);

/// The candidates that reach `minScore` (objectness times class where there are both); of each its best class. Numbers that are not
/// finite and boxes without area are passed over.
std::vector<RawBox> readCandidates(const TensorView& output, DetectorLayout layout, double minScore);

/// Greedy suppression within each class: best first, those that overlap a better one by more than `maxOverlap` (intersection over union)
/// fall away. At most `most` boxes are left.
std::vector<RawBox> suppress(std::vector<RawBox> boxes, double maxOverlap, std::size_t most = 300);

} // namespace w2v
