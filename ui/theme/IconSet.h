#pragma once
#include <QIcon>
#include <QPixmap>
#include <QString>

#include "ui/theme/Theme.h"

namespace w2v {

/// An icon of resources/icons/<name>.svg (20 x 20 view box, 1.5 px strokes in currentColor), recoloured while painting:
/// it follows the theme live. Normal = muted, hovered or checked = text, disabled = faint. An unknown name is a blank icon.
QIcon themedIcon(const QString& name);

/// The same in one fixed role (for badges and primary buttons); still follows the theme.
QIcon themedIcon(const QString& name, ColorRole role);

/// A pixmap of `size` device independent pixels in the current theme's colour of `role`; fetch again on Theme::changed().
QPixmap iconPixmap(const QString& name, int size, ColorRole role, double devicePixelRatio = 1.0);

/// Names of all icons, sorted.
QStringList iconNames();

} // namespace w2v
