#include "ui/observe/SceneLoader.h"

#include "core/scene/LiftPoints.h"

namespace w2v {

namespace {

constexpr std::size_t kDisplayPoints = 600'000;
constexpr int kKeptObservations = 4;

LoadedObservation openForDisplay(const std::string& path, const Calibration& calibration)
{
    LoadedObservation result;
    auto observation = std::make_shared<Observation>(openObservation(path, calibration));
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
    if (observation->scene) {
        result.floor = std::make_shared<FloorMap>(*observation->scene);
    } else if (result.scene) {
        const Rigid3d level = observation->frames.front().worldFromCamera.value_or(Rigid3d::Identity()).inverse();
        result.floor = std::make_shared<FloorMap>(*result.scene, level, result.floorBelowStart);
    }
    result.observation = observation;
    return result;
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
    const quint64 ticket = ++m_ticket;
    const QString key = path + '\n' + QString::fromStdString(calibrationToJson(calibration).dump());
    if (const LoadedObservation* hit = m_cache.object(key)) {
        m_loading = false;
        Q_EMIT loaded(id, *hit);
        return;
    }
    m_loading = true;
    m_pool.clear();
    m_pool.start([this, ticket, id, path, calibration, key] {
        LoadedObservation result;
        QString why;
        try {
            result = openForDisplay(path.toStdString(), calibration);
        } catch (const std::exception& error) {
            why = QString::fromUtf8(error.what());
        }
        QMetaObject::invokeMethod(this, [this, ticket, id, key, result, why] {
            if (why.isEmpty())
                m_cache.insert(key, new LoadedObservation(result));
            if (ticket != m_ticket)
                return;
            m_loading = false;
            if (why.isEmpty())
                Q_EMIT loaded(id, result);
            else
                Q_EMIT failed(id, why);
        });
    });
}

} // namespace w2v
