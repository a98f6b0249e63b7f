#pragma once
#include <cstdint>
#include <filesystem>
#include <vector>

#include "core/image/Raster.h"

namespace w2v {

/// Frames of a video and where they stand in it.
struct SampledVideo {
    std::vector<ColorImage> frames;
    std::vector<std::int64_t> indices; ///< of the frames in the video, from 0
    std::int64_t total = 0;            ///< frames of the video that can be decoded
    double framesPerSecond = 0;        ///< as the file says; 0 = it does not
};

/// `count` frames (1 to 1024) from the first to the last at equal steps: frame k is number floor(k (n - 1) / (count - 1)) of the n that can
/// be decoded; one frame is the first. A video with fewer frames gives each once. n comes from the file's head; where that counts frames
/// that are not there, the video is read to its end first. Throws Error when nothing can be decoded or the frames would be too large.
SampledVideo sampleVideo(const std::filesystem::path& path, int count);

} // namespace w2v
