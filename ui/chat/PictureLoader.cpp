#include "ui/chat/PictureLoader.h"

#include <QFileInfo>
#include <QImageReader>

#include "core/dataset/Project.h"
#include "ui/session/ImageConversion.h"

namespace w2v {
namespace {

constexpr int kCacheKilobytes = 64 * 1024;

const QStringList& suffixes()
{
    // What the worker reads.
    static const QStringList kSuffixes{QStringLiteral("png"), QStringLiteral("jpg"), QStringLiteral("jpeg"), QStringLiteral("ppm"), QStringLiteral("pgm")};
    return kSuffixes;
}

} // namespace

PictureLoader::PictureLoader(Session& session, QObject* parent) : QObject(parent), m_session(session), m_pictures(kCacheKilobytes)
{
    m_pool.setMaxThreadCount(1);
    connect(&session.images(), &ImageCache::ready, this, &PictureLoader::ready);
    connect(&session.images(), &ImageCache::failed, this, [this](const QString& source) {
        m_broken.insert(source);
        Q_EMIT ready(source);
    });
    connect(&session, &Session::projectOpened, this, [this] { m_broken.clear(); });
}

PictureLoader::~PictureLoader()
{
    m_pool.clear();
    m_pool.waitForDone();
}

QPixmap PictureLoader::picture(const QString& source)
{
    if (source.startsWith(QLatin1String("blob:")))
        return m_session.images().request(source, {kLargest, kLargest});
    if (const QPixmap* known = m_pictures.object(source))
        return *known;
    if (m_loading.contains(source) || m_broken.contains(source))
        return {};
    m_loading.insert(source);
    m_pool.start([this, source] {
        QImageReader reader(source);
        reader.setAutoTransform(true);
        QSize size = reader.size();
        if (size.width() > kLargest || size.height() > kLargest)
            reader.setScaledSize(size.scaled(kLargest, kLargest, Qt::KeepAspectRatio));
        const QImage image = reader.read();
        // The pool is joined in the destructor, so `this` is alive here.
        QMetaObject::invokeMethod(this, [this, source, image] { finish(source, image); });
    });
    return {};
}

void PictureLoader::finish(const QString& source, const QImage& image)
{
    m_loading.remove(source);
    if (image.isNull())
        m_broken.insert(source);
    else
        m_pictures.insert(source, new QPixmap(QPixmap::fromImage(image)), std::max(1, static_cast<int>(image.sizeInBytes() / 1024)));
    Q_EMIT ready(source);
}

void PictureLoader::store(const QImage& image, std::function<void(const QString&, const QString&)> stored)
{
    ++m_storing;
    const QString project = m_session.projectPath(), file = m_folder.filePath(QStringLiteral("%1.png").arg(++m_pasted));
    m_pool.start([this, image, project, file, stored = std::move(stored)] {
        QString source, why;
        try {
            if (!project.isEmpty())
                source = QString::fromStdString(Project::open(project.toStdString()).putImage(fromQImage(image)));
            else if (image.save(file))
                source = file;
            else
                why = tr("%1 cannot be written.").arg(file);
        } catch (const std::exception& error) {
            why = QString::fromUtf8(error.what());
        }
        QMetaObject::invokeMethod(this, [this, source, why, stored] {
            --m_storing;
            stored(source, why);
        });
    });
}

bool PictureLoader::isPictureFile(const QString& path)
{
    return suffixes().contains(QFileInfo(path).suffix().toLower()) && QFileInfo(path).isFile();
}

QString PictureLoader::fileFilter()
{
    return tr("Pictures (%1)").arg(QStringLiteral("*.") + suffixes().join(QStringLiteral(" *.")));
}

} // namespace w2v
