#include "ui/theme/Theme.h"

#include <array>

#include <QApplication>
#include <QFontDatabase>
#include <QPalette>

#include "ui/theme/StyleSheet.h"
#include "ui/theme/WorkbenchStyle.h"

// At global scope, because the macro declares a function of the compiled resource file.
static void registerResources()
{
    Q_INIT_RESOURCE(icons);
}

namespace w2v {

namespace {

struct Token {
    ColorRole role;
    QRgb dark, light;
};

// The palette. Text on Window and Surface has a contrast of at least 4.5:1, meaningful lines 3:1, in both modes.
constexpr std::array kTokens{
    Token{ColorRole::Window, 0xff15171b, 0xfff4f5f7},
    Token{ColorRole::Surface, 0xff1c1f24, 0xffffffff},
    Token{ColorRole::Raised, 0xff252931, 0xffebedf0},
    Token{ColorRole::Line, 0xff343a44, 0xffd5d9df},
    Token{ColorRole::Text, 0xffe8eaed, 0xff1b1e23},
    Token{ColorRole::Muted, 0xff9aa3ae, 0xff626b76},
    Token{ColorRole::Faint, 0xff5d6570, 0xffa3abb5},
    Token{ColorRole::Accent, 0xff5b93ff, 0xff2463d6},
    Token{ColorRole::OnAccent, 0xff0b1020, 0xffffffff},
    Token{ColorRole::Selection, 0xff24344f, 0xffdbe6fb},
    Token{ColorRole::Stage, 0xff101216, 0xffe6e8ec},
    Token{ColorRole::Observed, 0xff35b39a, 0xff0f8a73},
    Token{ColorRole::Imagined, 0xffe3a23a, 0xffb26a00},
    Token{ColorRole::Contradicts, 0xffe5605a, 0xffc0362f},
    Token{ColorRole::Truth, 0xff9b8cf7, 0xff6a55d6},
    Token{ColorRole::Good, 0xff35b39a, 0xff0f8a73},
};

// Okabe and Ito's order for charts; the first and the yellow are adapted to the surface they stand on.
constexpr std::array<QRgb, 8> kSeriesDark{0xffe69f00, 0xff56b4e9, 0xff009e73, 0xfff0e442, 0xff3f8fd0, 0xffd55e00, 0xffcc79a7, 0xffe8eaed};
constexpr std::array<QRgb, 8> kSeriesLight{0xffc98a00, 0xff2f95cf, 0xff009e73, 0xffa89c00, 0xff0072b2, 0xffd55e00, 0xffb95f92, 0xff1b1e23};

QString firstFamily(const QStringList& wanted, const QString& fallback)
{
    static const QStringList all = QFontDatabase::families();
    for (const QString& family : wanted) {
        if (all.contains(family))
            return family;
    }
    return fallback;
}

} // namespace

Theme& Theme::instance()
{
    static Theme theme;
    return theme;
}

void Theme::install(QApplication& app, Mode mode)
{
    registerResources();
    m_app = &app;
    m_mode = mode;
    app.setStyle(new WorkbenchStyle);
    app.setFont(font(TextStyle::Body));
    apply();
}

void Theme::setMode(Mode mode)
{
    if (mode == m_mode)
        return;
    m_mode = mode;
    apply();
    Q_EMIT changed();
}

QColor Theme::color(ColorRole role, Mode mode)
{
    for (const Token& token : kTokens) {
        if (token.role == role)
            return QColor::fromRgb(mode == Mode::Dark ? token.dark : token.light);
    }
    return {};
}

QColor Theme::color(ColorRole role) const
{
    return color(role, m_mode);
}

QColor Theme::color(ColorRole role, double opacity) const
{
    QColor result = color(role, m_mode);
    result.setAlphaF(float(opacity));
    return result;
}

QColor Theme::series(int index) const
{
    const auto& list = isDark() ? kSeriesDark : kSeriesLight;
    return QColor::fromRgb(list[static_cast<std::size_t>(index) % list.size()]);
}

QFont Theme::font(TextStyle style) const
{
    static const QString sans = firstFamily({"Noto Sans"}, QFontDatabase::systemFont(QFontDatabase::GeneralFont).family());
    static const QString mono = firstFamily({"Noto Sans Mono", "DejaVu Sans Mono", "Noto Mono"},
                                            QFontDatabase::systemFont(QFontDatabase::FixedFont).family());
    static const QString chinese = firstFamily({"Noto Sans CJK SC", "Noto Sans SC"}, sans);
    QFont font;
    font.setFamilies({style == TextStyle::Mono ? mono : sans, chinese});
    font.setPointSize(10);
    switch (style) {
    case TextStyle::Small:
        font.setPointSize(9);
        break;
    case TextStyle::Heading:
        font.setPointSize(12);
        font.setWeight(QFont::Medium);
        break;
    case TextStyle::Display:
        font.setPointSize(16);
        break;
    case TextStyle::Mono:
        font.setFixedPitch(true);
        font.setStyleHint(QFont::Monospace);
        break;
    case TextStyle::Body:
        break;
    }
    return font;
}

void Theme::apply()
{
    QPalette palette;
    palette.setColor(QPalette::Window, color(ColorRole::Window));
    palette.setColor(QPalette::WindowText, color(ColorRole::Text));
    palette.setColor(QPalette::Base, color(ColorRole::Surface));
    palette.setColor(QPalette::AlternateBase, color(ColorRole::Raised));
    palette.setColor(QPalette::Text, color(ColorRole::Text));
    palette.setColor(QPalette::Button, color(ColorRole::Raised));
    palette.setColor(QPalette::ButtonText, color(ColorRole::Text));
    palette.setColor(QPalette::BrightText, color(ColorRole::Contradicts));
    palette.setColor(QPalette::Highlight, color(ColorRole::Accent));
    palette.setColor(QPalette::HighlightedText, color(ColorRole::OnAccent));
    palette.setColor(QPalette::Link, color(ColorRole::Accent));
    palette.setColor(QPalette::LinkVisited, color(ColorRole::Truth));
    palette.setColor(QPalette::PlaceholderText, color(ColorRole::Muted));
    palette.setColor(QPalette::ToolTipBase, color(ColorRole::Raised));
    palette.setColor(QPalette::ToolTipText, color(ColorRole::Text));
    palette.setColor(QPalette::Mid, color(ColorRole::Line));
    palette.setColor(QPalette::Dark, color(ColorRole::Line));
    palette.setColor(QPalette::Midlight, color(ColorRole::Raised));
    palette.setColor(QPalette::Light, color(ColorRole::Raised));
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, color(ColorRole::Faint));
    m_app->setPalette(palette);
    m_app->setStyleSheet(buildStyleSheet(*this));
}

} // namespace w2v
