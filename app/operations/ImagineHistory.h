#pragma once
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace w2v {

/// One imagination that was made on this machine.
struct ImagineCost {
    std::string worldModel, device;
    std::int64_t pixels = 0;    ///< of one frame
    int frames = 0;
    double seconds = 0;         ///< from the request to the last frame
    double firstFrame = 0;      ///< seconds until the first one
    std::int64_t memoryBytes = 0; ///< at its peak, above that of the process before; 0 = not known
    int threads = 0;              ///< it could use; 0 = not known
    std::int64_t diskBytes = 0;   ///< of the folder it left; 0 = none
};

/// What imaginations cost on this machine, kept between starts: the newest ones, a line of JSON each. A line that cannot be read
/// is passed over; a file that cannot be written changes nothing else.
class ImagineHistory {
public:
    /// The user's own, in $XDG_STATE_HOME (~/.local/state).
    static std::filesystem::path userFile();

    explicit ImagineHistory(std::filesystem::path file);

    /// What such a request will cost, from those of the same world model and device: medians of seconds and bytes a frame and pixel.
    /// `worldModel`, `device`, `pixels`, `frames` and `threads` are given, the rest is filled in. Those with as many threads are asked
    /// first; else seconds are taken to go down with the threads. None before the first.
    std::optional<ImagineCost> expected(ImagineCost request) const;

    void add(const ImagineCost& cost);

private:
    std::filesystem::path m_file;
    std::vector<ImagineCost> m_costs; ///< oldest first
};

/// Peak of this process' resident memory since the construction, above what it was then; 0 where the system does not count it.
class MemoryMeter {
public:
    MemoryMeter();
    std::int64_t bytes() const;

private:
    std::int64_t m_start = 0;
};

} // namespace w2v
