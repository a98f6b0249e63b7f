#include "ui/session/ImageConversion.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <vector>

#include <QColor>

namespace w2v {

namespace {

/// The depth ramp: three anchors, mixed linearly.
QRgb depthColor(double t)
{
    static constexpr std::array<std::array<double, 3>, 4> kAnchors{{{246, 222, 150}, {120, 198, 160}, {52, 120, 150}, {36, 44, 92}}};
    const double at = std::clamp(t, 0.0, 1.0) * 3;
    const int i = std::min(2, int(at));
    const double f = at - i;
    const auto channel = [&](std::size_t c) {
        const auto& a = kAnchors[std::size_t(i)];
        const auto& b = kAnchors[std::size_t(i) + 1];
        return int(a[c] + (b[c] - a[c]) * f);
    };
    return qRgb(channel(0), channel(1), channel(2));
}

} // namespace

QImage toQImage(const ColorImage& image)
{
    QImage result(image.width(), image.height(), QImage::Format_RGB888);
    for (int y = 0; y < image.height(); ++y)
        std::memcpy(result.scanLine(y), image.row(y), std::size_t(image.width()) * 3);
    return result;
}

ColorImage fromQImage(const QImage& source)
{
    const QImage image = source.convertToFormat(QImage::Format_RGB888);
    ColorImage result(image.width(), image.height());
    for (int y = 0; y < image.height(); ++y)
        std::memcpy(result.row(y), image.constScanLine(y), std::size_t(image.width()) * 3);
    return result;
}

QImage depthToQImage(const DepthMap& depth)
{
    std::vector<float> known;
    known.reserve(depth.pixels() / 7 + 1);
    for (std::size_t i = 0; i < depth.pixels(); i += 7) {
        if (depth.data()[i] > 0)
            known.push_back(depth.data()[i]);
    }
    QImage result(depth.width(), depth.height(), QImage::Format_ARGB32);
    result.fill(Qt::transparent);
    if (known.empty())
        return result;
    std::sort(known.begin(), known.end());
    const float low = known[known.size() / 50], high = known[known.size() - 1 - known.size() / 50];
    const float span = std::max(1e-3f, high - low);
    for (int y = 0; y < depth.height(); ++y) {
        auto* out = reinterpret_cast<QRgb*>(result.scanLine(y));
        const float* in = depth.row(y);
        for (int x = 0; x < depth.width(); ++x) {
            if (in[x] > 0)
                out[x] = depthColor(double((in[x] - low) / span));
        }
    }
    return result;
}

QImage imaginedToQImage(const Mask& observed)
{
    QImage result(observed.width(), observed.height(), QImage::Format_ARGB32_Premultiplied);
    for (int y = 0; y < observed.height(); ++y) {
        auto* out = reinterpret_cast<QRgb*>(result.scanLine(y));
        const std::uint8_t* in = observed.row(y);
        for (int x = 0; x < observed.width(); ++x)
            out[x] = in[x] ? 0u : 0xffffffffu;
    }
    return result;
}

} // namespace w2v
