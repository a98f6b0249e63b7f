#include "core/runs/Telemetry.h"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include <sys/resource.h>
#include <unistd.h>

#include <fmt/format.h>

namespace w2v {

namespace {

constexpr double kGiB = 1 << 30;
constexpr double kMiB = 1 << 20;

double processorSeconds()
{
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& t) { return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec); };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

/// Jiffies of all processors since boot: at work, and together. Fields of /proc/stat: user nice system idle iowait irq softirq steal.
std::pair<unsigned long long, unsigned long long> machineTimes()
{
    std::ifstream file("/proc/stat");
    std::string name;
    file >> name;
    unsigned long long all = 0, idle = 0, value = 0;
    for (int field = 0; field < 8 && file >> value; ++field) {
        all += value;
        if (field == 3 || field == 4)
            idle += value;
    }
    return {all - idle, all};
}

double residentMemory()
{
    std::ifstream file("/proc/self/statm");
    double whole = 0, resident = 0;
    file >> whole >> resident;
    return resident * static_cast<double>(::sysconf(_SC_PAGESIZE));
}

std::vector<std::pair<std::string, double>> gpuFigures()
{
    std::vector<std::pair<std::string, double>> out;
    std::FILE* pipe = ::popen("nvidia-smi --query-gpu=index,utilization.gpu,memory.used --format=csv,noheader,nounits 2>/dev/null", "r");
    if (!pipe)
        return out;
    std::array<char, 256> line{};
    while (std::fgets(line.data(), static_cast<int>(line.size()), pipe)) {
        int index = 0;
        double use = 0, memory = 0;
        if (std::sscanf(line.data(), "%d, %lf, %lf", &index, &use, &memory) == 3) {
            out.emplace_back(fmt::format("system/gpu{}", index), use);
            out.emplace_back(fmt::format("system/gpu{}_memory", index), memory * kMiB / kGiB);
        }
    }
    ::pclose(pipe);
    return out;
}

} // namespace

std::vector<std::pair<std::string, double>> Telemetry::sample()
{
    const auto now = std::chrono::steady_clock::now();
    if (m_last != std::chrono::steady_clock::time_point{} && now - m_last < m_interval)
        return {};
    const bool first = m_last == std::chrono::steady_clock::time_point{};
    const double seconds = std::chrono::duration<double>(now - m_last).count(), processor = processorSeconds();
    const auto [busy, all] = machineTimes();
    std::vector<std::pair<std::string, double>> out;
    if (!first && seconds > 0 && all > m_all) {
        out.emplace_back("system/processor", 100 * (processor - m_processor) / seconds);
        out.emplace_back("system/machine", 100.0 * static_cast<double>(busy - m_busy) / static_cast<double>(all - m_all));
        out.emplace_back("system/memory", residentMemory() / kGiB);
        out.emplace_back("system/memory_free", availableMemory() / kGiB);
    }
    m_last = now;
    m_processor = processor;
    m_busy = busy;
    m_all = all;
    if (m_gpus.valid() && m_gpus.wait_for(std::chrono::seconds(0)) == std::future_status::ready) {
        const auto gpus = m_gpus.get();
        m_noGpus = gpus.empty();
        out.insert(out.end(), gpus.begin(), gpus.end());
    }
    if (!m_noGpus && !m_gpus.valid())
        m_gpus = std::async(std::launch::async, gpuFigures);
    return out;
}

double Telemetry::availableMemory()
{
    std::ifstream file("/proc/meminfo");
    for (std::string line; std::getline(file, line);)
        if (line.starts_with("MemAvailable:"))
            return std::atof(line.c_str() + 13) * 1024;
    return 0;
}

double Telemetry::peakMemory()
{
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) * 1024;
}

} // namespace w2v
