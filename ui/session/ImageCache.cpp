#include "ui/session/ImageCache.h"

#include <optional>

#include "core/base/Error.h"
#include "core/dataset/Project.h"
#include "ui/session/ImageConversion.h"

namespace w2v {

namespace {

constexpr int kCacheKilobytes = 384 * 1024;

/// The project of this pool thread; Project is not thread safe, so every thread opens its own.
Project& threadProject(const QString& folder)
{
    thread_local QString openFolder;
    thread_local std::optional<Project> project;
    if (!project || openFolder != folder) {
        project.reset();
        project.emplace(Project::open(folder.toStdString()));
        openFolder = folder;
    }
    return *project;
}

QImage loadOne(const QString& folder, const QString& reference, QSize fit, ImageCache::Kind kind)
{
    Project& project = threadProject(folder);
    const std::string text = reference.toStdString();
    QImage image;
    switch (kind) {
    case ImageCache::Kind::Color:
        image = toQImage(project.loadImage(text));
        break;
    case ImageCache::Kind::Depth:
        image = depthToQImage(project.loadDepth(text));
        break;
    case ImageCache::Kind::Observed:
        image = imaginedToQImage(project.loadObserved(text));
        break;
    }
    if (fit.isValid() && !image.isNull() && (image.width() > fit.width() || image.height() > fit.height()))
        image = image.scaled(fit, Qt::KeepAspectRatio, Qt::SmoothTransformation);
    return image;
}

} // namespace

ImageCache::ImageCache(QObject* parent) : QObject(parent), m_images(kCacheKilobytes), m_pixmaps(kCacheKilobytes / 2)
{
    m_pool.setMaxThreadCount(2);
    m_pool.setExpiryTimeout(5000);
}

ImageCache::~ImageCache()
{
    m_pool.clear();
    m_pool.waitForDone();
}

void ImageCache::setProject(const QString& folder)
{
    m_folder = folder;
    ++m_generation;
    m_pool.clear();
    m_images.clear();
    m_pixmaps.clear();
    m_loading.clear();
    m_broken.clear();
}

QString ImageCache::key(const QString& reference, QSize fit, Kind kind) const
{
    return QString("%1|%2x%3|%4").arg(reference).arg(fit.width()).arg(fit.height()).arg(int(kind));
}

QPixmap ImageCache::request(const QString& reference, QSize fit, Kind kind)
{
    if (reference.isEmpty() || m_folder.isEmpty())
        return {};
    const QString k = key(reference, fit, kind);
    if (const QPixmap* hit = m_pixmaps.object(k))
        return *hit;
    if (const QImage* image = m_images.object(k)) {
        const QPixmap pixmap = QPixmap::fromImage(*image);
        m_pixmaps.insert(k, new QPixmap(pixmap), std::max(1, int(image->sizeInBytes() / 1024)));
        return pixmap;
    }
    load(reference, fit, kind);
    return {};
}

QImage ImageCache::requestImage(const QString& reference, Kind kind)
{
    if (reference.isEmpty() || m_folder.isEmpty())
        return {};
    if (const QImage* image = m_images.object(key(reference, {}, kind)))
        return *image;
    load(reference, {}, kind);
    return {};
}

void ImageCache::load(const QString& reference, QSize fit, Kind kind)
{
    const QString k = key(reference, fit, kind);
    if (m_loading.contains(k) || m_broken.contains(k))
        return;
    m_loading.insert(k);
    m_pool.start([this, folder = m_folder, generation = m_generation, reference, fit, kind, k] {
        QImage image;
        QString why;
        try {
            image = loadOne(folder, reference, fit, kind);
        } catch (const std::exception& error) {
            why = QString::fromUtf8(error.what());
        }
        // The pool is joined in the destructor, so `this` is alive here; the queued call is dropped with it.
        QMetaObject::invokeMethod(this, [this, generation, reference, k, image, why] {
            if (generation != m_generation)
                return;
            m_loading.remove(k);
            if (image.isNull()) {
                m_broken.insert(k);
                if (!why.isEmpty())
                    Q_EMIT failed(reference, why);
                return;
            }
            m_images.insert(k, new QImage(image), std::max(1, int(image.sizeInBytes() / 1024)));
            Q_EMIT ready(reference);
        });
    });
}

} // namespace w2v
