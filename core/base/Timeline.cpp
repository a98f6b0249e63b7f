#include "core/base/Timeline.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>

namespace w2v {

void noteTime(const char* what)
{
    struct Close {
        void operator()(std::FILE* file) const { std::fclose(file); }
    };
    static const std::unique_ptr<std::FILE, Close> kFile([] {
        const char* path = std::getenv("W2V_TIMELINE");
        return path ? std::fopen(path, "a") : nullptr;
    }());
    if (!kFile)
        return;
    const double now = std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
    std::fprintf(kFile.get(), "%.6f %s\n", now, what);
    std::fflush(kFile.get());
}

} // namespace w2v
