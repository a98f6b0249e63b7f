#include "core/image/VideoFrames.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <opencv2/imgproc.hpp>
#include <opencv2/videoio.hpp>

#include "core/base/Error.h"
#include "core/image/ImageIo.h"
#include "core/image/OpenCvBridge.h"

namespace w2v {

namespace {

constexpr int kMostFrames = 1024;
constexpr std::int64_t kMostVideoFrames = 50'000'000;
constexpr std::int64_t kMostPixels = 20 * kMaxImagePixels; ///< of all sampled frames together

std::vector<std::int64_t> equalSteps(std::int64_t total, int count)
{
    const std::int64_t taken = std::min<std::int64_t>(total, count);
    std::vector<std::int64_t> indices;
    for (std::int64_t k = 0; k < taken; ++k)
        indices.push_back(taken == 1 ? 0 : k * (total - 1) / (taken - 1));
    return indices;
}

cv::VideoCapture openVideo(const std::filesystem::path& path)
{
    cv::VideoCapture video;
    try {
        video.open(path.string());
    } catch (const cv::Exception&) { // reported below, as files that are refused without one
    }
    if (!video.isOpened())
        throw Error(path.string(), "is no video that can be decoded", "Give an MP4, AVI, MKV, MOV or WebM file");
    return video;
}

/// Decodes what lies between as little as it can. False when the video ends before the last index; `seen` is then its length.
bool readAt(const std::filesystem::path& path, const std::vector<std::int64_t>& indices, std::vector<ColorImage>& frames, std::int64_t& seen)
{
    cv::VideoCapture video = openVideo(path);
    frames.clear();
    seen = 0;
    for (const std::int64_t index : indices) {
        cv::Mat frame, rgb;
        for (; seen <= index; ++seen)
            if (!video.grab())
                return false;
        if (!video.retrieve(frame) || frame.empty() || frame.type() != CV_8UC3)
            throw Error(path.string(), fmt::format("frame {} cannot be decoded", index));
        if (static_cast<std::int64_t>(frame.total()) * static_cast<std::int64_t>(indices.size()) > kMostPixels)
            throw Error(path.string(), fmt::format("{} frames of {}x{} take too much memory", indices.size(), frame.cols, frame.rows), "Sample fewer");
        cv::cvtColor(frame, rgb, cv::COLOR_BGR2RGB);
        frames.push_back(fromMat<ColorImage>(rgb));
    }
    return true;
}

std::int64_t countByReading(const std::filesystem::path& path)
{
    cv::VideoCapture video = openVideo(path);
    std::int64_t count = 0;
    while (count < kMostVideoFrames && video.grab())
        ++count;
    return count;
}

} // namespace

SampledVideo sampleVideo(const std::filesystem::path& path, int count)
{
    if (count < 1 || count > kMostFrames)
        throw Error("frames", fmt::format("{} frames cannot be sampled", count), fmt::format("Give 1 to {}", kMostFrames));
    SampledVideo sampled;
    {
        const cv::VideoCapture video = openVideo(path);
        const double head = video.get(cv::CAP_PROP_FRAME_COUNT), rate = video.get(cv::CAP_PROP_FPS);
        sampled.framesPerSecond = std::isfinite(rate) && rate > 0 ? rate : 0;
        sampled.total = std::isfinite(head) && head >= 1 && head <= static_cast<double>(kMostVideoFrames) ? static_cast<std::int64_t>(head) : 0;
    }
    if (sampled.total == 0)
        sampled.total = countByReading(path);
    std::int64_t seen = 0;
    sampled.indices = equalSteps(sampled.total, count);
    if (!readAt(path, sampled.indices, sampled.frames, seen)) {
        sampled.total = seen;
        sampled.indices = equalSteps(sampled.total, count);
        if (!readAt(path, sampled.indices, sampled.frames, seen))
            throw Error(path.string(), "gives other frames each time it is read");
    }
    if (sampled.frames.empty())
        throw Error(path.string(), "holds no frame that can be decoded");
    return sampled;
}

} // namespace w2v
