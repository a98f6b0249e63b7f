#pragma once
#include <QWidget>

#include "ui/theme/Theme.h"

class QPainter;

namespace w2v {

/// A small rounded label with a sign and a word: "✓ accepted", "imagined". The sign keeps the meaning without colour.
class Badge : public QWidget {
    Q_OBJECT
public:
    explicit Badge(const QString& text = {}, ColorRole role = ColorRole::Muted, QWidget* parent = nullptr);
    void set(const QString& text, ColorRole role);
    QSize sizeHint() const override;

    /// For delegates: paints one with its left edge in `rect`'s left, centred vertically; returns its width.
    static int paint(QPainter& painter, const QRect& rect, const QString& text, ColorRole role);
    static int widthOf(const QString& text);

protected:
    void paintEvent(QPaintEvent*) override;

private:
    QString m_text;
    ColorRole m_role;
};

/// The role and word of a record or run state: accepted, rejected, pending, second_look, running, finished, failed...
ColorRole stateRole(const QString& state);
QString stateText(const QString& state);  ///< translated, with its sign

} // namespace w2v
