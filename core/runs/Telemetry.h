#pragma once
#include <chrono>
#include <future>
#include <string>
#include <utility>
#include <vector>

namespace w2v {

/// What a run takes of its machine, sampled by the process that trains: "system/processor" (percent of one core, of this process),
/// "system/machine" (percent of all cores, of everybody), "system/memory" and "system/memory_free" (GiB: resident, available), and of
/// each GPU nvidia-smi knows "system/gpu<k>" (percent) and "system/gpu<k>_memory" (GiB).
class Telemetry {
public:
    explicit Telemetry(std::chrono::steady_clock::duration interval = std::chrono::seconds(5)) : m_interval(interval) {}

    /// Empty until the interval has passed since the last sample. Never waits: figures of GPUs are those that came in meanwhile.
    std::vector<std::pair<std::string, double>> sample();

    /// What the machine could still give, bytes; 0 = not known.
    static double availableMemory();
    /// Most resident memory of this process so far, bytes.
    static double peakMemory();

private:
    std::chrono::steady_clock::duration m_interval;
    std::chrono::steady_clock::time_point m_last{};
    double m_processor = 0;                  ///< seconds of processor time at the last sample
    unsigned long long m_busy = 0, m_all = 0; ///< jiffies of the machine at the last sample
    std::future<std::vector<std::pair<std::string, double>>> m_gpus;
    bool m_noGpus = false;
};

} // namespace w2v
