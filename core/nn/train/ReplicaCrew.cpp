#include "core/nn/train/ReplicaCrew.h"

#include <algorithm>
#include <thread>
#include <vector>

#include "core/base/Error.h"
#include "core/nn/Runtime.h"
#include "core/nn/TorchPch.h"
#include "core/nn/train/TrainingState.h"

namespace w2v::nn {

ReplicaCrew::ReplicaCrew(std::size_t replicas, int threads) : m_size(replicas), m_threads(threads) {}

void ReplicaCrew::run(const std::function<void(std::size_t)>& body)
{
    m_failure = nullptr;
    m_failed = false;
    m_barrier = std::make_unique<std::barrier<Verdict>>(static_cast<std::ptrdiff_t>(m_size), Verdict{this});
    const auto work = [&](std::size_t index) {
        setTorchThreads(m_threads);
        at::globalContext().setFlushDenormal(true);
        body(index);
    };
    std::vector<std::thread> threads;
    for (std::size_t r = 1; r < m_size; ++r)
        threads.emplace_back(work, r);
    work(0);
    for (std::thread& thread : threads)
        thread.join();
    if (m_failure)
        std::rethrow_exception(m_failure);
}

bool ReplicaCrew::phase(const std::function<void()>& work)
{
    try {
        work();
    } catch (...) {
        const std::lock_guard lock(m_mutex);
        if (!m_failure)
            m_failure = std::current_exception();
    }
    m_barrier->arrive_and_wait();
    return !m_failed;
}

bool ReplicaCrew::phaseOfFirst(std::size_t index, const std::function<void()>& work)
{
    return phase([&] {
        if (index == 0)
            work();
    });
}

ReplicaCrew crewOf(const Recipe& recipe, int most, const std::filesystem::path& resume, std::uint64_t data)
{
    if (!resume.empty()) {
        const Json progress = trainingProgress(resume);
        if (progress.at("data").get<std::uint64_t>() != data)
            throw Error(resume.string(), "was trained on other records than the project has now",
                        "Undo what changed in Curate, or start a new run with this checkpoint as its base");
        return ReplicaCrew(progress.at("replicas").get<std::size_t>(), progress.at("threads").get<int>());
    }
    const int replicas = std::min(most, recipe.replicas > 0 ? recipe.replicas : availableProcessors());
    return ReplicaCrew(static_cast<std::size_t>(replicas), recipe.threads > 0 ? recipe.threads : std::max(1, availableProcessors() / replicas));
}

Json crewState(const ReplicaCrew& crew, std::uint64_t data)
{
    return {{"data", data}, {"replicas", crew.size()}, {"threads", crew.threads()}, {"random", Json::array()}};
}

} // namespace w2v::nn
