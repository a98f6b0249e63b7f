#pragma once
#include <string>

#include "core/geometry/Box2d.h"

namespace w2v {

/// What a detector found in one picture.
struct Detection {
    std::string label;
    double score = 0; ///< 0..1
    Box2d box;        ///< pixels of the picture, inside it
};

} // namespace w2v
