#pragma once
#include <QColor>
#include <QFont>
#include <QObject>
#include <QString>

class QApplication;

namespace w2v {

/// What a colour means. The meaning is the same in masks, frusta, paths, badges and charts, and never carried by colour
/// alone (a shape or a word stands beside it).
enum class ColorRole {
    Window,      ///< behind everything
    Surface,     ///< panels, tables, editors
    Raised,      ///< buttons, chips, headers of tables, hovered rows
    Line,        ///< separators and borders
    Text,
    Muted,       ///< secondary text, icons at rest
    Faint,       ///< disabled text
    Accent,      ///< selected, primary action, links
    OnAccent,    ///< text on Accent
    Selection,   ///< background of a selected row: Accent over Surface
    Stage,       ///< behind pictures and the viewport
    Observed,    ///< teal: seen in the observation
    Imagined,    ///< amber: invented by the world model
    Contradicts, ///< red: contradicts, rejected, failed
    Truth,       ///< violet: ground truth
    Good,        ///< accepted, right, finished (the teal of Observed)
};

enum class TextStyle {
    Small,   ///< 9 pt: captions, panel titles
    Body,    ///< 10 pt
    Heading, ///< 12 pt, medium weight
    Display, ///< 16 pt, for empty states and big numbers
    Mono,    ///< 10 pt fixed: actions, JSON, logs
};

/// Lengths in device independent pixels, on the 4 px grid.
namespace space {
inline constexpr int kHalf = 4;
inline constexpr int kGap = 8;
inline constexpr int kWide = 16;
inline constexpr int kControl = 28;      ///< height of buttons, fields and rows with controls
inline constexpr int kRow = 24;          ///< height of a table row
inline constexpr int kHeader = 40;       ///< breadcrumb header
inline constexpr int kActivityBar = 48;  ///< width
inline constexpr int kRadius = 6;
inline constexpr int kIcon = 16;
inline constexpr int kLargeIcon = 20;
} // namespace space

/// The one place that knows colours, fonts and sizes. Widgets ask it while painting and repaint on changed(); widgets
/// painted by the style sheet need nothing. UI thread only.
class Theme : public QObject {
    Q_OBJECT
public:
    enum class Mode { Dark, Light };

    static Theme& instance();

    /// Registers the resources, sets fonts, palette and style sheet. Call once after QApplication exists.
    void install(QApplication& app, Mode mode);

    Mode mode() const { return m_mode; }
    bool isDark() const { return m_mode == Mode::Dark; }
    void setMode(Mode mode);                       ///< live; emits changed()

    QColor color(ColorRole role) const;
    QColor color(ColorRole role, double opacity) const;
    static QColor color(ColorRole role, Mode mode);
    /// Chart series in Okabe-Ito order, readable on the current surface; wraps after eight.
    QColor series(int index) const;

    QFont font(TextStyle style) const;

    /// "#rrggbb" for rich text.
    QString hex(ColorRole role) const { return color(role).name(); }

Q_SIGNALS:
    void changed();

private:
    Theme() = default;
    void apply();

    QApplication* m_app = nullptr;
    Mode m_mode = Mode::Dark;
};

} // namespace w2v
