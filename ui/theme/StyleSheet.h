#pragma once
#include <QString>

namespace w2v {

class Theme;

/// The application's style sheet from the theme's tokens.
///
/// Widgets choose a look by dynamic properties, so that no widget holds a colour or a size:
///   QPushButton primary=true / flat=true          QLabel look=muted|heading|display|small|mono|group
///   QFrame look=card|bar|inset                     QToolButton look=activity|segment|chip
///   QAbstractItemView look=plain (no frame)
QString buildStyleSheet(const Theme& theme);

} // namespace w2v
