#include "core/base/ProcessMemory.h"

#include <cstdlib>
#include <fstream>

namespace w2v {

namespace {

/// "VmHWM:     1234 kB"
std::int64_t kilobyteField(const std::string& path, const std::string& field)
{
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);)
        if (line.starts_with(field + ':'))
            return std::strtoll(line.c_str() + field.size() + 1, nullptr, 10) * 1024;
    return 0;
}

} // namespace

std::int64_t processMemory(const std::string& field, std::int64_t pid)
{
    return kilobyteField("/proc/" + (pid == 0 ? std::string("self") : std::to_string(pid)) + "/status", field);
}

std::int64_t availableMemory()
{
    return kilobyteField("/proc/meminfo", "MemAvailable");
}

} // namespace w2v
