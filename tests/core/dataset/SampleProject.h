#pragma once
#include <string>
#include <vector>

#include <QTemporaryDir>

#include "core/dataset/Project.h"

namespace w2v::test {

/// A folder that goes away with the test.
struct TemporaryFolder {
    QTemporaryDir dir;
    std::filesystem::path path() const { return dir.path().toStdString(); }
};

inline QaRecord sampleRecord(int i, const std::string& image = "blob:" + std::string(64, 'a'))
{
    QaRecord record;
    record.task = i % 2 ? Task::A2 : Task::A1;
    record.scene = "room:" + std::to_string(i % 10);
    record.rollout = "r" + std::to_string(i % 4 + 1);
    record.split = i % 10 < 8 ? "train" : "heldout";
    record.images = {image, image};
    record.question = "<image><image>How far did the camera move between these views, number " + std::to_string(i) + "?";
    record.answer = i % 2 ? "turn left 30 degrees" : "move forward 0.5 meters";
    record.variant = i % 3;
    record.facts = {{"action", record.answer}, {"index", i}};
    record.provenance = {{"template", "t1"}, {"frames", {0, i}}};
    return record;
}

inline std::vector<QaRecord> sampleRecords(int count)
{
    std::vector<QaRecord> records;
    for (int i = 0; i < count; ++i)
        records.push_back(sampleRecord(i));
    return records;
}

inline RolloutRecord sampleRollout(int i, const std::string& observation = {}, int frames = 2)
{
    RolloutRecord rollout;
    rollout.observation = observation;
    rollout.scene = "room:" + std::to_string(i);
    rollout.split = "train";
    rollout.worldModel = "mesh";
    rollout.seed = static_cast<std::uint64_t>(i);
    rollout.trajectory.camera = intrinsicsFromFov(56, 56, 54);
    for (int f = 0; f < frames; ++f) {
        Rigid3d pose = Rigid3d::Identity();
        pose.translation().z() = 0.1 * f;
        rollout.trajectory.startFromCamera.push_back(pose);
        VisibleObject object;
        object.instance = 3;
        object.label = "armchair";
        object.box = {10, 20, 300, 400};
        object.depth = 2.5;
        rollout.frames.push_back({"blob:" + std::string(64, 'b') + "#" + std::to_string(f), pose, 0.75, {object}});
    }
    rollout.trajectory.keyFrames = {0};
    return rollout;
}

/// Everything a project holds, in one comparable text.
inline std::string snapshot(const Project& project)
{
    nlohmann::ordered_json all;
    for (const StoredObservation& o : project.observations())
        all["observations"].push_back({o.id, o.name, o.kind, o.path, o.thumbnail, o.description, calibrationToJson(o.calibration)});
    for (const StoredTrajectory& t : project.trajectories())
        all["trajectories"].push_back({t.id, t.observation, t.name, t.frame, t.actionsText, t.worldFromStart.has_value()});
    project.forEachRollout([&](const RolloutRecord& r) { all["rollouts"].push_back({r.id, r.observation, rolloutToJson(r)}); });
    project.forEachRecord({}, [&](const QaRecord& r) {
        all["records"].push_back({r.id, taskName(r.task), r.mode, r.scene, r.rollout, r.split, r.state, r.reason, r.images,
                                  r.question, r.answer, r.variant, r.facts, r.provenance});
    });
    return all.dump();
}

} // namespace w2v::test
