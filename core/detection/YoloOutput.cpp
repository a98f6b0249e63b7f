#include "core/detection/YoloOutput.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/base/Error.h"

namespace w2v {

namespace {

constexpr int kMostFinal = 1000; // rows; more are raw candidates
constexpr std::size_t kMostCandidates = 30'000; // that suppression looks at

Box2d fromCentre(double x, double y, double w, double h)
{
    return {x - w / 2, y - h / 2, x + w / 2, y + h / 2};
}

bool isUsable(const RawBox& box)
{
    const Box2d& b = box.box;
    return std::isfinite(box.score) && std::isfinite(b.x1) && std::isfinite(b.y1) && std::isfinite(b.x2) && std::isfinite(b.y2) && b.area() > 0;
}

/// Sides without the leading ones of a batch: {rows, columns}; {0, 0} for another number of sides.
std::pair<int, int> planeOf(const std::vector<int>& shape)
{
    const std::size_t n = shape.size();
    if (n < 2 || !std::all_of(shape.begin(), shape.end() - 2, [](int side) { return side == 1; }))
        return {0, 0};
    return {shape[n - 2], shape[n - 1]};
}

} // namespace

DetectorLayout detectorLayoutFromName(const std::string& name)
{
    for (const DetectorLayout layout : {DetectorLayout::Auto, DetectorLayout::Objectness, DetectorLayout::Plain, DetectorLayout::Final})
        if (name == detectorLayoutName(layout))
            return layout;
    throw Error("layout", fmt::format("\"{}\" is not known", name), "Write auto, v5, v8 or nms");
}

const char* detectorLayoutName(DetectorLayout layout)
{
    switch (layout) {
    case DetectorLayout::Objectness: return "v5";
    case DetectorLayout::Plain: return "v8";
    case DetectorLayout::Final: return "nms";
    case DetectorLayout::Auto: break;
    }
    return "auto";
}

DetectorLayout layoutOf(const std::vector<int>& shape, std::size_t classes, DetectorLayout asked, const std::string& subject)
{
    const auto [rows, columns] = planeOf(shape);
    const int c = static_cast<int>(std::min<std::size_t>(classes, 1 << 20));
    const auto fits = [&](DetectorLayout layout) {
        switch (layout) {
        case DetectorLayout::Objectness: return c ? columns == 5 + c : columns > 5 && rows > columns;
        case DetectorLayout::Plain: return c ? rows == 4 + c || columns == 4 + c : rows > 4 && columns > rows;
        case DetectorLayout::Final: return columns == 6 && rows <= kMostFinal;
        case DetectorLayout::Auto: break;
        }
        return false;
    };
    if (asked != DetectorLayout::Auto && fits(asked))
        return asked;
    if (asked == DetectorLayout::Auto) {
        if (fits(DetectorLayout::Final) && c != 1)
            return DetectorLayout::Final;
        for (const DetectorLayout layout : {DetectorLayout::Plain, DetectorLayout::Objectness, DetectorLayout::Final})
            if (fits(layout))
                return layout;
    }
    throw Error(subject, fmt::format("gives {} numbers, which is no output of the YOLO family for {} classes", fmt::join(shape, " x "), classes),
                "Known are 1 x N x (5 + classes), 1 x (4 + classes) x N and 1 x N x 6: check that --classes lists all classes of the model, in its order");
}

std::vector<RawBox> readCandidates(const TensorView& output, DetectorLayout layout, double minScore)
{
    const auto [rows, columns] = planeOf(output.shape);
    const bool across = layout == DetectorLayout::Plain && rows < columns; // a candidate is a column
    const int count = across ? columns : rows, fields = across ? rows : columns;
    const float* values = output.values.data();
    const auto at = [&](int candidate, int field) {
        return static_cast<double>(across ? values[static_cast<std::size_t>(field) * count + candidate]
                                          : values[static_cast<std::size_t>(candidate) * fields + field]);
    };
    std::vector<RawBox> boxes;
    for (int i = 0; i < count; ++i) {
        RawBox raw;
        if (layout == DetectorLayout::Final) {
            raw = {{at(i, 0), at(i, 1), at(i, 2), at(i, 3)}, at(i, 4), 0};
            const double id = at(i, 5);
            if (!(id >= 0 && id < 1e6))
                continue;
            raw.classId = static_cast<std::size_t>(std::lround(id));
        } else {
            const int first = layout == DetectorLayout::Objectness ? 5 : 4;
            const double there = first == 5 ? at(i, 4) : 1;
            if (!(there >= minScore)) // classes only lower it
                continue;
            int best = first;
            for (int field = first + 1; field < fields; ++field)
                if (at(i, field) > at(i, best))
                    best = field;
            raw = {fromCentre(at(i, 0), at(i, 1), at(i, 2), at(i, 3)), there * at(i, best), static_cast<std::size_t>(best - first)};
        }
        if (raw.score >= minScore && isUsable(raw))
            boxes.push_back(raw);
    }
    return boxes;
}

std::vector<RawBox> suppress(std::vector<RawBox> boxes, double maxOverlap, std::size_t most)
{
    std::stable_sort(boxes.begin(), boxes.end(), [](const RawBox& a, const RawBox& b) { return a.score > b.score; });
    if (boxes.size() > kMostCandidates)
        boxes.resize(kMostCandidates);
    std::vector<RawBox> kept;
    for (const RawBox& box : boxes) {
        if (kept.size() == most)
            break;
        if (std::none_of(kept.begin(), kept.end(), [&](const RawBox& better) {
                return better.classId == box.classId && intersectionOverUnion(better.box, box.box) > maxOverlap;
            }))
            kept.push_back(box);
    }
    return kept;
}

} // namespace w2v
