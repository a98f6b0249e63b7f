#pragma once
#include <filesystem>
#include <functional>
#include <vector>

#include "core/nn/qwen/GeneratorTorch.h"
#include "core/vlm/ChatTemplate.h"
#include "core/vlm/ImagePreprocessor.h"
#include "core/vlm/Tokenizer.h"
#include "core/vlm/VisionLanguageModel.h"

namespace w2v::nn {

/// What turns questions and images into token rows and pixels: shared by answering and training.
struct QwenProcessor {
    Tokenizer tokenizer;
    ImagePreprocessor images;

    int imageSize = 0; ///< see QwenExtension

    /// The image as the model is to see it before its own resize rule: the middle square at imageSize, or unchanged.
    ColorImage view(const ColorImage& image) const;

    static QwenProcessor load(const std::filesystem::path& folder, const QwenConfig& config);
};

/// The turns of a question, as the checkpoint's configuration wants them.
std::vector<ChatMessage> questionTurns(const QwenConfig& config, std::string_view question, int images);

/// Reads the checkpoint's answers' defaults and answers; the answering itself is in QwenAnswering.cpp.
class QwenVlm : public VisionLanguageModel {
public:
    /// `folder` is named in describe() and read for generation_config.json; empty for a model in training.
    QwenVlm(QwenConfig config, QwenWeights weights, QwenProcessor processor, std::filesystem::path folder);

    nlohmann::ordered_json describe() const override;
    std::vector<VlmAnswer> answer(std::span<const VlmQuery> queries, const GenerationOptions& options, JobContext& job,
                                  const std::function<void(std::size_t, const std::string&)>& onText) override;
    std::vector<std::vector<ChoiceScore>> scoreChoices(std::span<const VlmQuery> queries, std::span<const std::vector<std::string>> choices,
                                                       JobContext& job) override;

private:
    struct Prepared;
    using TextSink = std::function<void(std::size_t, const std::string&)>;

    /// `rows`: how many rows of a batch the query takes.
    Prepared prepare(const VlmQuery& query, std::size_t index, std::size_t rows) const;
    std::vector<Prepared> prepareAll(std::span<const VlmQuery> queries, const std::function<std::size_t(std::size_t)>& rowsOf) const;
    ModelBatch pack(std::span<const Prepared> prepared) const;
    void forEachBatch(std::span<const Prepared> prepared, int size, JobContext& job, const std::function<void(std::span<const Prepared>)>& work) const;
    void answerBatch(std::span<const Prepared> prepared, const GenerationOptions& options, const std::function<bool()>& shouldStop,
                     const TextSink& onText, std::vector<VlmAnswer>& answers) const;

    QwenConfig m_config;
    QwenWeights m_weights;
    QwenProcessor m_processor;
    std::filesystem::path m_folder;
    std::vector<std::int64_t> m_endTokens;
    double m_repetitionPenalty = 1;
};

} // namespace w2v::nn
