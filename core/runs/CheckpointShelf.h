#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

namespace w2v {

/// The complete checkpoints/step-<n> of a run, by step.
std::vector<std::pair<std::int64_t, std::filesystem::path>> checkpointsOf(const std::filesystem::path& run);

/// Keeps a run's checkpoints: each is written aside, flushed to the disk and renamed, so that whatever ends the process (kill, full
/// disk, power) leaves whole ones only. Of older ones the newest and the best stay.
class CheckpointShelf {
public:
    /// `keep`: how many of the newest stay, at least one.
    CheckpointShelf(std::filesystem::path run, int keep);

    /// Calls fill(aside) and puts the folder in place as checkpoints/step-<step>; one of the same step is replaced. Then removes
    /// what is neither among the newest nor the best, and leftovers of writers that were killed.
    std::filesystem::path put(std::int64_t step, const std::function<void(const std::filesystem::path& aside)>& fill);

    /// The step whose checkpoint stays however old it is.
    void setBest(std::optional<std::int64_t> step) { m_best = step; }

private:
    void prune() const;

    std::filesystem::path m_run;
    std::size_t m_keep;
    std::optional<std::int64_t> m_best;
};

} // namespace w2v
