// Observations, trajectories and rollouts of a project.
#include <cmath>

#include <fmt/format.h>

#include "core/dataset/ProjectImpl.h"

namespace w2v {

namespace {

constexpr const char* kObservationColumns = "id, name, kind, path, thumbnail, description, calibration";
constexpr std::int64_t kRolloutsAtOnce = 64;

std::string calibrationText(const Calibration& calibration)
{
    return calibration.empty() ? "" : stored(calibrationToJson(calibration));
}

StoredObservation readObservation(SQLite::Statement& row, const BlobStore& blobs)
{
    const std::string id = row.getColumn(0).getString(), subject = "observation " + id, marks = row.getColumn(6).getString();
    StoredObservation observation{id,
                                  row.getColumn(1).getString(),
                                  row.getColumn(2).getString(),
                                  row.getColumn(3).getString(),
                                  row.getColumn(4).getString(),
                                  parseJson(row.getColumn(5).getString(), subject),
                                  marks.empty() ? Calibration() : calibrationFromJson(parseJson(marks, subject))};
    if (!observation.calibration.depth.empty())
        observation.calibration.depthFile = blobs.path(requireImageRef(observation.calibration.depth).digest);
    return observation;
}

std::string poseText(const std::optional<Rigid3d>& pose)
{
    if (!pose)
        return {};
    if (!isValidPose(*pose))
        throw Error("trajectory", "the start pose is not a rigid transform of finite numbers");
    Json numbers = Json::array();
    for (int row = 0; row < 3; ++row)
        for (int column = 0; column < 4; ++column)
            numbers.push_back(pose->matrix()(row, column));
    return stored(numbers);
}

std::optional<Rigid3d> poseFromText(const std::string& text, const std::string& subject)
{
    if (text.empty())
        return std::nullopt;
    const Json numbers = parseJson(text, subject);
    Rigid3d pose = Rigid3d::Identity();
    if (!numbers.is_array() || numbers.size() != 12)
        throw Error(subject, "the start pose does not have 12 numbers");
    for (std::size_t i = 0; i < 12; ++i) {
        if (!numbers[i].is_number())
            throw Error(subject, "the start pose does not have 12 numbers");
        pose.matrix()(static_cast<int>(i / 4), static_cast<int>(i % 4)) = numbers[i].get<double>();
    }
    if (!isValidPose(pose))
        throw Error(subject, "the start pose is not a rigid transform");
    return pose;
}

StoredTrajectory readTrajectory(SQLite::Statement& row)
{
    StoredTrajectory trajectory;
    trajectory.id = row.getColumn(0).getString();
    trajectory.observation = row.getColumn(1).getString();
    trajectory.name = row.getColumn(2).getString();
    trajectory.frame = row.getColumn(3).getInt();
    trajectory.actionsText = row.getColumn(4).getString();
    trajectory.worldFromStart = poseFromText(row.getColumn(5).getString(), "trajectory " + trajectory.id);
    return trajectory;
}

/// id, observation, body: the columns are what counts, since the observation may have been removed.
RolloutRecord readRollout(SQLite::Statement& row, int first = 0)
{
    const std::string id = row.getColumn(first).getString(), subject = "rollout " + id;
    RolloutRecord rollout = rolloutFromJson(parseJson(row.getColumn(first + 2).getString(), subject), subject);
    rollout.id = id;
    rollout.observation = row.getColumn(first + 1).getString();
    return rollout;
}

} // namespace

std::string Project::addObservation(const StoredObservation& observation)
{
    std::string id;
    m_impl->database.write("Add " + observation.name, [&] {
        const auto row = m_impl->namer("observation", 'o').next(observation.id);
        SQLite::Statement insert = m_impl->prepare(fmt::format("INSERT INTO observation(number, {}) VALUES(?,?,?,?,?,?,?,?)",
                                                               kObservationColumns));
        insert.bind(1, row.number);
        insert.bind(2, row.id);
        insert.bind(3, observation.name);
        insert.bind(4, observation.kind);
        insert.bind(5, observation.path);
        insert.bind(6, observation.thumbnail);
        insert.bind(7, stored(observation.description));
        insert.bind(8, calibrationText(observation.calibration));
        insert.exec();
        id = row.id;
    });
    return id;
}

std::vector<StoredObservation> Project::observations() const
{
    return m_impl->database.guarded([&] {
        SQLite::Statement query = m_impl->prepare(fmt::format("SELECT {} FROM observation ORDER BY number", kObservationColumns));
        std::vector<StoredObservation> result;
        while (query.executeStep())
            result.push_back(readObservation(query, m_impl->blobs));
        return result;
    });
}

std::optional<StoredObservation> Project::observation(const std::string& id) const
{
    return m_impl->database.guarded([&]() -> std::optional<StoredObservation> {
        SQLite::Statement query = m_impl->prepare(fmt::format("SELECT {} FROM observation WHERE id = ?", kObservationColumns));
        query.bind(1, id);
        return query.executeStep() ? std::optional(readObservation(query, m_impl->blobs)) : std::nullopt;
    });
}

void Project::removeObservation(const std::string& id)
{
    const std::optional<StoredObservation> found = observation(id);
    if (!found)
        throwMissing("observation", id);
    m_impl->database.write("Remove " + found->name, [&] {
        SQLite::Statement remove = m_impl->prepare("DELETE FROM observation WHERE id = ?");
        remove.bind(1, id);
        remove.exec();
    });
}

void Project::calibrateObservation(const StoredObservation& observation)
{
    m_impl->database.write((observation.calibration.empty() ? "Remove the calibration of " : "Calibrate ") + observation.name, [&] {
        SQLite::Statement save = m_impl->prepare("UPDATE observation SET thumbnail = ?, description = ?, calibration = ? WHERE id = ?");
        save.bind(1, observation.thumbnail);
        save.bind(2, stored(observation.description));
        save.bind(3, calibrationText(observation.calibration));
        save.bind(4, observation.id);
        if (save.exec() == 0)
            throwMissing("observation", observation.id);
    });
}

std::string Project::saveTrajectory(const StoredTrajectory& trajectory, const std::string& undoTitle)
{
    std::string id = trajectory.id;
    const std::string pose = poseText(trajectory.worldFromStart);
    m_impl->database.write(undoTitle, [&] {
        const bool isNew = trajectory.id.empty();
        SQLite::Statement save = m_impl->prepare(
            isNew ? "INSERT INTO trajectory(name, frame, actions, pose, id, number, observation) VALUES(?,?,?,?,?,?,?)"
                  : "UPDATE trajectory SET name = ?, frame = ?, actions = ?, pose = ? WHERE id = ?");
        save.bind(1, trajectory.name);
        save.bind(2, trajectory.frame);
        save.bind(3, trajectory.actionsText);
        save.bind(4, pose);
        if (isNew) {
            const auto row = m_impl->namer("trajectory", 't').next({});
            id = row.id;
            save.bind(6, row.number);
            m_impl->bindObservation(save, 7, trajectory.observation);
        }
        save.bind(5, id);
        if (save.exec() == 0)
            throwMissing("trajectory", id);
    });
    return id;
}

std::vector<StoredTrajectory> Project::trajectories(const std::string& observation) const
{
    return m_impl->database.guarded([&] {
        SQLite::Statement query = m_impl->prepare("SELECT id, observation, name, frame, actions, pose FROM trajectory "
                                                  "WHERE ?1 = '' OR observation = ?1 ORDER BY number");
        query.bind(1, observation);
        std::vector<StoredTrajectory> result;
        while (query.executeStep())
            result.push_back(readTrajectory(query));
        return result;
    });
}

void Project::removeTrajectory(const std::string& id)
{
    const std::vector<std::string> name = m_impl->texts("SELECT name FROM trajectory WHERE id = ?", {id});
    if (name.empty())
        throwMissing("trajectory", id);
    m_impl->database.write("Remove " + name.front(), [&] {
        SQLite::Statement remove = m_impl->prepare("DELETE FROM trajectory WHERE id = ?");
        remove.bind(1, id);
        remove.exec();
    });
}

void Project::Impl::insertRollouts(std::span<const RolloutRecord> rollouts, std::vector<std::string>& ids)
{
    RowNamer names = namer("rollout", 'r');
    SQLite::Statement insert = prepare("INSERT INTO rollout(number, id, observation, scene, split, body) VALUES(?,?,?,?,?,?)");
    std::string known; // the observation that was looked up last
    for (const RolloutRecord& rollout : rollouts) {
        const NewRow row = names.next(rollout.id);
        insert.bind(1, row.number);
        insert.bind(2, row.id);
        if (known.empty() || known != rollout.observation)
            bindObservation(insert, 3, rollout.observation);
        known = rollout.observation;
        insert.bind(4, rollout.scene);
        insert.bind(5, rollout.split);
        insert.bind(6, stored(rolloutToJson(rollout)));
        insert.exec();
        insert.reset();
        ids.push_back(row.id);
    }
}

std::string Project::addRollout(const RolloutRecord& rollout)
{
    std::vector<std::string> ids;
    m_impl->database.write("Imagine " + counted(rollout.frames.size(), "view"),
                           [&] { m_impl->insertRollouts({&rollout, 1}, ids); });
    return ids.front();
}

void Project::addRollouts(std::span<RolloutRecord> rollouts)
{
    std::vector<std::string> ids;
    m_impl->database.write(std::nullopt, [&] { m_impl->insertRollouts(rollouts, ids); });
    for (std::size_t i = 0; i < ids.size(); ++i)
        rollouts[i].id = ids[i];
}

std::optional<std::string> Project::rolloutOfRequest(const std::string& scene, const std::string& request) const
{
    const std::vector<std::string> found = m_impl->texts("SELECT id FROM rollout WHERE scene = ?1 AND json_extract(body, '$.provenance.request') = ?2 "
                                                         "ORDER BY number DESC LIMIT 1", {scene, request});
    return found.empty() ? std::nullopt : std::optional(found.front());
}

std::vector<std::string> Project::rolloutIds(const std::string& observation) const
{
    return m_impl->texts("SELECT id FROM rollout WHERE ?1 = '' OR observation = ?1 ORDER BY number DESC", {observation});
}

std::int64_t Project::countRollouts() const
{
    return m_impl->count("SELECT count(*) FROM rollout");
}

RolloutRecord Project::rollout(const std::string& id) const
{
    return m_impl->database.guarded([&] {
        SQLite::Statement query = m_impl->prepare("SELECT id, observation, body FROM rollout WHERE id = ?");
        query.bind(1, id);
        if (!query.executeStep())
            throwMissing("rollout", id);
        return readRollout(query);
    });
}

void Project::forEachRollout(const std::function<void(const RolloutRecord&)>& visit) const
{
    std::int64_t last = 0;
    for (bool more = true; more;) {
        // Page by page, so that the visitor may write to the project.
        const std::vector<RolloutRecord> page = m_impl->database.guarded([&] {
            SQLite::Statement query = m_impl->prepare("SELECT number, id, observation, body FROM rollout WHERE number > ? "
                                                      "ORDER BY number LIMIT ?");
            query.bind(1, last);
            query.bind(2, kRolloutsAtOnce);
            std::vector<RolloutRecord> rows;
            while (query.executeStep()) {
                last = query.getColumn(0).getInt64();
                rows.push_back(readRollout(query, 1));
            }
            return rows;
        });
        for (const RolloutRecord& rollout : page)
            visit(rollout);
        more = static_cast<std::int64_t>(page.size()) == kRolloutsAtOnce;
    }
}

void Project::removeRollout(const std::string& id)
{
    m_impl->database.write("Remove a trajectory's views", [&] {
        SQLite::Statement remove = m_impl->prepare("DELETE FROM rollout WHERE id = ?");
        remove.bind(1, id);
        if (remove.exec() == 0)
            throwMissing("rollout", id);
    });
}

} // namespace w2v
