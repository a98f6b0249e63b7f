#pragma once
#include <memory>

#include <QCache>
#include <QObject>
#include <QThreadPool>

#include "core/lookahead/FloorMap.h"
#include "core/scene/Observation.h"

namespace w2v {

/// An observation with what the viewport draws of it: its own scene, or the points lifted from its depth.
struct LoadedObservation {
    std::shared_ptr<const Observation> observation;
    std::shared_ptr<const Scene> scene;   ///< null when there is nothing in 3D (a photograph without depth)
    std::shared_ptr<const FloorMap> floor;///< what a walker bumps into; null without a scene and until it is known
    double floorBelowStart = 1.5;         ///< metres below the first frame's camera
};

/// Opens observations off the UI thread and keeps the last few.
class SceneLoader : public QObject {
    Q_OBJECT
public:
    explicit SceneLoader(QObject* parent = nullptr);
    ~SceneLoader() override;

    /// loaded() and then floorKnown(), or failed(), follow; loaded() with the floor at once when it is still there. A newer request
    /// replaces an older one.
    void load(const QString& id, const QString& path, const Calibration& calibration);
    bool isLoading() const { return m_loading; }

Q_SIGNALS:
    void loaded(const QString& id, const w2v::LoadedObservation& observation);     ///< its floor may come later
    void floorKnown(const QString& id, const w2v::LoadedObservation& observation); ///< the same with its floor
    void failed(const QString& id, const QString& why);

private:
    QThreadPool m_pool;
    QCache<QString, LoadedObservation> m_cache;
    quint64 m_ticket = 0;
    QString m_key, m_id;      ///< of what was asked for last
    bool m_loading = false;
};

} // namespace w2v
