#include "ui/plots/ChartGrid.h"

#include <QGridLayout>
#include <QResizeEvent>

#include "ui/plots/CurveChart.h"
#include "ui/theme/Theme.h"

namespace w2v {
namespace {
constexpr int kTwoColumnsFrom = 480; ///< pixels of width
}

ChartGrid::ChartGrid(QWidget* parent) : QWidget(parent), m_layout(new QGridLayout(this))
{
    m_layout->setContentsMargins(space::kGap, space::kGap, space::kGap, space::kGap);
    m_layout->setSpacing(space::kGap);
}

void ChartGrid::add(CurveChart* chart)
{
    m_charts.push_back(chart);
    chart->setParent(this);
    connect(chart, &CurveChart::cursorMoved, this, [this, chart](double x) {
        for (CurveChart* other : m_charts)
            if (other != chart)
                other->showCursor(x);
    });
    connect(chart, &CurveChart::xRangeChanged, this, [this, chart](double lower, double upper) {
        for (CurveChart* other : m_charts)
            if (other != chart)
                other->setXRange(lower, upper);
    });
    connect(chart, &CurveChart::xRangeReset, this, [this, chart] {
        for (CurveChart* other : m_charts)
            if (other != chart)
                other->showAll();
    });
    arrange(width() >= kTwoColumnsFrom ? 2 : 1);
}

void ChartGrid::remove(CurveChart* chart)
{
    std::erase(m_charts, chart);
    m_layout->removeWidget(chart);
    delete chart;
    arrange(m_columns);
}

void ChartGrid::setSmoothing(double weight)
{
    for (CurveChart* chart : m_charts)
        chart->setSmoothing(weight);
}

void ChartGrid::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    const int columns = event->size().width() >= kTwoColumnsFrom ? 2 : 1;
    if (columns != m_columns)
        arrange(columns);
}

void ChartGrid::setShown(CurveChart* chart, bool shown)
{
    if (chart->isHidden() != shown)
        return;
    chart->setHidden(!shown);
    arrange(m_columns);
}

void ChartGrid::arrange(int columns)
{
    m_columns = columns;
    int place = 0;
    for (CurveChart* chart : m_charts) {
        m_layout->removeWidget(chart);
        if (chart->isHidden())
            continue;
        m_layout->addWidget(chart, place / columns, place % columns);
        ++place;
    }
    for (int c = 0; c < 2; ++c)
        m_layout->setColumnStretch(c, c < columns ? 1 : 0);
}

} // namespace w2v
