#include "ui/viewport/FrameLog.h"

#include <chrono>
#include <cstdlib>

namespace w2v {

FrameLog::FrameLog()
{
    if (const char* path = std::getenv("W2V_FRAME_LOG"))
        m_file.reset(std::fopen(path, "a"));
}

void FrameLog::add(const FrameStats& stats)
{
    if (!m_file || stats.status != FrameStatus::Drawn)
        return;
    const double now = std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
    const auto count = [](std::uint64_t n) { return static_cast<unsigned long long>(n); };
    std::fprintf(m_file.get(), "%.6f %.2f %llu %llu %llu %llu %d\n", now, stats.milliseconds, count(stats.points), count(stats.triangles),
                 count(stats.allPoints), count(stats.allTriangles), stats.reduced ? 1 : 0);
    std::fflush(m_file.get());
}

} // namespace w2v
