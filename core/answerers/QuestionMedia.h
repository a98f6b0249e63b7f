#pragma once
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/base/Json.h"
#include "core/eval/benchmarks/Benchmark.h"
#include "core/image/Raster.h"
#include "core/image/VideoFrames.h"

namespace w2v {

class Project;

/// What becomes of a question's pictures and videos before a model sees them.
struct MediaRules {
    int videoFrames = 16; ///< frames sampled from a video, see sampleVideo()
    int square = 0;       ///< pictures are cut to their middle square and resized to this side (bicubic); 0 = as they are
    bool operator==(const MediaRules&) const = default;
};

/// Where the pictures of questions come from.
class QuestionMedia {
public:
    virtual ~QuestionMedia() = default;

    /// Of what load() depends on: the content of the files (not their names) and the rules.
    virtual std::string contentDigest(const BenchmarkQuestion& question) = 0;

    /// The images in reading order. `frames` lists for each {file, sha256 of the file} and of video frames {frame, of, seconds}.
    virtual std::vector<ColorImage> load(const BenchmarkQuestion& question, Json& frames) = 0;

    /// What is done to them, in words, for the record.
    virtual Json describe() const = 0;
};

/// The pictures and video frames of questions, below one folder. The frames of the last video are kept: its questions come together.
class FolderMedia : public QuestionMedia {
public:
    FolderMedia(std::filesystem::path folder, const MediaRules& rules) : m_folder(std::move(folder)), m_rules(rules) {}

    std::string contentDigest(const BenchmarkQuestion& question) override;
    std::vector<ColorImage> load(const BenchmarkQuestion& question, Json& frames) override;
    Json describe() const override;

private:
    const std::string& digestOf(const std::string& name);

    std::filesystem::path m_folder;
    MediaRules m_rules;
    std::map<std::string, std::string> m_digests;
    std::string m_videoName;
    SampledVideo m_video;
};

/// The images of a project's records, as they are.
class RecordMedia : public QuestionMedia {
public:
    explicit RecordMedia(const Project& project) : m_project(project) {}

    std::string contentDigest(const BenchmarkQuestion& question) override;
    std::vector<ColorImage> load(const BenchmarkQuestion& question, Json& frames) override;
    Json describe() const override;

private:
    const Project& m_project;
};

} // namespace w2v
