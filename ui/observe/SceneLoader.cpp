#include "ui/observe/SceneLoader.h"

#include "core/scene/LiftPoints.h"
#include "core/base/Timeline.h"

namespace w2v {

namespace {

constexpr std::size_t kDisplayPoints = 600'000;
constexpr int kKeptObservations = 4;

LoadedObservation openForDisplay(const std::string& path, const Calibration& calibration)
{
    LoadedObservation result;
    noteTime("scene: reading begins");
    auto observation = std::make_shared<Observation>(openObservation(path, calibration));
    noteTime("scene: read");
    if (observation->scene) {
        result.scene = observation->scene;
        if (const auto& pose = observation->frames.front().worldFromCamera)
            result.floorBelowStart = -pose->translation().y();
    } else {
        auto scene = std::make_shared<Scene>();
        scene->name = observation->name;
        scene->points = liftPoints(*observation, kDisplayPoints);
        for (const Eigen::Vector3f& point : scene->points.positions)
            scene->bounds.extend(point.cast<double>());
        result.floorBelowStart = floorBelow(observation->frames.front());
        if (!scene->points.positions.empty())
            result.scene = scene;
    }
    result.observation = observation;
    return result;
}

std::shared_ptr<const FloorMap> floorOf(const LoadedObservation& loaded)
{
    if (!loaded.scene)
        return nullptr;
    if (loaded.observation->scene)
        return std::make_shared<FloorMap>(*loaded.scene);
    const Rigid3d level = loaded.observation->frames.front().worldFromCamera.value_or(Rigid3d::Identity()).inverse();
    return std::make_shared<FloorMap>(*loaded.scene, level, loaded.floorBelowStart);
}

} // namespace

SceneLoader::SceneLoader(QObject* parent) : QObject(parent), m_cache(kKeptObservations)
{
    m_pool.setMaxThreadCount(1);
}

SceneLoader::~SceneLoader()
{
    m_pool.clear();
    m_pool.waitForDone();
}

void SceneLoader::load(const QString& id, const QString& path, const Calibration& calibration)
{
    const QString key = path + '\n' + QString::fromStdString(calibrationToJson(calibration).dump());
    if (m_loading && key == m_key && id == m_id)
        return; // it is on its way
    const quint64 ticket = ++m_ticket;
    m_key = key;
    m_id = id;
    if (const LoadedObservation* hit = m_cache.object(key)) {
        m_loading = false;
        Q_EMIT loaded(id, *hit);
        return;
    }
    m_loading = true;
    m_pool.clear();
    m_pool.start([this, ticket, id, path, calibration, key] {
        LoadedObservation result;
        try {
            result = openForDisplay(path.toStdString(), calibration);
        } catch (const std::exception& error) {
            QMetaObject::invokeMethod(this, [this, ticket, id, why = QString::fromUtf8(error.what())] {
                if (ticket != m_ticket)
                    return;
                m_loading = false;
                Q_EMIT failed(id, why);
            });
            return;
        }
        QMetaObject::invokeMethod(this, [this, ticket, id, result] {
            if (ticket == m_ticket)
                Q_EMIT loaded(id, result);
        });
        // What is shown does not wait for what a walker bumps into.
        result.floor = floorOf(result);
        noteTime("scene: floor known");
        QMetaObject::invokeMethod(this, [this, ticket, id, key, result] {
            m_cache.insert(key, new LoadedObservation(result));
            if (ticket != m_ticket)
                return;
            m_loading = false;
            Q_EMIT floorKnown(id, result);
        });
    });
}

} // namespace w2v
