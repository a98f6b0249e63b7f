#pragma once
#include <memory>
#include <optional>

#include <QCache>
#include <QObject>
#include <QSet>
#include <QString>
#include <QThreadPool>

#include "core/dataset/Project.h"

namespace w2v {

/// Loads the depth of frames, in metres, off the UI thread. Ask with request(): null until it is there, ready() follows then; a frame
/// without depth gives an empty map.
class DepthLoader : public QObject {
    Q_OBJECT
public:
    explicit DepthLoader(QObject* parent = nullptr);
    ~DepthLoader() override;
    void setProject(const QString& folder); ///< forgets everything
    std::shared_ptr<const DepthMap> request(const QString& reference);
    bool isLoading() const { return !m_loading.isEmpty(); }

Q_SIGNALS:
    void ready();

private:
    QString m_folder;
    quint64 m_generation = 0;
    QCache<QString, std::shared_ptr<const DepthMap>> m_maps;
    QSet<QString> m_loading;
    QString m_openFolder;                ///< of m_project
    std::optional<Project> m_project;    ///< used by the one thread of the pool only
    QThreadPool m_pool;
};

} // namespace w2v
