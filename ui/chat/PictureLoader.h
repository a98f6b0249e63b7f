#pragma once
#include <functional>

#include <QCache>
#include <QImage>
#include <QObject>
#include <QPixmap>
#include <QSet>
#include <QTemporaryDir>
#include <QThreadPool>

#include "ui/chat/ChatTypes.h"
#include "ui/session/Session.h"

namespace w2v {

/// Thumbnails of attachments, and a home for pictures that were pasted. Files are read and written off the UI thread.
class PictureLoader : public QObject {
    Q_OBJECT
public:
    static constexpr int kLargest = 1024; ///< pixels of the longer side

    explicit PictureLoader(Session& session, QObject* parent = nullptr);
    ~PictureLoader() override;

    /// What is there already; a null pixmap while it loads (ready() follows) or when it cannot be read (see isBroken()).
    QPixmap picture(const QString& source);
    bool isBroken(const QString& source) const { return m_broken.contains(source); }

    /// Keeps a picture in the project, without one in a temporary folder; then calls `stored` with its source, or with nothing
    /// and the reason.
    void store(const QImage& image, std::function<void(const QString& source, const QString& why)> stored);
    bool isStoring() const { return m_storing > 0; }

    /// The file is a picture by its name.
    static bool isPictureFile(const QString& path);
    static QString fileFilter();

Q_SIGNALS:
    void ready(const QString& source);

private:
    void finish(const QString& source, const QImage& image);

    Session& m_session;
    QThreadPool m_pool;
    QTemporaryDir m_folder;
    QCache<QString, QPixmap> m_pictures;
    QSet<QString> m_loading, m_broken;
    int m_storing = 0, m_pasted = 0;
};

} // namespace w2v
