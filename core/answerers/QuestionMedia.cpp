#include "core/answerers/QuestionMedia.h"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>

#include "core/base/Digest.h"
#include "core/base/Files.h"
#include "core/image/ImageIo.h"
#include "core/vlm/BicubicResize.h"

namespace w2v {

namespace {

bool isVideo(const std::string& name)
{
    std::string extension = fs::path(name).extension().string();
    std::transform(extension.begin(), extension.end(), extension.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    for (const char* known : {".mp4", ".avi", ".mkv", ".mov", ".webm"})
        if (extension == known)
            return true;
    return false;
}

ColorImage middleSquare(const ColorImage& image, int side)
{
    const int edge = std::min(image.width(), image.height());
    const int left = (image.width() - edge) / 2, top = (image.height() - edge) / 2;
    ColorImage cut(edge, edge);
    const std::size_t row = static_cast<std::size_t>(edge) * 3;
    for (int y = 0; y < edge; ++y)
        std::copy_n(image.data() + (static_cast<std::size_t>(top + y) * static_cast<std::size_t>(image.width()) + static_cast<std::size_t>(left)) * 3,
                    row, cut.data() + static_cast<std::size_t>(y) * row);
    return resizeBicubic(cut, side, side);
}

} // namespace

const std::string& QuestionMedia::digestOf(const std::string& name)
{
    const auto at = m_digests.find(name);
    return at != m_digests.end() ? at->second : m_digests.emplace(name, sha256File(pathInside(m_folder, name))).first->second;
}

std::string QuestionMedia::contentDigest(const BenchmarkQuestion& question)
{
    Json content{{"rules", describe(m_rules)}};
    for (const std::string& name : question.media)
        content["media"].push_back({isVideo(name) ? "video" : "picture", digestOf(name)});
    return sha256(content.dump());
}

std::vector<ColorImage> QuestionMedia::load(const BenchmarkQuestion& question, Json& frames)
{
    std::vector<ColorImage> images;
    frames = Json::array();
    for (const std::string& name : question.media) {
        const fs::path file = pathInside(m_folder, name);
        if (!isVideo(name)) {
            ColorImage image = readColorImage(file);
            images.push_back(m_rules.square > 0 ? middleSquare(image, m_rules.square) : std::move(image));
            frames.push_back({{"file", name}, {"sha256", digestOf(name)}});
            continue;
        }
        if (m_videoName != name) {
            m_videoName.clear();
            m_video = sampleVideo(file, m_rules.videoFrames);
            m_videoName = name;
        }
        for (std::size_t i = 0; i < m_video.frames.size(); ++i) {
            images.push_back(m_rules.square > 0 ? middleSquare(m_video.frames[i], m_rules.square) : m_video.frames[i]);
            Json frame{{"file", name}, {"sha256", digestOf(name)}, {"frame", m_video.indices[i]}, {"of", m_video.total}};
            if (m_video.framesPerSecond > 0)
                frame["seconds"] = static_cast<double>(m_video.indices[i]) / m_video.framesPerSecond;
            frames.push_back(std::move(frame));
        }
    }
    return images;
}

Json QuestionMedia::describe(const MediaRules& rules)
{
    return {{"video_frames", rules.videoFrames}, {"sampling", "frame k is number floor(k (n - 1) / (frames - 1)) of n"},
            {"pictures", rules.square > 0 ? fmt::format("middle square, {} pixels, bicubic", rules.square) : "as they are"}};
}

} // namespace w2v
