#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include <unistd.h>

#include "core/training/EventReader.h"

// An event file that grows in pieces tells the same damages as one that is there at once. The first byte says how long the pieces are.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0)
        return 0;
    const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    const std::size_t piece = std::size_t{1} + data[0];
    static const auto kPath = std::filesystem::temp_directory_path() / ("w2v_fuzz_events." + std::to_string(::getpid()));
    std::filesystem::remove(kPath);
    w2v::EventReader growing(kPath);
    w2v::MetricTable table;
    std::uint64_t damaged = 0;
    for (std::size_t at = 0; at < bytes.size(); at += piece) {
        const std::string_view part = bytes.substr(at, piece);
        std::ofstream(kPath, std::ios::binary | std::ios::app).write(part.data(), static_cast<std::streamsize>(part.size()));
        w2v::MetricBatch batch = growing.poll();
        damaged += batch.damaged;
        w2v::apply(std::move(batch), table);
    }
    w2v::EventReader whole(kPath);
    if (whole.poll().damaged != damaged || table.points() > size)
        std::abort();
    std::filesystem::remove(kPath);
    return 0;
}
