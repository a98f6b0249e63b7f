#pragma once
#include "render/scene/ViewportRenderer.h"
#include "ui/theme/Theme.h"

namespace w2v {

/// A token of the theme for the renderer.
Rgba viewportColor(ColorRole role, double opacity = 1);
/// Background and grid of a scene in the theme's colours.
void applyTheme(ViewportScene& scene);

} // namespace w2v
