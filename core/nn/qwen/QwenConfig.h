#pragma once
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "core/base/Json.h"

namespace w2v::nn {

/// Sizes of the vision tower (config.json, "vision_config").
struct QwenVisionConfig {
    int depth = 0, hidden = 0, heads = 0, intermediate = 0;
    int channels = 3, patch = 14, temporalPatch = 2, merge = 2, window = 112;
    int outHidden = 0;
    std::vector<int> fullAttentionBlocks;
    double tokensPerSecond = 2;

    int headSize() const { return hidden / heads; }
    int patchValues() const { return channels * temporalPatch * patch * patch; }
    int mergedWidth() const { return hidden * merge * merge; }
};

/// What our own small checkpoints declare beyond the released architecture (config.json, "w2v"); all off without it.
struct QwenExtension {
    bool pairAsVideo = false;   ///< two images of one question are the two frames of one temporal patch (the video path)
    int absolutePositions = 0;  ///< learned positions added to the patches: a square grid of this many; 0 = none
    int imageSize = 0;          ///< every image is cut to its middle square and resized to this side; 0 = the released rule
    std::optional<std::string> systemPrompt; ///< of the system turn; unset = the released default
};

/// A Qwen2.5-VL checkpoint's config.json.
struct QwenConfig {
    int hidden = 0, intermediate = 0, layers = 0, heads = 0, kvHeads = 0, vocabulary = 0;
    double normEpsilon = 1e-6, ropeTheta = 1e6;
    std::array<int, 3> mropeSection{}; ///< frequencies of the temporal, height and width axes; sum = headSize / 2
    bool tied = false;
    int imageToken = -1, videoToken = -1, visionStartToken = -1, visionEndToken = -1, eosToken = -1, bosToken = -1;
    int maxPositions = 128000;
    std::string dtype = "float32"; ///< of the stored weights: float32, bfloat16, float16
    QwenVisionConfig vision;
    QwenExtension extension;
    Json source; ///< the file as read: unknown keys survive a save

    int headSize() const { return hidden / heads; }
};

/// Reads and checks: every size positive and small enough to multiply, heads divide widths, sections fill the head.
/// `subject` names the file. Both spellings of the text sizes are read: at the top level and under "text_config".
QwenConfig parseQwenConfig(const Json& json, const std::string& subject);

/// That of a model folder; an Error also when the folder is none.
QwenConfig loadQwenConfig(const std::filesystem::path& folder);

/// What config.json asks for that this code does not do (quantised weights, sliding windows, other activations); empty = all is well.
std::vector<std::string> unsupportedFeatures(const QwenConfig& config);

/// `source` with every member written over it.
Json qwenConfigToJson(const QwenConfig& config);

} // namespace w2v::nn
