#pragma once
#include <filesystem>
#include <functional>
#include <string>

#include "core/answerers/Answerer.h"
#include "core/vlm/VisionLanguageModel.h"

namespace w2v {

/// Of what a checkpoint's answers depend on: names and sizes of its files, small files whole and large ones at both ends. An empty
/// path gives an empty text. Throws Error when there is no such folder.
std::string checkpointDigest(const std::filesystem::path& folder);

/// A local model. Requests are answered `options.batch` at a time; those are what a killed run asks again.
class CheckpointAnswerer : public Answerer {
public:
    /// `model` is called once, before the first question; `identity` names the checkpoint (see checkpointDigest()).
    CheckpointAnswerer(std::function<VisionLanguageModel&()> model, Json identity, const GenerationOptions& options);

    Json identity() const override;
    bool canChoose() const override { return true; }
    void answerAll(const Next& next, const Done& done, JobContext& job) override;

private:
    std::function<VisionLanguageModel&()> m_model;
    Json m_identity;
    GenerationOptions m_options;
};

} // namespace w2v
