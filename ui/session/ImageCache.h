#pragma once
#include <QCache>
#include <QHash>
#include <QImage>
#include <QObject>
#include <QPixmap>
#include <QSet>
#include <QSize>
#include <QString>
#include <QThreadPool>

namespace w2v {

/// Loads images of the project off the UI thread. Ask with request(): what is already there comes back at once, else a null
/// pixmap, and ready(reference) follows; ask again then.
class ImageCache : public QObject {
    Q_OBJECT
public:
    enum class Kind {
        Color,
        Depth,    ///< metres as a calm colour ramp, unknown = transparent
        Observed, ///< observed = transparent, imagined = opaque white (tint it)
    };

    explicit ImageCache(QObject* parent = nullptr);
    ~ImageCache() override;

    void setProject(const QString& folder);   ///< empties the cache

    /// `fit`: the largest size wanted, device pixels, aspect kept; empty = full size.
    QPixmap request(const QString& reference, QSize fit = {}, Kind kind = Kind::Color);
    /// As request(), at full size, as an image (for pixel work such as differences).
    QImage requestImage(const QString& reference, Kind kind = Kind::Color);
    bool isLoading() const { return !m_loading.isEmpty(); }

Q_SIGNALS:
    void ready(const QString& reference);
    void failed(const QString& reference, const QString& why);

private:
    QString key(const QString& reference, QSize fit, Kind kind) const;
    void load(const QString& reference, QSize fit, Kind kind);

    QString m_folder;
    quint64 m_generation = 0;
    QCache<QString, QImage> m_images;
    QCache<QString, QPixmap> m_pixmaps;
    QSet<QString> m_loading, m_broken;
    QThreadPool m_pool;
};

} // namespace w2v
