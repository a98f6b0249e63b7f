#pragma once
#include <QWidget>

#include <vector>

class QGridLayout;

namespace w2v {

class CurveChart;

/// Charts over one x axis: the pointer in one reads all, a zoom in one zooms all. Two columns when there is room.
class ChartGrid : public QWidget {
    Q_OBJECT
public:
    explicit ChartGrid(QWidget* parent = nullptr);
    void add(CurveChart* chart);
    const std::vector<CurveChart*>& charts() const { return m_charts; }
    void setSmoothing(double weight);
    /// Takes the chart out; it is deleted.
    void remove(CurveChart* chart);
    /// The others move up into the place of a chart that is not shown.
    void setShown(CurveChart* chart, bool shown);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void arrange(int columns);

    QGridLayout* m_layout;
    std::vector<CurveChart*> m_charts;
    int m_columns = 0;
};

} // namespace w2v
