#pragma once
#include <QFrame>
#include <QPointF>

#include <memory>
#include <span>

#include "ui/plots/Series.h"

class QCustomPlot;

namespace w2v {

/// A chart of curves that grow while they are watched: themed, raw points pale behind the smoothed line, one readout for all
/// curves under the pointer, wheel zooms, drag pans, Shift+drag zooms into a rectangle, double click shows everything again.
/// Every point is kept; drawing shows at most the minimum and maximum of each pixel column.
class CurveChart : public QFrame {
    Q_OBJECT
public:
    explicit CurveChart(const QString& title, QWidget* parent = nullptr);
    ~CurveChart() override;

    void setTitle(const QString& title);
    QString title() const;
    /// Appended to values in the readout, for example "%"; digits = significant digits.
    void setValueFormat(const QString& unit, int digits);
    /// How the readout says where the pointer is: "step %1", "%1 h"; digits after the point.
    void setXFormat(const QString& text, int digits);
    /// Shown in place of the curves while there is no point.
    void setEmptyText(const QString& text);

    /// Returns the curve's number. `color` indexes the theme's series colours; dashed marks a reference line.
    int addCurve(const QString& name, int color, bool dashed = false);
    /// A line with the range around it, as it is: no smoothing is added. Returns the curve's number.
    int addBand(const QString& name, int color, std::span<const double> x, std::span<const double> line, std::span<const double> low, std::span<const double> high);
    void clearCurves();
    int curveCount() const;
    const Series& series(int curve) const;
    QString curveName(int curve) const;

    /// Adds points; x must not fall within a curve. Call refresh() after the last append of a batch.
    void append(int curve, std::span<const double> x, std::span<const double> y);
    void append(int curve, double x, double y);
    void clearPoints(int curve);
    /// A level the curves are held against, drawn across the whole width (a baseline); NaN removes it.
    void setReferenceLevel(double level, const QString& name);
    /// Draws soon; follows the data unless the user has zoomed.
    void refresh();

    void setSmoothing(double weight); ///< [0, 1)
    void setLogX(bool on);
    void setLogY(bool on);
    bool logX() const;
    bool logY() const;
    void setXRange(double lower, double upper);
    void showAll();
    bool zoomed() const;

    /// Where a point's smoothed value is drawn, in pixels of the child "plot"; not a number where the value is none.
    QPointF placeOf(int curve, std::size_t point) const;

    /// Shows the readout at x, as if the pointer were there; NaN hides it.
    void showCursor(double x);

    /// By the suffix: .svg or .pdf as lines, any other as PNG (at twice the size by default). False when the file cannot be written.
    bool savePicture(const QString& path, double scale = 2.0);
    /// Columns: curve, x, value, smoothed; every point. Throws Error when the file cannot be written.
    void saveCsv(const QString& path) const;

Q_SIGNALS:
    void cursorMoved(double x);     ///< NaN when the pointer left
    void xRangeChanged(double lower, double upper);
    void xRangeReset();
    /// Of the curve that is drawn nearest to the pointer, its point nearest to it.
    void pointClicked(int curve, double x);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    struct Impl;
    void applyTheme();
    void updateReadout();
    void fitRanges();
    void clickAt(const QPointF& place);
    void showMenu(const QPoint& globalPosition);
    bool paintLines(QPaintDevice& device);
    void askPicture();
    void askCsv();

    std::unique_ptr<Impl> m;
};

} // namespace w2v
