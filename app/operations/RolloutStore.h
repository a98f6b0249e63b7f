#pragma once
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

#include "core/dataset/FramePack.h"
#include "core/dataset/Project.h"
#include "core/worldmodel/Rollout.h"
#include "core/worldmodel/WorldModel.h"

namespace w2v {

/// The pictures of one rollout on disk: NNNN.png, and with `all` also depth/NNNN.png (16-bit millimetres), observed/NNNN.png
/// (255 observed, 0 imagined) and traj.json. The folder is created with the first frame, so a failed start writes nothing.
class RolloutFiles {
public:
    RolloutFiles(std::filesystem::path folder, bool all) : m_folder(std::move(folder)), m_all(all) {}

    /// Returns the path of the colour picture.
    std::string write(const ImaginedFrame& frame);

    /// traj.json: the trajectory file's fields plus `transforms.frames` in the reference's OpenCV shape (c2w, K).
    void writeTrajectory(const RolloutRecord& rollout);

    /// Of what was written.
    std::int64_t bytes() const { return m_bytes; }

private:
    void count(const std::filesystem::path& file);

    std::filesystem::path m_folder;
    bool m_all;
    std::int64_t m_bytes = 0;
};

/// Writes the frames as one pack, then the rollout row; returns the rollout's id.
std::string storeRollout(Project& project, RolloutRecord& rollout, std::span<const PackedFrame> frames);

} // namespace w2v
