#pragma once
#include <QPointF>
#include <QRectF>
#include <QString>

#include "core/worldmodel/LinkedViews.h"
#include "ui/theme/Theme.h"

class QPainter;

namespace w2v {

/// The crosshair that marks one point of space in a view, with a word where the view does not show it.
struct LinkCross {
    LinkKind kind = LinkKind::Seen;
    QPointF place;      ///< of the widget; inside `area`
    QRectF area;        ///< the visible part of the picture's pane
    QString text;       ///< beside it; may be empty

    /// A cross at `place`, drawn to the edge of the area when it lies outside. `depth`: metres, shown when above 0.
    static LinkCross at(LinkKind kind, QPointF place, const QRectF& area, double depth);
    QRectF bounds() const; ///< everything that paint() touches
    void paint(QPainter& painter) const;

private:
    QRectF textBox() const;
};

} // namespace w2v
