#include "app/operations/RolloutStore.h"

#include <fmt/format.h>

#include "app/operations/ObservationParams.h"
#include "core/base/Files.h"
#include "core/base/Json.h"
#include "core/image/ImageIo.h"

namespace w2v {

std::string RolloutFiles::write(const ImaginedFrame& frame)
{
    createFolder(m_folder);
    const std::string name = fmt::format("{:04}.png", frame.index);
    writePng(m_folder / name, frame.color);
    count(m_folder / name);
    if (m_all) {
        createFolder(m_folder / "observed");
        writePng(m_folder / "observed" / name, frame.observed);
        count(m_folder / "observed" / name);
        if (!frame.depth.empty()) {
            createFolder(m_folder / "depth");
            writeDepthPng(m_folder / "depth" / name, frame.depth);
            count(m_folder / "depth" / name);
        }
    }
    return (m_folder / name).string();
}

void RolloutFiles::writeTrajectory(const RolloutRecord& rollout)
{
    Json file = trajectoryToJson(rollout.trajectory);
    const Intrinsics& camera = rollout.trajectory.camera;
    Json frames = Json::array();
    for (std::size_t i = 0; i < rollout.frames.size(); ++i) {
        const Rigid3d& pose = rollout.frames[i].startFromCamera;
        Json c2w = Json::array();
        for (int row = 0; row < 4; ++row)
            c2w.push_back({pose.matrix()(row, 0), pose.matrix()(row, 1), pose.matrix()(row, 2), pose.matrix()(row, 3)});
        const std::string name = fmt::format("{:04}.png", i);
        frames.push_back({{"id", i + 1}, {"file_path", name}, {"width", camera.width}, {"height", camera.height},
                          {"fx", camera.fx}, {"fy", camera.fy}, {"cx", camera.cx}, {"cy", camera.cy},
                          {"K", {{camera.fx, 0, camera.cx}, {0, camera.fy, camera.cy}, {0, 0, 1}}}, {"c2w", c2w},
                          {"observed_share", rollout.frames[i].observedShare}});
        if (rollout.frames[i].quality)
            frames.back()["quality"] = judgedQualityToJson(*rollout.frames[i].quality);
    }
    file["transforms"] = {{"frames", frames}};
    file["world_model"] = rollout.worldModel;
    file["seed"] = rollout.seed;
    file["provenance"] = rollout.provenance;
    writeJson(m_folder / "traj.json", file);
    count(m_folder / "traj.json");
}

void RolloutFiles::count(const std::filesystem::path& file)
{
    std::error_code code;
    if (const auto size = std::filesystem::file_size(file, code); !code)
        m_bytes += static_cast<std::int64_t>(size);
}

std::string storeRollout(Project& project, RolloutRecord& rollout, std::span<const PackedFrame> frames)
{
    const std::string digest = project.putBlob(encodeFramePack(frames));
    for (std::size_t i = 0; i < rollout.frames.size(); ++i)
        rollout.frames[i].image = ImageRef{digest, static_cast<int>(i)}.text();
    return project.addRollout(rollout);
}

} // namespace w2v
