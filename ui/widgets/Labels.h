#pragma once
#include <QLabel>
#include <QToolButton>

#include "ui/theme/Theme.h"

namespace w2v {

/// Labels and buttons in the theme's styles (they follow it live through the style sheet).
QLabel* makeLabel(const QString& text, TextStyle style = TextStyle::Body, QWidget* parent = nullptr);
QLabel* makeMuted(const QString& text, TextStyle style = TextStyle::Small, QWidget* parent = nullptr);
/// A heading of a group inside a panel: small, medium weight, muted.
QLabel* makeGroupTitle(const QString& text, QWidget* parent = nullptr);
/// A flat 28 px button with an icon that shows an action.
QToolButton* makeToolButton(QAction* action, QWidget* parent = nullptr);
QToolButton* makeIconButton(const QString& iconName, const QString& tooltip, QWidget* parent = nullptr);

/// A label that shortens its text with an ellipsis and shows all of it as a tooltip.
class ElidedLabel : public QLabel {
    Q_OBJECT
public:
    explicit ElidedLabel(const QString& text = {}, QWidget* parent = nullptr);
    void setFullText(const QString& text);
    QSize minimumSizeHint() const override;

protected:
    void resizeEvent(QResizeEvent*) override;

private:
    void elide();
    QString m_full;
};

} // namespace w2v
