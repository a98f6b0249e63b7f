#pragma once
#include <vector>

#include "core/base/Rng.h"
#include "core/scene/room/Builder.h"

namespace w2v::room {

/// The colours and surfaces of one room: a palette drawn once, so that furniture and walls belong together.
struct Style {
    // surfaces of the room
    Finish floor, wall, accentWall, lowerWall, ceiling, trim, door, outdoor;
    bool hasLowerWall = false;
    // furniture
    Finish wood, otherWood, lacquer, metal, brass, black, ceramic, otherCeramic, glass, mirror, paper;
    Finish fabric, otherFabric, patterned, otherPatterned, linen, curtain, leather;
    Finish leaf, otherLeaf, soil, shade, glow, books, wicker;
    std::vector<Vec3> accents;
    int plainTexture = -1, weave = -1, grain = -1;
};

/// Draws a palette and makes the shared textures.
Style makeStyle(Builder& builder, Rng rng);

} // namespace w2v::room
