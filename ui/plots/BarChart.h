#pragma once
#include <QColor>
#include <QStringList>
#include <QVector>
#include <QWidget>

#include <limits>

#include "ui/theme/Theme.h"

namespace w2v {

/// Groups of upright bars from 0 to 100 %, with 95 % intervals: the accuracy of several models on several tasks.
/// Baselines are drawn hatched, so that they differ from models without colour too.
class BarChart : public QWidget {
    Q_OBJECT
public:
    struct Bar {
        double value = std::numeric_limits<double>::quiet_NaN(); ///< percent; NaN = not measured
        double low = 0, high = 0;                                ///< interval; low == high = none
        QString tooltip;
    };
    struct Group {
        QString label;                      ///< "A1"
        QString note;                       ///< a few plain words below the label
        ColorRole noteRole = ColorRole::Muted;
        QVector<Bar> bars;                  ///< one per kind, in the kinds' order
    };
    struct Kind {
        QString name;
        int color = 0;                      ///< series colour of a model
        bool baseline = false;              ///< hatched and grey
    };

    explicit BarChart(QWidget* parent = nullptr);
    void set(const QVector<Kind>& kinds, const QVector<Group>& groups);
    void setEmptyText(const QString& text);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void groupClicked(int group);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    bool event(QEvent* event) override;

private:
    QRectF plotRect() const;
    QRectF barRect(int group, int bar) const;
    int legendHeight() const;
    void paintLegend(QPainter& painter) const;
    QBrush brushOf(int kind) const;

    QVector<Kind> m_kinds;
    QVector<Group> m_groups;
    QString m_empty;
};

} // namespace w2v
