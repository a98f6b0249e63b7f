#include "ui/evaluate/EvaluationPlots.h"

#include <QLocale>
#include <QPainter>

#include <algorithm>
#include <cmath>

#include "ui/theme/Theme.h"

namespace w2v {
namespace {

constexpr int kLeft = 40, kBottom = 30, kLegend = 190;

/// The area of a plot with percent upwards, its grid and its words drawn.
QRectF drawFrame(QPainter& painter, const QRect& whole, const QString& below)
{
    const Theme& theme = Theme::instance();
    const QRectF area = QRectF(whole).adjusted(kLeft, space::kGap, -kLegend - space::kGap, -kBottom);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(theme.font(TextStyle::Small));
    for (const int percent : {0, 25, 50, 75, 100}) {
        const double y = area.bottom() - area.height() * percent / 100;
        painter.setPen(theme.color(ColorRole::Line));
        painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y));
        painter.setPen(theme.color(ColorRole::Muted));
        painter.drawText(QRectF(0, y - 8, kLeft - space::kHalf, 16), Qt::AlignRight | Qt::AlignVCenter, QStringLiteral("%1%").arg(percent));
    }
    painter.drawText(QRectF(area.left(), area.bottom() + 14, area.width(), 16), Qt::AlignCenter, below);
    return area;
}

void drawLegend(QPainter& painter, const QRect& whole, int row, int color, const QString& text)
{
    const Theme& theme = Theme::instance();
    const QRectF line(whole.right() - kLegend, space::kGap + row * 18, kLegend, 18);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.series(color));
    painter.drawEllipse(QPointF(line.left() + 5, line.center().y()), 4, 4);
    painter.setPen(theme.color(ColorRole::Text));
    painter.drawText(line.adjusted(14, 0, 0, 0), Qt::AlignVCenter, painter.fontMetrics().elidedText(text, Qt::ElideMiddle, kLegend - 16));
}

void drawEmpty(QPainter& painter, const QRect& whole, const QString& text)
{
    painter.setFont(Theme::instance().font(TextStyle::Body));
    painter.setPen(Theme::instance().color(ColorRole::Muted));
    painter.drawText(whole, Qt::AlignCenter | Qt::TextWordWrap, text);
}

} // namespace

LatencyPlot::LatencyPlot(QWidget* parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("latency"));
    setAccessibleName(tr("Accuracy over seconds"));
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

void LatencyPlot::set(QVector<Dot> dots)
{
    dots.removeIf([](const Dot& dot) { return !(dot.seconds > 0); });
    m_dots = std::move(dots);
    update();
}

void LatencyPlot::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    if (m_dots.isEmpty()) {
        drawEmpty(painter, rect(), tr("Accuracy over the seconds an answer takes appears here once answers say how long they took."));
        return;
    }
    const Theme& theme = Theme::instance();
    const QRectF area = drawFrame(painter, rect(), tr("median seconds an answer"));
    double low = m_dots.first().seconds, high = low;
    for (const Dot& dot : m_dots) {
        low = std::min(low, dot.seconds);
        high = std::max(high, dot.seconds);
    }
    const double from = std::floor(std::log10(low)), to = std::max(from + 1, std::ceil(std::log10(high)));
    const auto xOf = [&](double seconds) { return area.left() + area.width() * (std::log10(seconds) - from) / (to - from); };
    const auto yOf = [&](double percent) { return area.bottom() - area.height() * percent / 100; };
    for (int decade = static_cast<int>(from); decade <= static_cast<int>(to); ++decade) {
        const double x = xOf(std::pow(10, decade));
        painter.setPen(theme.color(ColorRole::Line));
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
        painter.setPen(theme.color(ColorRole::Muted));
        painter.drawText(QRectF(x - 30, area.bottom() + 1, 60, 14), Qt::AlignCenter, QLocale::c().toString(std::pow(10, decade), 'g', 3));
    }
    int row = 0;
    for (const Dot& dot : m_dots) {
        const QPointF at(xOf(dot.seconds), yOf(dot.percent));
        painter.setPen(QPen(theme.series(dot.color), 1.5));
        painter.drawLine(QPointF(at.x(), yOf(dot.low)), QPointF(at.x(), yOf(dot.high)));
        painter.setBrush(theme.series(dot.color));
        painter.drawEllipse(at, 4.5, 4.5);
        drawLegend(painter, rect(), row++, dot.color, tr("%1: %2 s").arg(dot.name, QLocale::c().toString(dot.seconds, 'g', 3)));
    }
}

CalibrationPlot::CalibrationPlot(QWidget* parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("calibration"));
    setAccessibleName(tr("Calibration"));
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

void CalibrationPlot::set(QVector<Curve> curves)
{
    curves.removeIf([](const Curve& curve) { return curve.points.isEmpty(); });
    m_curves = std::move(curves);
    update();
}

void CalibrationPlot::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    if (m_curves.isEmpty()) {
        drawEmpty(painter, rect(), tr("How well confidence and accuracy agree appears here once answers say how sure they are."));
        return;
    }
    const Theme& theme = Theme::instance();
    const QRectF area = drawFrame(painter, rect(), tr("how sure the model is"));
    painter.setPen(QPen(theme.color(ColorRole::Muted), 1, Qt::DashLine));
    painter.drawLine(area.bottomLeft(), area.topRight());
    int row = 0;
    for (const Curve& curve : m_curves) {
        int most = 1;
        for (const Point& point : curve.points)
            most = std::max(most, point.n);
        QPolygonF line;
        for (const Point& point : curve.points)
            line << QPointF(area.left() + area.width() * point.confidence, area.bottom() - area.height() * point.right);
        painter.setPen(QPen(theme.series(curve.color), 1.5));
        painter.setBrush(Qt::NoBrush);
        painter.drawPolyline(line);
        painter.setBrush(theme.series(curve.color));
        for (qsizetype i = 0; i < line.size(); ++i) {
            const double radius = 2 + 4 * std::sqrt(static_cast<double>(curve.points[i].n) / most);
            painter.drawEllipse(line[i], radius, radius);
        }
        drawLegend(painter, rect(), row++, curve.color, tr("%1: error %2").arg(curve.name).arg(curve.error, 0, 'f', 3));
    }
}

} // namespace w2v
