#include "ui/viewport/ThemeColors.h"

namespace w2v {

Rgba viewportColor(ColorRole role, double opacity)
{
    const QColor color = Theme::instance().color(role);
    return {float(color.redF()), float(color.greenF()), float(color.blueF()), float(opacity)};
}

void applyTheme(ViewportScene& scene)
{
    scene.backgroundTop = viewportColor(ColorRole::Stage);
    scene.backgroundBottom = viewportColor(Theme::instance().isDark() ? ColorRole::Raised : ColorRole::Line);
    scene.grid.line = viewportColor(ColorRole::Muted, 0.22);
    scene.grid.major = viewportColor(ColorRole::Muted, 0.45);
    scene.highlight = viewportColor(ColorRole::Accent, 0.45);
}

} // namespace w2v
