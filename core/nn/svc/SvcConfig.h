#pragma once
#include <array>
#include <string>
#include <vector>

#include "core/base/Json.h"

namespace w2v::nn {

/// The multi-view UNet; defaults are the released model's.
struct SvcUNetConfig {
    int inChannels = 11, outChannels = 4, denseChannels = 6;
    int channels = 320;                             ///< at full latent resolution
    int frames = 21;                                ///< of one network call
    int resBlocks = 2;                              ///< per level
    std::vector<int> attentionStrides{4, 2, 1};     ///< latent strides that have transformers
    std::vector<int> multipliers{1, 2, 4, 4};       ///< of `channels`, per level
    std::vector<int> transformerDepth{1, 1, 1, 1};  ///< per level
    int headChannels = 64;
    int contextWidth = 1024;
    std::vector<std::string> joined{"middle_ds8", "output_ds4", "output_ds2"}; ///< transformers whose tokens of all frames are one sequence
    bool testWeights = false;                       ///< random weights made for tests: pictures are noise

    int timeWidth() const { return 4 * channels; }
    int levels() const { return static_cast<int>(multipliers.size()); }
    /// Latent sides must be multiples of this.
    int stride() const { return 1 << (levels() - 1); }
    bool isJoined(const std::string& name) const;
    bool hasAttention(int latentStride) const;
};

/// The autoencoder between pictures and latents (8 times smaller for four levels).
struct SvcVaeConfig {
    std::vector<int> channels{128, 256, 512, 512};
    int layersPerBlock = 2, latentChannels = 4, groups = 32;
    double scalingFactor = 0.18215;

    int stride() const { return 1 << (static_cast<int>(channels.size()) - 1); }
};

/// The image encoder.
struct SvcClipConfig {
    int imageSize = 224, patch = 14, width = 1280, layers = 32, headWidth = 80, embedding = 1024;
    double mlpRatio = 4;

    int grid() const { return imageSize / patch; }
    int heads() const { return width / headWidth; }
    int mlpWidth() const { return static_cast<int>(width * mlpRatio); }
};

/// From config.json. Missing fields take the released values; impossible ones are an Error that names file and field.
SvcUNetConfig parseSvcUNet(const Json& json, const std::string& subject);
SvcVaeConfig parseSvcVae(const Json& json, const std::string& subject);
SvcClipConfig parseSvcClip(const Json& json, const std::string& subject);

Json toJson(const SvcUNetConfig& config);
Json toJson(const SvcVaeConfig& config);
Json toJson(const SvcClipConfig& config);

} // namespace w2v::nn
