#pragma once
#include <vector>

#include "core/scene/room/Layout.h"
#include "core/scene/room/LightBake.h"
#include "core/scene/room/Style.h"

namespace w2v::room {

/// What the shell brings besides its surfaces.
struct Shell {
    std::vector<AreaLight> windows;
    int doorWall = 0;
};

/// Floor, ceiling, walls with skirting, a door, windows with frames and curtains. Takes the wall they need in the layout and
/// keeps the way through the door open.
Shell buildShell(Builder& builder, const Style& style, Layout& layout, Rng rng);

} // namespace w2v::room
