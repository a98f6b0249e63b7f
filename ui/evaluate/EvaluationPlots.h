#pragma once
#include <QVector>
#include <QWidget>

namespace w2v {

/// Accuracy over the seconds an answer takes (logarithmic), a dot with its 95 % interval for each model.
class LatencyPlot : public QWidget {
    Q_OBJECT
public:
    struct Dot {
        QString name;
        double seconds = -1;                    ///< median
        double percent = 0, low = 0, high = 0;
        int color = 0;                          ///< series colour
    };

    explicit LatencyPlot(QWidget* parent = nullptr);
    void set(QVector<Dot> dots);                ///< those without seconds are left out
    const QVector<Dot>& dots() const { return m_dots; }
    QSize sizeHint() const override { return {320, 180}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QVector<Dot> m_dots;
};

/// How often a model is right when it is so sure, against the diagonal where both agree; the width of a dot tells how many answers.
class CalibrationPlot : public QWidget {
    Q_OBJECT
public:
    struct Point {
        double confidence = 0, right = 0;       ///< 0..1
        int n = 0;
    };
    struct Curve {
        QString name;
        QVector<Point> points;
        double error = -1;                      ///< expected calibration error
        int color = 0;
    };

    explicit CalibrationPlot(QWidget* parent = nullptr);
    void set(QVector<Curve> curves);            ///< those without a point are left out
    const QVector<Curve>& curves() const { return m_curves; }
    QSize sizeHint() const override { return {320, 180}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QVector<Curve> m_curves;
};

} // namespace w2v
