#pragma once
#include <vector>

#include "core/scene/room/Furniture.h"

namespace w2v::room {

/// A uniform draw as float.
inline float draw(Rng& rng, double low, double high)
{
    return static_cast<float>(rng.uniform(low, high));
}

/// Four legs at the corners of a w x d rectangle, `inset` from its edges, from the floor to `top`; round or square.
void addLegs(Builder& b, const Finish& f, float w, float d, float inset, float top, float thickness, bool round);

/// A front divided into rows x columns of doors or drawers with gaps and handles, standing proud at z.
void addFronts(Builder& b, const Finish& front, const Finish& handle, float x0, float x1, float h0, float h1, float z, int columns,
               int rows, bool drawers);

/// Standing books filling [x0, x1] on a shelf at h with at most `high` metres of room; backs at z0, spines at z1.
void addBooks(Builder& b, const Style& style, Rng& rng, float x0, float x1, float h, float high, float z0, float z1);

/// Rotation by `radians` about the x axis through the point (h, z), for backs and cushions that lean.
Eigen::Affine3f leaning(float radians, float h, float z);

} // namespace w2v::room
