#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "core/nn/svc/SvcConfig.h"

namespace w2v::nn {

/// One file that the model needs.
struct SvcFileHelp {
    std::string purpose;  ///< "network", "autoencoder", "image encoder"
    std::string place;    ///< within the weights folder
    std::string source;   ///< repository and file on the hub
    std::string licence;
    double gigabytes = 0; ///< about
    bool optional = false;
};

/// What to download and where it goes.
const std::vector<SvcFileHelp>& svcFileHelp();

/// The same as a text for people.
std::string svcDownloadHelp();

/// The files of a weights folder with the configurations beside them.
struct SvcWeightFiles {
    std::filesystem::path network, vae, clip;
    SvcUNetConfig networkConfig;
    SvcVaeConfig vaeConfig;
    SvcClipConfig clipConfig;
};

/// Looks for modelv1.1.safetensors or model.safetensors, vae/diffusion_pytorch_model.safetensors and clip/open_clip_model.safetensors;
/// a config.json beside each (clip: also open_clip_config.json), without one the released sizes. A missing file is an Error that says
/// what to download.
SvcWeightFiles svcWeightFiles(const std::filesystem::path& folder);

} // namespace w2v::nn
