#pragma once
#include <QList>
#include <QObject>
#include <QPoint>

class QAbstractButton;
class QFrame;

namespace w2v {

/// Drags one of a row of buttons to another place in the row; a line shows where it would go.
class ChipDrag : public QObject {
    Q_OBJECT
public:
    explicit ChipDrag(QWidget* row);
    void setChips(const QList<QAbstractButton*>& chips);

Q_SIGNALS:
    void moved(int from, int to); ///< chip `from` becomes number `to`

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    int gapAt(int x) const; ///< before which chip a point of the row lies
    void showGap(int gap);
    void end();

    QWidget* m_row;
    QFrame* m_line;
    QList<QAbstractButton*> m_chips;
    QPoint m_pressedAt;
    int m_dragged = -1;
};

} // namespace w2v
