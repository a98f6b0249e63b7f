#pragma once
#include <array>
#include <optional>

#include <QList>
#include <QRectF>
#include <QTimer>
#include <QWidget>

#include "core/detection/BoxOrigin.h"
#include "ui/theme/Theme.h"

class QLineEdit;
class QStringListModel;

namespace w2v {

class CompareView;

/// A box as it is shown.
struct ShownBox {
    int instance = 0;
    QString name;
    QRectF box;               ///< 0..1000 per axis
    BoxOrigin origin = BoxOrigin::Scene;
    QString rule;             ///< that drops it, in words; empty: none
    bool onlyLoss = false;    ///< only D2 does not ask about it
};

/// Boxes over the compared pictures, drawn and edited with mouse and keys: dragging draws, a click selects (again: the next one below it),
/// the selected box is moved by dragging it and resized by its handles; Shift draws within it. Arrows nudge by a pixel of the picture
/// (Shift: ten), with Ctrl they move its lower right corner. It changes nothing itself: it says what the user wants.
class BoxEditor : public QWidget {
    Q_OBJECT
public:
    explicit BoxEditor(CompareView* view);

    /// Of picture 0 or 1; `editable`: that picture's boxes may be changed.
    void setBoxes(int which, const QList<ShownBox>& boxes, bool editable);
    const QList<ShownBox>& boxes(int which) const { return m_boxes[std::size_t(which)]; }
    void setNames(const QStringList& names);   ///< offered while a name is typed
    void setLocked(bool locked);               ///< looked at only
    void setRulesShown(bool shown);

    int selected() const { return m_selected; }  ///< instance; 0: none
    int selectedPicture() const { return m_which; }
    const ShownBox* selectedBox() const { return find(m_which, m_selected); }
    void select(int which, int instance);
    void startNaming();
    bool isNaming() const;
    /// What was nudged is told now.
    void flush();

Q_SIGNALS:
    void drawn(int which, const QRectF& box);
    void placed(int which, int instance, const QRectF& box);
    void renamed(int instance, const QString& name);
    void removeRequested(int which, int instance, bool everywhere);
    void selectionChanged();
    void left();                               ///< Escape, with nothing selected

protected:
    bool event(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;
    bool focusNextPrevChild(bool next) override;
    void focusOutEvent(QFocusEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    enum class Drag { None, Draw, Move, Resize };
    /// A side that a handle moves: -1 left or top, 1 right or bottom, 0 none.
    struct Handle {
        int x = 0, y = 0;
    };
    /// The selected box while it is dragged or nudged.
    struct Preview {
        int which = 0, instance = 0;
        QRectF box;
    };

    const ShownBox* find(int which, int instance) const;
    QRectF boxOf(int which, const ShownBox& shown) const; ///< 0..1000, as previewed
    QRectF placeOf(int which, const QRectF& box) const;   ///< of this widget
    QPointF unitsAt(int which, QPointF place) const;
    std::optional<Handle> handleAt(QPointF place) const;
    QList<int> boxesAt(int which, QPointF place) const;   ///< instances, the smallest first
    QSizeF pixelSize(int which) const;                    ///< of a pixel, 0..1000 units
    bool isWanted(const QKeyEvent& event) const;
    void nudge(int dx, int dy, bool resize);
    void drag(QPointF place);
    void click(int which, QPointF place);
    void stopDrag();
    void showCursor(QPointF place);
    void finishNaming(bool keep);
    void paintBox(QPainter& painter, int which, const ShownBox& shown) const;
    void paintTag(QPainter& painter, const QRectF& place, const QRectF& area, const QString& text, const QColor& color) const;
    QString tagOf(const ShownBox& shown, bool brief) const;

    CompareView* m_view;
    std::array<QList<ShownBox>, 2> m_boxes;
    std::array<bool, 2> m_editable{false, false};
    int m_which = 0, m_selected = 0, m_hovered = 0;
    bool m_locked = false, m_rules = true, m_passing = false;
    Drag m_drag = Drag::None;
    Handle m_handle;
    QPointF m_pressed;                 ///< where the drag began, of this widget
    QRectF m_before;                   ///< the box then
    std::optional<Preview> m_preview;
    std::optional<QRectF> m_rubber;    ///< being drawn, 0..1000 of picture m_which
    QLineEdit* m_name;
    QStringListModel* m_names;
    QTimer m_commit;
};

} // namespace w2v
