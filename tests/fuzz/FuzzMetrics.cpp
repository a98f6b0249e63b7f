#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include <unistd.h>

#include "core/training/MetricsReader.h"

// A file that grows in pieces gives the same rows as one that is there at once. The first byte says how long the pieces are.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0)
        return 0;
    const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
    const std::size_t piece = std::size_t{1} + data[0];
    static const auto kPath = std::filesystem::temp_directory_path() / ("w2v_fuzz_metrics." + std::to_string(::getpid()));
    std::filesystem::remove(kPath);
    w2v::MetricsReader growing(kPath);
    std::size_t rows = 0;
    for (std::size_t at = 0; at < text.size(); at += piece) {
        const std::string_view part = text.substr(at, piece);
        std::ofstream(kPath, std::ios::binary | std::ios::app).write(part.data(), static_cast<std::streamsize>(part.size()));
        rows += growing.poll().size();
    }
    w2v::MetricsReader whole(kPath);
    if (whole.poll().size() != rows || whole.problems() != growing.problems())
        std::abort();
    std::filesystem::remove(kPath);
    return 0;
}
