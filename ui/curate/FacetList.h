#pragma once
#include <QSet>
#include <QVector>
#include <QWidget>

namespace w2v {

/// One facet ("Task"): its values with counts and small bars; a click or Space narrows to a value, again widens.
/// Up and Down move between values.
class FacetList : public QWidget {
    Q_OBJECT
public:
    struct Value {
        QString key, label;
        qint64 count = 0;
    };

    /// many: several values may be on at once (their union); else one.
    FacetList(const QString& title, bool many, QWidget* parent = nullptr);

    void setValues(const QVector<Value>& values);  ///< keeps what is on, where it still exists
    const QVector<Value>& values() const { return m_values; }
    const QSet<QString>& chosen() const { return m_chosen; }
    void setChosen(const QSet<QString>& keys);      ///< emits nothing
    QSize sizeHint() const override;

Q_SIGNALS:
    void chosenChanged();

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool event(QEvent* event) override;

private:
    int headHeight() const;
    int rowAt(int y) const;
    void toggle(int row);

    QString m_title;
    bool m_many;
    QVector<Value> m_values;
    QSet<QString> m_chosen;
    int m_hovered = -1, m_current = 0;
};

} // namespace w2v
