#pragma once
#include "core/scene/SceneRenderer.h"

namespace w2v {

/// A view and how much of it is known.
struct PaintedView : RenderedView {
    Mask coverage; ///< 255 where surfaces cover a pixel whole, in quarters less where they end within it, 0 where it is unknown
};

} // namespace w2v
