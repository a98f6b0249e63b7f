#include "ui/observe/DepthHistogram.h"

#include <algorithm>
#include <cmath>

#include <QPainter>

#include "ui/session/Units.h"
#include "ui/theme/Theme.h"

namespace w2v {

namespace {

constexpr int kBins = 48, kAxis = 18;

} // namespace

DepthHistogram::DepthHistogram(QWidget* parent) : QWidget(parent)
{
    setFixedHeight(84);
    setMinimumWidth(120);
    setAccessibleName(tr("Depth histogram"));
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

void DepthHistogram::setDepth(const DepthMap& depth)
{
    m_bins.assign(kBins, 0);
    m_known = 0;
    m_share = 0;
    std::vector<float> values;
    values.reserve(depth.pixels() / 3 + 1);
    for (std::size_t i = 0; i < depth.pixels(); i += 3) {
        const float d = depth.data()[i];
        if (d > 0 && std::isfinite(d))
            values.push_back(d);
    }
    if (!values.empty()) {
        std::sort(values.begin(), values.end());
        m_known = values.size();
        m_share = double(values.size()) / (double(depth.pixels()) / 3 + 1e-9);
        m_low = double(values[values.size() / 100]);
        m_high = double(values[values.size() - 1 - values.size() / 100]);
        const double span = std::max(1e-6, m_high - m_low);
        for (const float value : values)
            ++m_bins[std::size_t(std::clamp(int((double(value) - m_low) / span * kBins), 0, kBins - 1))];
    }
    update();
}

void DepthHistogram::paintEvent(QPaintEvent*)
{
    if (!m_known)
        return;
    const Theme& theme = Theme::instance();
    QPainter painter(this);
    const QRectF plot(0, 2, width(), height() - kAxis - 2);
    const int top = *std::max_element(m_bins.begin(), m_bins.end());
    const double step = plot.width() / kBins;
    for (int i = 0; i < kBins; ++i) {
        const double h = plot.height() * m_bins[std::size_t(i)] / top;
        painter.fillRect(QRectF(plot.left() + i * step + 0.5, plot.bottom() - h, std::max(1.0, step - 1), h),
                         theme.color(ColorRole::Observed));
    }
    painter.setPen(theme.color(ColorRole::Line));
    painter.drawLine(plot.bottomLeft(), plot.bottomRight());
    painter.setPen(theme.color(ColorRole::Muted));
    painter.setFont(theme.font(TextStyle::Small));
    const QRectF axis(0, height() - kAxis, width(), kAxis);
    painter.drawText(axis, Qt::AlignLeft | Qt::AlignVCenter, formatMeters(m_low));
    painter.drawText(axis, Qt::AlignHCenter | Qt::AlignVCenter, formatMeters((m_low + m_high) / 2));
    painter.drawText(axis, Qt::AlignRight | Qt::AlignVCenter, formatMeters(m_high));
}

} // namespace w2v
