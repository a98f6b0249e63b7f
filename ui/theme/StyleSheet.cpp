#include "ui/theme/StyleSheet.h"

#include <QHash>

#include "ui/theme/Theme.h"

namespace w2v {

namespace {

const char* kTemplate = R"qss(
QWidget { color: @text; }
QMainWindow, QDialog { background: @window; }
QMainWindow::separator { background: @line; width: 1px; height: 1px; }
QMainWindow::separator:hover { background: @accent; }
QSplitter::handle { background: @line; }
QSplitter::handle:hover { background: @accent; }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }
QDockWidget { background: @surface; }
QDockWidget > QWidget { background: @surface; }
QStatusBar { background: @surface; border-top: 1px solid @line; }
QStatusBar::item { border: none; }
QToolTip { background: @raised; color: @text; border: 1px solid @line; padding: 4px 8px; }

QLabel { background: transparent; }
QLabel[look="muted"] { color: @muted; }
QLabel[look="small"] { color: @muted; font-size: 9pt; }
QLabel[look="group"] { color: @muted; font-size: 9pt; font-weight: 600; }
QLabel[look="heading"] { font-size: 12pt; font-weight: 500; }
QLabel[look="display"] { font-size: 16pt; font-weight: 400; }
QLabel[look="mono"] { font-family: "@mono"; }

QFrame[look="card"] { background: @surface; border: 1px solid @line; border-radius: 6px; }
QFrame[look="inset"] { background: @window; border: none; border-radius: 6px; }
QFrame[look="bar"] { background: @surface; border: none; border-bottom: 1px solid @line; }
QFrame[look="panel"] { background: @surface; border: none; }
QFrame[look="stage"] { background: @stage; border: none; }
QFrame[look="line"] { background: @line; border: none; max-height: 1px; min-height: 1px; }
QScrollArea { background: transparent; border: none; }
QScrollArea > QWidget > QWidget { background: transparent; }

QPushButton { background: @raised; border: 1px solid @line; border-radius: 6px; padding: 0 12px; min-height: 26px; }
QPushButton:hover { background: @hover; }
QPushButton:pressed { background: @pressed; }
QPushButton:focus { border-color: @accent; }
QPushButton:disabled { color: @faint; background: @surface; }
QPushButton:checked { background: @selection; border-color: @accent; }
QPushButton[primary="true"] { background: @accent; color: @onAccent; border-color: @accent; font-weight: 500; }
QPushButton[primary="true"]:hover { background: @accentHover; border-color: @accentHover; }
QPushButton[primary="true"]:pressed { background: @accentPressed; }
QPushButton[primary="true"]:focus { border-color: @text; }
QPushButton[primary="true"]:disabled { background: @raised; color: @faint; border-color: @line; }
QPushButton[flat="true"] { background: transparent; border-color: transparent; }
QPushButton[flat="true"]:hover { background: @raised; }
QPushButton[look="tight"] { padding: 0 6px; }
QPushButton::menu-indicator { width: 0; }

QToolButton { background: transparent; border: 1px solid transparent; border-radius: 6px; padding: 3px; }
QToolButton:hover { background: @raised; }
QToolButton:pressed { background: @pressed; }
QToolButton:checked { background: @selection; color: @text; }
QToolButton:focus { border-color: @accent; }
QToolButton:disabled { color: @faint; }
QToolButton::menu-indicator { image: none; width: 0; }
QToolButton[look="activity"] { border-radius: 0; border: none; border-left: 2px solid transparent; padding: 0; font-size: 7.5pt; color: @muted; }
QToolButton[look="activity"]:hover { color: @text; background: @raised; }
QToolButton[look="activity"]:checked { border-left: 2px solid @accent; background: @raised; color: @text; }
QToolButton[look="activity"]:focus { background: @raised; }
QToolButton[look="segment"] { background: @raised; border: 1px solid @line; border-radius: 0; padding: 0 8px; min-height: 24px; color: @muted; }
QToolButton[look="segment"]:hover { color: @text; }
QToolButton[look="segment"]:checked { background: @selection; color: @text; border-color: @accent; }
QToolButton[look="chip"] { background: @raised; border: 1px solid @line; border-radius: 13px; padding: 0 10px; min-height: 24px; }
QToolButton[look="chip"]:hover { border-color: @muted; }
QToolButton[look="chip"]:checked { background: @selection; border-color: @accent; }

QLineEdit, QPlainTextEdit, QTextEdit, QSpinBox, QDoubleSpinBox, QComboBox {
  background: @field; border: 1px solid @line; border-radius: 6px; padding: 0 8px; min-height: 26px;
  selection-background-color: @accent; selection-color: @onAccent; }
QPlainTextEdit, QTextEdit { padding: 4px 6px; }
QPlainTextEdit[look="words"], QPlainTextEdit[look="words"]:hover { background: transparent; border: none; padding: 0; min-height: 0; font-family: "@mono"; }
QPlainTextEdit[look="twoLines"] { min-height: 44px; }
QLineEdit:hover, QSpinBox:hover, QDoubleSpinBox:hover, QComboBox:hover { border-color: @lineStrong; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus, QComboBox:focus { border-color: @accent; }
QLineEdit:disabled, QSpinBox:disabled, QDoubleSpinBox:disabled, QComboBox:disabled { color: @faint; background: @surface; }
QLineEdit[invalid="true"], QPlainTextEdit[invalid="true"] { border-color: @contradicts; }
QLineEdit[look="mono"], QPlainTextEdit[look="mono"], QTextEdit[look="mono"] { font-family: "@mono"; }
QLineEdit[look="bare"] { border: none; background: transparent; }
QSpinBox::up-button, QDoubleSpinBox::up-button, QSpinBox::down-button, QDoubleSpinBox::down-button { width: 0; border: none; }
QComboBox::drop-down { border: none; width: 24px; }
QComboBox::down-arrow { image: url(:/icons/field-arrow.svg); width: 12px; height: 12px; }
QComboBox QAbstractItemView { background: @raised; border: 1px solid @line; outline: none; padding: 4px; selection-background-color: @selection; selection-color: @text; }

QMenu { background: @raised; border: 1px solid @line; padding: 4px; }
QMenu::item { padding: 4px 24px 4px 8px; border-radius: 4px; min-height: 20px; }
QMenu::item:selected { background: @selection; }
QMenu::item:disabled { color: @faint; }
QMenu::separator { height: 1px; background: @line; margin: 4px 8px; }
QMenu::icon { padding-left: 8px; }
QMenu::icon:checked { background: @selection; border: 1px solid @accent; border-radius: 4px; }

QAbstractItemView { background: @surface; border: 1px solid @line; border-radius: 6px; outline: none; alternate-background-color: @surface;
  selection-background-color: @selection; selection-color: @text; gridline-color: @line; }
QAbstractItemView[look="plain"] { border: none; border-radius: 0; background: transparent; }
QAbstractItemView::item { padding: 2px 4px; background: transparent; border: none; }
QAbstractItemView::item:hover { background: @hoverSoft; }
QAbstractItemView::item:selected { background: @selection; color: @text; }
QHeaderView { background: @surface; border: none; }
QHeaderView::section { background: @surface; color: @muted; border: none; border-bottom: 1px solid @line; padding: 0 8px; height: 26px; font-size: 9pt; }
QHeaderView::section:hover { color: @text; }
QTableCornerButton::section { background: @surface; border: none; }

QTabBar { background: transparent; }
QTabBar::tab { background: transparent; color: @muted; border: none; border-bottom: 2px solid transparent; padding: 4px 12px; min-height: 20px; }
QTabBar::tab:hover { color: @text; }
QTabBar::tab:selected { color: @text; border-bottom-color: @accent; }
QTabWidget::pane { border: none; border-top: 1px solid @line; }

QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle { background: @scroll; border-radius: 3px; margin: 2px; min-height: 24px; min-width: 24px; }
QScrollBar::handle:hover { background: @muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QProgressBar { background: @raised; border: none; border-radius: 3px; max-height: 6px; min-height: 6px; text-align: center; color: transparent; }
QProgressBar::chunk { background: @accent; border-radius: 3px; }
QSlider::groove:horizontal { background: @line; height: 4px; border-radius: 2px; }
QSlider::sub-page:horizontal { background: @accent; border-radius: 2px; }
QSlider::handle:horizontal { background: @text; width: 12px; height: 12px; margin: -4px 0; border-radius: 6px; }
QSlider::handle:horizontal:hover { background: @accent; }
QSlider::groove:horizontal:disabled, QSlider::sub-page:horizontal:disabled { background: @line; }
QSlider::handle:horizontal:disabled { background: @faint; }
QCheckBox, QRadioButton { spacing: 8px; min-height: 24px; }
QGroupBox { border: none; margin-top: 20px; font-size: 9pt; color: @muted; }
QGroupBox::title { subcontrol-origin: margin; left: 0; }
)qss";

QColor mix(const QColor& a, const QColor& b, double share)
{
    return QColor::fromRgbF(float(a.redF() + (b.redF() - a.redF()) * share), float(a.greenF() + (b.greenF() - a.greenF()) * share),
                            float(a.blueF() + (b.blueF() - a.blueF()) * share));
}

} // namespace

QString buildStyleSheet(const Theme& theme)
{
    const auto c = [&](ColorRole role) { return theme.color(role); };
    const QColor ink = c(ColorRole::Text);
    // Longer names first where one is a prefix of another: "@accentHover" before "@accent".
    const QList<QPair<QString, QString>> values = {
        {"@accentHover", mix(c(ColorRole::Accent), ink, 0.12).name()},
        {"@accentPressed", mix(c(ColorRole::Accent), c(ColorRole::Window), 0.2).name()},
        {"@accent", c(ColorRole::Accent).name()},
        {"@onAccent", c(ColorRole::OnAccent).name()},
        {"@window", c(ColorRole::Window).name()},
        {"@surface", c(ColorRole::Surface).name()},
        {"@raised", c(ColorRole::Raised).name()},
        {"@stage", c(ColorRole::Stage).name()},
        {"@field", (theme.isDark() ? c(ColorRole::Window) : c(ColorRole::Surface)).name()},
        {"@hoverSoft", mix(c(ColorRole::Surface), c(ColorRole::Raised), 0.6).name()},
        {"@hover", mix(c(ColorRole::Raised), ink, 0.06).name()},
        {"@pressed", mix(c(ColorRole::Raised), ink, 0.12).name()},
        {"@lineStrong", mix(c(ColorRole::Line), ink, 0.25).name()},
        {"@line", c(ColorRole::Line).name()},
        {"@scroll", mix(c(ColorRole::Line), ink, 0.1).name()},
        {"@selection", c(ColorRole::Selection).name()},
        {"@contradicts", c(ColorRole::Contradicts).name()},
        {"@text", ink.name()},
        {"@muted", c(ColorRole::Muted).name()},
        {"@faint", c(ColorRole::Faint).name()},
        {"@mono", theme.font(TextStyle::Mono).family()},
    };
    QString sheet = QString::fromLatin1(kTemplate);
    for (const auto& [name, value] : values)
        sheet.replace(name, value);
    return sheet;
}

} // namespace w2v
