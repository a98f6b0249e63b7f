#include "ui/theme/IconSet.h"

#include <optional>

#include <QDir>
#include <QFile>
#include <QHash>
#include <QIconEngine>
#include <QPainter>
#include <QPixmapCache>
#include <QSvgRenderer>

namespace w2v {

namespace {

QByteArray svgOf(const QString& name)
{
    static QHash<QString, QByteArray> cache;
    auto it = cache.find(name);
    if (it == cache.end()) {
        QFile file(":/icons/" + name + ".svg");
        it = cache.insert(name, file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray());
    }
    return it.value();
}

/// Paints in the colours of the theme at the moment of painting.
class ThemedIconEngine : public QIconEngine {
public:
    ThemedIconEngine(QString name, std::optional<ColorRole> role) : m_name(std::move(name)), m_role(role) {}

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State state) override
    {
        const double ratio = painter->device()->devicePixelRatioF();
        const int size = std::min(rect.width(), rect.height());
        painter->drawPixmap(rect.x() + (rect.width() - size) / 2, rect.y() + (rect.height() - size) / 2,
                            iconPixmap(m_name, size, roleFor(mode, state), ratio));
    }

    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override { return scaledPixmap(size, mode, state, 1.0); }

    QPixmap scaledPixmap(const QSize& size, QIcon::Mode mode, QIcon::State state, qreal scale) override
    {
        // `size` is in device pixels already.
        QPixmap result = iconPixmap(m_name, std::min(size.width(), size.height()), roleFor(mode, state), 1.0);
        result.setDevicePixelRatio(scale);
        return result;
    }

    QIconEngine* clone() const override { return new ThemedIconEngine(m_name, m_role); }
    QString iconName() override { return m_name; }
    bool isNull() override { return svgOf(m_name).isEmpty(); }

private:
    ColorRole roleFor(QIcon::Mode mode, QIcon::State state) const
    {
        if (mode == QIcon::Disabled)
            return ColorRole::Faint;
        if (m_role)
            return *m_role;
        return mode == QIcon::Active || mode == QIcon::Selected || state == QIcon::On ? ColorRole::Text : ColorRole::Muted;
    }

    QString m_name;
    std::optional<ColorRole> m_role;
};

} // namespace

QIcon themedIcon(const QString& name)
{
    return QIcon(new ThemedIconEngine(name, std::nullopt));
}

QIcon themedIcon(const QString& name, ColorRole role)
{
    return QIcon(new ThemedIconEngine(name, role));
}

QPixmap iconPixmap(const QString& name, int size, ColorRole role, double devicePixelRatio)
{
    const QColor color = Theme::instance().color(role);
    const int pixels = qRound(size * devicePixelRatio);
    const QString key = QString("w2v-icon:%1:%2:%3:%4").arg(name).arg(pixels).arg(color.rgba()).arg(devicePixelRatio);
    QPixmap pixmap;
    if (QPixmapCache::find(key, &pixmap))
        return pixmap;
    pixmap = QPixmap(std::max(1, pixels), std::max(1, pixels));
    pixmap.fill(Qt::transparent);
    QByteArray svg = svgOf(name);
    if (!svg.isEmpty()) {
        svg.replace("currentColor", color.name().toLatin1());
        QSvgRenderer renderer(svg);
        QPainter painter(&pixmap);
        renderer.render(&painter);
    }
    pixmap.setDevicePixelRatio(devicePixelRatio);
    QPixmapCache::insert(key, pixmap);
    return pixmap;
}

QStringList iconNames()
{
    QStringList names;
    for (const QString& file : QDir(":/icons").entryList({"*.svg"}, QDir::Files, QDir::Name))
        names << file.chopped(4);
    return names;
}

} // namespace w2v
