#include "core/answerers/QuestionMedia.h"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>

#include "core/base/Digest.h"
#include "core/base/Files.h"
#include "core/dataset/Project.h"
#include "core/image/ImageIo.h"
#include "core/vlm/PictureInput.h"

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

} // namespace

const std::string& FolderMedia::digestOf(const std::string& name)
{
    const auto at = m_digests.find(name);
    return at != m_digests.end() ? at->second : m_digests.emplace(name, sha256File(pathInside(m_folder, name))).first->second;
}

std::string FolderMedia::contentDigest(const BenchmarkQuestion& question)
{
    Json content{{"rules", describe()}};
    for (const std::string& name : question.media)
        content["media"].push_back({isVideo(name) ? "video" : "picture", digestOf(name)});
    return sha256(content.dump());
}

std::vector<ColorImage> FolderMedia::load(const BenchmarkQuestion& question, Json& frames)
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

Json FolderMedia::describe() const
{
    return {{"video_frames", m_rules.videoFrames}, {"sampling", "frame k is number floor(k (n - 1) / (frames - 1)) of n"},
            {"pictures", m_rules.square > 0 ? fmt::format("middle square, {} pixels, bicubic", m_rules.square) : "as they are"}};
}

std::string RecordMedia::contentDigest(const BenchmarkQuestion& question)
{
    return sha256(Json(question.media).dump()); // references name content
}

std::vector<ColorImage> RecordMedia::load(const BenchmarkQuestion& question, Json& frames)
{
    std::vector<ColorImage> images;
    frames = Json::array();
    for (const std::string& reference : question.media) {
        images.push_back(m_project.loadImage(reference));
        frames.push_back({{"image", reference}});
    }
    return images;
}

Json RecordMedia::describe() const
{
    return {{"pictures", "as they are"}};
}

} // namespace w2v
