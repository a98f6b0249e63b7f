#pragma once
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <string>

#if defined(__GLIBC__)
#include <malloc.h>
#endif

namespace w2v::test {

/// A field of /proc/self/status in bytes: "VmRSS" (resident now), "VmHWM" (its peak), "RssAnon" (without file pages).
inline std::int64_t processMemory(const std::string& field)
{
    std::ifstream file("/proc/self/status");
    for (std::string line; std::getline(file, line);)
        if (line.starts_with(field + ':'))
            return std::strtoll(line.c_str() + field.size() + 1, nullptr, 10) * 1024;
    return 0;
}

/// Resident memory above that of the construction, at its peak since then. Linux counts it; where the counter cannot be reset,
/// works() is false.
class PeakMemory {
public:
    PeakMemory()
    {
#if defined(__GLIBC__)
        mallopt(M_MMAP_THRESHOLD, 1 << 17); // a fixed one: the heap that a rising one leads to keeps holes, which are no tensors
        malloc_trim(0);
#endif
        std::ofstream("/proc/self/clear_refs") << "5";
        m_start = processMemory("VmRSS");
        m_works = m_start > 0 && processMemory("VmHWM") < m_start + (8 << 20);
    }

    bool works() const { return m_works; }
    std::int64_t bytes() const { return processMemory("VmHWM") - m_start; }

private:
    std::int64_t m_start = 0;
    bool m_works = false;
};

} // namespace w2v::test
