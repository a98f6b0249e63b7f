#pragma once
#include <algorithm>

namespace w2v {

/// An axis-aligned box in an image: [x1, x2) x [y1, y2), in the unit its owner states (pixels or 0..1000 per axis).
struct Box2d {
    double x1 = 0, y1 = 0, x2 = 0, y2 = 0;

    double width() const { return x2 - x1; }
    double height() const { return y2 - y1; }
    double area() const { return std::max(0.0, width()) * std::max(0.0, height()); }
    bool operator==(const Box2d&) const = default;
};

/// Intersection over union; 0 when the union is empty.
inline double intersectionOverUnion(const Box2d& a, const Box2d& b)
{
    const double w = std::min(a.x2, b.x2) - std::max(a.x1, b.x1), h = std::min(a.y2, b.y2) - std::max(a.y1, b.y1);
    const double both = std::max(0.0, w) * std::max(0.0, h), all = a.area() + b.area() - both;
    return all > 0 ? both / all : 0.0;
}

} // namespace w2v
