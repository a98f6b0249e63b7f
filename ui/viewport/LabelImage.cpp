#include "ui/viewport/LabelImage.h"

#include <cmath>

#include <QFontMetricsF>
#include <QImage>
#include <QPainter>

#include "ui/theme/Theme.h"

namespace w2v {

LabelImage labelImage(const QString& text, double pixelRatio)
{
    const QFont font = Theme::instance().font(TextStyle::Small);
    const QFontMetricsF metrics(font);
    const QSizeF size(std::ceil(metrics.horizontalAdvance(text)) + 2 * space::kHalf + 2, std::ceil(metrics.height()) + 4);
    QImage image((size * pixelRatio).toSize(), QImage::Format_ARGB32);
    image.setDevicePixelRatio(pixelRatio);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF chip(QPointF(0.5, 0.5), size - QSizeF(1, 1));
    painter.setPen(Theme::instance().color(ColorRole::Line));
    painter.setBrush(Theme::instance().color(ColorRole::Surface, 0.9));
    painter.drawRoundedRect(chip, space::kHalf, space::kHalf);
    painter.setFont(font);
    painter.setPen(Theme::instance().color(ColorRole::Text));
    painter.drawText(chip, Qt::AlignCenter, text);
    painter.end();

    LabelImage label{ColorImage(image.width(), image.height()), Mask(image.width(), image.height())};
    for (int y = 0; y < image.height(); ++y) {
        const auto* from = reinterpret_cast<const QRgb*>(image.constScanLine(y));
        for (int x = 0; x < image.width(); ++x) {
            label.color.at(x, y, 0) = std::uint8_t(qRed(from[x]));
            label.color.at(x, y, 1) = std::uint8_t(qGreen(from[x]));
            label.color.at(x, y, 2) = std::uint8_t(qBlue(from[x]));
            label.opacity.at(x, y) = std::uint8_t(qAlpha(from[x]));
        }
    }
    return label;
}

} // namespace w2v
