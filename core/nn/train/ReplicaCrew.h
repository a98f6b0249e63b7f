#pragma once
#include <barrier>
#include <cstddef>
#include <exception>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>

#include "core/base/Json.h"
#include "core/training/Recipe.h"

namespace w2v::nn {

/// The threads of a training step, one a replica, which go through its phases together. What one of them throws ends all.
class ReplicaCrew {
public:
    /// `threads`: of LibTorch, in each replica.
    ReplicaCrew(std::size_t replicas, int threads);

    std::size_t size() const { return m_size; }
    int threads() const { return m_threads; }

    /// Calls body(index) on a thread for each replica (0 on the caller's) and waits; rethrows the first exception of a phase.
    void run(const std::function<void(std::size_t)>& body);

    /// Within run(): does the work, then waits for the others. False when the work of any of them threw: return from the body then.
    bool phase(const std::function<void()>& work);

    /// A phase of the first replica alone.
    bool phaseOfFirst(std::size_t index, const std::function<void()>& work);

private:
    struct Verdict {
        ReplicaCrew* crew;
        void operator()() noexcept { crew->m_failed = crew->m_failure != nullptr; }
    };

    std::size_t m_size;
    int m_threads;
    std::unique_ptr<std::barrier<Verdict>> m_barrier;
    std::mutex m_mutex;
    std::exception_ptr m_failure; ///< guarded by m_mutex
    bool m_failed = false;        ///< written by the barrier only: the same for all who passed it
};

/// As many replicas as the recipe says, at most `most`; or the same crew as that of a checkpoint to resume. Sums depend on its size, so
/// the machine's processors count at a run's first start only. An Error when `data` (fingerprint) differs from the checkpoint's.
ReplicaCrew crewOf(const Recipe& recipe, int most, const std::filesystem::path& resume, std::uint64_t data);

/// What crewOf() reads from a checkpoint's progress.
Json crewState(const ReplicaCrew& crew, std::uint64_t data);

} // namespace w2v::nn
